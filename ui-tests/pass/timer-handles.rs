use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo {
    #[timer_handle("tick")]
    ticker: Timer,
}

#[node]
impl Demo {
    #[timer("500ms")]
    fn tick(&self, timer: &Timer) {
        timer.set_period(Duration::from_millis(250));
    }

    #[timer("1s", once)]
    fn stop(&self, timer: Timer) {
        assert!(timer.is_cancelled());
        self.ticker.cancel();
    }
}

fn main() {
    runs::<Demo>();
}
