//! `Parameter<T>`: a node's handle of one of its parameters.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::store::set::Refusal;
use super::store::{Sink, Store};
use super::types::{Kept, ParameterType};
use super::value::{ParameterValue, Values};
use crate::error::{ParameterError, Stopped};
use crate::facts::parameter::{Constant, ParameterFacts, ParameterTypeFacts};
use crate::group::context::Context;
use crate::rt::sync::until;

/// A parameter of a node: a named value that others may read and set while it runs.
///
/// A field of a node: `#[parameter(default = 0.05, range = 0.01..=1.0)] wheel_radius: Parameter<f64>`. Its doc comment is
/// what tools show of it. Clones are the same parameter.
#[must_use]
pub struct Parameter<T> {
    core: Arc<Core>,
    // Nothing is asked of `T` here: a type that can be none is told once, where it is declared.
    of: PhantomData<fn() -> T>,
}

struct Core {
    name: String,
    kept: Kept,
    store: Arc<Store>,
    put: fn(&Kept, &ParameterValue),
}

impl Sink for Core {
    fn put(&self, value: &ParameterValue) {
        (self.put)(&self.kept, value);
    }
}

fn put<T: ParameterType>(kept: &Kept, value: &ParameterValue) {
    // The store has checked it.
    if let Some(value) = T::from_value(value) {
        value.store(kept);
    }
}

impl<T> Clone for Parameter<T> {
    fn clone(&self) -> Self {
        Parameter { core: self.core.clone(), of: PhantomData }
    }
}

impl<T: ParameterType> fmt::Debug for Parameter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.get().into_value();
        f.debug_struct("Parameter").field("name", &self.core.name).field("value", &value).finish()
    }
}

/// The value now.
impl<T: ParameterType + fmt::Display> fmt::Display for Parameter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

// Each asks for itself: a type that is none is told in its own words, and not as a method that is not there.
impl<T> Parameter<T> {
    /// The value now. It never waits: a number is one load from memory.
    #[inline]
    pub fn get(&self) -> T
    where
        T: ParameterType,
    {
        T::load(&self.core.kept)
    }

    /// Sets the value, as others can do from outside: it is checked against the declaration, and by the node's
    /// `#[validate]`, which runs here; `#[on_change]` callbacks are called, and `/parameter_events` tells it.
    ///
    /// # Errors
    /// [`ParameterError::Refused`] says why the parameter keeps its value.
    pub fn set(&self, value: T) -> Result<(), ParameterError>
    where
        T: ParameterType,
    {
        let name = &self.core.name;
        let as_value = value.clone().into_value();
        let refused = |reason| ParameterError::Refused { name: name.clone(), reason };
        // A NaN is told by the check.
        if T::FACTS.is_limited() && T::from_value(&as_value).as_ref() != Some(&value) {
            return Err(refused("the number is larger than ROS 2's integers".to_owned()));
        }
        self.core.store.set(&[(name.clone(), as_value)]).map_err(Refusal::reason).map_err(refused)
    }

    /// Waits until the value is another one than when the wait began, and returns it.
    ///
    /// # Errors
    /// [`Stopped`] when the node stops and its grace period is over.
    pub fn changed<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<T, Stopped>>
    where
        T: ParameterType,
    {
        let life = &cx.asker().0.life;
        cx.wait(Box::pin(async move {
            let changed = self.core.store.changed(&self.core.name);
            until(changed, life.cancelled.raised()).await.ok_or(Stopped)?;
            Ok(self.get())
        }))
    }

    /// Its full name, as in `gains.kp`.
    pub fn name(&self) -> &str {
        &self.core.name
    }
}

/// A field with parameters: a [`Parameter`], or a struct of them that derives
/// [`Parameters`](macro@crate::Parameters).
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no parameter",
    label = "a field with `#[parameter]` is a `Parameter<T>`, or a struct of them",
    note = "put `#[derive(rosweave::Parameters)]` on `{Self}` if it is a struct of parameters, or write `Parameter<{Self}>` if it is one value",
    note = "see: rosweave::parameter"
)]
pub trait ParameterField: Sized {
    const SHAPE: FieldShape;
    /// The same without the handles: a value for each parameter.
    type Values: Send + Sync + 'static;

    fn wire(store: &ParameterStore, name: &str) -> Self;
    fn values(values: &RawValues<'_>, name: &str) -> Self::Values;
    /// The full name that it was made for, if it is one parameter.
    fn owner(&self) -> Option<&str>;
}

/// What a field with parameters is, as its type says.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum FieldShape {
    One(ParameterTypeFacts<'static>),
    Several(&'static [ParameterFacts<'static>]),
}

/// A node's parameters as generated code has them in its hands.
#[doc(hidden)]
pub struct ParameterStore(pub(crate) Arc<Store>);

/// Values of a node's parameters as generated code has them in its hands.
#[doc(hidden)]
pub struct RawValues<'a>(pub(crate) &'a Values);

const CHECKED: &str = "the store keeps values of the declared type";

impl<T: ParameterType> ParameterField for Parameter<T> {
    const SHAPE: FieldShape = FieldShape::One(T::FACTS);
    type Values = T;

    fn wire(store: &ParameterStore, name: &str) -> Self {
        let (kept, store) = (Kept::default(), store.0.clone());
        let core = Arc::new(Core { name: name.to_owned(), kept, store: store.clone(), put: put::<T> });
        let sink: Arc<dyn Sink> = core.clone();
        let declared = store.attach(name, &sink);
        debug_assert!(declared, "{name} is declared");
        Parameter { core, of: PhantomData }
    }

    fn values(values: &RawValues<'_>, name: &str) -> T {
        values.0.get(name).and_then(T::from_value).expect(CHECKED)
    }

    fn owner(&self) -> Option<&str> {
        Some(&self.core.name)
    }
}

/// The full name of a parameter below another name.
pub fn below(prefix: &str, name: &str) -> String {
    format!("{prefix}.{name}")
}

/// The default of an enum's parameter.
pub const fn choice(place: usize) -> Constant<'static> {
    Constant::Choice(place)
}
