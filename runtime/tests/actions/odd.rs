//! What is wrong with an action's name, its type, or what is told after its goal's end.

use std::sync::Mutex;

use rosweave::prelude::*;
use rosweave::testing::World;

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
