//! Which entities of a group may have something for it.
//!
//! Each entity has a waker of its own, which marks it; the group looks at what is marked and at nothing else. So a
//! message costs the same whether the group has one subscription or ten thousand. The marks are shared; the group
//! gathers them into bits of its own, which it sets and clears without telling anybody.

use std::future::poll_fn;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::bell::Bell;
use super::sleep::{Loan, Rest, Sleep};
use crate::rt::woken_by;

/// The entities of a group that may have something, as the group knows them.
pub(crate) struct Ready {
    marks: Arc<Marks>,
    wakers: Vec<Waker>,
    /// One bit an entity, gathered from the marks.
    entities: Box<[u64]>,
    /// One bit a word of `entities`. It may be set where the word is zero.
    words: Box<[u64]>,
}

/// What was marked since the group gathered last.
struct Marks {
    /// One bit an entity.
    entities: Box<[AtomicU64]>,
    /// One bit a word of `entities`, set where that has a bit set. It may be set where none is.
    words: Box<[AtomicU64]>,
    sleep: Sleep,
}

/// Marks one entity.
struct Mark {
    marks: Arc<Marks>,
    place: usize,
    /// Of a client: who comes for its reply itself.
    bell: Option<Arc<Bell>>,
}

/// An entity as others see it who may do the group's work for it.
pub(super) struct Entity {
    marks: Arc<Marks>,
    place: usize,
    waker: Waker,
}

impl Wake for Mark {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.marks.set(self.place) {
            return;
        }
        let is_called = self.bell.as_ref().is_some_and(|bell| self.marks.sleep.is_open() && bell.ring());
        if !is_called {
            self.marks.sleep.end();
        }
    }
}

impl Entity {
    pub(super) fn is_marked(&self) -> bool {
        self.marks.has(self.place)
    }

    /// Borrows the group's turn, and takes the mark away.
    pub(super) fn lend(&self) -> Option<Loan<'_>> {
        let loan = self.marks.sleep.lend()?;
        self.marks.clear(self.place);
        Some(loan)
    }

    /// Has the group look at what is marked.
    pub(super) fn call_group(&self) {
        self.marks.sleep.end();
    }

    pub(super) fn waker(&self) -> &Waker {
        &self.waker
    }
}

impl Ready {
    /// All of `count` entities are marked: each is to be looked at once, to have its waker. The first ones are clients
    /// with these bells.
    pub(super) fn all(count: usize, bells: Vec<Option<Arc<Bell>>>) -> Ready {
        let shared = |count: usize| (0..count).map(|_| AtomicU64::new(0)).collect::<Box<[_]>>();
        let own = |count: usize| vec![0; count].into_boxed_slice();
        let (entities, words) = (count.div_ceil(64), count.div_ceil(64 * 64));
        let marks =
            Arc::new(Marks { entities: shared(entities), words: shared(words), sleep: Sleep::default() });
        let bells = bells.into_iter().chain(std::iter::repeat(None));
        let wakers = (0..count)
            .zip(bells)
            .map(|(place, bell)| Waker::from(Arc::new(Mark { marks: marks.clone(), place, bell })));
        let mut ready = Ready { wakers: wakers.collect(), marks, entities: own(entities), words: own(words) };
        (0..count).for_each(|place| ready.again(place));
        ready
    }

    /// An entity for others.
    pub(super) fn entity(&self, place: usize) -> Entity {
        Entity { marks: self.marks.clone(), place, waker: self.wakers[place].clone() }
    }

    /// Marks an entity that may have more. The group is awake, and looks again.
    pub(crate) fn again(&mut self, place: usize) {
        let word = place / 64;
        self.entities[word] |= 1 << (place % 64);
        self.words[word / 64] |= 1 << (word % 64);
    }

    /// Unmarks the first of these entities that is marked.
    #[inline]
    pub(crate) fn take(&mut self, places: Range<usize>) -> Option<usize> {
        self.gather();
        match &mut *self.entities {
            [entities] => {
                let wanted = *entities & from(places.start) & !from(places.end);
                *entities &= !(wanted & wanted.wrapping_neg());
                (wanted != 0).then(|| wanted.trailing_zeros() as usize)
            }
            _ => self.take_of_many(places),
        }
    }

    fn take_of_many(&mut self, places: Range<usize>) -> Option<usize> {
        let mut from = places.start;
        while from < places.end {
            let word = self.next_word(from / 64)?;
            from = from.max(word * 64);
            let entities = &mut self.entities[word];
            if *entities == 0 {
                self.words[word / 64] &= !(1 << (word % 64));
            }
            let wanted = *entities & (!0 << (from % 64));
            if wanted == 0 {
                from = (word + 1) * 64;
                continue;
            }
            let place = word * 64 + wanted.trailing_zeros() as usize;
            if place >= places.end {
                return None;
            }
            *entities &= !(1 << (place % 64));
            return Some(place);
        }
        None
    }

