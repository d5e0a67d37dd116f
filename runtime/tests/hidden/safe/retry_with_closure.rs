//! A helper tries a closure again, which calls.

use frame::*;

fn retry<T, E>(times: u32, mut attempt: impl FnMut(u32) -> Result<T, E>) -> Result<T, E> {
    let mut last = attempt(0);
    for n in 1..times {
        if last.is_ok() {
            break;
        }
        last = attempt(n);
    }
    last
}

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, Io>,
    #[client("fast")]
    fast: Client<Ping, A>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        retry(3, |_| self.slow.call(cx, ()))
    }

    #[timer("1s", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        let answers: Result<Vec<()>, CallError> = (0..3).map(|_| self.fast.call(cx, ())).collect();
        answers.map(|_| ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
