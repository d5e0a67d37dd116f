/// A demo.
use rosweave::prelude::*;
use rosweave_ui_tests::{StringMsg, runs};

#[derive(Debug)]
#[node]
#[allow(clippy::struct_field_names)]
struct Demo {
    /// Says hello.
    #[publisher("hello")]
    #[allow(unused)]
    hello: Publisher<StringMsg>,
    /// Counts.
    #[doc(alias = "n")]
    count: u64,
}

#[node]
#[allow(clippy::unused_self)]
impl Demo {
    /// Ticks.
    #[inline]
    #[timer("1s")]
    #[must_use]
    fn tick(&self) -> Result<(), PublishError> {
        assert!(format!("{self:?}").contains("count"));
        Ok(())
    }

    /// Listens.
    #[subscribe("chatter")]
    #[deprecated(note = "listens no more")]
    fn on_chatter(&self, #[allow(unused)] msg: &StringMsg) {}
}

fn main() {
    runs::<Demo>();
}