    /// Takes the marks that were set.
    #[inline]
    fn gather(&mut self) {
        match (&mut *self.entities, &*self.marks.entities) {
            ([own], [shared]) => {
                if shared.load(Ordering::SeqCst) != 0 {
                    *own |= shared.swap(0, Ordering::SeqCst);
                }
            }
            _ => self.gather_many(),
        }
    }

    fn gather_many(&mut self) {
        for (place, words) in self.marks.words.iter().enumerate() {
            if words.load(Ordering::SeqCst) == 0 {
                continue;
            }
            // The words are cleared first: who marks an entity from here on sets its word once more.
            let mut marked = words.swap(0, Ordering::SeqCst);
            self.words[place] |= marked;
            while marked != 0 {
                let word = place * 64 + marked.trailing_zeros() as usize;
                self.entities[word] |= self.marks.entities[word].swap(0, Ordering::SeqCst);
                marked &= marked - 1;
            }
        }
    }

    /// Whether any may be marked.
    fn any(&mut self) -> bool {
        self.gather();
        match &*self.entities {
            [entities] => *entities != 0,
            _ => self.words.iter().any(|words| *words != 0),
        }
    }

    /// The first word from `from` on that may have an entity marked.
    fn next_word(&self, from: usize) -> Option<usize> {
        let mut skip = from % 64;
        for (place, words) in self.words.iter().enumerate().skip(from / 64) {
            let wanted = words & (!0 << skip);
            if wanted != 0 {
                return Some(place * 64 + wanted.trailing_zeros() as usize);
            }
            skip = 0;
        }
        None
    }

    /// Polls an entity, which marks it when it is ready again.
    pub(crate) fn poll<T>(&self, place: usize, poll: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let waker = &self.wakers[place];
        woken_by(waker, || poll(&mut Context::from_waker(waker)))
    }

    /// Waits until `look` finds something. It is called again whenever an entity was marked. Meanwhile others may do what
    /// `rest` says.
    pub(crate) async fn find<T>(&mut self, rest: Rest, mut look: impl FnMut(&mut Ready) -> Option<T>) -> T {
        poll_fn(|context| {
            if !self.marks.sleep.rise() {
                return Poll::Pending;
            }
            if let Some(found) = look(self) {
                return Poll::Ready(found);
            }
            self.marks.sleep.begin(context.waker());
            // Once more: what was marked before the sleep began woke nobody.
            if self.any()
                && let Some(found) = look(self)
            {
                return Poll::Ready(found);
            }
            if rest == Rest::Open {
                self.marks.sleep.open();
            }
            Poll::Pending
        })
        .await
    }
}

/// The bits of a word from this place on.
fn from(place: usize) -> u64 {
    u32::try_from(place).ok().and_then(|place| u64::MAX.checked_shl(place)).unwrap_or(0)
}

impl Marks {
    fn has(&self, place: usize) -> bool {
        self.entities[place / 64].load(Ordering::SeqCst) >> (place % 64) & 1 == 1
    }

    /// Takes away the mark of an entity. Its word may stay marked.
    fn clear(&self, place: usize) {
        self.entities[place / 64].fetch_and(!(1 << (place % 64)), Ordering::SeqCst);
    }

    /// Marks an entity: whether it was not.
    fn set(&self, place: usize) -> bool {
        let word = place / 64;
        if self.entities[word].fetch_or(1 << (place % 64), Ordering::SeqCst) >> (place % 64) & 1 == 1 {
            return false;
        }
        // A single word is looked at in any case.
        if self.entities.len() == 1 {
            return true;
        }
        let bit = 1 << (word % 64);
        // Who clears it looks at the entities afterwards, and they are marked already.
        if self.words[word / 64].load(Ordering::SeqCst) & bit == 0 {
            self.words[word / 64].fetch_or(bit, Ordering::SeqCst);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(ready: &mut Ready, places: Range<usize>) -> Vec<usize> {
        std::iter::from_fn(|| ready.take(places.clone())).collect()
    }

    #[test]
    fn what_is_marked_is_taken_once_and_in_order() {
        let mut ready = Ready::all(10_000, Vec::new());
        assert_eq!(taken(&mut ready, 0..10_000), (0..10_000).collect::<Vec<_>>());
        for place in [9_999, 3, 64, 4_096, 63] {
            ready.again(place);
        }
        assert_eq!(taken(&mut ready, 64..4_097), [64, 4_096]);
        assert_eq!(taken(&mut ready, 0..10_000), [3, 63, 9_999]);
    }

    #[tokio::test]
    async fn an_entity_that_is_woken_is_found() {
        let mut ready = Ready::all(3, Vec::new());
        taken(&mut ready, 0..3);
        let waker = ready.poll(2, |context| context.waker().clone());
        let found = tokio::spawn(async move { ready.find(Rest::Open, |ready| ready.take(0..3)).await });
        tokio::task::yield_now().await;
        waker.wake();
        assert_eq!(found.await.unwrap(), 2);
    }
}
