use rosweave::prelude::*;

#[node]
struct Arm;

#[node]
impl Arm {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Arm, Arm);
