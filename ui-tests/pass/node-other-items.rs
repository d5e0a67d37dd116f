use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    const PERIOD: u8 = 1;

    #[timer("1s")]
    fn tick(&self) {
        assert_eq!(Self::PERIOD + Self::one(), 2);
        self.helper::<u8>();
    }

    fn one() -> u8 {
        1
    }

    fn helper<T: Default>(&self) -> T {
        T::default()
    }
}

impl Demo {
    fn more(&self) {}
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.more();
    }
}

fn main() {
    runs::<Demo>();
}
