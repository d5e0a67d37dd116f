"""The peer of `peer.py` with the types of `examples/interfaces/robot_interfaces`, written down by hand.

    announce <name> <topic> <type> <hash>    a writer whose type has that hash
"""

from dataclasses import dataclass

import peer
from cyclonedds.idl import IdlStruct
from cyclonedds.idl.annotations import final
from cyclonedds.idl.types import bounded_str, int64, uint8, uint64
from cyclonedds.qos import Policy, Qos
from ros_types import TOPIC_TYPES, Header, Time


@final
@dataclass
class Battery(IdlStruct, typename="robot_interfaces.msg.dds_.Battery_"):
    header: Header
    percent: uint8
    label: bounded_str[20]

    @classmethod
    def parse(cls, text):
        sec, frame_id, percent, label = text.split()
        return cls(Header(Time(int(sec), 0), frame_id), int(percent), label)

    def show(self):
        return f"{self.header.stamp.sec} {self.header.frame_id} {self.percent} {self.label}"


@final
@dataclass
class DockRequest(IdlStruct, typename="robot_interfaces.srv.dds_.Dock_Request_"):
    client: uint64
    number: int64
    name: str


@final
@dataclass
class DockResponse(IdlStruct, typename="robot_interfaces.srv.dds_.Dock_Response_"):
    client: uint64
    number: int64
    percent: uint8


class Dock(peer.Service):
    types = DockRequest, DockResponse

    def call(self, name):
        self.calls += 1
        self.writer.write(DockRequest(self.id, self.calls, name))

    def on_reply(self, name, reply):
        if reply.client == self.id:
            peer.say("reply", name, reply.percent)

    def answer(self, name, request):
        peer.say("request", name, request.name)
        self.writer.write(DockResponse(request.client, request.number, len(request.name)))


class Robot(peer.Peer):
    service = Dock

    def announce(self, name, topic, type_, hash_):
        data = Policy.Userdata(f"typehash={hash_};".encode())
        quality = Qos(data, base=peer.qos("reliable,volatile,10"))
        self.ends[name] = peer.Writer(self, topic, TOPIC_TYPES[type_], quality)


TOPIC_TYPES["Battery"] = Battery
peer.main(Robot)
