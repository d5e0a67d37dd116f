"""A client or a server of the action `/fibonacci`, on Eclipse Cyclone DDS with the conventions of ROS 2.

`actions.py client` sends goals and prints what comes of each; `actions.py leave` sends one, and waits to be killed when it
has `heard` feedback; `actions.py server` executes goals until it is killed; `actions.py bad <count>` has `sent` so many bad
frames to each end that there is. All say `ready` when they are there, and `failed <why>` where something does not come.
"""

import os
import sys
import time
import types
import uuid
from dataclasses import dataclass

import loopback  # noqa: F401  Before Cyclone DDS reads its settings.
from cyclonedds.core import Policy, Qos
from cyclonedds.domain import DomainParticipant
from cyclonedds.idl import IdlStruct
from cyclonedds.idl.annotations import final
from cyclonedds.idl.types import array, int8, int32, int64, sequence, uint8, uint32, uint64
from cyclonedds.pub import DataWriter
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from cyclonedds.util import duration

LIMIT = 20
ACCEPTED, EXECUTING, CANCELING, SUCCEEDED, CANCELED, ABORTED = range(1, 7)
NO_ERROR, REJECTED, UNKNOWN_GOAL, TERMINATED = range(4)

XCDR1 = Policy.DataRepresentation(use_cdrv0_representation=True, use_xcdrv2_representation=False)
RELIABLE = Policy.Reliability.Reliable(duration(seconds=1))
SERVICE = Qos(RELIABLE, Policy.Durability.Volatile, Policy.History.KeepAll, XCDR1)
FEEDBACK = Qos(RELIABLE, Policy.Durability.Volatile, Policy.History.KeepLast(10), XCDR1)
STATUS = Qos(RELIABLE, Policy.Durability.TransientLocal, Policy.History.KeepLast(1), XCDR1)


def say(*words):
    print(*words, flush=True)


def struct(package, name, **fields):
    made = types.new_class(
        name,
        (IdlStruct,),
        {"typename": f"{package}.dds_.{name}_"},
        lambda body: body.update({"__annotations__": fields, "__module__": __name__}),
    )
    return final(dataclass(made))


def service(package, name, asked, answered):
    """The request and the response, with the header that rmw_cyclonedds puts before each."""
    header = {"client": uint64, "number": int64}
    return (
        struct(package, f"{name}_Request", **header, **asked),
        struct(package, f"{name}_Response", **header, **answered),
    )


Id = struct("unique_identifier_msgs.msg", "UUID", uuid=array[uint8, 16])
Time = struct("builtin_interfaces.msg", "Time", sec=int32, nanosec=uint32)
GoalInfo = struct("action_msgs.msg", "GoalInfo", goal_id=Id, stamp=Time)
GoalStatus = struct("action_msgs.msg", "GoalStatus", goal_info=GoalInfo, status=int8)
GoalStatusArray = struct("action_msgs.msg", "GoalStatusArray", status_list=sequence[GoalStatus])


class Action:
    """An action's name and its types, of which ROS 2 makes those of the protocol."""

    def __init__(self, name, package, type_, goal, result, feedback):
        self.name = name
        self.goal = struct(package, f"{type_}_Goal", **goal)
        self.result = struct(package, f"{type_}_Result", **result)
        self.feedback = struct(package, f"{type_}_Feedback", **feedback)
        self.message = struct(package, f"{type_}_FeedbackMessage", goal_id=Id, feedback=self.feedback)
        accepted, canceling = {"accepted": bool, "stamp": Time}, {"return_code": int8, "goals_canceling": sequence[GoalInfo]}
        ended = {"status": int8, "result": self.result}
        self.services = {
            "send_goal": service(package, f"{type_}_SendGoal", {"goal_id": Id, "goal": self.goal}, accepted),
            "cancel_goal": service("action_msgs.srv", "CancelGoal", {"goal_info": GoalInfo}, canceling),
            "get_result": service(package, f"{type_}_GetResult", {"goal_id": Id}, ended),
        }

    def topic(self, participant, kind, part, of):
        return Topic(participant, f"{kind}/{self.name}/_action/{part}", of)


NUMBERS = {"sequence": sequence[int32]}
FIBONACCI = Action("fibonacci", "example_interfaces.action", "Fibonacci", {"order": int32}, NUMBERS, NUMBERS)
Goal, Result, Feedback = FIBONACCI.goal, FIBONACCI.result, FIBONACCI.feedback
ZERO = Time(0, 0)


