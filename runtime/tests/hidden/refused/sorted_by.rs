//! What sorts asks for the keys.

use frame::*;

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
        let mut answers = [Ok(()), Ok(())];
        answers.sort_by_cached_key(|_| self.slow.call(cx, ()).is_err());
        let [first, _] = answers;
        first.and(self.slow.call(cx, ()))
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
