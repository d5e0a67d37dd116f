//! A `sleep` of the user's own is none of `std`'s, whatever is imported in other modules or bound in the body.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

mod elsewhere {
    #[allow(unused_imports)]
    use std::thread::sleep;
}

mod own {
    use std::time::Duration;

    pub(super) fn sleep(duration: Duration) -> Duration {
        duration
    }
}

mod shadowed {
    #[allow(unused_imports)]
    use std::thread::sleep;

    use super::*;

    #[node]
    pub(super) struct Shadowed;

    #[node]
    impl Shadowed {
        #[timer("1s", once)]
        async fn tick(&self) {
            let sleep = |duration: Duration| assert!(!duration.is_zero());
            sleep(Duration::from_secs(1));
        }
    }
}

use own::sleep;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", once)]
    async fn tick(&self) {
        assert_eq!(sleep(Duration::from_secs(1)), Duration::from_secs(1));
    }
}

fn main() {
    runs::<Demo>();
    runs::<shadowed::Shadowed>();
}

