//! Parameters are changed from inside, and the callback of changes tells the hardware.

use frame::*;

#[node]
pub struct Demo {
    #[parameter(default = 1.0, range = 0.0..=10.0)]
    gain: Parameter<f64>,
    #[client("slow")]
    hardware: Client<Ping, Io>,
    #[client("tune")]
    tune: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.gain > 9.0 { Err("too much".to_owned()) } else { Ok(()) }
    }

    #[on_change(gain)]
    #[group(B)]
    fn retuned(&self, _change: &Change<Self>, cx: &Cx<B>) -> Answer {
        self.hardware.call(cx, ())
    }

    #[service("tune", type = Ping)]
    #[group(A)]
    fn tune(&self, _request: ()) -> Result<(), rosweave::ParameterError> {
        self.gain.set(self.gain.get() + 1.0)
    }

    #[timer("1s")]
    #[group(Io)]
    async fn operator(&self, cx: &AsyncCx<Io>) -> Answer {
        self.tune.call(cx, ()).await
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
