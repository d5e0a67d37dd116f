//! The types of `robot_interfaces`, for every node of the robot.

rosweave::interfaces!();
