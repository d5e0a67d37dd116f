"""The other side of the interop tests: Eclipse Cyclone DDS, with the conventions of ROS 2.

It takes one command a line and prints one event a line, so that a test waits for what it names and never for
a time. `ROS_DOMAIN_ID` is the domain. It needs no privileges and no multicast: see `loopback.py`.

    publish <name> <topic> <type> <qos>      a writer; `<qos>` like `reliable,transient_local,10`
    subscribe <name> <topic> <type> <qos>    a reader: `heard <name> <message>`
    send <name> <message>                    `sent <name>`
    send_bytes <name> <count>                the same, a text of so many bytes
    serve <name> <service> <answer|mute>     AddTwoInts: `request <name> <a> <b>`
    client <name> <service>
    call <name> <a> <b>                      `reply <name> <number of the call> <sum>`
    match <name> <count>                     `matched <name>` as soon as so many ends hear each other
    bad_writer <name> <end> <kind> <count> <seed>  has bad frames for the topic of another writer or a client
    send_bad <name>                          `sent <name>`, and the other end has confirmed them
    bad_datagrams <port> <count> <seed>      `sent datagrams`
    forge <name> <kind> <count> <seed>       `forged <kind>`: messages as if from a client, see `forged.py`
    remove <name>
    exit

Without a word from the other side it says `ready`, `incompatible <name> <policy>` and `failed <why>`; each
command is followed by `ok` at once.
"""

import os
import queue
import random
import socket
import sys
import threading
import time

import loopback  # noqa: F401  Before Cyclone DDS reads its settings.
from cyclonedds.core import DDSStatus, GuardCondition, WaitSet
from cyclonedds.domain import DomainParticipant
from cyclonedds.pub import DataWriter
from cyclonedds.qos import Policy, Qos
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from cyclonedds.util import duration

import bad_input
import forged
from ros_types import TOPIC_TYPES, AddTwoIntsRequest, AddTwoIntsResponse, raw

XCDR1 = Policy.DataRepresentation(use_cdrv0_representation=True, use_xcdrv2_representation=False)
POLICIES = {1: "durability", 2: "durability", 10: "reliability", 11: "reliability"}
INFINITE = duration(infinite=True)
UNLIMITED = -1


def say(*words):
    print(*words, flush=True)


def qos(text):
    reliability, durability, depth = text.split(",")
    history = Policy.History.KeepAll if depth == "all" else Policy.History.KeepLast(int(depth))
    reliable = Policy.Reliability.Reliable(duration(seconds=1))
    return Qos(
        Policy.Reliability.BestEffort if reliability == "best_effort" else reliable,
        Policy.Durability.TransientLocal if durability == "transient_local" else Policy.Durability.Volatile,
        history,
        # How much is kept for who joins late; one sample without it. ROS 2 takes the history's depth.
        Policy.DurabilityService(duration(seconds=0), history, UNLIMITED, UNLIMITED, UNLIMITED),
        XCDR1,
    )


SERVICE = qos("reliable,volatile,all")


class Writer:
    """One end of a topic, or of one half of a service."""

    def __init__(self, peer, topic, type_, quality):
        self.type = type_
        self.topic = Topic(peer.participant, topic, type_)
        self.writer = DataWriter(peer.participant, self.topic, quality)
        self.writer.set_status_mask(DDSStatus.PublicationMatched | DDSStatus.OfferedIncompatibleQos)
        peer.waitset.attach(self.writer)

    def write(self, sample):
        self.writer.write(sample)

    def is_matched(self, count):
        return len(self.writer.get_matched_subscriptions()) >= count

    def incompatible(self):
        return self.writer.get_offered_incompatible_qos_status()

    def remove(self, peer):
        peer.waitset.detach(self.writer)
        del self.writer

    def poll(self, name):
        self.writer.get_publication_matched_status()
        status = self.incompatible()
        if status.total_count_change:
            say("incompatible", name, POLICIES.get(status.last_policy_id, status.last_policy_id))


