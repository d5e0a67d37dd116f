//! What in-process messages, calls and timers cost, each beside its floor: the same by hand, in the same run.
//!
//! `cargo bench -p rosweave --bench inproc` prints the table as Markdown, with the machine's facts. With `-- --check`
//! it fails where a ratio to the floor is out of generous bounds; what depends on nothing but the machine's load is
//! not checked.
#![allow(missing_docs, clippy::print_stdout, clippy::print_stderr)]

mod by_hand;
mod costs;
mod machine;
mod nodes;
mod services;
mod table;
mod timers;
mod topics;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::runtime::Runtime;

use table::Table;

/// Counts allocations; both sides pay for that.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// How often each figure and its floor are measured, in turns. The table has the medians.
const ROUNDS: usize = 5;

fn main() {
    let runtime = Runtime::new().expect("the runtime starts");
    let mut table = Table::default();
    topics::measure(&runtime, &mut table);
    services::measure(&runtime, &mut table);
    timers::measure(&runtime, &mut table);
    costs::measure(&runtime, &mut table);
    println!("{}\n\n{table}", machine::facts());
    if std::env::args().any(|arg| arg == "--check") {
        let out = table.out_of_bounds();
        assert!(out.is_empty(), "out of bounds: {}", out.join(", "));
    }
}
