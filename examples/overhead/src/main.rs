//! What the wiring costs: a ping-pong over a topic and over a service, by nodes of Rosweave and by a program that does
//! the same by hand on ros2-client; or on r2r, where a ROS 2 is sourced.
//!
//! ```console
//! $ cargo run --release --manifest-path examples/overhead/Cargo.toml
//! $ cargo run --release --manifest-path examples/overhead/Cargo.toml --no-default-features --features r2r
//! ```
//!
//! Each of the two is a pair of processes on loopback, in a domain of its own, with the same messages, the same quality
//! of service and the same runtime. Both pairs are there all the time and take turns, block by block, so that whatever
//! else the machine does meets both. A round is from before the message is handed over until its echo is there, decoded.

#[cfg_attr(feature = "r2r", path = "by_hand_r2r.rs")]
mod by_hand;
mod driver;
mod side;
mod woven;

use side::Variant;

/// The result of what ends the program.
type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

fn main() -> Result {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => driver::run(1.0),
        // For a first look, or a long one: so many times as many rounds.
        ["--rounds", factor] => driver::run(factor.parse()?),
        ["side", variant, role] => side::run(Variant::from_name(variant)?, role),
        _ => Err("usage: overhead [--rounds <factor>]".into()),
    }
}