class Reader:
    def __init__(self, peer, topic, type_, quality, on_sample):
        self.on_sample = on_sample
        self.topic = Topic(peer.participant, topic, type_)
        self.reader = DataReader(peer.participant, self.topic, quality)
        self.reader.set_status_mask(
            DDSStatus.DataAvailable | DDSStatus.SubscriptionMatched | DDSStatus.RequestedIncompatibleQos
        )
        peer.waitset.attach(self.reader)

    def is_matched(self, count):
        return len(self.reader.get_matched_publications()) >= count

    def remove(self, peer):
        peer.waitset.detach(self.reader)
        del self.reader

    def poll(self, name):
        self.reader.get_subscription_matched_status()
        status = self.reader.get_requested_incompatible_qos_status()
        if status.total_count_change:
            say("incompatible", name, POLICIES.get(status.last_policy_id, status.last_policy_id))
        # Until there is none: what is left makes no event of its own.
        while samples := self.reader.take(N=1000):
            for sample in samples:
                if sample.sample_info.valid_data:
                    self.on_sample(name, sample)


class BadWriter:
    """Writers of the same topic and type as another one, for frames that the other one would not send."""

    def __init__(self, peer, end, kind, count, dice):
        like = end.writer if isinstance(end, Service) else end
        good, lengths_at = GOOD[like.type]
        good = good.serialize(use_version_2=False)
        self.frames = [bad_input.frame(kind, good, lengths_at, dice) for _ in range(count)]
        typename, topic = like.type.__idl_typename__, like.topic.name
        sizes = {len(frame) - 4 for frame in self.frames}
        self.writers = {size: Writer(peer, topic, raw(typename, size), SERVICE) for size in sizes}

    def is_matched(self, count):
        return all(writer.is_matched(count) for writer in self.writers.values())

    def send(self):
        for frame in self.frames:
            writer = self.writers[len(frame) - 4]
            writer.write(writer.type(frame))
        for writer in self.writers.values():
            if not writer.writer.wait_for_acks(duration(seconds=20)):
                raise TimeoutError("nobody confirms the bad frames")

    def remove(self, peer):
        for writer in self.writers.values():
            writer.remove(peer)

    def poll(self, name):
        for writer in self.writers.values():
            writer.poll(name)


class Service:
    """Both halves of a service, at either end of it."""

    types = AddTwoIntsRequest, AddTwoIntsResponse

    def __init__(self, peer, service, outgoing, incoming, on_sample):
        """`on_sample` is the method for what comes in."""
        types = dict(zip(("Request", "Reply"), zip(("rq", "rr"), self.types)))
        prefix, type_ = types[outgoing]
        self.writer = Writer(peer, f"{prefix}/{service}{outgoing}", type_, SERVICE)
        prefix, type_ = types[incoming]
        self.reader = Reader(peer, f"{prefix}/{service}{incoming}", type_, SERVICE, getattr(self, on_sample))
        # Both halves of a participant's ids differ from those of any other.
        self.id = int.from_bytes(self.writer.writer.guid.bytes[8:], "little")
        self.calls = 0

    def is_matched(self, count):
        return self.writer.is_matched(count) and self.reader.is_matched(count)

    def remove(self, peer):
        self.writer.remove(peer)
        self.reader.remove(peer)

    def poll(self, name):
        self.writer.poll(name)
        self.reader.poll(name)

    def call(self, a, b):
        self.calls += 1
        self.writer.write(AddTwoIntsRequest(self.id, self.calls, int(a), int(b)))

    def on_reply(self, name, reply):
        if reply.client == self.id:
            say("reply", name, reply.number, reply.sum)

    def answer(self, name, request):
        say("request", name, request.a, request.b)
        self.writer.write(AddTwoIntsResponse(request.client, request.number, request.a + request.b))

    def mute(self, name, request):
        say("request", name, request.a, request.b)


