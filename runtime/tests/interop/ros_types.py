"""The ROS 2 message types that the peer knows, as Eclipse Cyclone DDS sends them.

A type `geometry_msgs/msg/Point` is called `geometry_msgs::msg::dds_::Point_` on the wire. All of them are
final, so that their XCDR1 form is ROS 2's.
"""

import functools
from dataclasses import dataclass

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.annotations import final
from cyclonedds.idl.types import array, float64, int32, int64, uint8, uint32, uint64


@final
@dataclass
class Time(IdlStruct, typename="builtin_interfaces.msg.dds_.Time_"):
    sec: int32
    nanosec: uint32


@final
@dataclass
class Header(IdlStruct, typename="std_msgs.msg.dds_.Header_"):
    stamp: Time
    frame_id: str


@final
@dataclass
class String(IdlStruct, typename="std_msgs.msg.dds_.String_"):
    data: str

    @classmethod
    def parse(cls, text):
        return cls(text)

    def show(self):
        return self.data


@final
@dataclass
class Blob(IdlStruct, typename="std_msgs.msg.dds_.String_"):
    """Text that is too long to be shown."""

    data: str

    def show(self):
        return str(len(self.data))


@final
@dataclass
class Int32(IdlStruct, typename="std_msgs.msg.dds_.Int32_"):
    data: int32

    @classmethod
    def parse(cls, text):
        return cls(int(text))

    def show(self):
        return str(self.data)


@final
@dataclass
class Point(IdlStruct, typename="geometry_msgs.msg.dds_.Point_"):
    x: float64
    y: float64
    z: float64


@final
@dataclass
class Quaternion(IdlStruct, typename="geometry_msgs.msg.dds_.Quaternion_"):
    x: float64
    y: float64
    z: float64
    w: float64


@final
@dataclass
class Pose(IdlStruct, typename="geometry_msgs.msg.dds_.Pose_"):
    position: Point
    orientation: Quaternion


@final
@dataclass
class PoseStamped(IdlStruct, typename="geometry_msgs.msg.dds_.PoseStamped_"):
    """A nested message with a string of any length before numbers that have to be aligned to 8."""

    header: Header
    pose: Pose

    @classmethod
    def parse(cls, text):
        sec, nanosec, frame_id, *numbers = text.split()
        numbers = [float(number) for number in numbers]
        header = Header(Time(int(sec), int(nanosec)), frame_id)
        return cls(header, Pose(Point(*numbers[:3]), Quaternion(*numbers[3:])))

    def show(self):
        stamp, at, turn = self.header.stamp, self.pose.position, self.pose.orientation
        numbers = [at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w]
        return " ".join([str(stamp.sec), str(stamp.nanosec), self.header.frame_id, *(f"{n:g}" for n in numbers)])


# rmw_cyclonedds puts this before each request and each response: the last half of the client's id, and the
# number of the call. Whoever answers copies it.
@final
@dataclass
class AddTwoIntsRequest(IdlStruct, typename="example_interfaces.srv.dds_.AddTwoInts_Request_"):
    client: uint64
    number: int64
    a: int64
    b: int64


@final
@dataclass
class AddTwoIntsResponse(IdlStruct, typename="example_interfaces.srv.dds_.AddTwoInts_Response_"):
    client: uint64
    number: int64
    sum: int64


TOPIC_TYPES = {"String": String, "Blob": Blob, "Int32": Int32, "PoseStamped": PoseStamped}


@functools.cache
def raw(typename, size):
    """A type that goes by this name, and whose samples are any header and so many bytes."""

    @final
    @dataclass
    class Raw(IdlStruct, typename=typename):
        # The C library checks what it sends, and an array of bytes is right whatever is in it.
        data: array[uint8, size]

        def serialize(self, *_, **__):
            return self.data

    return Raw
