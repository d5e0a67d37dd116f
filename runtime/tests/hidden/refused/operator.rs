//! An operator calls.

use frame::*;

struct Asker<'a>(&'a Client<Ping, B>);

impl<'a> std::ops::Shr<&'a Cx<A>> for &Asker<'_> {
    type Output = Answer;

    fn shr(self, cx: &'a Cx<A>) -> Answer {
        self.0.call(cx, ())
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        &Asker(&self.slow) >> cx
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
