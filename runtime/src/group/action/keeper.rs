//! An action's server as the keeper runs it: it answers goals, cancels and results, and publishes the status.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use super::accepted::GoalCore;
use super::alarm::Alarm;
use super::arrivals::{Arrivals, FINDING};
use super::effects::Effects;
use super::goal::Executions;
use super::judge::{Decide, Verdict};
use super::server::{REST, ServerCore, elsewhere};
use super::{ActionServerPorts, GoalId};
use crate::facts::Busy;
use crate::life::Life;
use crate::message::Service;
use crate::message::action::{Action, GetResult, SendGoal, SendGoalResponse};
use crate::msgs::action_msgs::msg::GoalStatusArray;
use crate::msgs::action_msgs::srv::{CancelGoal, CancelGoalResponse};
use crate::rt::nap::Nap;
use crate::rt::sync::{lock, until};
use crate::rt::time::Time;
use crate::rt::{BoxFuture, Sleep};
use crate::transport::{PublisherPort, Request, Responder, ServerPort};
use crate::waits::Beside;

/// How an action treats goals.
#[derive(Clone, Copy)]
pub(crate) struct Manners {
    /// The action, as it is declared.
    pub(crate) declared: &'static str,
    pub(crate) busy: Busy,
    pub(crate) keep: Duration,
}

/// Makes a server: what its group polls, and the keeper's task.
pub(crate) fn serve<A: Action>(
    life: &Arc<Life>,
    name: String,
    manners: Manners,
    ports: ActionServerPorts<A>,
    [accept, cancel]: [Decide<A>; 2],
) -> (Executions<A>, BoxFuture<'static, ()>) {
    let ActionServerPorts { goals, cancels, mut results, feedback, status, result_bounds } = ports;
    let core = Arc::new(ServerCore {
        life: life.clone(),
        name,
        declared: manners.declared,
        busy: manners.busy,
        keep: manners.keep,
        table: Mutex::default(),
        feedback,
        result_bounds,
        encodes: results.encodes(),
        empty: Arc::default(),
    });
    let answers = core.clone();
    results.answer_at_once(Arc::new(move |request, responder| answers.result(request, responder)));
    let stopping = life.clone();
    let mut keeper = Keeper {
        core: core.clone(),
        goals,
        cancels,
        results,
        status,
        accept,
        cancel,
        pending: None,
        tidy: Time::EPOCH,
        arrivals: Arrivals::default(),
        due: None,
        next: Alarm::default(),
        expiry: Alarm::default(),
        stop: Some(Box::pin(async move { stopping.cancelled.raised().await })),
        last: None,
    };
    let of_task = life.clone();
    let task = Box::pin(async move {
        poll_fn(|context| keeper.poll(context)).await;
        // With it go goals, results and what looks at them: they are the user's. So this task has nothing else of them.
        elsewhere(&of_task, REST, move || drop(keeper));
    });
    (Executions(core), task)
}

/// A goal that somebody asks for.
struct Asked<A: Action> {
    goal: Arc<GoalCore<A>>,
    /// Who asks, as the transport numbers senders.
    sender: u64,
    responder: Responder<SendGoal<A>>,
}

