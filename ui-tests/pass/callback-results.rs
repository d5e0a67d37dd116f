use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn nothing(&self) {}

    #[timer("1s")]
    fn text(&self) -> Result<(), &'static str> {
        Ok(())
    }

    #[timer("1s")]
    async fn boxed(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(())
    }

    #[timer("1s")]
    fn alias(&self) -> std::fmt::Result {
        Ok(())
    }

    #[timer("1s")]
    fn explicit(self: &Self) -> () {}
}

fn main() {
    runs::<Demo>();
}
