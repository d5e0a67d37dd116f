//! The group's state is changed before, between and after waits.

use frame::*;

#[derive(Group, Default)]
pub struct Control {
    integral: f64,
    history: Vec<f64>,
}

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, B>,
    #[publisher("integral")]
    integral: Publisher<f64>,
}

#[node]
impl Demo {
    #[timer("100ms")]
    #[group(Control)]
    fn tick(&self, control: &mut Control, cx: &Cx<Control>) -> rosweave::Result {
        control.integral += 0.1;
        self.slow.call(cx, ())?;
        control.history.push(control.integral);
        self.integral.publish(control.integral)?;
        Ok(())
    }

    #[subscribe("integral")]
    #[group(B)]
    fn heard(&self, _integral: &f64) {}
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
