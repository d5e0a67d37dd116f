//! What is wrong with an action's name, its type, or what is told after its goal's end.

use std::sync::Mutex;

use rosweave::Message;
use rosweave::prelude::*;
use rosweave::testing::World;
use serde::{Deserialize, Serialize};

use crate::{CountTo, Counter, Io, Work};

/// Keeps its goals longer than they go on.
#[node]
#[derive(Default)]
struct Late {
    kept: Mutex<Vec<Goal<CountTo>>>,
    told: Mutex<Vec<String>>,
}

#[node]
impl Late {
    #[action("late", type = CountTo)]
    #[group(Work)]
    fn late(&self, goal: Goal<CountTo>) -> u32 {
        let result = *goal;
        self.kept.lock().unwrap().push(goal);
        result
    }

    #[subscribe("tell")]
    fn tell(&self, step: u32) {
        let told = self.kept.lock().unwrap().iter().map(|goal| goal.feedback(step)).collect::<Vec<_>>();
        let told = told.into_iter().map(|told| told.unwrap_err().to_string());
        self.told.lock().unwrap().extend(told);
    }
}

#[test]
fn there_is_no_feedback_after_the_end() -> rosweave::Result {
    let world = World::new(5);
    let late = world.start::<Late>()?;
    let client = world.action_client::<CountTo>("late")?;
    let goal = client.send(4)?;
    assert_eq!(*goal.result()?.result, 4);
    world.publish("tell", 9_u32)?;
    world.settle();
    let told = std::mem::take(&mut *late.node().told.lock().unwrap());
    assert_eq!(told, ["there is no feedback to a goal of `/late` that has ended"]);
    assert!(goal.take_feedback().is_empty());
    Ok(())
}

#[test]
fn an_action_that_another_node_serves_is_not_served_twice() -> rosweave::Result {
    let world = World::new(5);
    let _first = world.start::<Counter>()?;
    let error = world.start_with::<Counter>(NodeOptions::new().name("other")).unwrap_err().to_string();
    assert!(error.contains("`/count` is served already, by `/counter`"), "{error}");
    Ok(())
}

/// Counts in words.
#[derive(Action)]
#[ros(goal = String, result = String, feedback = String)]
struct Spell;

#[node]
struct Speller {
    #[action_client("count")]
    count: ActionClient<Spell, Io>,
}

#[node]
impl Speller {}

#[test]
fn an_action_of_another_type_is_named_on_both_sides() -> rosweave::Result {
    let world = World::new(5);
    let _counter = world.start::<Counter>()?;
    let error = world.start::<Speller>().unwrap_err().to_string();
    assert!(error.contains("Spell") && error.contains("CountTo") && error.contains("/count"), "{error}");
    Ok(())
}

#[test]
fn an_action_is_renamed_as_a_whole_and_not_to_what_is_no_name() -> rosweave::Result {
    let world = World::new(5);
    let renamed = NodeOptions::new().remap("count", "other");
    let _counter = world.start_with::<Counter>(renamed)?;
    assert_eq!(*world.action_client::<CountTo>("other")?.send(1)?.result()?.result, 1);
    let bad = NodeOptions::new().name("bad").remap("count", "no name");
    let error = world.start_with::<Counter>(bad).unwrap_err().to_string();
    assert!(error.contains("no name"), "{error}");
    Ok(())
}

#[derive(Clone, Default, Serialize, Deserialize, Message)]
#[ros("my_package/action/Recite_Goal")]
struct Cue {
    #[ros(string_bound = 4)]
    text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Message)]
#[ros("my_package/action/Recite_Result")]
struct Lines {
    #[ros(bound = 2)]
    lines: Vec<u8>,
}

#[derive(Clone, Default, Serialize, Deserialize, Message)]
#[ros("my_package/action/Recite_Feedback")]
struct Spoken {
    #[ros(bound = 1)]
    lines: Vec<u8>,
}

#[derive(Action)]
#[ros("my_package/action/Recite", goal = Cue, result = Lines, feedback = Spoken)]
struct Recite;

/// Tells, and ends with, as many lines as its goal has letters.
#[node]
struct Reciter {
    #[action_client("recite")]
    recite: ActionClient<Recite, Io>,
    untold: Mutex<Vec<String>>,
}

#[node]
impl Reciter {
    #[action("recite", type = Recite)]
    #[group(Work)]
    fn recite(&self, goal: &Goal<Recite>) -> Lines {
        let lines = goal.text.clone().into_bytes();
        if let Err(error) = goal.feedback(Spoken { lines: lines.clone() }) {
            self.untold.lock().unwrap().push(error.to_string());
        }
        Lines { lines }
    }
}

#[test]
fn what_is_too_long_of_a_goal_is_told_where_it_is_sent() -> rosweave::Result {
    let world = World::new(5);
    let reciter = world.start::<Reciter>()?;
    let cx = reciter.async_cx();
    let recite = async |text: &str| {
        let goal = reciter.node().recite.send(&cx, Cue { text: text.to_owned() }).await?;
        let mut heard = 0;
        while goal.next_feedback(&cx).await?.is_some() {
            heard += 1;
        }
        let end = goal.result(&cx).await?;
        Ok::<_, ActionError>((heard, end.outcome, end.result.lines.len()))
    };
    assert_eq!(world.block_on(recite("a"))?, Ok((1, GoalOutcome::Succeeded, 1)));
    // Its feedback is too long, then its result, and then it itself.
    assert_eq!(world.block_on(recite("ab"))?, Ok((0, GoalOutcome::Succeeded, 2)));
    assert_eq!(world.block_on(recite("abc"))?, Ok((0, GoalOutcome::Aborted, 0)));
    let refused = world.block_on(recite("abcde"))?.unwrap_err();
    assert!(
        matches!(&refused, ActionError::Call(CallError::OutOfBounds { excess, .. })
            if (&*excess.field, excess.bound, excess.found) == ("goal.text", 4, 5)),
        "{refused}"
    );
    let untold = std::mem::take(&mut *reciter.node().untold.lock().unwrap());
    assert_eq!(untold.len(), 2, "{untold:?}");
    assert!(untold[0].ends_with("`feedback.lines` has a length of 2, and 1 is the most"), "{untold:?}");
    Ok(())
}