def wait(what, look):
    """What `look` finds, as soon as it is something."""
    deadline = time.monotonic() + LIMIT
    while not (found := look()):
        if time.monotonic() > deadline:
            say("failed", what, "does not come")
            sys.exit(1)
        time.sleep(0.002)
    return found


def taken(reader):
    """Not what only says that a writer has gone."""
    return [sample for sample in reader.take(100) if sample.sample_info.valid_data]


class Client:
    """Of one of the three services."""

    def __init__(self, participant, action, part):
        self.request, response = action.services[part]
        self.part, self.numbers, self.replies = part, 0, {}
        asked = action.topic(participant, "rq", f"{part}Request", self.request)
        self.writer = DataWriter(participant, asked, SERVICE)
        self.reader = DataReader(participant, action.topic(participant, "rr", f"{part}Reply", response), SERVICE)
        self.id = int.from_bytes(self.writer.guid.bytes[8:], "little")

    def is_matched(self):
        return self.writer.get_matched_subscriptions() and self.reader.get_matched_publications()

    def begin(self, *fields):
        self.numbers += 1
        self.writer.write(self.request(self.id, self.numbers, *fields))
        return self.numbers

    def reply(self, number):
        """Replies come in the order of ends, not of requests."""
        for reply in taken(self.reader):
            if reply.client == self.id:
                self.replies[reply.number] = reply
        return self.replies.pop(number, None)

    def call(self, *fields):
        number = self.begin(*fields)
        return wait(f"an answer of {self.part}", lambda: self.reply(number))


def key(goal):
    """What comes is no list where what goes is one."""
    return bytes(goal.uuid)


def of(samples, goal):
    return [sample.feedback.sequence for sample in samples if key(sample.goal_id) == key(goal)]


def new():
    return Id(list(uuid.uuid4().bytes))


def connect(participant, action=FIBONACCI):
    feedback = DataReader(participant, action.topic(participant, "rt", "feedback", action.message), FEEDBACK)
    clients = [Client(participant, action, part) for part in action.services]
    say("ready")
    wait("the server", lambda: all(client.is_matched() for client in clients))
    return feedback, clients


def run_leave(participant):
    feedback, [send, *_] = connect(participant)
    send.call(goal := new(), Goal(40))
    wait("feedback", lambda: of(taken(feedback), goal))
    say("heard")
    time.sleep(LIMIT)


def run_bad(participant):
    """Types that have another length than those whose names they bear."""

    def writer(kind, part, of, quality):
        package, name = of.__idl_typename__.split(".dds_.")
        bad = struct(package, name.removesuffix("_"), bytes=array[uint8, 5])
        return DataWriter(participant, FIBONACCI.topic(participant, kind, part, bad), quality)

    writers = [writer("rt", "feedback", FIBONACCI.message, FEEDBACK)]
    for part, (request, response) in FIBONACCI.services.items():
        writers.append(writer("rq", f"{part}Request", request, SERVICE))
        writers.append(writer("rr", f"{part}Reply", response, SERVICE))
    say("ready")
    wait("all ends", lambda: all(writer.get_matched_subscriptions() for writer in writers))
    for writer in writers:
        for number in range(int(sys.argv[2])):
            writer.write(writer.topic.data_type([number] * 5))
        writer.wait_for_acks(duration(seconds=LIMIT))
    say("sent")
    time.sleep(LIMIT)


