//! The goals of one action, as rcl keeps them: which there are, how far each has come, and who waits for its result.
//!
//! A goal is accepted, then executes or is cancelled, then ends: succeeded, cancelled or aborted. An ended one is kept
//! for a while. Nothing here waits or sends: what has to be told is returned, and told without the lock.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use slab::Slab;
use smallvec::SmallVec;

use super::accepted::GoalCore;
use super::effects::{Effects, Gone};
use super::entry::{Entry, Place, State};
use super::{GoalId, GoalOutcome};
use crate::facts::Busy;
use crate::facts::qos::Qos;
use crate::message::action::{Action, GetResult, GetResultResponse};
use crate::msgs::action_msgs::msg::{GoalInfo, GoalStatus, GoalStatusArray};
use crate::msgs::action_msgs::srv::CancelGoalResponse;
use crate::rt::guard::drop_each;
use crate::rt::numbered::Numbered;
use crate::rt::time::Time;
use crate::transport::Responder;

/// How many goals there are at the most, ended ones included: a bound on memory.
const MAX_GOALS: usize = Qos::KEEP_ALL_LIMIT;

/// How many wait for the result of one goal at the most; the oldest go.
const MAX_WAITING: usize = 1_000;

/// The goals.
pub(crate) struct Table<A: Action> {
    goals: Slab<Entry<A>>,
    places: HashMap<GoalId, Place>,
    /// How many were accepted so far.
    accepted: u64,
    /// Those that have not ended, in the order in which they were accepted.
    unended: Numbered<Place>,
    /// Accepted, to be executed. The others that are accepted wait for their client.
    queued: VecDeque<Place>,
    /// Ended, in the order of their ends.
    ended: VecDeque<(Time, Place)>,
    /// Whether the group still takes goals.
    open: bool,
    /// Whether the status has changed since it was published.
    changed: bool,
    /// Whether the keeper looks by itself before long.
    quiet: bool,
    group: Option<Waker>,
    keeper: Option<Waker>,
}

/// A goal whose execution begins.
pub(crate) struct Begun<A: Action> {
    pub(crate) place: Place,
    pub(crate) goal: Arc<GoalCore<A>>,
}

impl<A: Action> Default for Table<A> {
    fn default() -> Self {
        Table {
            goals: Slab::new(),
            places: HashMap::new(),
            accepted: 0,
            unended: Numbered::default(),
            queued: VecDeque::new(),
            ended: VecDeque::new(),
            open: true,
            changed: true,
            quiet: false,
            group: None,
            keeper: None,
        }
    }
}

impl<A: Action> Drop for Table<A> {
    fn drop(&mut self) {
        drop_each(std::mem::take(&mut self.goals).into_iter().map(|(_, entry)| entry));
    }
}

impl<A: Action> Table<A> {
    fn get(&mut self, id: GoalId) -> Option<&mut Entry<A>> {
        let place = *self.places.get(&id)?;
        self.at(place)
    }

    /// The goal that has this place, unless it is forgotten.
    fn at(&mut self, place: Place) -> Option<&mut Entry<A>> {
        self.goals.get_mut(place.slot).filter(|entry| entry.number == place.number)
    }

    /// How many have not ended.
    pub(crate) fn active(&self) -> usize {
        self.unended.len()
    }

    /// Whether the group takes no goals any more, and all have ended.
    pub(crate) fn is_done(&self) -> bool {
        !self.open && self.active() == 0
    }

    pub(crate) fn len(&self) -> usize {
        self.goals.len()
    }

    /// Whether a goal can be taken, as far as the acceptor is not asked.
    pub(crate) fn takes(&self, id: GoalId, busy: Busy) -> bool {
        let room = self.active() < MAX_GOALS && (busy != Busy::Reject || self.active() == 0);
        self.open && room && !self.places.contains_key(&id)
    }

    /// Takes a goal that can be taken, with the time that others see as its stamp. Where it takes the place of others, it
    /// says when. It is executed when it is [queued](Table::queue).
    pub(crate) fn accept(
        &mut self,
        goal: Arc<GoalCore<A>>,
        preempts: Option<Time>,
        stamp: Time,
        empty: &Arc<A::Result>,
    ) -> (Place, Effects<A>) {
        let mut effects = Effects::default();
        if let Some(now) = preempts {
            self.preempt(now, empty, &mut effects);
        }
        while self.goals.len() >= MAX_GOALS {
            let Some((_, oldest)) = self.ended.pop_front() else { break };
            self.forget(oldest, &mut effects.gone);
        }
        self.accepted += 1;
        let (id, number) = (goal.id, self.accepted);
        let (state, waiting) = (State::Accepted, SmallVec::new());
        let slot = self.goals.insert(Entry { number, goal, stamp, state, result: None, waiting });
        let place = Place { slot, number };
        self.places.insert(id, place);
        self.unended.insert(number, place);
        self.changed = true;
        (place, effects)
    }

