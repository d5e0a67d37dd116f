//! A node reads and sets its own parameters as a tool would, by a client.

use frame::*;

#[node]
pub struct Demo {
    #[parameter(default = 1)]
    gain: Parameter<i64>,
    #[parameter_client("/demo")]
    itself: ParameterClient<B>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Result<(), rosweave::RemoteParameterError> {
        let gain: i64 = self.itself.get(cx, "gain")?;
        self.itself.set(cx, "gain", gain + 1)?;
        assert_eq!(self.gain.get(), gain + 1);
        Ok(())
    }

    #[on_change(gain)]
    #[group(A)]
    fn changed(&self, _change: &Change<Self>) {}
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
