//! What is heard in one group is asked about in another one, through the group's state.

use frame::*;

#[derive(Group, Default)]
pub struct Filter {
    estimate: f64,
    updates: u32,
}

impl Filter {
    fn update(&mut self, measured: f64) {
        self.estimate += 0.5 * (measured - self.estimate);
        self.updates += 1;
    }
}

#[node]
pub struct Demo {
    #[publisher("imu")]
    imu: Publisher<f64>,
    #[publisher("pose")]
    pose: Publisher<f64>,
    #[client("set_pose")]
    set_pose: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[subscribe("imu", qos(depth = 5))]
    #[group(Filter)]
    fn on_imu(&self, imu: f64, filter: &mut Filter) -> Result<(), PublishError> {
        filter.update(imu);
        self.pose.publish(filter.estimate)
    }

    #[service("set_pose", type = Ping)]
    #[group(Filter)]
    fn set_pose(&self, _request: (), filter: &mut Filter) {
        *filter = Filter::default();
    }

    #[timer("100ms")]
    fn sense(&self) -> Result<(), PublishError> {
        self.imu.publish(1.0)
    }

    #[timer("1s")]
    #[group(A)]
    fn recover(&self, cx: &Cx<A>) -> Answer {
        self.set_pose.wait_for_service(cx).map_err(CallError::from)?;
        self.set_pose.call_timeout(cx, (), Duration::from_millis(200))
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
