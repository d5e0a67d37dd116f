"""The other end of the action `/patrol` of `examples/interfaces/robot_interfaces`, by the protocol of `actions.py`.

`patrol.py client` sends a goal and prints what comes of it; `patrol.py server` executes one, ends it when a line comes, and
waits to be killed. Both say `ready` when they are there, and `failed <why>` where something does not come.
"""

import os
import sys
import time

import actions
from actions import LIMIT, SUCCEEDED, Time, say, struct, taken, wait
from cyclonedds.domain import DomainParticipant
from cyclonedds.idl.types import bounded_str, float64, sequence, uint8, uint32

Point = struct("geometry_msgs.msg", "Point", x=float64, y=float64, z=float64)
Header = struct("std_msgs.msg", "Header", stamp=Time, frame_id=str)
Battery = struct("robot_interfaces.msg", "Battery", header=Header, percent=uint8, label=bounded_str[20])
PATROL = actions.Action(
    "patrol",
    "robot_interfaces.action",
    "Patrol",
    goal={"path": sequence[Point], "rounds": uint32},
    result={"rounds": uint32},
    feedback={"at": Point, "battery": Battery},
)


def run_client(participant):
    feedback, [send, _, result] = actions.connect(participant, PATROL)
    goal, heard = actions.new(), []
    path = [Point(1.0, 2.0, 0.5), Point(3.0, 4.0, 0.5)]
    answer = send.call(goal, PATROL.goal(path, 2))
    asked = result.begin(goal)
    wait("feedback", lambda: heard.extend(taken(feedback)) or len(heard) == 4)
    for step in (sample.feedback for sample in heard):
        say("at", step.at.x, step.at.y, step.battery.header.frame_id, step.battery.percent, step.battery.label)
    end = wait("a result", lambda: result.reply(asked))
    say("ended", answer.accepted, end.status, end.result.rounds)


def run_server(participant):
    send, _, result, feedback, _status = actions.serve(participant, PATROL)
    say("ready")
    [request] = wait("a goal", lambda: taken(send.reader))
    wait("who hears feedback", feedback.get_matched_subscriptions)
    now = Time(int(time.time()), 0)
    send.answer(request, True, now)
    for number, at in enumerate(request.goal.path * request.goal.rounds):
        battery = Battery(Header(now, "base"), 100 - number, "right")
        feedback.write(PATROL.message(request.goal_id, PATROL.feedback(at, battery)))
    [asked] = wait("who asks for the result", lambda: taken(result.reader))
    # Feedback and result travel apart: the result goes when the feedback has been heard.
    sys.stdin.readline()
    result.answer(asked, SUCCEEDED, PATROL.result(request.goal.rounds))
    time.sleep(LIMIT)


programs = {"client": run_client, "server": run_server}
programs[sys.argv[1]](DomainParticipant(int(os.environ["ROS_DOMAIN_ID"])))