class Peer:
    service = Service

    def __init__(self):
        self.participant = DomainParticipant(int(os.environ["ROS_DOMAIN_ID"]))
        self.waitset = WaitSet(self.participant)
        self.lines = queue.SimpleQueue()
        self.wake = GuardCondition(self.participant)
        self.waitset.attach(self.wake)
        self.ends = {}
        self.matching = []

    def read_lines(self):
        for line in sys.stdin:
            self.lines.put(line.rstrip("\n"))
            self.wake.set(True)
        self.lines.put("exit")
        self.wake.set(True)

    def run(self):
        threading.Thread(target=self.read_lines, daemon=True).start()
        say("ready")
        while True:
            self.waitset.wait(INFINITE)
            self.wake.take()
            while not self.lines.empty():
                command, _, rest = self.lines.get().partition(" ")
                if command == "exit":
                    return
                getattr(self, command)(*rest.split(" "))
                say("ok")
            for name, end in self.ends.items():
                end.poll(name)
            for waiting in [w for w in self.matching if self.ends[w[0]].is_matched(w[1])]:
                self.matching.remove(waiting)
                say("matched", waiting[0])

    # The commands.

    def publish(self, name, topic, type_, quality):
        self.ends[name] = Writer(self, topic, TOPIC_TYPES[type_], qos(quality))

    def subscribe(self, name, topic, type_, quality):
        def heard(name, message):
            say("heard", name, message.show())

        self.ends[name] = Reader(self, topic, TOPIC_TYPES[type_], qos(quality), heard)

    def send(self, name, *message):
        end = self.ends[name]
        end.write(end.type.parse(" ".join(message)))
        say("sent", name)

    def send_bytes(self, name, count):
        self.send(name, "x" * int(count))

    def serve(self, name, service, how):
        self.ends[name] = self.service(self, service, "Reply", "Request", how)

    def client(self, name, service):
        self.ends[name] = self.service(self, service, "Request", "Reply", "on_reply")

    def call(self, name, *words):
        self.ends[name].call(*words)

    def match(self, name, count):
        self.matching.append((name, int(count)))

    def remove(self, name):
        self.ends.pop(name).remove(self)

    def bad_writer(self, name, end, kind, count, seed):
        self.ends[name] = BadWriter(self, self.ends[end], kind, int(count), random.Random(int(seed)))

    def send_bad(self, name):
        self.ends[name].send()
        say("sent", name)

    def bad_datagrams(self, port, count, seed):
        # The multicast ports are Cyclone's as well, and it writes a line to standard error for each of them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        dice = random.Random(int(seed))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for _ in range(int(count)):
                out.sendto(bad_input.datagram(dice), ("127.0.0.1", int(port)))
        say("sent datagrams")

    def forge(self, name, kind, count, seed):
        end = self.ends[name]
        out, back = end.writer.writer, end.reader.reader
        readers = [out.get_matched_subscription_data(one).key.bytes for one in out.get_matched_subscriptions()]
        writers = [back.get_matched_publication_data(one).key.bytes for one in back.get_matched_publications()]
        # A participant that has died may still be among them.
        pairs = [(reader, writer) for reader in readers for writer in writers if reader[:12] == writer[:12]]
        domain = int(os.environ["ROS_DOMAIN_ID"])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for reader, writer in pairs:
                dice = random.Random(int(seed))
                forger = forged.Forger(dice, end.writer.writer.guid.bytes, back.guid.bytes, reader, writer)
                for turn in range(int(count)):
                    message = forger.message(kind)
                    for participant in range(6):
                        sender.sendto(message, ("127.0.0.1", 7411 + 250 * domain + 2 * participant))
                    if turn % 50 == 49:
                        # What does not fit the socket would be no test.
                        time.sleep(0.01)
        say("forged", kind)


# What the bad frames are made of, and where in it the lengths of strings stand, after the header of 4 bytes.
GOOD = {
    TOPIC_TYPES["String"]: (TOPIC_TYPES["String"]("hello"), [4]),
    TOPIC_TYPES["PoseStamped"]: (TOPIC_TYPES["PoseStamped"].parse("1 2 map 1 2 3 0 0 0 1"), [12]),
    AddTwoIntsRequest: (AddTwoIntsRequest(1, 2, 3, 4), []),
    AddTwoIntsResponse: (AddTwoIntsResponse(1, 2, 3), []),
}


def main(peer=Peer):
    try:
        peer().run()
    except Exception as error:  # whatever it is, the test has to see it
        say("failed", repr(error))
        raise


if __name__ == "__main__":
    main()
