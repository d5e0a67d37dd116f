//! The suite on DDS.

/// All nodes in one participant, as in a program with several nodes.
mod together {
    use std::sync::LazyLock;

    use super::super::{network, suite};
    use rosweave::Dds;

    static SHARED: LazyLock<Dds> =
        LazyLock::new(|| network::free_domain().open().expect("there is a network"));

    conforms_throughout!(SHARED.clone());
}

/// Nodes in turn in one participant and in another, as in two programs.
mod apart {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, LazyLock};

    use super::super::{network, suite};
    use rosweave::transport::{
        Carries, ClientPort, Clock, PublisherPort, ServerPort, Serves, SubscriptionPort, Transport,
    };
    use rosweave::{Dds, Message, NamedService, Qos, TransportError};

    #[derive(Clone)]
    struct Apart {
        participants: [Dds; 2],
        next: Arc<AtomicUsize>,
    }

    static SHARED: LazyLock<[Dds; 2]> = LazyLock::new(|| {
        let options = network::free_domain();
        [(); 2].map(|()| options.clone().open().expect("there is a network"))
    });

    fn apart() -> Apart {
        Apart { participants: SHARED.clone(), next: Arc::default() }
    }

    impl Transport for Apart {
        const NAME: &'static str = "dds-apart";
        type Node = <Dds as Transport>::Node;

        fn open() -> Result<Self, TransportError> {
            Ok(apart())
        }

        fn join(&self, node: &str, clock: Clock) -> Result<Self::Node, TransportError> {
            self.participants[self.next.fetch_add(1, Ordering::SeqCst) % 2].join(node, clock)
        }

        // The watcher is the first node, so the first participant is the one that learns of others.
        fn nodes(&self) -> Vec<String> {
            self.participants[0].nodes()
        }

        fn topics(&self) -> Vec<String> {
            self.participants[0].topics()
        }

        fn services(&self) -> Vec<String> {
            self.participants[0].services()
        }
    }

    impl<M: Message> Carries<M> for Apart {
        fn publisher(
            node: &Self::Node,
            topic: &str,
            qos: &Qos,
        ) -> Result<Arc<dyn PublisherPort<M>>, TransportError> {
            Dds::publisher(node, topic, qos)
        }

        fn subscription(
            node: &Self::Node,
            topic: &str,
            qos: &Qos,
        ) -> Result<Box<dyn SubscriptionPort<M>>, TransportError> {
            Dds::subscription(node, topic, qos)
        }
    }

    impl<S: NamedService> Serves<S> for Apart {
        fn client(node: &Self::Node, service: &str) -> Result<ClientPort<S>, TransportError> {
            Dds::client(node, service)
        }

        fn server(node: &Self::Node, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
            Dds::server(node, service)
        }
    }

    checks! {
        apart() =>
        topics:
            every_subscription_gets_every_message;
        services:
            a_call_gets_its_response
            concurrent_calls_get_their_own_answers
            a_server_that_goes_fails_the_calls_that_wait
            an_answer_may_come_later_and_out_of_order;
        graph:
            the_graph_lists_what_is_there;
    }
}