    /// A goal may be executed. One that has ended meanwhile is passed over.
    pub(crate) fn queue(&mut self, place: Place) -> Option<Waker> {
        self.queued.push_back(place);
        self.group.take()
    }

    /// Another goal takes the place of all that have not ended.
    fn preempt(&mut self, now: Time, empty: &Arc<A::Result>, effects: &mut Effects<A>) {
        for place in self.unended() {
            let Some(entry) = self.at(place) else { continue };
            if entry.state == State::Accepted {
                self.end_at(place, GoalOutcome::Aborted, empty.clone(), now, effects);
            } else {
                entry.goal.preempted.store(true, std::sync::atomic::Ordering::SeqCst);
                effects.told.push(entry.goal.clone());
            }
        }
    }

    fn unended(&self) -> Vec<Place> {
        self.unended.values().copied().collect()
    }

    /// The next goal to be executed. The group is woken when there is one.
    pub(crate) fn begin(&mut self, group: &Waker) -> Option<(Begun<A>, Option<Waker>)> {
        while let Some(place) = self.queued.pop_front() {
            let Some(entry) = self.at(place) else { continue };
            if entry.state == State::Accepted {
                entry.state = State::Executing;
                let goal = entry.goal.clone();
                self.changed = true;
                return Some((Begun { place, goal }, self.keeper()));
            }
        }
        self.group = Some(group.clone());
        None
    }

    /// A goal's execution has ended. What it may not end as, it was not asked for, or has lost its place: it is
    /// aborted. Returns whether it ended as it was meant to.
    pub(crate) fn end(
        &mut self,
        place: Place,
        meant: GoalOutcome,
        result: Arc<A::Result>,
        now: Time,
    ) -> (bool, Effects<A>) {
        let mut effects = Effects::default();
        let Some(entry) = self.at(place) else { return (true, effects) };
        let canceled = entry.state == State::Canceling;
        let preempted = entry.goal.preempted.load(std::sync::atomic::Ordering::SeqCst);
        let outcome = match meant {
            GoalOutcome::Canceled if canceled => GoalOutcome::Canceled,
            GoalOutcome::Canceled => GoalOutcome::Aborted,
            _ if preempted => GoalOutcome::Aborted,
            meant => meant,
        };
        self.end_at(place, outcome, result, now, &mut effects);
        (outcome == meant || preempted, effects)
    }

    fn end_at(
        &mut self,
        place: Place,
        outcome: GoalOutcome,
        result: Arc<A::Result>,
        now: Time,
        effects: &mut Effects<A>,
    ) {
        let Some(entry) = self.at(place) else { return };
        if matches!(entry.state, State::Ended(_)) {
            return;
        }
        entry.state = State::Ended(outcome);
        entry.goal.ended.store(true, std::sync::atomic::Ordering::SeqCst);
        entry.result = Some(result.clone());
        let response = GetResultResponse { status: outcome.status(), result };
        let waiting = std::mem::take(&mut entry.waiting);
        effects.answers.extend(waiting.into_iter().map(|responder| (responder, response.clone())));
        self.unended.remove(place.number);
        self.keep_order(now);
        self.ended.push_back((now, place));
        self.changed = true;
        effects.wakers.extend(self.keeper());
    }

    /// The keeper, where it is to be woken for what has changed.
    fn keeper(&mut self) -> Option<Waker> {
        if self.quiet && self.open { None } else { self.keeper.take() }
    }

    /// Which goals a request asks to cancel, as rcl takes it, and what to answer where it is none.
    pub(crate) fn cancelable(&mut self, asked: &GoalInfo) -> (i8, Vec<Arc<GoalCore<A>>>) {
        let id = GoalId::from(asked.goal_id);
        let stamped = asked.stamp.sec != 0 || asked.stamp.nanosec != 0;
        let cancelable = |entry: &Entry<A>| matches!(entry.state, State::Accepted | State::Executing);
        if id != GoalId::ZERO && !stamped {
            return match self.get(id) {
                None => (CancelGoalResponse::ERROR_UNKNOWN_GOAL_ID, Vec::new()),
                Some(entry) if cancelable(entry) => {
                    (CancelGoalResponse::ERROR_NONE, vec![entry.goal.clone()])
                }
                Some(_) => (CancelGoalResponse::ERROR_GOAL_TERMINATED, Vec::new()),
            };
        }
        let all = id == GoalId::ZERO && !stamped;
        let until = (asked.stamp.sec, asked.stamp.nanosec);
        let before = |entry: &Entry<A>| {
            let stamp = crate::msgs::builtin_interfaces::msg::Time::from(entry.stamp);
            all || (stamp.sec, stamp.nanosec) <= until || entry.goal.id == id
        };
        let unended = self.unended.values().filter_map(|place| self.goals.get(place.slot));
        let goals = unended.filter(|entry| cancelable(entry) && before(entry));
        (CancelGoalResponse::ERROR_NONE, goals.map(|entry| entry.goal.clone()).collect())
    }

