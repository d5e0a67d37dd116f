//! The table of figures.

use std::fmt;

/// One figure, beside what it can be compared with.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    /// What the floor is, and what it measured.
    pub(crate) floor: Option<(&'static str, f64)>,
    /// How many times the floor it may be where it is checked.
    pub(crate) bound: Option<f64>,
    pub(crate) goal: &'static str,
}

#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn add(&mut self, row: Row) {
        eprint!(".");
        self.0.push(row);
    }

    /// The rows whose ratio to the floor is out of bounds.
    pub(crate) fn out_of_bounds(&self) -> Vec<&'static str> {
        let is_out = |row: &&Row| row.bound.zip(row.ratio()).is_some_and(|(bound, ratio)| ratio > bound);
        self.0.iter().filter(is_out).map(|row| row.what).collect()
    }
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        self.floor.map(|(_, floor)| self.ours / floor)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| figure | rosweave | floor, same run | ratio | goal |\n|---|---|---|---|---|")?;
        for row in &self.0 {
            let Row { what, unit, ours, goal, .. } = row;
            let floor =
                row.floor.map_or(String::new(), |(name, floor)| format!("{name} {} {unit}", short(floor)));
            let ratio = row.ratio().map_or(String::new(), |ratio| format!("{ratio:.2}"));
            writeln!(f, "| {what} | {} {unit} | {floor} | {ratio} | {goal} |", short(*ours))?;
        }
        Ok(())
    }
}

fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    quantile(&mut values, 0.5)
}

pub(crate) fn quantile(values: &mut [f64], part: f64) -> f64 {
    assert!(!values.is_empty(), "nothing was measured");
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part) as usize]
}

/// The medians of rounds of both, in turns.
pub(crate) fn in_turns(mut ours: impl FnMut() -> f64, mut theirs: impl FnMut() -> f64) -> (f64, f64) {
    let rounds = (0..crate::ROUNDS).map(|_| (ours(), theirs()));
    let (ours, theirs): (Vec<_>, Vec<_>) = rounds.unzip();
    (median(ours), median(theirs))
}
