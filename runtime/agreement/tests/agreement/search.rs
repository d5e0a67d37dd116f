//! The slow, plain way to do what `judge` and `cycle` do, for comparison on random facts.
//!
//! This checks the algorithms over the graph, not the rule: what a wait holds and needs is taken from the
//! analysis. `judge` keeps a transitive closure up to date; here every question walks the edges anew. `cycle`
//! searches breadth-first; here all paths are tried.

use rosweave::analysis::{CycleStep, Fault, Layout, Resource, Resources, WaitId};

/// The faults that `judge` has to report.
pub(crate) fn faults(layout: &Layout<'_>) -> Vec<Option<Fault>> {
    let mut faults: Vec<Option<Fault>> = Vec::new();
    for place in 0..layout.waits.len() {
        faults.push(deadlock_of(layout, &faults, place));
    }
    for place in 0..layout.waits.len() {
        if faults[place].is_none() && closes_recursion(layout, &faults, place) {
            faults[place] = Some(Fault::EndlessRecursion);
        }
    }
    faults
}

/// What `judge` does report.
pub(crate) fn judged(layout: &Layout<'_>) -> Vec<Option<Fault>> {
    let mut faults = vec![None; layout.waits.len()];
    layout.judge(&mut faults, &mut vec![0; layout.scratch_len()]);
    faults
}

fn deadlock_of(layout: &Layout<'_>, faults: &[Option<Fault>], place: usize) -> Option<Fault> {
    let wait = layout.waits[place];
    let (held, needed) = (items(layout.held(wait)), items(layout.needed(wait)));
    if let Some(own) = needed.iter().find(|need| held.contains(need) && !is_answer(**need)) {
        return Some(Fault::SelfDeadlock(*own));
    }
    let kept = |other: &usize| *other == place || faults[*other].is_none();
    let edges: Vec<_> = (0..=place).filter(kept).flat_map(|other| edges(layout, other)).collect();
    let mut deadly = edges.iter().map(|edge| edge.0).filter(|from| !is_answer(*from));
    deadly.any(|from| reaches(&edges, from, from)).then_some(Fault::Cycle)
}

/// Whether a certain wait closes a cycle of answers with certain waits before it.
fn closes_recursion(layout: &Layout<'_>, faults: &[Option<Fault>], place: usize) -> bool {
    let counts = |other: usize| layout.waits[other].certain && faults[other].is_none();
    let answers = |edge: &(Resource, Resource)| is_answer(edge.0) && is_answer(edge.1);
    let earlier = (0..=place).filter(|other| counts(*other));
    let all: Vec<_> = earlier.flat_map(|other| edges(layout, other)).filter(answers).collect();
    counts(place)
        && edges(layout, place).into_iter().filter(answers).any(|(_, to)| {
            items(layout.held(layout.waits[place])).iter().any(|held| *held == to || reaches(&all, to, *held))
        })
}

/// What is wrong with the cycle that the analysis prints for the wait at `start`.
pub(crate) fn wrong_cycle(layout: &Layout<'_>, faults: &[Option<Fault>], start: usize) -> Option<String> {
    let mut path = vec![WaitId(usize::MAX); layout.waits.len()];
    let mut steps = vec![CycleStep::EMPTY; 2 * layout.waits.len()];
    let len = layout.cycle(WaitId(start), faults, &mut path, &mut steps);
    let path: Vec<usize> = path[..len].iter().map(|wait| wait.0).collect();
    if path.first() != Some(&start) {
        return Some(format!("wait {start}: the cycle {path:?} does not begin with it"));
    }
    let recursion = faults[start] == Some(Fault::EndlessRecursion);
    if !is_cycle(layout, faults, &path, recursion) {
        return Some(format!("wait {start}: {path:?} is no cycle"));
    }
    // All paths are tried, so only where there are few.
    let len = if layout.waits.len() > 12 { 0 } else { len };
    let shorter = (1..len).any(|len| some_cycle(layout, faults, &mut vec![start], len, recursion));
    shorter.then(|| format!("wait {start}: {path:?} is not the shortest cycle"))
}

fn some_cycle(
    layout: &Layout<'_>,
    faults: &[Option<Fault>],
    path: &mut Vec<usize>,
    len: usize,
    recursion: bool,
) -> bool {
    if path.len() == len {
        return is_cycle(layout, faults, path, recursion);
    }
    for next in 0..path[0] {
        if !path.contains(&next)
            && usable(layout, faults, next, recursion)
            && linked(layout, path[path.len() - 1], next)
        {
            path.push(next);
            let found = some_cycle(layout, faults, path, len, recursion);
            path.pop();
            if found {
                return true;
            }
        }
    }
    false
}

fn is_cycle(layout: &Layout<'_>, faults: &[Option<Fault>], path: &[usize], recursion: bool) -> bool {
    let waits = |place: usize| layout.waits[path[place % path.len()]];
    let links: Option<Vec<Resource>> =
        (0..path.len()).map(|place| layout.link(waits(place), waits(place + 1))).collect();
    let Some(links) = links else { return false };
    let earlier = path[1..].iter().all(|wait| *wait < path[0] && usable(layout, faults, *wait, recursion));
    let once = (0..path.len()).all(|place| !path[..place].contains(&path[place]));
    earlier && once && links.iter().all(|link| is_answer(*link)) == recursion
}

/// Whether a wait before the last may be part of a cycle. One that is refused only for its recursion was
/// there when the later ones were judged for deadlocks.
fn usable(layout: &Layout<'_>, faults: &[Option<Fault>], wait: usize, recursion: bool) -> bool {
    match faults[wait] {
        None => !recursion || layout.waits[wait].certain,
        Some(fault) => !recursion && fault == Fault::EndlessRecursion,
    }
}

fn linked(layout: &Layout<'_>, waiting: usize, holding: usize) -> bool {
    layout.link(layout.waits[waiting], layout.waits[holding]).is_some()
}

fn items(resources: Resources) -> Vec<Resource> {
    (0..resources.len()).map(|place| resources.get(place)).collect()
}

fn is_answer(resource: Resource) -> bool {
    matches!(resource, Resource::Answer(_))
}

fn edges(layout: &Layout<'_>, wait: usize) -> Vec<(Resource, Resource)> {
    let (held, needed) = (items(layout.held(layout.waits[wait])), items(layout.needed(layout.waits[wait])));
    held.iter().flat_map(|from| needed.iter().map(|to| (*from, *to))).collect()
}

/// Whether a path of at least one edge leads from one to the other.
fn reaches(edges: &[(Resource, Resource)], from: Resource, to: Resource) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while next < seen.len() {
        let place = seen[next];
        for (_, end) in edges.iter().filter(|edge| edge.0 == place) {
            if *end == to {
                return true;
            }
            if !seen.contains(end) {
                seen.push(*end);
            }
        }
        next += 1;
    }
    false
}
