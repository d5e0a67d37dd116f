//! Three groups ask each other in a line, and the last one asks nobody.

use frame::*;

#[derive(Group, Default)]
pub struct C;

#[node]
pub struct Demo {
    #[client("slow")]
    to_second: Client<Ping, B>,
    #[client("slow")]
    to_third: Client<Ping, C>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn first(&self, cx: &Cx<A>) -> Answer {
        self.to_second.call(cx, ())
    }

    #[timer("1s")]
    #[group(B)]
    fn second(&self, cx: &Cx<B>) -> Answer {
        self.to_third.call(cx, ())
    }

    #[timer("1s")]
    #[group(C)]
    fn third(&self) {}
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
