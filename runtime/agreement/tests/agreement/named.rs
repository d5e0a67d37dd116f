//! The small layouts that the design and ROS 2's documentation name, as tests of their own.

use super::compare::{Answer, model_says};
use super::model::{Bounds, Outcome};
use super::notation::layout;

#[track_caller]
fn hangs(text: &str) {
    says(text, Outcome::Hangs);
}

#[track_caller]
fn runs(text: &str) {
    says(text, Outcome::Runs);
}

#[track_caller]
fn says(text: &str, expected: Outcome) {
    let layout = layout(text);
    assert_eq!(layout.verdict(), expected == Outcome::Hangs, "the analysis, of {text}");
    match model_says(&layout, Bounds::ENOUGH) {
        Answer::Same(outcome) => assert_eq!(outcome, expected, "the model, of {text}"),
        Answer::CapsMatter => panic!("the model's outcome depends on caps, of {text}"),
    }
}

#[test]
fn blocking_on_a_service_whose_handler_awaits_the_blocked_group_hangs() {
    hangs("s0@R[await E->ext] cb@E[block R->s0]");
}

#[test]
fn a_reentrant_handler_that_needs_the_callers_turn_hangs() {
    hangs("s0@R[await R->s1] s1@E[] cb@E[await R->s0]");
}

#[test]
fn a_full_capped_group_that_calls_its_own_service_hangs() {
    hangs("s0@C[] cb@C[await C->s0]");
}

#[test]
fn blocking_on_a_client_of_a_group_that_only_awaits_runs() {
    runs("cb@E0[await E1->ext] cb@E1[block E0->ext]");
}

#[test]
fn a_stranger_in_the_handlers_reentrant_group_does_no_harm() {
    runs("s0@R[] cb@E[block R->s0] cb2@R[block E->ext]");
}

#[test]
fn blocking_on_a_client_of_the_own_capped_group_runs() {
    runs("cb@C[block C->ext]");
}

#[test]
fn two_groups_that_block_on_each_others_clients_hang() {
    hangs("cb@E0[block E1->ext] cb@E1[block E0->ext]");
}

#[test]
fn a_handler_that_awaits_a_service_of_its_own_exclusive_group_hangs() {
    hangs("s0@E[await R->s1] s1@E[]");
}

#[test]
fn nodes_that_call_each_other_in_a_ring_hang() {
    hangs("s0@E0[await R0->s1] s1@E1[await R1->s2] s2@E2[await R2->s0]");
}

#[test]
fn recursion_among_reentrant_handlers_runs() {
    runs("s0@R[await R->s1] s1@R[block R->s0]");
}

#[test]
fn a_second_wait_counts_as_the_first_does() {
    hangs("cb@E0[block E1->ext; block E0->ext]");
    runs("cb@E0[await E1->ext; await E0->ext]");
}

/// ROS 2's page "Using Callback Groups": a timer that blocks on a client. `D` there is `E0` here.
#[test]
fn the_layouts_of_ros_2s_callback_group_page_have_their_real_verdicts() {
    hangs("timer@E0[block E0->ext]");
    hangs("timer@E1[block E1->ext]");
    runs("timer@E2[block E1->ext]");
    runs("timer@E0[block E1->ext]");
    runs("timer@E1[block E0->ext]");
    runs("timer@R[block R->ext]");
    runs("timer@E0[block R->ext]");
    runs("timer@R[block E0->ext]");
}

#[test]
fn the_same_layouts_all_run_with_await() {
    for (timer, client) in [
        ("E0", "E0"),
        ("E1", "E1"),
        ("E2", "E1"),
        ("E0", "E1"),
        ("E1", "E0"),
        ("R", "R"),
        ("E0", "R"),
        ("R", "E0"),
    ] {
        runs(&format!("timer@{timer}[await {client}->ext]"));
    }
}

#[test]
fn a_goal_that_waits_for_the_turn_of_its_sender_hangs() {
    hangs("a0@E0[] cb@E0[await R->a0]");
    hangs("a0@E0[await R->a0]");
    runs("a0@E0[] cb@E1[block R->a0]");
}

#[test]
fn to_send_a_goal_needs_the_group_of_the_client_alone() {
    runs("a0@E0[] cb@E0[block goal R->a0]");
    runs("a0@E0[] cb@E0[await goal E0->a0]");
    hangs("a0@E0[] cb@E0[block goal E0->a0]");
}

#[test]
fn two_executions_that_wait_for_each_other_hang() {
    hangs("s0@E0[await R->a0] a0@E1[await R->s0]");
    hangs("a0@R[block E->ext] cb@E[block R->a0]");
}
