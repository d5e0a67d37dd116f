//! The table of figures.

use std::fmt;

/// One figure, beside what it can be compared with.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) measured: Measured,
    /// What the floor is.
    pub(crate) floor: Option<&'static str>,
    /// How many times the floor it may be where it is checked.
    pub(crate) bound: Option<f64>,
    pub(crate) goal: &'static str,
}

/// A figure, and its floor where it has one.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    ours: f64,
    theirs: Option<f64>,
    ratio: Option<f64>,
}

impl Measured {
    pub(crate) fn alone(ours: f64) -> Measured {
        Measured { ours, theirs: None, ratio: None }
    }

    /// A figure out of several, and its floor out of as many that were measured in turns with it.
    ///
    /// The ratio is not that of the two figures: whatever else the machine does meanwhile slows down those of one turn
    /// alike.
    pub(crate) fn of_turns(turns: &[(f64, f64)]) -> Measured {
        let ours = median(turns.iter().map(|turn| turn.0).collect());
        let theirs = median(turns.iter().map(|turn| turn.1).collect());
        let ratio = median(turns.iter().map(|turn| turn.0 / turn.1).collect());
        Measured { ours, theirs: Some(theirs), ratio: Some(ratio) }
    }
}

/// The rows, of those that are asked for.
pub(crate) struct Table {
    rows: Vec<Row>,
    /// What the names of rows have to contain.
    filter: String,
}

impl Table {
    pub(crate) fn new(filter: String) -> Table {
        Table { rows: Vec::new(), filter }
    }

    pub(crate) fn wants(&self, what: &str) -> bool {
        what.contains(&self.filter)
    }

    pub(crate) fn add(&mut self, row: Row) {
        eprint!(".");
        self.rows.push(row);
    }

    /// The rows whose ratio to the floor is out of bounds, with both.
    pub(crate) fn out_of_bounds(&self) -> Vec<String> {
        let out = self.rows.iter().filter_map(|row| {
            let (bound, ratio) = row.bound.zip(row.measured.ratio)?;
            (ratio > bound).then(|| format!("{}: {ratio:.2} times its floor, more than {bound}", row.what))
        });
        out.collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| figure | rosweave | floor, same run | ratio | goal |\n|---|---|---|---|---|")?;
        for Row { what, unit, measured, floor, goal, .. } in &self.rows {
            let floor = floor.zip(measured.theirs);
            let floor =
                floor.map_or(String::new(), |(name, floor)| format!("{name} {} {unit}", short(floor)));
            let ratio = measured.ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
            writeln!(f, "| {what} | {} {unit} | {floor} | {ratio} | {goal} |", short(measured.ours))?;
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

/// Rounds of both, in turns.
pub(crate) fn in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> f64,
) -> Measured {
    let turns: Vec<_> = (0..rounds).map(|_| (ours(), theirs())).collect();
    Measured::of_turns(&turns)
}
