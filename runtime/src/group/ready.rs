//! Which entities of a group may have something for it.
//!
//! Each entity has a waker of its own, which marks it; the group looks at what is marked and at nothing else. So a
//! message costs the same whether the group has one subscription or ten thousand.

use std::future::poll_fn;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use atomic_waker::AtomicWaker;

use crate::rt::woken_by;

/// The marks of a group's entities.
pub(crate) struct Ready {
    marks: Arc<Marks>,
    wakers: Vec<Waker>,
}

struct Marks {
    /// One bit an entity.
    entities: Box<[AtomicU64]>,
    /// One bit a word of `entities`, set where that has a bit set. It may be set where none is.
    words: Box<[AtomicU64]>,
    task: AtomicWaker,
}

/// Marks one entity.
struct Mark {
    marks: Arc<Marks>,
    place: usize,
}

impl Wake for Mark {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.marks.set(self.place) {
            self.marks.task.wake();
        }
    }
}

impl Ready {
    /// All of `count` entities are marked: each is to be looked at once, to have its waker.
    pub(crate) fn all(count: usize) -> Ready {
        let words = |count: usize| (0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect::<Box<[_]>>();
        let entities = words(count);
        let marks = Marks { words: words(entities.len()), entities, task: AtomicWaker::new() };
        let marks = Arc::new(marks);
        let wakers = (0..count).map(|place| Waker::from(Arc::new(Mark { marks: marks.clone(), place })));
        let ready = Ready { wakers: wakers.collect(), marks };
        (0..count).for_each(|place| ready.again(place));
        ready
    }

    /// Marks an entity that may have more. The group is awake, and looks again.
    pub(crate) fn again(&self, place: usize) {
        self.marks.set(place);
    }

    /// Unmarks the first of these entities that is marked.
    pub(crate) fn take(&self, places: Range<usize>) -> Option<usize> {
        self.marks.take(places)
    }

    /// Polls an entity, which marks it when it is ready again.
    pub(crate) fn poll<T>(&self, place: usize, poll: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let waker = &self.wakers[place];
        woken_by(waker, || poll(&mut Context::from_waker(waker)))
    }

    /// Waits until `look` finds something. It is called again whenever an entity was marked.
    pub(crate) async fn find<T>(&self, mut look: impl FnMut(&Ready) -> Option<T>) -> T {
        poll_fn(|context| {
            if let Some(found) = look(self) {
                return Poll::Ready(found);
            }
            self.marks.task.register(context.waker());
            // Once more: what was marked before the waker was there woke nobody.
            look(self).map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

impl Marks {
    /// Marks an entity: whether it was not.
    fn set(&self, place: usize) -> bool {
        let word = place / 64;
        if self.entities[word].fetch_or(1 << (place % 64), Ordering::SeqCst) >> (place % 64) & 1 == 1 {
            return false;
        }
        let bit = 1 << (word % 64);
        // Who clears it looks at the entities afterwards, and they are marked already.
        if self.words[word / 64].load(Ordering::SeqCst) & bit == 0 {
            self.words[word / 64].fetch_or(bit, Ordering::SeqCst);
        }
        true
    }

    fn take(&self, places: Range<usize>) -> Option<usize> {
        let mut from = places.start;
        while from < places.end {
            let word = self.next_word(from / 64)?;
            from = from.max(word * 64);
            let marked = self.entities[word].load(Ordering::SeqCst);
            let wanted = marked & (!0 << (from % 64));
            if wanted == 0 {
                // A single word is not worth the bookkeeping.
                if marked == 0 && self.entities.len() > 1 {
                    self.clear_word(word);
                }
                from = (word + 1) * 64;
                continue;
            }
            let place = word * 64 + wanted.trailing_zeros() as usize;
            if place >= places.end {
                return None;
            }
            self.entities[word].fetch_and(!(1 << (place % 64)), Ordering::SeqCst);
            return Some(place);
        }
        None
    }

    /// The first word from `from` on that may have an entity marked.
    fn next_word(&self, from: usize) -> Option<usize> {
        let mut skip = from % 64;
        for (place, words) in self.words.iter().enumerate().skip(from / 64) {
            let wanted = words.load(Ordering::SeqCst) & (!0 << skip);
            if wanted != 0 {
                return Some(place * 64 + wanted.trailing_zeros() as usize);
            }
            skip = 0;
        }
        None
    }

    fn clear_word(&self, word: usize) {
        let bit = 1 << (word % 64);
        self.words[word / 64].fetch_and(!bit, Ordering::SeqCst);
        if self.entities[word].load(Ordering::SeqCst) != 0 {
            // Marked meanwhile.
            self.words[word / 64].fetch_or(bit, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(ready: &Ready, places: Range<usize>) -> Vec<usize> {
        std::iter::from_fn(|| ready.take(places.clone())).collect()
    }

    #[test]
    fn what_is_marked_is_taken_once_and_in_order() {
        let ready = Ready::all(10_000);
        assert_eq!(taken(&ready, 0..10_000), (0..10_000).collect::<Vec<_>>());
        for place in [9_999, 3, 64, 4_096, 63] {
            ready.again(place);
        }
        assert_eq!(taken(&ready, 64..4_097), [64, 4_096]);
        assert_eq!(taken(&ready, 0..10_000), [3, 63, 9_999]);
    }

    #[tokio::test]
    async fn an_entity_that_is_woken_is_found() {
        let ready = Arc::new(Ready::all(3));
        taken(&ready, 0..3);
        let waker = ready.poll(2, |context| context.waker().clone());
        let waiting = ready.clone();
        let found = tokio::spawn(async move { waiting.find(|ready| ready.take(0..3)).await });
        tokio::task::yield_now().await;
        waker.wake();
        assert_eq!(found.await.unwrap(), 2);
    }
}
