//! What a handle holds on to.

use std::sync::Arc;

/// A kind of handle, and what it is made of where it is for `T`.
pub(super) trait Anchors<T> {
    /// What all clones of a handle share.
    type Core: Send + Sync + 'static;
}

/// The core of a handle. It asks nothing of `T` before the core is wanted, so that a field with a wrong type is one error.
pub(super) struct Anchor<K, T>(Arc<dyn Holds<K, T>>);

trait Holds<K, T>: Send + Sync {
    fn core(&self) -> &K::Core
    where
        K: Anchors<T>;
}

struct Held<C>(C);

impl<K: Anchors<T>, T> Holds<K, T> for Held<K::Core> {
    fn core(&self) -> &K::Core {
        &self.0
    }
}

impl<K: Anchors<T>, T> Anchor<K, T> {
    pub(super) fn to(core: K::Core) -> Anchor<K, T> {
        Anchor(Arc::new(Held(core)))
    }

    pub(super) fn core(&self) -> &K::Core {
        self.0.core()
    }
}

impl<K, T> Clone for Anchor<K, T> {
    fn clone(&self) -> Self {
        Anchor(self.0.clone())
    }
}
