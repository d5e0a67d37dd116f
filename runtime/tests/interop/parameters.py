"""Calls the six parameter services of a node, and prints each answer as a line of JSON.

Eclipse Cyclone DDS speaks for `ros2 param` here: the types are those of rcl_interfaces, with the header that
rmw_cyclonedds puts before each request and response.
"""

import dataclasses
import json
import os
import sys
import time
import types
from dataclasses import dataclass

import loopback  # noqa: F401  Before Cyclone DDS reads its settings.
from cyclonedds.core import Policy, Qos
from cyclonedds.domain import DomainParticipant
from cyclonedds.idl import IdlStruct
from cyclonedds.idl.annotations import final
from cyclonedds.idl.types import float64, int64, sequence, uint8, uint64
from cyclonedds.pub import DataWriter
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from cyclonedds.util import duration

XCDR1 = Policy.DataRepresentation(use_cdrv0_representation=True)
SERVICE = Qos(
    Policy.Reliability.Reliable(duration(seconds=1)),
    Policy.Durability.Volatile,
    Policy.History.KeepAll,
    XCDR1,
)


def message(name):
    return f"rcl_interfaces.msg.dds_.{name}_"


@final
@dataclass
class Value(IdlStruct, typename=message("ParameterValue")):
    type: uint8 = 0
    bool_value: bool = False
    integer_value: int64 = 0
    double_value: float64 = 0.0
    string_value: str = ""
    byte_array_value: sequence[uint8] = dataclasses.field(default_factory=list)
    bool_array_value: sequence[bool] = dataclasses.field(default_factory=list)
    integer_array_value: sequence[int64] = dataclasses.field(default_factory=list)
    double_array_value: sequence[float64] = dataclasses.field(default_factory=list)
    string_array_value: sequence[str] = dataclasses.field(default_factory=list)


@final
@dataclass
class Parameter(IdlStruct, typename=message("Parameter")):
    name: str
    value: Value


@final
@dataclass
class FloatingPointRange(IdlStruct, typename=message("FloatingPointRange")):
    from_value: float64
    to_value: float64
    step: float64


@final
@dataclass
class IntegerRange(IdlStruct, typename=message("IntegerRange")):
    from_value: int64
    to_value: int64
    step: uint64


@final
@dataclass
class Descriptor(IdlStruct, typename=message("ParameterDescriptor")):
    name: str
    type: uint8
    description: str
    additional_constraints: str
    read_only: bool
    dynamic_typing: bool
    floating_point_range: sequence[FloatingPointRange, 1]
    integer_range: sequence[IntegerRange, 1]


@final
@dataclass
class Result(IdlStruct, typename=message("SetParametersResult")):
    successful: bool
    reason: str


@final
@dataclass
class ListResult(IdlStruct, typename=message("ListParametersResult")):
    names: sequence[str]
    prefixes: sequence[str]


def half(service, kind, **fields):
    """The request or the response of a service."""
    fields = {"client": uint64, "number": int64, **fields}
    typename = f"rcl_interfaces.srv.dds_.{service}_{kind}_"
    body = {"__annotations__": fields, "__module__": __name__}
    made = types.new_class(f"{service}{kind}", (IdlStruct,), {"typename": typename}, lambda names: names.update(body))
    return final(dataclass(made))


NAMES = sequence[str]
SERVICES = {
    "get_parameters": ("GetParameters", {"names": NAMES}, {"values": sequence[Value]}),
    "get_parameter_types": ("GetParameterTypes", {"names": NAMES}, {"types": sequence[uint8]}),
    "describe_parameters": ("DescribeParameters", {"names": NAMES}, {"descriptors": sequence[Descriptor]}),
    "list_parameters": ("ListParameters", {"prefixes": NAMES, "depth": uint64}, {"result": ListResult}),
    "set_parameters": ("SetParameters", {"parameters": sequence[Parameter]}, {"results": sequence[Result]}),
    "set_parameters_atomically": (
        "SetParametersAtomically",
        {"parameters": sequence[Parameter]},
        {"result": Result},
    ),
}


class Client:
    def __init__(self, participant, node, service):
        name, asked, answered = SERVICES[service]
        self.request, reply = half(name, "Request", **asked), half(name, "Response", **answered)
        there = Topic(participant, f"rq{node}/{service}Request", self.request)
        back = Topic(participant, f"rr{node}/{service}Reply", reply)
        self.writer = DataWriter(participant, there, SERVICE)
        self.reader = DataReader(participant, back, SERVICE)
        self.id = int.from_bytes(self.writer.guid.bytes[8:], "little")

    def is_matched(self):
        return self.writer.get_matched_subscriptions() and self.reader.get_matched_publications()

    def call(self, *fields):
        self.writer.write(self.request(self.id, 1, *fields))
        for reply in self.reader.take_iter(timeout=duration(seconds=20)):
            if reply.client == self.id:
                return {name: value for name, value in dataclasses.asdict(reply).items() if name != "client"}
        raise TimeoutError("no answer")


def set_of(**values):
    return [Parameter(name, Value(type=3, double_value=value)) for name, value in values.items()]


def main():
    node = sys.argv[1]
    participant = DomainParticipant(int(os.environ["ROS_DOMAIN_ID"]))
    clients = {service: Client(participant, node, service) for service in SERVICES}
    deadline = time.monotonic() + 30
    while unmatched := [service for service, client in clients.items() if not client.is_matched()]:
        if time.monotonic() > deadline:
            sys.exit(f"nobody at {node} hears {', '.join(unmatched)}")
        time.sleep(0.02)

    def say(service, *fields):
        print(json.dumps({"service": service, **clients[service].call(*fields)}, sort_keys=True), flush=True)

    say("list_parameters", [], 0)
    say("get_parameter_types", ["wheel_radius", "frame"])
    say("describe_parameters", ["wheel_radius"])
    say("get_parameters", ["wheel_radius", "frame"])
    say("get_parameters", ["wheel_radius", "nope"])
    say("set_parameters", set_of(wheel_radius=0.5, nope=1.0, frame=2.0))
    say("set_parameters_atomically", set_of(wheel_radius=7.0))
    say("set_parameters_atomically", set_of(wheel_radius=0.25))
    say("get_parameters", ["wheel_radius"])


if __name__ == "__main__":
    main()
