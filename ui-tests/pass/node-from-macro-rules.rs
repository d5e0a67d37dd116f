use rosweave::prelude::*;
use rosweave_ui_tests::{StringMsg, runs};

macro_rules! talker {
    ($name:ident, $topic:literal, $message:ty, $group:path, $period:expr) => {
        #[node]
        struct $name {
            #[publisher($topic)]
            out: Publisher<$message>,
        }

        #[node]
        impl $name {
            #[timer($period)]
            #[group($group)]
            fn tick(&self) -> Result<(), PublishError> {
                self.out.publish(<$message>::default())
            }

            #[subscribe($topic)]
            fn on_own(&self, _msg: Arc<$message>) {}
        }
    };
}

talker!(Demo, "own", StringMsg, rosweave_ui_tests::Control, "1s");

fn main() {
    runs::<Demo>();
}
