struct Demo;

fn main() -> rosweave::Result {
    rosweave::run::<Demo>()
}
