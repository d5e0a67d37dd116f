use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Clone)]
struct Stamped<T> {
    value: T,
}

#[node]
struct Demo {
    #[publisher("stamped")]
    out: Publisher<Stamped<Vec<u8>>>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.out.publish(Stamped { value: vec![1, 2] })
    }

    #[subscribe("stamped")]
    fn on_stamped(&self, msg: Stamped<Vec<u8>>) {
        assert_eq!(msg.value, [1, 2]);
    }

    #[subscribe("stamped")]
    fn on_shared(&self, msg: Arc<Stamped<Vec<u8>>>) {
        assert_eq!(msg.value.len(), 2);
    }
}

fn main() {
    runs::<Demo>();
}
