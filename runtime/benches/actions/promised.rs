//! The same with what an action promises: goals have ids and times, and are known until their results were kept for a while;
//! a result is asked for by whoever knows the id; a client has many goals at once, and gets feedback and result of each in
//! their order, from one place.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

const KEPT: Duration = Duration::from_millis(200);

/// Ids are a client's number, and a count.
const HIGH: u128 = 0x5eed << 64;
static NEXT: AtomicU64 = AtomicU64::new(0);

/// What is asked of a server.
enum Asked {
    Goal { id: u128, goal: u64, accepted: oneshot::Sender<Instant> },
    Result { id: u128, client: mpsc::Sender<Told> },
}

/// What a client is told.
enum Told {
    Feedback { id: u128, step: u64, sent: Instant },
    Result { id: u128, result: u64 },
}

#[derive(Default)]
struct Table {
    goals: HashMap<u128, Entry>,
    ended: VecDeque<(Instant, u128)>,
}

struct Entry {
    accepted: Instant,
    result: Option<u64>,
    waiting: Vec<mpsc::Sender<Told>>,
}

impl Table {
    fn accept(&mut self, id: u128, now: Instant) -> bool {
        while self.ended.front().is_some_and(|(ended, _)| *ended + KEPT < now) {
            let gone = self.ended.pop_front();
            let _ = gone.map(|(_, id)| self.goals.remove(&id));
        }
        let entry = Entry { accepted: now, result: None, waiting: Vec::new() };
        self.goals.insert(id, entry).is_none()
    }

    fn end(&mut self, id: u128, result: u64) -> Vec<mpsc::Sender<Told>> {
        let now = Instant::now();
        self.ended.push_back((now, id));
        let Some(entry) = self.goals.get_mut(&id).filter(|entry| entry.accepted <= now) else {
            return Vec::new();
        };
        entry.result = Some(result);
        std::mem::take(&mut entry.waiting)
    }
}

/// A client: its way to the server, and its goals.
#[derive(Clone)]
pub(crate) struct Client {
    asks: mpsc::Sender<Asked>,
    told: mpsc::Sender<Told>,
    goals: Arc<Mutex<HashMap<u128, Goal>>>,
}

/// A goal as its client has it.
struct Goal {
    feedback: mpsc::Sender<(u64, Instant)>,
    ended: oneshot::Sender<u64>,
}

/// A server and a client: a task that answers, one that executes, and one that tells the client's goals.
pub(crate) fn serve() -> Client {
    let (asks, asked) = mpsc::channel(16);
    let (queue, queued) = mpsc::channel(16);
    let (told, tells) = mpsc::channel(100);
    let table = Arc::<Mutex<Table>>::default();
    tokio::spawn(answer(asked, queue, table.clone()));
    tokio::spawn(execute(queued, told.clone(), table));
    let goals = Arc::<Mutex<HashMap<u128, Goal>>>::default();
    tokio::spawn(tell(tells, goals.clone()));
    Client { asks, told, goals }
}

async fn answer(
    mut asked: mpsc::Receiver<Asked>,
    queue: mpsc::Sender<(u128, u64)>,
    table: Arc<Mutex<Table>>,
) {
    while let Some(asked) = asked.recv().await {
        match asked {
            Asked::Goal { id, goal, accepted } => {
                let now = Instant::now();
                if table.lock().unwrap().accept(id, now) {
                    let _ = accepted.send(now);
                    let _ = queue.send((id, goal)).await;
                }
            }
            Asked::Result { id, client } => {
                let result = match table.lock().unwrap().goals.get_mut(&id) {
                    Some(Entry { result: None, waiting, .. }) => {
                        waiting.push(client);
                        continue;
                    }
                    Some(Entry { result: Some(result), .. }) => *result,
                    None => continue,
                };
                let _ = client.send(Told::Result { id, result }).await;
            }
        }
    }
}

async fn execute(
    mut queued: mpsc::Receiver<(u128, u64)>,
    client: mpsc::Sender<Told>,
    table: Arc<Mutex<Table>>,
) {
    while let Some((id, goal)) = queued.recv().await {
        for step in 0..3 {
            let _ = client.send(Told::Feedback { id, step, sent: Instant::now() }).await;
        }
        let waiting = table.lock().unwrap().end(id, goal);
        for client in waiting {
            let _ = client.send(Told::Result { id, result: goal }).await;
        }
    }
}

async fn tell(mut told: mpsc::Receiver<Told>, goals: Arc<Mutex<HashMap<u128, Goal>>>) {
    while let Some(told) = told.recv().await {
        match told {
            Told::Feedback { id, step, sent } => {
                let goals = goals.lock().unwrap();
                let _ = goals.get(&id).map(|goal| goal.feedback.try_send((step, sent)));
            }
            Told::Result { id, result } => {
                let goal = goals.lock().unwrap().remove(&id);
                let _ = goal.map(|goal| goal.ended.send(result));
            }
        }
    }
}

impl Client {
    pub(crate) async fn rounds(&self, count: u64) -> Duration {
        let begun = Instant::now();
        for number in 0..count {
            let id = HIGH | u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
            let ((accepted, is_accepted), (ended, result)) = (oneshot::channel(), oneshot::channel());
            let (feedback, mut steps) = mpsc::channel(100);
            self.goals.lock().unwrap().insert(id, Goal { feedback, ended });
            assert!(self.asks.send(Asked::Goal { id, goal: number, accepted }).await.is_ok());
            assert!(is_accepted.await.unwrap() >= begun);
            assert!(self.asks.send(Asked::Result { id, client: self.told.clone() }).await.is_ok());
            let mut heard = 0;
            while steps.recv().await.is_some() {
                heard += 1;
            }
            assert_eq!((heard, result.await.unwrap()), (3, number));
        }
        begun.elapsed()
    }
}
