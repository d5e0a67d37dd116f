"""The peer against itself, two processes: what fails here is no fault of Rosweave's."""

import os
import socket
import subprocess
import sys


class Process:
    def __init__(self, domain):
        script = os.path.join(os.path.dirname(__file__), "peer.py")
        environment = dict(os.environ, ROS_DOMAIN_ID=str(domain))
        self.process = subprocess.Popen(
            [sys.executable, "-B", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment,
        )
        self.event("ready")

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def event(self, words):
        for line in self.process.stdout:
            if line.startswith("failed"):
                sys.exit(line)
            if line.startswith(words):
                return line.removeprefix(words).strip()
        sys.exit(f"the peer ends and has not said `{words}`")

    def end(self):
        self.tell("exit")
        assert self.process.wait(10) == 0


def is_free(domain):
    """Whether the port of the domain's first participant is nobody's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("0.0.0.0", 7410 + 250 * domain))
        except OSError:
            return False
    return True


def main():
    start = os.getpid() % 100
    domain = next(d for d in (1 + (start + step) % 100 for step in range(100)) if is_free(d))
    one, other = Process(domain), Process(domain)

    one.tell("publish talker rt/words String reliable,volatile,10")
    other.tell("subscribe listener rt/words String reliable,volatile,10")
    one.tell("match talker 1")
    one.event("matched talker")
    one.tell("send talker Hello Wörld")
    assert other.event("heard listener") == "Hello Wörld"

    pose = "-1 999999999 map 1 -0.5 12345 0 0 0.5 0.25"
    one.tell("publish poses rt/poses PoseStamped reliable,transient_local,10")
    one.tell(f"send poses {pose}")
    other.tell("subscribe late rt/poses PoseStamped reliable,transient_local,10")
    assert other.event("heard late") == pose

    one.tell("serve adder add_two_ints answer")
    other.tell("client caller add_two_ints")
    one.tell("match adder 1")
    one.event("matched adder")
    other.tell("match caller 1")
    other.event("matched caller")
    for call in range(1, 101):
        other.tell(f"call caller {call} 1000")
    for call in range(1, 101):
        assert other.event("reply caller") == f"{call} {call + 1000}"

    one.tell("publish hasty rt/hasty String best_effort,volatile,10")
    other.tell("subscribe strict rt/hasty String reliable,volatile,10")
    assert other.event("incompatible") == "strict reliability"

    one.end()
    other.end()
    print("the peer talks to itself")


main()
