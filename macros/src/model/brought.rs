//! What a callback is started with, as messages call it.

use crate::attr::Mark;

/// What a callback gets beside what every callback may take.
pub(super) enum Brought {
    /// Something that it has to take.
    Input {
        noun: &'static str,
        /// The parameter for it; `{}` is the type of the service or action.
        example: &'static str,
    },
    /// Nothing that it has to take.
    Nothing {
        /// What is wrong with a parameter of type `{}` then, after the callback's name.
        fault: &'static str,
        /// What it can take.
        help: &'static str,
    },
}

impl Brought {
    /// What comes to a callback that `mark` makes of its method.
    pub(super) fn by(mark: Mark) -> Brought {
        match mark {
            Mark::Service => Brought::Input { noun: "request", example: "request: .." },
            Mark::Action => Brought::Input { noun: "goal", example: "goal: Goal<{}>" },
            Mark::Timer => Brought::Nothing {
                fault: "is a timer, which has nothing of type `{}` to give",
                help: "a timer callback can take its group's state, a context and its `&Timer`",
            },
            Mark::OnChange => Brought::Nothing {
                fault: "is told of changes, and gets nothing of type `{}`",
                help: "it can take its group's state, a context and its `&Change<Self>`",
            },
            Mark::Subscribe
            // These make no callback.
            | Mark::Accept
            | Mark::AcceptCancel
            | Mark::Validate
            | Mark::Init
            | Mark::Group
            | Mark::Waits
            | Mark::AllowBlocking => Brought::Input { noun: "message", example: "msg: &String" },
        }
    }

    /// What the input is called.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Brought::Input { noun, .. } => noun,
            Brought::Nothing { .. } => "message",
        }
    }

    pub(super) fn has_input(&self) -> bool {
        matches!(self, Brought::Input { .. })
    }
}