def run_client(participant):
    feedback, [send, cancel, result] = connect(participant)
    goal, heard = new(), []
    answer = send.call(goal, Goal(5))
    asked = result.begin(goal)
    wait("feedback", lambda: heard.extend(of(taken(feedback), goal)) or len(heard) == 4)
    end = wait("a result", lambda: result.reply(asked))
    stamped = abs(answer.stamp.sec - time.time()) < 60
    say("succeeds", answer.accepted, stamped, [len(numbers) for numbers in heard], end.status, end.result.sequence)
    end = result.call(goal)
    say("again", end.status, end.result.sequence)
    say("id taken", send.call(goal, Goal(5)).accepted)
    answer = send.call(new(), Goal(-1))
    say("refused", answer.accepted, answer.stamp == ZERO)

    goal = new()
    started = send.call(goal, Goal(10_000)).stamp
    wait("feedback of a long goal", lambda: of(taken(feedback), goal))
    info = GoalInfo(goal, ZERO)
    answer = cancel.call(info)
    named = [(key(info.goal_id), info.stamp) for info in answer.goals_canceling]
    say("canceled", answer.return_code, named == [(key(goal), started)])
    end = result.call(goal)
    say("ended", end.status, end.result.sequence)
    say("too late", cancel.call(info).return_code)
    say("unknown", cancel.call(GoalInfo(new(), ZERO)).return_code, result.call(new()).status)
    answer = send.call(goal := new(), Goal(13))
    say("aborts", result.call(goal).status)

    # Who comes late hears what is, once.
    status = DataReader(participant, FIBONACCI.topic(participant, "rt", "status", GoalStatusArray), STATUS)
    mine = wait("the status", lambda: taken(status))[0].status_list
    say("status", next(entry.status for entry in mine if key(entry.goal_info.goal_id) == key(goal)))


class Server:
    """Of one of the three services."""

    def __init__(self, participant, action, part):
        request, self.response = action.services[part]
        self.reader = DataReader(participant, action.topic(participant, "rq", f"{part}Request", request), SERVICE)
        answered = action.topic(participant, "rr", f"{part}Reply", self.response)
        self.writer = DataWriter(participant, answered, SERVICE)

    def answer(self, request, *fields):
        self.writer.write(self.response(request.client, request.number, *fields))


class Execution:
    """A goal: a step each time that it is asked to go on."""

    def __init__(self, request):
        self.id, self.order = request.goal_id, request.goal.order
        self.stamp = Time(int(time.time()), 0)
        self.numbers, self.status, self.waiting = [0, 1], EXECUTING, []

    def go_on(self):
        if self.status == CANCELING:
            self.status = CANCELED
        elif self.order == 13 and len(self.numbers) == 4:
            self.status = ABORTED
        elif len(self.numbers) > self.order:
            self.status = SUCCEEDED
        else:
            self.numbers.append(sum(self.numbers[-2:]) % 2**31)
            return True
        return False


def serve(participant, action):
    """The ends of a server: three services, the feedback and the status."""
    servers = [Server(participant, action, part) for part in action.services]
    feedback = DataWriter(participant, action.topic(participant, "rt", "feedback", action.message), FEEDBACK)
    status = DataWriter(participant, action.topic(participant, "rt", "status", GoalStatusArray), STATUS)
    return *servers, feedback, status


def run_server(participant):
    send, cancel, result, feedback, status = serve(participant, FIBONACCI)
    goals = {}
    say("ready")
    while True:
        for request in taken(send.reader):
            goal = Execution(request)
            accepted = goal.order >= 0
            if accepted:
                goals[key(goal.id)] = goal
            send.answer(request, accepted, goal.stamp if accepted else ZERO)
        for request in taken(cancel.reader):
            goal = goals.get(key(request.goal_info.goal_id))
            if goal is None:
                cancel.answer(request, UNKNOWN_GOAL, [])
            elif goal.order == 33:
                # As rclpy answers where its callback says no.
                cancel.answer(request, NO_ERROR, [])
            elif goal.status != EXECUTING:
                cancel.answer(request, TERMINATED, [])
            else:
                goal.status = CANCELING
                cancel.answer(request, NO_ERROR, [GoalInfo(goal.id, goal.stamp)])
        for request in taken(result.reader):
            if goal := goals.get(key(request.goal_id)):
                goal.waiting.append(request)
            else:
                result.answer(request, 0, Result([]))
        for goal in goals.values():
            if goal.status in (EXECUTING, CANCELING) and goal.go_on():
                feedback.write(FIBONACCI.message(goal.id, Feedback(goal.numbers)))
            if goal.status > CANCELING:
                for request in goal.waiting:
                    result.answer(request, goal.status, Result(goal.numbers))
                goal.waiting.clear()
        listed = [GoalStatus(GoalInfo(goal.id, goal.stamp), goal.status) for goal in goals.values()]
        status.write(GoalStatusArray(listed))
        time.sleep(0.02)


if __name__ == "__main__":
    programs = {"client": run_client, "leave": run_leave, "server": run_server, "bad": run_bad}
    programs[sys.argv[1]](DomainParticipant(int(os.environ["ROS_DOMAIN_ID"])))