/// A verdict that is waited for.
enum Pending<A: Action> {
    Goal(Asked<A>, BoxFuture<'static, Verdict>),
    Cancel(Responder<CancelGoal>, BoxFuture<'static, Vec<(GoalId, Verdict)>>),
}

/// The keeper's part of a server.
struct Keeper<A: Action> {
    core: Arc<ServerCore<A>>,
    goals: Box<dyn ServerPort<SendGoal<A>>>,
    cancels: Box<dyn ServerPort<CancelGoal>>,
    results: Box<dyn ServerPort<GetResult<A>>>,
    status: Arc<dyn PublisherPort<GoalStatusArray>>,
    accept: Decide<A>,
    cancel: Decide<A>,
    /// Goals and cancels are decided over in their order: while one waits for its verdict, no other is taken.
    pending: Option<Pending<A>>,
    /// Until when results are left that may be forgotten.
    tidy: Time,
    /// Goals that were accepted, whose clients do not hear their feedback yet.
    arrivals: Arrivals,
    /// When the status may be published next.
    due: Option<Time>,
    next: Alarm<Sleep>,
    /// When the next result is forgotten. It wakes the keeper when the node's clock jumps, too.
    expiry: Alarm<Nap>,
    /// Ready when the node is cancelled; then it is taken away.
    stop: Option<BoxFuture<'static, ()>>,
    /// From then on: when goals end whose executions have not returned.
    last: Option<Sleep>,
}

/// How long executions have, once their node is cancelled, to return: longer than it takes those that notice, and shorter
/// than a program that ends waits for them.
const NOTICE: Duration = Duration::from_millis(100);

/// How many requests are answered before other tasks run.
const BUDGET: usize = 64;

/// How long each goal's status makes others wait for the next publication, beyond the first [`PROMPT`] goals: the
/// status has all goals that are kept, so that a fast action would spend its time on it.
const STATUS_COST: Duration = Duration::from_micros(1);
const PROMPT: usize = 100;

/// The same where nobody hears it, who comes late excepted: so many times as long, and at least that.
const UNHEARD: (u32, Duration) = (10, Duration::from_millis(10));

/// How long the next result is kept at least when one was forgotten, so that many short goals do not wake the keeper once
/// each.
const TIDY: Duration = Duration::from_millis(10);

/// Which ports are still to be looked at: the others wake the keeper for what comes next.
struct Open {
    goals: bool,
    cancels: bool,
    results: bool,
}

/// The next request of a port that is open.
fn take<S: Service>(
    port: &mut dyn ServerPort<S>,
    open: &mut bool,
    context: &mut Context<'_>,
) -> Option<Request<S>> {
    if !*open {
        return None;
    }
    let request = match port.poll_request(context) {
        Poll::Ready(request) => request,
        Poll::Pending => None,
    };
    *open = request.is_some() && !port.is_drained();
    request
}

impl<A: Action> Keeper<A> {
    /// Ready when the node has been cancelled and no goal is left without its end.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        lock(&self.core.table).wake_keeper_by(context.waker());
        if let Some(stop) = &mut self.stop
            && stop.as_mut().poll(context).is_ready()
        {
            self.stop = None;
            // Here, and not only when the group's task ends: an execution that never returns keeps that from ending, and
            // those that wait behind it have clients.
            let effects = lock(&self.core.table).close(self.core.now(), &self.core.empty);
            self.core.tell(effects);
            let exec = &self.core.life.exec;
            self.last = Some(exec.sleep_until(exec.now() + NOTICE));
        }
        if let Some(last) = &mut self.last
            && Pin::new(last).poll(context).is_ready()
        {
            // It has a client, too.
            self.last = None;
            let effects = lock(&self.core.table).abandon(self.core.now(), &self.core.empty);
            self.core.tell(effects);
        }
        let (mut budget, mut open) = (BUDGET, Open { goals: true, cancels: true, results: true });
        while self.step(&mut open, context) {
            budget -= 1;
            if budget == 0 {
                context.waker().wake_by_ref();
                break;
            }
        }
        self.settle(context);
        let done = self.stop.is_none() && lock(&self.core.table).is_done();
        if done { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Takes one of each that has come; whether there was any.
    fn step(&mut self, open: &mut Open, context: &mut Context<'_>) -> bool {
        let mut any =
            self.poll_pending(context) | self.arrivals.poll(context, |place| self.core.queue(place));
        if self.pending.is_none()
            && let Some(request) = take(&mut *self.goals, &mut open.goals, context)
        {
            any = true;
            self.goal(request);
        }
        if self.pending.is_none()
            && let Some(request) = take(&mut *self.cancels, &mut open.cancels, context)
        {
            any = true;
            self.cancel(request);
        }
        if let Some(Request { request, responder, .. }) = take(&mut *self.results, &mut open.results, context)
        {
            any = true;
            self.core.result(request, responder);
        }
        any
    }

    fn poll_pending(&mut self, context: &mut Context<'_>) -> bool {
        match self.pending.take() {
            None => false,
            Some(Pending::Goal(asked, mut verdict)) => match verdict.as_mut().poll(context) {
                Poll::Ready(verdict) => {
                    self.admit(asked, verdict);
                    true
                }
                Poll::Pending => {
                    self.pending = Some(Pending::Goal(asked, verdict));
                    false
                }
            },
            Some(Pending::Cancel(responder, mut verdicts)) => match verdicts.as_mut().poll(context) {
                Poll::Ready(verdicts) => {
                    self.cancel_all(responder, verdicts);
                    true
                }
                Poll::Pending => {
                    self.pending = Some(Pending::Cancel(responder, verdicts));
                    false
                }
            },
        }
    }

    fn goal(&mut self, request: Request<SendGoal<A>>) {
        let Request { request, info, responder } = request;
        let goal = GoalCore::new(request.goal_id.into(), request.goal);
        let asked = Asked { goal, sender: info.sender, responder };
        match &self.accept {
            None => self.admit(asked, Ok(())),
            Some(_) if !lock(&self.core.table).takes(asked.goal.id, self.core.busy) => {
                self.refuse(asked.goal, asked.responder);
            }
            Some(decide) => {
                let (decide, life, goal) = (decide.clone(), self.core.life.clone(), asked.goal.clone());
                let what = self.function("accept");
                let verdict = Box::pin(async move {
                    let verdict = life.ask(&life.pure, what, move || decide(&goal.goal)).await;
                    verdict.unwrap_or_else(|silence| Err(silence.to_string()))
                });
                self.pending = Some(Pending::Goal(asked, verdict));
            }
        }
    }

    /// A function that decides over goals, by its attribute.
    fn function(&self, attribute: &'static str) -> Beside {
        Beside::Function { attribute, action: Some(self.core.declared) }
    }

    fn admit(&mut self, asked: Asked<A>, verdict: Verdict) {
        let Asked { goal, sender, responder } = asked;
        let preempts = (self.core.busy == Busy::Preempt).then(|| self.core.now());
        let stamp = self.core.stamp();
        if let Err(reason) = verdict {
            let (node, action) = (self.core.life.full_name().to_owned(), self.core.name.clone());
            self.core.life.exec.say(move || tracing::info!(node, action, reason, "a goal was refused"));
            return self.refuse(goal, responder);
        }
        let mut table = lock(&self.core.table);
        // It may have stopped, or become busy, while the verdict was waited for.
        if !table.takes(goal.id, self.core.busy) {
            drop(table);
            return self.refuse(goal, responder);
        }
        let (place, effects) = table.accept(goal, preempts, stamp, &self.core.empty);
        drop(table);
        responder.send(SendGoalResponse { accepted: true, stamp: stamp.into() });
        self.core.tell(effects);
        match self.core.feedback.heard_by(sender) {
            Some(heard) if !self.arrivals.is_deaf(sender) => {
                let exec = &self.core.life.exec;
                let limit = exec.sleep_until(exec.now() + FINDING);
                self.arrivals.add(place, sender, until(heard, limit));
            }
            // Goals begin in the order in which they were accepted.
            _ if !self.arrivals.is_empty() => self.arrivals.add_behind(place, sender),
            _ => self.core.queue(place),
        }
    }

    fn refuse(&self, goal: Arc<GoalCore<A>>, responder: Responder<SendGoal<A>>) {
        responder.send(SendGoalResponse::default());
        self.core.let_go(goal);
    }

    fn cancel(&mut self, request: Request<CancelGoal>) {
        let Request { request, responder, .. } = request;
        let (code, goals) = lock(&self.core.table).cancelable(&request.goal_info);
        if goals.is_empty() {
            return responder.send(CancelGoalResponse { return_code: code, goals_canceling: Vec::new() });
        }
        match &self.cancel {
            None => self.cancel_all(responder, goals.iter().map(|goal| (goal.id, Ok(()))).collect()),
            Some(decide) => {
                let (decide, life) = (decide.clone(), self.core.life.clone());
                let what = self.function("accept_cancel");
                let ids: Vec<GoalId> = goals.iter().map(|goal| goal.id).collect();
                let verdicts = Box::pin(async move {
                    let judge = move || goals.iter().map(|goal| decide(&goal.goal)).collect::<Vec<_>>();
                    match life.ask(&life.pure, what, judge).await {
                        Ok(verdicts) => ids.into_iter().zip(verdicts).collect(),
                        Err(silence) => ids.into_iter().map(|id| (id, Err(silence.to_string()))).collect(),
                    }
                });
                self.pending = Some(Pending::Cancel(responder, verdicts));
            }
        }
    }

    fn cancel_all(&mut self, responder: Responder<CancelGoal>, verdicts: Vec<(GoalId, Verdict)>) {
        let now = self.core.now();
        let (mut canceling, mut all) = (Vec::new(), Vec::<Effects<A>>::new());
        let mut refused = false;
        for (id, verdict) in verdicts {
            if verdict.is_err() {
                refused = true;
            } else if let Some((info, effects)) = lock(&self.core.table).cancel(id, now, &self.core.empty) {
                canceling.push(info);
                all.push(effects);
            }
        }
        let return_code = match (canceling.is_empty(), refused) {
            (false, _) => CancelGoalResponse::ERROR_NONE,
            (true, true) => CancelGoalResponse::ERROR_REJECTED,
            (true, false) => CancelGoalResponse::ERROR_GOAL_TERMINATED,
        };
        responder.send(CancelGoalResponse { return_code, goals_canceling: canceling });
        all.into_iter().for_each(|effects| self.core.tell(effects));
    }

    /// Forgets old results, publishes the status, and sleeps until there is more to do.
    fn settle(&mut self, context: &mut Context<'_>) {
        let core = self.core.clone();
        let Life { clock, exec, .. } = &*core.life;
        loop {
            let steady = exec.now();
            let (now, era) = clock.read_at(steady);
            // The clock may have gone back meanwhile.
            self.tidy = self.tidy.min(now + TIDY);
            let expiry = lock(&core.table).expires(now, core.keep).map(|expiry| expiry.max(self.tidy));
            if expiry.is_some_and(|expiry| expiry <= now) {
                let gone = lock(&core.table).expire(now, core.keep);
                core.let_go_of(gone);
                self.tidy = now + TIDY;
                continue;
            }
            self.publish(steady);
            if !self.expiry.passed(expiry, (now, era), |at| Nap::up_to(clock, at), context)
                && !self.next.passed(self.due, (steady, era), |at| exec.sleep_until(at), context)
            {
                return;
            }
        }
    }

    /// Publishes the status if it has changed and its time has come; `due` is when it will come.
    fn publish(&mut self, now: Time) {
        if self.due.is_some_and(|due| due > now) {
            return;
        }
        let mut table = lock(&self.core.table);
        if !table.has_changed() {
            if self.due.take().is_some() {
                table.be_quiet(false);
            }
            return;
        }
        let extra = table.len().saturating_sub(PROMPT);
        let cost = STATUS_COST * u32::try_from(extra).unwrap_or(u32::MAX);
        let (times, least) = if self.status.subscriptions() == 0 { UNHEARD } else { (1, Duration::ZERO) };
        let pause = (cost * times).max(least);
        let status = table.status();
        table.be_quiet(!pause.is_zero());
        drop(table);
        self.due = (!pause.is_zero()).then(|| now + pause);
        if let Err(error) = self.status.publish(Arc::new(status)) {
            let (node, action) = (self.core.life.full_name().to_owned(), self.core.name.clone());
            self.core
                .life
                .exec
                .say(move || tracing::warn!(node, action, %error, "the status was not published"));
        }
    }
}
