use rosweave::prelude::*;

#[node]
struct Demo {
    names: Vec<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        let _ = self.keep(cx);
    }

    fn keep(&self, cx: &Cx) -> &Cx {
        cx
    }
}

fn main() {}
