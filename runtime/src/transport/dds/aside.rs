//! What is let go of where nobody waits.

/// Drops what belongs to a participant that is dead, and may wait for its threads.
pub(super) fn drop_aside(dead: impl Send + 'static) {
    // Without a thread it is dropped here.
    let _ = std::thread::Builder::new().name("rosweave burial".to_owned()).spawn(move || drop(dead));
}
