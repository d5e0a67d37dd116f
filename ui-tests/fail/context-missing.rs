use rosweave::prelude::*;

#[derive(Group, Default)]
struct Control;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    async fn tick(&self) {
        cx.sleep(Duration::from_millis(10)).await;
    }
}

fn main() {}
