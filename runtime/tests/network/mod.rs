//! What tests on DDS share.

use std::net::UdpSocket;
use std::sync::Mutex;

use rosweave::{Dds, DdsOptions};

/// Options for a domain that nobody uses, on this host: tests of several processes run side by side.
pub(crate) fn free_domain() -> DdsOptions {
    static LAST: Mutex<u16> = Mutex::new(0);
    let mut last = LAST.lock().expect("no test panics here");
    let start = 1 + u16::try_from(std::process::id() % 90).expect("is small");
    loop {
        *last += 1;
        let domain = 1 + (start + *last) % 100;
        // The port of a domain's first participant.
        if UdpSocket::bind(("0.0.0.0", 7400 + 250 * domain + 10)).is_ok() {
            return Dds::options().domain(domain).localhost();
        }
    }
}
