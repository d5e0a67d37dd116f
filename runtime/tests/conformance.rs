//! What every transport has to do, checked on each one that there is.

#[path = "conformance/suite.rs"]
mod suite;

use rosweave::InProcess;

/// Runs each of these checks as a test of its own.
macro_rules! checks {
    ($transport:expr => $($subject:ident: $($check:ident)+;)+) => {
        $($(
            #[tokio::test]
            async fn $check() {
                suite::within_limit(suite::$subject::$check(&$transport)).await;
            }
        )+)+
    };
}

/// What every transport has to do.
macro_rules! conforms {
    ($transport:expr) => {
        checks! {
            $transport =>
            topics:
                messages_keep_their_order
                every_subscription_gets_every_message
                a_full_queue_drops_its_oldest_message_and_counts_it
                a_late_joiner_gets_what_a_transient_local_publisher_kept
                a_late_joiner_gets_nothing_from_a_volatile_publisher
                a_volatile_subscription_gets_nothing_old
                publishers_that_offer_too_little_are_counted_and_not_heard
                a_topic_carries_one_type;
            services:
                a_call_gets_its_response
                concurrent_calls_get_their_own_answers
                a_call_to_nobody_fails
                a_server_that_goes_fails_the_calls_that_wait
                a_service_has_one_server
                a_server_that_comes_later_is_noticed
                an_answer_may_come_later_and_out_of_order;
            graph:
                the_graph_lists_what_is_there;
        }
    };
}

/// And what one of our own does beside it: r2r says neither who has sent a message nor that there will be no answer.
macro_rules! conforms_throughout {
    ($transport:expr) => {
        conforms!($transport);
        checks! {
            $transport =>
            topics: message_info_tells_senders_and_numbers_apart;
            services: a_dropped_responder_fails_the_call;
        }
    };
}

mod in_process {
    use super::{InProcess, suite};

    conforms_throughout!(InProcess::private());
}

/// Needs a sourced ROS 2.
#[cfg(feature = "r2r")]
mod r2r {
    use super::suite;
    use rosweave::{R2r, Transport};

    // r2r drops what the middleware tells about a message's sender, and a response is all that a ROS 2 service
    // can send: so `message_info_tells_senders_and_numbers_apart` and `a_dropped_responder_fails_the_call` are
    // not here.
    conforms!(R2r::open().expect("a sourced ROS 2"));
}

#[cfg(feature = "dds")]
#[path = "conformance/dds.rs"]
mod dds;
#[cfg(feature = "dds")]
mod network;
