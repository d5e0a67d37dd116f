use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

thread_local! {
    static KEPT: std::cell::RefCell<Vec<Client<Empty, Planning>>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        KEPT.with(|kept| kept.borrow().iter().try_for_each(|slow| slow.call(cx, ())))
    }

    #[timer("3s")]
    #[group(Control)]
    fn keep(&self) {
        KEPT.with(|kept| kept.borrow_mut().push(Client::clone(&self.slow)));
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
