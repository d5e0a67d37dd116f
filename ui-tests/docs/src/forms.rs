//! Nodes of every form.
// Private callbacks are documented with examples, too.
#![allow(rustdoc::private_doc_tests)]

use rosweave::prelude::*;

use crate::groups::{Control, Io, Pool, Replies};
use crate::{Get, Plan, Pose, Secret};

/// Does a bit of everything.
///
/// ```
/// assert_eq!(1 + 1, 2);
/// ```
#[node(on_panic = resume)]
#[derive(Debug)]
pub struct Plain {
    /// Where it is.
    #[publisher("pose", qos = sensor_data)]
    pose: Publisher<Pose>,
    #[publisher("secret")]
    secret: Publisher<Secret>,
    /// Asks for a plan.
    #[client("plan", timeout = "2s")]
    plan: Client<Plan, Io>,
    #[client("get")]
    get: Client<Get<Pose, Vec<Secret>>, Replies>,
    /// Stops the loop.
    #[timer_handle("control")]
    handle: Timer,
    count: u64,
}

#[node]
impl Plain {
    /// Keeps to the way: see [`Pose`].
    ///
    /// ```
    /// assert_eq!(2 + 2, 4);
    /// ```
    #[timer("100Hz", missed = burst)]
    #[group(Control)]
    pub fn control(&self, _state: &mut Control) -> Result<(), PublishError> {
        let _ = (&self.handle, self.count);
        self.secret.publish(Secret)?;
        self.pose.publish(Pose::default())
    }

    /// Hears a secret.
    #[subscribe("secret", qos(depth = 3, reliability = best_effort))]
    fn on_secret(&self, _secret: &Secret) {}

    #[subscribe("pose")]
    #[group(Pool)]
    fn on_pose(&self, pose: Arc<Pose>, cx: &Cx<Pool>) -> Result<(), CallError> {
        self.get.call(cx, (*pose).clone()).map(drop)
    }

    /// Plans.
    #[service("~/plan", type = Plan)]
    #[group(Io)]
    async fn serve(&self, goal: Pose, cx: &AsyncCx<Io>) -> Result<Vec<Pose>, CallError> {
        self.ask(goal, cx).await
    }

    async fn ask(&self, goal: Pose, cx: &AsyncCx<Io>) -> Result<Vec<Pose>, CallError> {
        self.plan.call(cx, goal).await
    }

    /// Only with a feature that is off.
    #[cfg(feature = "extra")]
    #[timer("7s")]
    #[group(OnlyWithExtra)]
    fn with_extra(&self) {}

    /// Only without a feature that is off.
    #[cfg(not(feature = "extra"))]
    #[timer("8s")]
    fn without_extra(&self) {}
}

#[cfg(feature = "extra")]
#[derive(Default, Group)]
struct OnlyWithExtra;

/// Works with any message.
#[node]
#[derive(Debug)]
pub struct Generic<M: Clone + Send + Sync + 'static> {
    /// Says it again.
    #[publisher("echo")]
    echo: Publisher<M>,
    last: Option<M>,
}

#[node]
impl<M: Clone + Send + Sync + 'static> Generic<M> {
    #[subscribe("sound")]
    fn on_sound(&self, sound: Arc<M>) -> Result<(), PublishError> {
        let _ = &self.last;
        self.echo.publish(sound)
    }
}

/// Lends its context to others.
#[node]
#[derive(Debug)]
pub struct Leaving {
    #[client("plan")]
    plan: Client<Plan, Io>,
    #[client("other")]
    other: Client<Plan>,
}

fn elsewhere(_plan: &Client<Plan, Io>, _cx: &AsyncCx<Control>) {}

#[node]
impl Leaving {
    #[timer("1s")]
    #[group(Control)]
    async fn by_client(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        elsewhere(&self.plan, cx);
        self.other.call(cx, Pose::default()).await.map(drop)
    }

    #[timer("1s")]
    async fn by_self(&self, cx: &AsyncCx) -> Result<(), CallError> {
        ask_all(self, cx).await
    }

    #[timer("2s", once, missed = delay)]
    fn alone(&self) {}
}

async fn ask_all(node: &Leaving, cx: &AsyncCx) -> Result<(), CallError> {
    node.other.call(cx, Pose::default()).await.map(drop)
}

/// Has no section on its interface.
#[node("quiet", docs = false)]
#[derive(Debug)]
pub struct Quiet;

#[node]
impl Quiet {
    #[timer("1s")]
    fn tick(&self) {}
}

/// The same crate by another name.
pub mod renamed {
    pub use ::rosweave as weave;

    use weave::prelude::*;

    /// Exclusive.
    #[derive(Debug, Default, Group)]
    #[group(crate = weave)]
    pub struct Own;

    /// Finds the runtime elsewhere.
    #[node(crate = weave)]
    #[derive(Debug)]
    pub struct Renamed;

    #[node(crate = weave)]
    impl Renamed {
        #[timer("1s")]
        #[group(Own)]
        fn tick(&self) {}
    }
}

/// Makes a node.
macro_rules! talker {
    ($name:ident, $message:ty, $group:ty, $topic:literal) => {
        /// Made by a macro.
        #[node]
        #[derive(Debug)]
        pub struct $name {
            /// Talks.
            #[publisher($topic)]
            talk: Publisher<$message>,
            #[client("plan")]
            plan: Client<Plan, $crate::groups::Io>,
        }

        #[node]
        impl $name {
            /// Speaks.
            #[timer("1s")]
            #[group($group)]
            fn speak(&self, _state: &mut $group) -> Result<(), PublishError> {
                self.talk.publish(<$message>::default())
            }

            #[subscribe($topic)]
            #[group($crate::groups::Io)]
            async fn hear(
                &self,
                _message: Arc<$message>,
                cx: &AsyncCx<$crate::groups::Io>,
            ) -> Result<(), CallError> {
                self.plan.call(cx, Pose::default()).await.map(drop)
            }
        }
    };
}

talker!(Made, Pose, Control, "made");
