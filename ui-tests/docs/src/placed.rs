//! Halves of nodes in odd places.

use rosweave::prelude::*;

use crate::groups::{self, Alias, Io as Bus};
use crate::{Plan, Pose};

#[node]
impl Before {
    /// In a group by its alias.
    #[timer("1s")]
    #[group(Alias)]
    fn by_alias(&self, _state: &Alias) {}

    /// In a group by another name.
    #[timer("2s")]
    #[group(Bus)]
    async fn by_other_name(&self, cx: &AsyncCx<Bus>) -> Result<(), CallError> {
        self.plan.call(cx, Pose::default()).await.map(drop)
    }

    /// In a group by its path.
    #[timer("3s")]
    #[group(groups::Control)]
    fn by_path(&self, _state: &mut groups::Control) {}

    #[timer("4s")]
    #[group(crate::groups::Pool)]
    fn by_absolute_path(&self) {}

    #[timer("5s")]
    #[group(self::Near)]
    fn by_self(&self) {}

    #[timer("6s")]
    #[group(super::placed::Near)]
    fn by_super(&self) {}
}

/// A node whose impl block comes first.
#[node]
#[derive(Debug)]
pub struct Before {
    /// Asks for a plan.
    #[client("plan", timeout = "2s")]
    plan: Client<Plan, Bus>,
}

/// Near.
#[derive(Debug, Default, Group)]
struct Near;

/// A node whose impl block is in another module, which has neither its groups nor its messages.
#[node("apart", namespace = "/far")]
#[derive(Debug)]
pub struct Apart {
    /// Where it is.
    #[publisher("~/pose", qos(depth = 1, durability = transient_local))]
    pub(crate) pose: Publisher<Pose>,
    #[client("plan")]
    pub(crate) plan: Client<Plan, groups::Replies>,
}

mod imp {
    use rosweave::prelude::*;

    use super::Apart;
    use crate::groups::*;

    #[node]
    impl Apart {
        /// From a glob import.
        #[service("/where", type = crate::Get<(), f64>)]
        #[group(Io)]
        pub fn by_glob(&self, _request: ()) -> f64 {
            let _ = (&self.pose, &self.plan);
            1.0
        }
    }
}

/// A node whose impl block gets all by glob imports.
#[node]
#[derive(Debug)]
pub struct Globbed;

mod globbed {
    use super::*;

    #[node]
    impl Globbed {
        #[timer("1s")]
        #[group(Near)]
        fn tick(&self) {}
    }
}

/// A node whose impl block names it by a path, and another one by an alias.
#[node]
#[derive(Debug)]
pub struct Pathed;

mod pathed {
    use rosweave::prelude::*;

    #[node]
    impl crate::placed::Pathed {
        #[timer("1s")]
        fn tick(&self) {}
    }

    type Another = super::Aliased;

    #[node]
    impl Another {
        #[timer("1s")]
        fn tick(&self) {}
    }
}

/// A node whose impl block hides it behind an alias.
#[node]
#[derive(Debug)]
pub struct Aliased {
    #[publisher("pose")]
    pose: Publisher<Pose>,
}

/// Two groups of one name.
pub mod left {
    use rosweave::prelude::*;

    /// The left one.
    #[derive(Debug, Default, Group)]
    pub struct Side;
}

/// Two groups of one name.
pub mod right {
    use rosweave::prelude::*;

    /// The right one.
    #[derive(Debug, Default, Group)]
    #[group(reentrant)]
    pub struct Side;
}

/// Has two groups of one name.
#[node]
#[derive(Debug)]
pub struct Sides;

#[node]
impl Sides {
    #[timer("1s")]
    #[group(left::Side)]
    fn on_the_left(&self) {}

    #[timer("1s")]
    #[group(right::Side)]
    fn on_the_right(&self) {}
}

/// Has one of two groups of one name, by an import that no macro sees.
#[node]
#[derive(Debug)]
pub struct Guess;

mod guess {
    use rosweave::prelude::*;

    use super::right::Side;

    #[node]
    impl super::Guess {
        #[timer("1s")]
        #[group(Side)]
        fn tick(&self) {}
    }
}

/// One of two nodes of one name.
pub mod former {
    use rosweave::prelude::*;

    /// The former one.
    #[node]
    #[derive(Debug)]
    pub struct Twin {
        #[publisher("former")]
        former: Publisher<crate::Pose>,
    }

    #[node]
    impl Twin {
        #[timer("1s")]
        fn tick(&self) {
            let _ = &self.former;
        }
    }
}

/// One of two nodes of one name.
pub mod latter {
    use super::*;

    /// The latter one.
    #[node]
    #[derive(Debug)]
    pub struct Twin;

    /// Hides the one of the module above.
    #[derive(Debug, Default, Group)]
    #[group(reentrant)]
    struct Near;

    #[node]
    impl Twin {
        #[timer("1s")]
        #[group(Near)]
        fn tick(&self) {}
    }
}

/// Runs a node that is declared in a function.
pub fn in_a_function() -> rosweave::Result {
    #[derive(Debug, Default, Group)]
    #[group(reentrant)]
    struct Inner;

    type Within = Inner;

    #[node]
    struct Local {
        #[client("plan")]
        plan: Client<Plan, Inner>,
    }

    #[node]
    impl Local {
        #[timer("1s")]
        #[group(Inner)]
        async fn ask(&self, cx: &AsyncCx<Inner>) -> Result<(), CallError> {
            self.plan.call(cx, Pose::default()).await.map(drop)
        }

        #[timer("1s")]
        #[group(Within)]
        fn wait(&self) {}
    }

    rosweave::run::<Local>()
}
