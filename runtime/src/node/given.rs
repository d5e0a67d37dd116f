//! What whoever starts a node gives it.

use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::sync::{Arc, Mutex};

use crate::error::StartError;
use crate::rt::sync::lock;

/// The values that are given to a node, one of a type.
///
/// Clones share them: a value need not be one that can be cloned, so it is given once.
#[derive(Clone, Default)]
pub(crate) struct Given(Vec<Value>);

#[derive(Clone)]
struct Value {
    of: TypeId,
    type_name: &'static str,
    /// `None` when a node has taken it.
    value: Arc<Mutex<Option<Box<dyn Any + Send>>>>,
}

impl Given {
    /// Adds a value. It takes the place of another one of its type.
    pub(crate) fn put<C: Send + 'static>(&mut self, value: C) {
        self.0.retain(|other| other.of != TypeId::of::<C>());
        let (of, type_name) = (TypeId::of::<C>(), type_name::<C>());
        self.0.push(Value { of, type_name, value: Arc::new(Mutex::new(Some(Box::new(value)))) });
    }

    /// Takes the value of type `C`, if there is one.
    pub(crate) fn take<C: 'static>(&mut self, node: &str) -> Result<Option<C>, StartError> {
        let Some(place) = self.0.iter().position(|value| value.of == TypeId::of::<C>()) else {
            return Ok(None);
        };
        let Value { type_name, value, .. } = self.0.swap_remove(place);
        let value = lock(&value).take();
        match value.and_then(|value| value.downcast().ok()) {
            Some(value) => Ok(Some(*value)),
            None => Err(StartError::GivenAway { node: node.to_owned(), given: type_name }),
        }
    }

    /// The error of a node that misses a value of type `C`.
    pub(crate) fn missing<C>(&self, node: &str) -> StartError {
        let given = self.0.iter().map(|value| value.type_name).collect();
        StartError::NotGiven { node: node.to_owned(), wanted: type_name::<C>(), given }
    }

    /// Nothing may be left: whoever gave it counts on it.
    pub(crate) fn check_used(&self, node: &str) -> Result<(), StartError> {
        match self.0.first() {
            None => Ok(()),
            Some(Value { type_name, .. }) => {
                Err(StartError::NotAskedFor { node: node.to_owned(), given: type_name })
            }
        }
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|value| value.type_name)).finish()
    }
}
