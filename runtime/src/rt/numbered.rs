//! What is under way, by numbers.

use std::collections::VecDeque;

/// Values by numbers that are given out in order. A new one has nearly always the greatest number, and the one that goes
/// is among the oldest. So a queue in order serves, and unlike a tree it keeps its memory from one value to the next.
pub(crate) struct Numbered<T>(VecDeque<(u64, T)>);

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered(VecDeque::new())
    }
}

impl<T> Numbered<T> {
    pub(crate) fn insert(&mut self, number: u64, value: T) {
        if self.0.back().is_none_or(|(last, _)| *last < number) {
            return self.0.push_back((number, value));
        }
        // Two threads may come in another order than that of their numbers.
        let place = self.0.partition_point(|(other, _)| *other < number);
        self.0.insert(place, (number, value));
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let place = self.place(number)?;
        Some(&mut self.0[place].1)
    }

    pub(crate) fn remove(&mut self, number: u64) -> Option<T> {
        match self.place(number)? {
            0 => self.0.pop_front(),
            place => self.0.remove(place),
        }
        .map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    fn place(&self, number: u64) -> Option<usize> {
        if self.0.front().is_some_and(|(first, _)| *first == number) {
            return Some(0);
        }
        self.0.binary_search_by_key(&number, |(other, _)| *other).ok()
    }

    /// With their numbers, in order.
    pub(crate) fn entries_mut(&mut self) -> impl Iterator<Item = (u64, &mut T)> {
        self.0.iter_mut().map(|(number, value)| (*number, value))
    }

    /// In the order of their numbers.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_in_order_and_go_once_however_they_came() {
        let mut numbered = Numbered::default();
        for number in [1, 4, 2, 7, 3] {
            numbered.insert(number, number * 10);
        }
        assert_eq!(numbered.values().copied().collect::<Vec<_>>(), [10, 20, 30, 40, 70]);
        assert_eq!((numbered.remove(3), numbered.remove(3), numbered.remove(5)), (Some(30), None, None));
        numbered.get_mut(2).into_iter().for_each(|value| *value += 5);
        let left: Vec<_> = numbered.entries_mut().map(|(number, value)| (number, *value)).collect();
        assert_eq!(left, [(1, 10), (2, 25), (4, 40), (7, 70)]);
    }
}
