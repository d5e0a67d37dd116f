use rosweave::prelude::*;
use rosweave_ui_tests::runs;

fn main() {
    struct Local(u8);

    #[node]
    struct Demo {
        #[publisher("local")]
        local: Publisher<Local>,
    }

    #[node]
    impl Demo {
        #[timer("1s")]
        fn tick(&self) -> Result<(), PublishError> {
            self.local.publish(Local(1))
        }
    }
    runs::<Demo>();
}
