//! What the examples share: the transports that they can run on, and the `--for` option.

mod end;
mod transports;

pub use end::{End, run};
pub use transports::Transports;

// The code in the README and in the docs is compiled, and its tests run, with the tests of this package.
#[cfg(doctest)]
mod documents {
    macro_rules! documents {
        ($($name:ident = $path:literal,)+) => {
            $(#[doc = include_str!($path)] mod $name {})+
        };
    }

    documents! {
        readme = "../../README.md",
        first_node = "../../docs/guide/first-node.md",
        groups_and_waits = "../../docs/guide/groups-and-waits.md",
        interfaces = "../../docs/guide/interfaces.md",
        parameters = "../../docs/guide/parameters-and-launch.md",
        services = "../../docs/guide/services.md",
        actions = "../../docs/guide/actions.md",
        tests = "../../docs/guide/tests.md",
        time = "../../docs/guide/time.md",
        topics = "../../docs/guide/topics.md",
        from_r2r = "../../docs/coming-from/r2r.md",
        from_rclcpp = "../../docs/coming-from/rclcpp.md",
        from_rclpy = "../../docs/coming-from/rclpy.md",
    }
}
