use rosweave::prelude::*;

#[node]
struct Arm;

#[node]
impl Arm {
    #[timer("1s")]
    fn tick(&self) {}
}

#[node("arm")]
struct Other;

#[node]
impl Other {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Arm, Other);
