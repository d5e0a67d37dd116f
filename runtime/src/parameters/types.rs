//! The Rust types that parameters can have, and where their values are kept to be read.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
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
    note = "it has `bool`, integers, `f32`, `f64`, `String`, `Vec`s of `bool`, `i64`, `f64`, `String` and `u8`, and `Option`s of them",
    note = "an enum of yours is one of its texts: put `#[derive(Clone, Copy, PartialEq, rosweave::ParameterEnum)]` on it"
)]
pub trait ParameterType: Clone + PartialEq + Send + Sync + 'static {
    /// What ROS 2 is told of it.
    const FACTS: ParameterTypeFacts<'static>;

    /// Where the value is kept.
    #[doc(hidden)]
    type Cell: Cell<Self>;

    /// The value; `None` where `value` is of another type, or does not fit.
    fn from_value(value: &ParameterValue) -> Option<Self>;

    /// The value as it travels.
    fn into_value(self) -> ParameterValue;
}

/// Keeps a parameter's value so that it can be read at any time.
#[doc(hidden)]
pub trait Cell<T>: Send + Sync + 'static {
    fn new(value: T) -> Self;
    fn get(&self) -> T;
    fn set(&self, value: T);
}

macro_rules! atomic_cell {
    ($atomic:ident: $value:ty, |$into:ident| $store:expr, |$from:ident| $load:expr) => {
        #[doc(hidden)]
        impl Cell<$value> for $atomic {
            fn new(value: $value) -> Self {
                let $into = value;
                $atomic::new($store)
            }

            #[inline]
            fn get(&self) -> $value {
                let $from = self.load(Ordering::Acquire);
                $load
            }

            fn set(&self, value: $value) {
                let $into = value;
                self.store($store, Ordering::Release);
            }
        }
    };
}

atomic_cell!(AtomicBool: bool, |value| value, |value| value);
atomic_cell!(AtomicU64: f64, |value| value.to_bits(), |bits| f64::from_bits(bits));
atomic_cell!(AtomicU64: f32, |value| u64::from(value.to_bits()), |bits| f32::from_bits(bits as u32));

/// Keeps a value that does not fit into an atomic.
#[doc(hidden)]
#[derive(Debug)]
pub struct SharedCell<T>(RwLock<Arc<T>>);

impl<T: Clone + Send + Sync + 'static> Cell<T> for SharedCell<T> {
    fn new(value: T) -> Self {
        SharedCell(RwLock::new(Arc::new(value)))
    }

    fn get(&self) -> T {
        // Cloned outside of the lock.
        let value = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        T::clone(&value)
    }

    fn set(&self, value: T) {
        let value = Arc::new(value);
        let old = std::mem::replace(&mut *self.0.write().unwrap_or_else(PoisonError::into_inner), value);
        drop(old);
    }
}

/// Keeps the choice of an enum by its place.
#[doc(hidden)]
#[derive(Debug)]
pub struct ChoiceCell(AtomicUsize);

impl<T: ParameterChoice> Cell<T> for ChoiceCell {
    fn new(value: T) -> Self {
        ChoiceCell(AtomicUsize::new(value.place()))
    }

    #[inline]
    fn get(&self) -> T {
        T::CHOICES[self.0.load(Ordering::Acquire)]
    }

    fn set(&self, value: T) {
        self.0.store(value.place(), Ordering::Release);
    }
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
    type Cell = ChoiceCell;

    fn from_value(value: &ParameterValue) -> Option<E> {
        let ParameterValue::String(name) = value else { return None };
        E::NAMES.iter().position(|known| known == name).map(|place| E::CHOICES[place])
    }

    fn into_value(self) -> ParameterValue {
        ParameterValue::String(E::NAMES[self.place()].to_owned())
    }
}

impl<T: ParameterType> ParameterType for Option<T> {
    const FACTS: ParameterTypeFacts<'static> = T::FACTS.optional();
    type Cell = SharedCell<Option<T>>;

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
        atomic_cell!(AtomicI64: $integer, |value| value as i64, |value| value as $integer);

        impl ParameterType for $integer {
            const FACTS: ParameterTypeFacts<'static> =
                ParameterTypeFacts::new(ParameterKind::Integer).limited($least, $greatest);
            type Cell = AtomicI64;

            fn from_value(value: &ParameterValue) -> Option<$integer> {
                let ParameterValue::Integer(value) = value else { return None };
                $integer::try_from(*value).ok()
            }

            fn into_value(self) -> ParameterValue {
                // What is larger than ROS 2's integers is refused where it is set.
                ParameterValue::Integer(i64::try_from(self).unwrap_or(i64::MAX))
            }
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
            type Cell = AtomicU64;

            fn from_value(value: &ParameterValue) -> Option<$float> {
                let ParameterValue::Double(value) = value else { return None };
                Some(*value as $float)
            }

            fn into_value(self) -> ParameterValue {
                ParameterValue::Double(self.into())
            }
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
    ($($ty:ty, $variant:ident, $cell:ty, $constant:ty;)+) => {$(
        impl ParameterType for $ty {
            const FACTS: ParameterTypeFacts<'static> = ParameterTypeFacts::new(ParameterKind::$variant);
            type Cell = $cell;

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
    bool, Bool, AtomicBool, bool;
    String, String, SharedCell<String>, &'static str;
    Vec<u8>, Bytes, SharedCell<Vec<u8>>, &'static [u8];
    Vec<bool>, Bools, SharedCell<Vec<bool>>, &'static [bool];
    Vec<i64>, Integers, SharedCell<Vec<i64>>, &'static [i64];
    Vec<f64>, Doubles, SharedCell<Vec<f64>>, &'static [f64];
    Vec<String>, Strings, SharedCell<Vec<String>>, &'static [&'static str];
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
            let cell = T::Cell::new(value.clone());
            assert_eq!(cell.get(), value);
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
