//! Fields with parameters as generated code uses them: by a constant that has no value where a field's type is wrong.
//!
//! rustc tells such a type where [`is_parameter`] asks for it, and says nothing of what depends on the constant. It could
//! be `true` or `false` then; what asks for nothing is found.

use super::handle::{FieldShape, ParameterField, ParameterStore, RawValues};
use super::types::Typed;
use crate::facts::parameter::{
    Constant, ParameterFacts, ParameterOptions, ParameterRange, ParameterShape, ParameterSpec,
};

/// That a field is a parameter, or a struct of them. The one place that asks.
pub const fn is_parameter<F: ParameterField>() -> bool {
    true
}

/// Whether all fields with parameters are what they have to be.
#[doc(hidden)]
#[derive(Debug)]
pub enum Sound<const SOUND: bool> {}

/// A field of type `F`, where it is one of parameters.
#[doc(hidden)]
pub trait FieldOf<F> {
    const SHAPE: FieldShape;
    type Values: Send + Sync + 'static;

    fn wire(store: &ParameterStore, name: &str) -> F;
    fn values(values: &RawValues<'_>, name: &str) -> Self::Values;
    fn owner(field: &F) -> Option<&str>;
}

#[diagnostic::do_not_recommend]
impl<F: ParameterField> FieldOf<F> for Sound<true> {
    const SHAPE: FieldShape = F::SHAPE;
    type Values = F::Values;

    fn wire(store: &ParameterStore, name: &str) -> F {
        F::wire(store, name)
    }

    fn values(values: &RawValues<'_>, name: &str) -> F::Values {
        F::values(values, name)
    }

    fn owner(field: &F) -> Option<&str> {
        field.owner()
    }
}

/// What is known about a parameter, or a struct of parameters, in a field of type `F`.
pub const fn parameter_facts<F, S: FieldOf<F>>(
    name: &'static str,
    doc: &'static str,
    options: ParameterOptions<'static>,
) -> ParameterFacts<'static> {
    let shape = match S::SHAPE {
        FieldShape::One(ty) => {
            let ParameterOptions { default, range, read_only, constraints } = options;
            ParameterShape::One(ParameterSpec { ty, default, range, read_only, constraints })
        }
        FieldShape::Several(below) => ParameterShape::Several(below),
    };
    ParameterFacts { name, doc, shape }
}

const UNSOUND: &str = "an unsound declaration does not compile";

impl<F> FieldOf<F> for Sound<false> {
    const SHAPE: FieldShape = FieldShape::Several(&[]);
    type Values = ();

    fn wire(_: &ParameterStore, _: &str) -> F {
        unreachable!("{UNSOUND}")
    }

    fn values(_: &RawValues<'_>, _: &str) {}

    fn owner(_: &F) -> Option<&str> {
        None
    }
}

/// The value of a parameter, for what a default says of it.
#[doc(hidden)]
pub trait ValueOf<V> {
    type Itself;
}

impl<V> ValueOf<V> for Sound<true> {
    type Itself = V;
}

impl<V> ValueOf<V> for Sound<false> {
    type Itself = NoValue;
}

/// Stands where a type that no parameter can have was told already.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoValue {}

impl NoValue {
    pub const fn __rosweave_place<D: Copy>(_: D) -> usize {
        0
    }
}

impl Typed<NoValue> {
    pub const LEAST: () = ();
    pub const GREATEST: () = ();
    pub const NO_STEP: () = ();

    pub const fn default<D: Copy>(_: D) -> Constant<'static> {
        Constant::Bool(false)
    }

    pub const fn range<A: Copy, B: Copy, C: Copy>(_: A, _: B, _: C) -> ParameterRange {
        ParameterRange::Integer { from: 0, to: 0, step: 0 }
    }
}
