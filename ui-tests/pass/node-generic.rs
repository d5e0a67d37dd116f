use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[node]
struct Demo<T: Default + Send + Sync + 'static, const N: usize>
where
    T: std::fmt::Debug,
{
    #[client("trigger")]
    trigger: Client<Empty, Planning>,
    #[publisher("values")]
    values: Publisher<T>,
    last: [u8; 4],
}

#[node]
impl<T: Default + Send + Sync + 'static, const N: usize> Demo<T, N>
where
    T: std::fmt::Debug,
{
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), Box<dyn std::error::Error>> {
        self.trigger.call(cx, ())?;
        assert!(self.last.len() < N);
        Ok(self.values.publish(T::default())?)
    }
}

fn main() {
    runs::<Demo<u8, 7>>();
    runs::<Demo<String, 8>>();
}
