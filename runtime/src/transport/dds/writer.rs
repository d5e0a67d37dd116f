//! What sends frames.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use rustdds::bytes::Bytes;
use rustdds::dds::WriteError;
use rustdds::no_key::DataWriter;
use rustdds::rpc::SampleIdentity;
use rustdds::{RTPSEntity, SequenceNumber, WriteOptionsBuilder};

use super::gid::Gid;
use super::inquiry::Excuses;
use super::matches::Matches;
use super::related::Related;
use super::ring::Waiting;
use super::wire::{Frame, FrameWriter};
use crate::rt::sync::lock;

/// How long a writer stays after its last frame: RustDDS' readers lose what they have not read yet of a writer that
/// has gone.
const REST: Duration = Duration::from_millis(100);

/// A writer of RustDDS. It never blocks.
pub(super) struct Writer {
    gid: Gid,
    /// `None` where there is no network: nobody is ever connected with it.
    writer: Option<Arc<DataWriter<Frame, FrameWriter>>>,
    last: Mutex<Option<Instant>>,
    /// The number of the last frame.
    number: AtomicI64,
    /// Whom RustDDS connects with it.
    readers: OnceLock<(Arc<Matches>, u16)>,
    /// Made when it is first needed.
    excuses: OnceLock<Option<Excuses>>,
}

impl Writer {
    pub(super) fn new(writer: DataWriter<Frame, FrameWriter>) -> Writer {
        Writer {
            gid: writer.guid().into(),
            writer: Some(Arc::new(writer)),
            last: Mutex::default(),
            number: AtomicI64::new(0),
            readers: OnceLock::new(),
            excuses: OnceLock::new(),
        }
    }

    /// One that sends nothing.
    pub(super) fn without_network(gid: Gid) -> Writer {
        Writer {
            gid,
            writer: None,
            last: Mutex::default(),
            number: AtomicI64::new(0),
            readers: OnceLock::new(),
            excuses: OnceLock::new(),
        }
    }

    pub(super) fn gid(&self) -> Gid {
        self.gid
    }

    /// Sends a first frame that is for nobody.
    ///
    /// RustDDS asks a reader that it finds to confirm all that was sent so far, and asks until it does. It takes a
    /// writer without frames for confirmed. Then nothing tells whether a reader has heard of the writer, and a volatile
    /// reader of Cyclone DDS takes what the first heartbeat that it hears names for history: it confirms it unread,
    /// and with several frames under way that is more than what came with the heartbeat.
    ///
    /// Not for transient local writers, whose late joiners would get it.
    pub(super) fn begin(&self) {
        let Some(writer) = &self.writer else { return };
        let nobody = Gid::nobody_of(self.gid.prefix());
        let options = WriteOptionsBuilder::new().to_single_reader(nobody.guid()).build();
        // Where it is not taken, readers are found as without it.
        if let Ok(identity) = writer.write_with_options(Frame(Bytes::new()), options) {
            self.number.store(identity.sequence_number.into(), Ordering::SeqCst);
        }
    }

    /// Excuses those that RustDDS connects with it and `readers` does not, with the participant that listens on that port.
    pub(super) fn begin_excuses(&self, readers: Arc<Matches>, port: u16) {
        let _ = self.readers.set((readers, port));
    }

    /// Says for bystanders that they have what was sent.
    pub(super) fn excuse(&self) {
        let Some((readers, port)) = self.readers.get() else { return };
        self.say_confirmed(&readers.bystanders(), *port, self.number.load(Ordering::SeqCst));
    }

    /// Says for all readers that they have what was sent up to the frame `last`: those that do not are not to get it any
    /// more.
    pub(super) fn let_go(&self, last: i64) {
        let Some((readers, port)) = self.readers.get().filter(|_| last > 0) else { return };
        self.say_confirmed(&readers.all(), *port, last);
    }

    fn say_confirmed(&self, readers: &[Gid], port: u16, last: i64) {
        if readers.is_empty() {
            return;
        }
        if let Some(excuses) = self.excuses.get_or_init(|| Excuses::to(port)) {
            excuses.make(readers, self.gid, last);
        }
    }

    /// Whether it has sent anything.
    pub(super) fn has_written(&self) -> bool {
        self.number.load(Ordering::SeqCst) > 0
    }

    /// The number that the next frame gets, if one writes at a time.
    pub(super) fn next(&self) -> i64 {
        self.number.load(Ordering::SeqCst) + 1
    }

    /// Sends a frame, and returns its number.
    pub(super) fn write(&self, waiting: &Waiting) -> Result<i64, Refused> {
        let Some(writer) = &self.writer else { return Ok(0) };
        let mut options = WriteOptionsBuilder::new().source_timestamp(waiting.stamp);
        if let Some(Related { gid, sequence }) = waiting.related {
            let sequence_number = SequenceNumber::from(sequence);
            options =
                options.related_sample_identity(SampleIdentity { writer_guid: gid.guid(), sequence_number });
        }
        if let Some(reader) = waiting.to {
            options = options.to_single_reader(reader.guid());
        }
        *lock(&self.last) = Some(Instant::now());
        match writer.write_with_options(Frame(waiting.frame.clone()), options.build()) {
            Ok(identity) => {
                let number = identity.sequence_number.into();
                self.number.store(number, Ordering::SeqCst);
                self.excuse();
                Ok(number)
            }
            Err(WriteError::WouldBlock { .. }) => Err(Refused::Full),
            Err(error) => Err(Refused::Other(error.forget_data().to_string())),
        }
    }

    /// Ends when those that confirm have received all that was sent until it is first polled.
    pub(super) fn confirmed(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.excuse();
        let writer = self.writer.clone();
        Box::pin(async move {
            if let Some(writer) = writer {
                // It fails for none of the reasons that there are.
                let _ = writer.async_wait_for_acknowledgments().await;
            }
        })
    }

    /// Whether all that was sent has been received, by those that confirm it, and has had time to be read.
    pub(super) fn is_done(&self) -> bool {
        lock(&self.last).is_none_or(|last| last.elapsed() >= REST && self.is_confirmed())
    }

    /// Whether all that was sent has been received, by those that confirm it.
    pub(super) fn is_confirmed(&self) -> bool {
        self.excuse();
        let writer = self.writer.as_ref();
        writer.is_none_or(|writer| writer.wait_for_acknowledgments(Duration::ZERO).unwrap_or(true))
    }
}

/// Why a frame was not sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("no more can be kept for readers that do not keep up")]
    Full,
    #[error("{0}")]
    Other(String),
}
