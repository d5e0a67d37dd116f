//! Marks of a thread that hold for a while.

use std::cell::Cell;
use std::thread::LocalKey;

/// Gives a mark of this thread its former value back when it is dropped, also where the user's code panics.
#[must_use]
pub(crate) struct Marked<T: Copy + 'static>(&'static LocalKey<Cell<T>>, T);

/// Marks this thread, until the guard is dropped.
pub(crate) fn mark<T: Copy + 'static>(key: &'static LocalKey<Cell<T>>, value: T) -> Marked<T> {
    Marked(key, key.replace(value))
}

impl<T: Copy + 'static> Drop for Marked<T> {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}