    /// Cancels a goal: one that waits ends at once, one that executes is told. `None`: it has ended meanwhile, or is
    /// being cancelled already.
    pub(crate) fn cancel(
        &mut self,
        id: GoalId,
        now: Time,
        empty: &Arc<A::Result>,
    ) -> Option<(GoalInfo, Effects<A>)> {
        let mut effects = Effects::default();
        let place = *self.places.get(&id)?;
        let entry = self.at(place)?;
        let info = GoalInfo { goal_id: id.into(), stamp: entry.stamp.into() };
        match entry.state {
            State::Accepted => self.end_at(place, GoalOutcome::Canceled, empty.clone(), now, &mut effects),
            State::Executing => {
                entry.state = State::Canceling;
                effects.told.push(entry.goal.clone());
                self.changed = true;
            }
            State::Canceling | State::Ended(_) => return None,
        }
        Some((info, effects))
    }

    /// Somebody asks for a result: it is sent now, or when the goal has ended.
    pub(crate) fn result(
        &mut self,
        id: GoalId,
        responder: Responder<GetResult<A>>,
        empty: &Arc<A::Result>,
    ) -> Effects<A> {
        let mut effects = Effects::default();
        let response = match self.get(id) {
            Some(Entry { state: State::Ended(outcome), result: Some(result), .. }) => {
                GetResultResponse { status: outcome.status(), result: result.clone() }
            }
            Some(entry) => {
                if entry.waiting.len() == MAX_WAITING {
                    effects.gone.unanswered = Some(entry.waiting.remove(0));
                }
                entry.waiting.push(responder);
                return effects;
            }
            None => GetResultResponse { status: GoalStatus::STATUS_UNKNOWN, result: empty.clone() },
        };
        effects.answers.push((responder, response));
        effects
    }

    /// Forgets the goals that ended longer ago than `keep`.
    pub(crate) fn expire(&mut self, now: Time, keep: Duration) -> Gone<A> {
        let mut gone = Gone::default();
        while let Some((_, place)) = self.ended.pop_front_if(|(ended, _)| *ended + keep <= now) {
            self.forget(place, &mut gone);
        }
        gone
    }

    /// When the next goal is to be forgotten.
    pub(crate) fn expires(&mut self, now: Time, keep: Duration) -> Option<Time> {
        self.keep_order(now);
        self.ended.front().map(|(ended, _)| *ended + keep)
    }

    /// Where the clock went back, what had ended later than now is kept from now on.
    fn keep_order(&mut self, now: Time) {
        for (ended, _) in self.ended.iter_mut().rev().take_while(|(ended, _)| *ended > now) {
            *ended = now;
        }
    }

    fn forget(&mut self, place: Place, gone: &mut Gone<A>) {
        if self.at(place).is_some() {
            let entry = self.goals.remove(place.slot);
            self.places.remove(&entry.goal.id);
            gone.goals.push(entry);
            self.changed = true;
        }
    }

    /// The group takes no goals any more: those that wait for it are aborted.
    pub(crate) fn close(&mut self, now: Time, empty: &Arc<A::Result>) -> Effects<A> {
        let mut effects = Effects::default();
        self.open = false;
        self.queued.clear();
        for place in self.unended() {
            if self.at(place).is_some_and(|entry| entry.state == State::Accepted) {
                self.end_at(place, GoalOutcome::Aborted, empty.clone(), now, &mut effects);
            }
        }
        effects.wakers.extend(self.keeper.take());
        effects
    }

    /// Nobody waits any longer for the executions: their goals are aborted.
    pub(crate) fn abandon(&mut self, now: Time, empty: &Arc<A::Result>) -> Effects<A> {
        let mut effects = Effects::default();
        for place in self.unended() {
            self.end_at(place, GoalOutcome::Aborted, empty.clone(), now, &mut effects);
        }
        effects
    }

    pub(crate) fn wake_keeper_by(&mut self, keeper: &Waker) {
        if self.keeper.as_ref().is_none_or(|known| !known.will_wake(keeper)) {
            self.keeper = Some(keeper.clone());
        }
    }

    /// Whether the keeper looks by itself before long, and needs not be told of changes.
    pub(crate) fn be_quiet(&mut self, quiet: bool) {
        self.quiet = quiet;
    }

    pub(crate) fn has_changed(&self) -> bool {
        self.changed
    }

    /// How far each goal has come, in the order in which they were accepted, to be published.
    pub(crate) fn status(&mut self) -> GoalStatusArray {
        self.changed = false;
        let mut goals: Vec<_> = self.goals.iter().map(|(_, entry)| entry).collect();
        // Slots are taken in runs, which are in order or the other way round.
        goals.sort_by_key(|entry| entry.number);
        let status = |entry: &Entry<A>| GoalStatus {
            goal_info: GoalInfo { goal_id: entry.goal.id.into(), stamp: entry.stamp.into() },
            status: entry.state.status(),
        };
        GoalStatusArray { status_list: goals.into_iter().map(status).collect() }
    }
}
