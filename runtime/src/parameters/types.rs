//! The Rust types that parameters can have, and where their values are kept to be read.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::value::ParameterValue;
use crate::facts::parameter::{Constant, ParameterKind, ParameterRange, ParameterTypeFacts};

/// A type that a parameter can have.
///
/// `bool`, the integers up to 64 bits, `f32`, `f64`, `String`, `Vec`s of `bool`, `i64`, `f64` and `String`, and
/// `Vec<u8>` for bytes; an enum that derives [`ParameterEnum`](macro@crate::ParameterEnum); `Option` of one of them for
/// what may be unset.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of a parameter",
    label = "ROS 2 has no parameters of this type",
    note = "an enum of yours can be one: put `#[derive(Clone, Copy, PartialEq, rosweave::ParameterEnum)]` on `{Self}`",
    note = "ROS 2 has `bool`, integers, `f32`, `f64`, `String`, `Vec`s of `bool`, `i64`, `f64`, `String` and `u8`, and `Option`s of them",
    note = "see: rosweave::parameter"
)]
pub trait ParameterType: Clone + PartialEq + Send + Sync + 'static {
    /// What ROS 2 is told of it.
    const FACTS: ParameterTypeFacts<'static>;

    /// The value; `None` where `value` is of another type, or does not fit.
    fn from_value(value: &ParameterValue) -> Option<Self>;

    /// The value as it travels.
    fn into_value(self) -> ParameterValue;

    /// The value that is kept.
    #[doc(hidden)]
    fn load(kept: &Kept) -> Self {
        kept.shared()
    }

    /// Keeps the value.
    #[doc(hidden)]
    fn store(self, kept: &Kept) {
        kept.share(self);
    }
}

/// Where a parameter's value is read: a number is in the bits, anything else is shared.
#[doc(hidden)]
#[derive(Default)]
pub struct Kept {
    bits: AtomicU64,
    shared: RwLock<Option<Arc<dyn Any + Send + Sync>>>,
}

impl Kept {
    #[inline]
    fn bits(&self) -> u64 {
        self.bits.load(Ordering::Acquire)
    }

    fn set_bits(&self, bits: u64) {
        self.bits.store(bits, Ordering::Release);
    }

    fn shared<T: ParameterType>(&self) -> T {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner).clone();
        // Cloned outside of the lock.
        shared
            .and_then(|value| value.downcast_ref::<T>().cloned())
            .expect("it was kept as what it is read as")
    }

    fn share<T: ParameterType>(&self, value: T) {
        let value: Arc<dyn Any + Send + Sync> = Arc::new(value);
        let old = self.shared.write().unwrap_or_else(PoisonError::into_inner).replace(value);
        drop(old);
    }
}

/// How a number is kept in the bits.
macro_rules! in_bits {
    (|$value:ident| $into:expr, |$bits:ident| $from:expr) => {
        #[inline]
        fn load(kept: &Kept) -> Self {
            let $bits = kept.bits();
            $from
        }

        fn store(self, kept: &Kept) {
            let $value = self;
            kept.set_bits($into);
        }
    };
}

/// An enum whose variants are the values that a parameter can have. Derived: [`ParameterEnum`](macro@crate::ParameterEnum).
#[doc(hidden)]
pub trait ParameterChoice: Copy + PartialEq + Send + Sync + 'static {
    const NAMES: &'static [&'static str];
    const CHOICES: &'static [Self];
    fn place(self) -> usize;
}

#[diagnostic::do_not_recommend]
impl<E: ParameterChoice> ParameterType for E {
    const FACTS: ParameterTypeFacts<'static> = ParameterTypeFacts::choice(E::NAMES);

    fn from_value(value: &ParameterValue) -> Option<E> {
        let ParameterValue::String(name) = value else { return None };
        E::NAMES.iter().position(|known| known == name).map(|place| E::CHOICES[place])
    }

    fn into_value(self) -> ParameterValue {
        ParameterValue::String(E::NAMES[self.place()].to_owned())
    }

    in_bits!(|choice| choice.place() as u64, |bits| E::CHOICES[bits as usize]);
}

impl<T: ParameterType> ParameterType for Option<T> {
    const FACTS: ParameterTypeFacts<'static> = T::FACTS.optional();

    fn from_value(value: &ParameterValue) -> Option<Option<T>> {
        match value {
            ParameterValue::NotSet => Some(None),
            value => T::from_value(value).map(Some),
        }
    }

    fn into_value(self) -> ParameterValue {
        self.map_or(ParameterValue::NotSet, T::into_value)
    }
}

macro_rules! integers {
    ($($integer:ident $least:expr, $greatest:expr;)+) => {$(
        impl ParameterType for $integer {
            const FACTS: ParameterTypeFacts<'static> =
                ParameterTypeFacts::new(ParameterKind::Integer).limited($least, $greatest);

            fn from_value(value: &ParameterValue) -> Option<$integer> {
                let ParameterValue::Integer(value) = value else { return None };
                $integer::try_from(*value).ok()
            }

            fn into_value(self) -> ParameterValue {
                // What is larger than ROS 2's integers is refused where it is set.
                ParameterValue::Integer(i64::try_from(self).unwrap_or(i64::MAX))
            }

            in_bits!(|value| value as u64, |bits| bits as $integer);
        }

        impl Typed<$integer> {
            pub const fn default(value: $integer) -> Constant<'static> {
                Constant::Integer(value as i64)
            }

            pub const fn range(from: $integer, to: $integer, step: $integer) -> ParameterRange {
                #[allow(unused_comparisons)]
                let step = if step < 0 { 0 } else { step as u64 };
                ParameterRange::Integer { from: from as i64, to: to as i64, step }
            }

            pub const LEAST: $integer = $least as $integer;
            pub const GREATEST: $integer = $greatest as $integer;
            pub const NO_STEP: $integer = 0;
        }
    )+};
}

