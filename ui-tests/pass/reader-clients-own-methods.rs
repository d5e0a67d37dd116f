// What a client tells of itself is no wait.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        assert!(self.slow.service_is_ready());
        assert!(self.slow.wait_for_service_timeout(cx, Duration::from_secs(1)));
        assert_eq!(self.slow.service_name(), "/trigger");
        Ok(())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
