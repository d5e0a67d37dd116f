//! What in-process messages, calls and timers cost, each beside its floor: the same by hand, in the same run.
//!
//! `cargo bench -p rosweave --bench inproc` prints the table as Markdown, with the machine's facts. With `-- --check`
//! it fails where a ratio to the floor is out of generous bounds. A text among the arguments leaves out the rows that do
//! not contain it.
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

/// How often what is quick and its floor are measured, in turns. The table has the medians.
///
/// A round takes about a millisecond: most of them fall between two moments in which a machine that has too much to do
/// takes a thread its core away.
const ROUNDS: usize = 101;

fn main() {
    let runtime = Runtime::new().expect("the runtime starts");
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let filter = args.iter().find(|arg| !arg.starts_with("--")).cloned().unwrap_or_default();
    let mut table = Table::new(filter);
    topics::measure(&runtime, &mut table);
    services::measure(&runtime, &mut table);
    timers::measure(&runtime, &mut table);
    costs::measure(&runtime, &mut table);
    println!("{}\n\n{table}", machine::facts());
    if args.iter().any(|arg| arg == "--check") {
        let out = table.out_of_bounds();
        assert!(out.is_empty(), "out of bounds: {}", out.join(", "));
    }
}
