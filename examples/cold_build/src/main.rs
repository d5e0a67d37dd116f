//! What types of definitions cost to build: an application with five packages of interfaces that its build script
//! generates, beside one with the same types by `derive(Message)`, `derive(Service)` and `derive(Action)`.
//!
//! ```console
//! $ cargo run --manifest-path examples/cold_build/Cargo.toml
//! $ cargo run --manifest-path examples/cold_build/Cargo.toml -- cold
//! ```
//!
//! The first one builds each application five times in turns, build script included, with all that it depends on built
//! before. `cold` builds each from nothing, once, which takes minutes. It counts the processor's time of `cargo build`
//! and its children, which other builds disturb less than a clock; it is read where Linux has it.
//!
//! The packages are those of `../shared/data/interfaces` where they are, or of the directory in `COLD_BUILD_DEFINITIONS`,
//! and packages made up for it otherwise. The applications do nothing else, so that the ratio is that of the types.

mod applications;
mod by_hand;
mod definitions;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use applications::{BY_HAND, GENERATED};

/// The result of what ends the program.
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

const ROUNDS: usize = 5;

fn main() -> Result {
    let words: Vec<String> = env::args().skip(1).collect();
    let is_cold = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["cold"] => true,
        _ => return Err("usage: cold_build [cold]".into()),
    };
    let repository = fs::canonicalize(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
    let scratch = repository.join("target/cold_build");
    let target = scratch.join("target");
    let definitions = definitions::find(&repository, &scratch)?;
    println!("{} definitions: {}", definitions.count, definitions.packages.join(", "));
    applications::generated(&repository, &scratch, &definitions)?;
    // Its build script writes the types that the other one has by hand.
    applications::by_hand(&repository, &scratch, "")?;
    build(&scratch, &target, GENERATED)?;
    let types = by_hand::from_generated(&fs::read_to_string(written(&target)?)?)?;
    applications::by_hand(&repository, &scratch, &types)?;
    build(&scratch, &target, BY_HAND)?;
    if is_cold {
        return report(&mut [from_nothing(&scratch, GENERATED)?], &mut [from_nothing(&scratch, BY_HAND)?]);
    }
    let (mut generated, mut by_hand) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        generated.push(again(&scratch, &target, GENERATED)?);
        by_hand.push(again(&scratch, &target, BY_HAND)?);
    }
    report(&mut generated, &mut by_hand)
}

/// Builds an application, all that it depends on included.
fn from_nothing(scratch: &Path, application: &str) -> Result<f64> {
    let target = scratch.join("cold");
    remove(&target)?;
    let time = build(scratch, &target, application)?;
    remove(&target)?;
    Ok(time)
}

/// Builds an application alone.
fn again(scratch: &Path, target: &Path, application: &str) -> Result<f64> {
    cargo(scratch, target, &["clean", "--quiet", "-p", application])?;
    build(scratch, target, application)
}

/// Builds an application, and returns the seconds of processor time that it took.
fn build(scratch: &Path, target: &Path, application: &str) -> Result<f64> {
    let before = children_seconds()?;
    cargo(scratch, target, &["build", "--quiet", "-p", application])?;
    Ok(children_seconds()? - before)
}

fn cargo(scratch: &Path, target: &Path, words: &[&str]) -> Result {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(scratch).args(words).stdin(Stdio::null());
    // No cache of what was compiled before may answer.
    command.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0").env_remove("RUSTC_WRAPPER");
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`cargo {}` ended with {status}", words.join(" ")).into())
    }
}

/// How long the children that have ended kept the processors.
fn children_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| format!("/proc/self/stat: {error}"))?;
    // The program's name, in parentheses, may have blanks; the third field follows it.
    let (_, fields) = stat.rsplit_once(") ").ok_or("/proc/self/stat has another form")?;
    let ticks = fields.split(' ').skip(16 - 3).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks as f64 / TICKS)
}

/// In a second, on every Linux that Rust's standard library knows.
const TICKS: f64 = 100.0;

/// Where cargo has put what the build script wrote.
fn written(target: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(target.join("debug/build"))? {
        let file = entry?.path().join("out/rosweave_interfaces.rs");
        if file.is_file() {
            return Ok(file);
        }
    }
    Err("the build script wrote no types".into())
}

fn remove(directory: &Path) -> Result {
    if directory.exists() { Ok(fs::remove_dir_all(directory)?) } else { Ok(()) }
}

fn report(generated: &mut [f64], by_hand: &mut [f64]) -> Result {
    let [generated_median, by_hand_median] = [&mut *generated, &mut *by_hand].map(|times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    });
    println!("generated: {generated:.1?} s of processor time");
    println!("by hand:   {by_hand:.1?} s of processor time");
    println!("ratio of the medians: {:.2}", generated_median / by_hand_median);
    Ok(())
}
