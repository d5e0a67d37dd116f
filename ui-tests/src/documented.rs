//! A public node of a library that denies `missing_docs` and all warnings: what the macros generate for it
//! passes. A case in `pass/` can not show that, for a program exports nothing.

use rosweave::prelude::*;

use crate::{Empty, StringMsg};

/// A public group.
#[derive(Debug, Default, Group)]
pub struct Public;

/// A public node.
#[node]
#[derive(Debug)]
pub struct Documented {
    /// A public client.
    #[client("trigger")]
    pub trigger: Client<Empty>,
    #[publisher("hello")]
    hello: Publisher<StringMsg>,
}

#[node]
impl Documented {
    /// A public callback.
    #[timer("1s")]
    #[group(Public)]
    pub fn tick(&self, cx: &Cx<Public>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }

    #[subscribe("chatter")]
    fn on_chatter(&self, msg: Arc<StringMsg>) -> Result<(), PublishError> {
        self.hello.publish(msg)
    }
}
