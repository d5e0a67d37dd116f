//! What arguments say of nodes and names that are not there.

use crate::args::Args;
use crate::args::suggest::suggestion;
use crate::life::Identity;

/// Says what `args` are about beyond the nodes that start with them. Launch files share parameter files among programs, so
/// it is no error.
pub(crate) fn warn(args: &Args, identities: &[Identity]) {
    let nodes: Vec<String> = identities.iter().map(Identity::full).collect();
    let known: Vec<&str> = nodes.iter().map(String::as_str).collect();
    for pattern in args.ros.overrides.strangers(&nodes) {
        let help = suggestion(pattern, &known);
        tracing::warn!(pattern, help, "parameters were given for a node that does not start here");
    }
    let named: Vec<(&str, &str)> =
        identities.iter().map(|node| (node.namespace.as_str(), node.name.as_str())).collect();
    let uses: Vec<&str> = identities.iter().flat_map(|node| &node.uses).map(String::as_str).collect();
    for (name, help) in
        args.ros.remaps.iter().filter_map(|rule| Some((rule.name()?, rule.misses(&named, &uses)?)))
    {
        tracing::warn!(name, help, "a name was to be replaced that no node that starts here has");
    }
}
