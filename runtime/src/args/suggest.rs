//! "Did you mean ..?"

/// A help that names the one of `known` that `unknown` looks like, if any does.
pub(crate) fn suggestion(unknown: &str, known: &[&str]) -> Option<String> {
    let distances = known.iter().map(|name| (distance(unknown, name), *name));
    let (distance, name) = distances.min()?;
    // A third of a word may be wrong.
    let limit = unknown.chars().count().max(name.chars().count()) / 3;
    (distance > 0 && distance <= limit.max(1) && name.len() > 2).then(|| format!("did you mean `{name}`?"))
}

/// How many letters have to be put in, left out, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_suggested() {
        let known = ["--describe", "--help", "--ros-args", "-r"];
        let cases = [
            ("--descibe", Some("--describe")),
            ("--hlep", Some("--help")),
            ("-help", Some("--help")),
            ("--ros_args", Some("--ros-args")),
            ("--for", None),
            ("-x", None),
        ];
        for (unknown, expected) in cases {
            let expected = expected.map(|name| format!("did you mean `{name}`?"));
            assert_eq!(suggestion(unknown, &known), expected, "{unknown}");
        }
    }
}
