use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Clone, Copy, Debug, PartialEq, ParameterEnum)]
enum Mode {
    Slow,
    Fast,
}

#[derive(Parameters)]
struct Gains {
    #[parameter(1.0)]
    kp: Parameter<f64>,
    #[parameter]
    inner: Inner,
}

#[derive(Parameters)]
struct Inner {
    #[parameter(default = 0.0, range = 0.0..)]
    ki: Parameter<f64>,
}

const RATE: f64 = 0.5;

#[node(allow_undeclared)]
struct Demo {
    #[parameter(default = 1.0, range = 0.01..=1.0)]
    rate: Parameter<f64>,
    #[parameter(default = RATE, range = ..=1.0)]
    named: Parameter<f64>,
    #[parameter(default = 4, range = 0..=8, step = 2)]
    even: Parameter<i64>,
    #[parameter(default = 200)]
    byte: Parameter<u8>,
    #[parameter(default = "a", read_only, constraints = "a letter")]
    text: Parameter<String>,
    #[parameter(default = Mode::Fast)]
    mode: Parameter<Mode>,
    #[parameter(default = [], range = 0.0..=1.0)]
    weights: Parameter<Vec<f64>>,
    #[parameter]
    unset: Parameter<Option<i64>>,
    #[parameter(default = 1, name = "io.port")]
    port: Parameter<u16>,
    #[parameter]
    gains: Gains,
}

#[node]
impl Demo {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.gains.kp < values.gains.inner.ki { Err("ki is above kp".to_owned()) } else { Ok(()) }
    }

    #[on_change(rate, gains.inner, io.port)]
    fn changed(&self, change: &Change<Self>) {
        assert!(change.new.rate > 0.0);
    }

    #[on_change]
    async fn any(&self, change: Change<Self>, cx: &AsyncCx) {
        let _ = (change.old.mode == Mode::Slow, cx);
    }

    #[timer("250ms")]
    fn tick(&self) {
        assert_eq!((self.even.get(), self.mode.get()), (4, Mode::Fast));
        self.rate.set(self.rate.get() / 2.0).unwrap_or_default();
    }
}

fn main() {
    runs::<Demo>();
}