integers! {
    i8 i8::MIN as i64, i8::MAX as i64;
    i16 i16::MIN as i64, i16::MAX as i64;
    i32 i32::MIN as i64, i32::MAX as i64;
    i64 i64::MIN, i64::MAX;
    isize isize::MIN as i64, isize::MAX as i64;
    u8 0, u8::MAX as i64;
    u16 0, u16::MAX as i64;
    u32 0, u32::MAX as i64;
    u64 0, i64::MAX;
    usize 0, isize::MAX as i64;
}

macro_rules! floats {
    ($($float:ident)+) => {$(
        impl ParameterType for $float {
            const FACTS: ParameterTypeFacts<'static> = ParameterTypeFacts::new(ParameterKind::Double);

            fn from_value(value: &ParameterValue) -> Option<$float> {
                let ParameterValue::Double(value) = value else { return None };
                Some(*value as $float)
            }

            fn into_value(self) -> ParameterValue {
                ParameterValue::Double(self.into())
            }

            in_bits!(|value| value.to_bits().into(), |bits| $float::from_bits(bits as _));
        }

        impl Typed<$float> {
            pub const fn default(value: $float) -> Constant<'static> {
                Constant::Double(value as f64)
            }

            pub const fn range(from: $float, to: $float, step: $float) -> ParameterRange {
                ParameterRange::Double { from: from as f64, to: to as f64, step: step as f64 }
            }

            pub const LEAST: $float = $float::MIN;
            pub const GREATEST: $float = $float::MAX;
            pub const NO_STEP: $float = 0.0;
        }
    )+};
}

floats! { f32 f64 }

macro_rules! plain {
    ($($ty:ty, $variant:ident, $constant:ty ;)+) => {$(
        impl ParameterType for $ty {
            const FACTS: ParameterTypeFacts<'static> = ParameterTypeFacts::new(ParameterKind::$variant);

            fn from_value(value: &ParameterValue) -> Option<$ty> {
                let ParameterValue::$variant(value) = value else { return None };
                Some(value.clone())
            }

            fn into_value(self) -> ParameterValue {
                ParameterValue::$variant(self)
            }
        }

        impl Typed<$ty> {
            pub const fn default(value: $constant) -> Constant<'static> {
                Constant::$variant(value)
            }
        }
    )+};
}

plain! {
    String, String, &'static str;
    Vec<u8>, Bytes, &'static [u8];
    Vec<bool>, Bools, &'static [bool];
    Vec<i64>, Integers, &'static [i64];
    Vec<f64>, Doubles, &'static [f64];
    Vec<String>, Strings, &'static [&'static str];
}

impl ParameterType for bool {
    const FACTS: ParameterTypeFacts<'static> = ParameterTypeFacts::new(ParameterKind::Bool);

    fn from_value(value: &ParameterValue) -> Option<bool> {
        let ParameterValue::Bool(value) = value else { return None };
        Some(*value)
    }

    fn into_value(self) -> ParameterValue {
        ParameterValue::Bool(self)
    }

    in_bits!(|value| value.into(), |bits| bits != 0);
}

impl Typed<bool> {
    pub const fn default(value: bool) -> Constant<'static> {
        Constant::Bool(value)
    }
}

impl Typed<Vec<i64>> {
    pub const fn range(from: i64, to: i64, step: i64) -> ParameterRange {
        Typed::<i64>::range(from, to, step)
    }

    pub const LEAST: i64 = i64::MIN;
    pub const GREATEST: i64 = i64::MAX;
    pub const NO_STEP: i64 = 0;
}

impl Typed<Vec<f64>> {
    pub const fn range(from: f64, to: f64, step: f64) -> ParameterRange {
        Typed::<f64>::range(from, to, step)
    }

    pub const LEAST: f64 = f64::MIN;
    pub const GREATEST: f64 = f64::MAX;
    pub const NO_STEP: f64 = 0.0;
}

/// What an attribute says of a parameter of type `T`, as constants. By functions of the type and no trait: a trait's
/// can not be called in a `const`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Typed<T>(std::marker::PhantomData<T>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_type_both_ways() {
        fn both_ways<T: ParameterType + std::fmt::Debug>(value: T) {
            let kept = Kept::default();
            value.clone().store(&kept);
            assert_eq!(T::load(&kept), value);
            assert_eq!(T::from_value(&value.clone().into_value()), Some(value));
        }
        both_ways(true);
        both_ways(-3_i8);
        both_ways(u64::MAX >> 1);
        both_ways(0.1_f32);
        both_ways(0.1_f64);
        both_ways("text".to_owned());
        both_ways(vec![1_u8, 255]);
        both_ways(vec!["a".to_owned()]);
        both_ways(Some(2.5));
        both_ways(None::<i64>);
    }

    #[test]
    fn integers_that_do_not_fit_are_no_values() {
        assert_eq!(u8::from_value(&ParameterValue::Integer(256)), None);
        assert_eq!(u8::from_value(&ParameterValue::Integer(-1)), None);
        assert_eq!(f64::from_value(&ParameterValue::Integer(1)), None);
    }
}
