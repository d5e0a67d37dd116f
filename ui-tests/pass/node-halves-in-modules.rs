mod state {
    use rosweave::prelude::*;
    use rosweave_ui_tests::Empty;

    #[node]
    pub(crate) struct Demo {
        #[client("trigger")]
        pub(crate) trigger: Client<Empty>,
        hidden: u8,
    }
}

mod callbacks {
    use rosweave::prelude::*;

    #[node]
    impl crate::state::Demo {
        #[timer("1s")]
        async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
            self.trigger.call(cx, ()).await
        }
    }
}

fn main() {
    rosweave_ui_tests::runs::<state::Demo>();
}
