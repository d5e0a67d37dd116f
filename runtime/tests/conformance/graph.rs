//! What the graph has to tell.

use rosweave::Qos;
use rosweave::transport::{Carries, Serves};

use super::{Add, Names, Number, Subject, eventually, join};

pub(crate) async fn the_graph_lists_what_is_there<T: Subject>(transport: &T) {
    let at = Names::new();
    // It stays, and sees what comes and goes.
    let watcher = join(transport, &at.of("watcher"));
    let node = join(transport, &at.of("n"));
    let port =
        <T as Carries<Number>>::subscription(&node, &at.topic(), &Qos::DEFAULT).expect("can subscribe");
    let server = <T as Serves<Add>>::server(&node, &at.service()).expect("can serve");
    let has = |names: Vec<String>, name: String| names.contains(&name);
    let all = || {
        [
            has(transport.nodes(), at.of("n")),
            has(transport.topics(), at.topic()),
            has(transport.services(), at.service()),
        ]
    };
    eventually(|| all() == [true; 3]).await;
    drop((port, server, node));
    eventually(|| all() == [false; 3]).await;
    drop(watcher);
}
