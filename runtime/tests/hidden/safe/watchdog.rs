//! A watchdog is set back by each command, and stops the robot where none comes.

use frame::*;

#[node]
pub struct Demo {
    #[publisher("cmd")]
    cmd: Publisher<f64>,
    #[timer_handle("watchdog")]
    dog: Timer,
    #[client("slow")]
    stop: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[subscribe("cmd")]
    fn on_cmd(&self, speed: &f64) {
        if speed.is_finite() {
            self.dog.reset();
        }
    }

    #[timer("300ms")]
    fn watchdog(&self, timer: &Timer, cx: &Cx) -> Answer {
        timer.cancel();
        self.stop.call(cx, ())
    }

    #[timer("100ms")]
    #[group(A)]
    fn drive(&self) -> Result<(), PublishError> {
        self.cmd.publish(1.0)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
