"""RTPS messages that no honest peer sends, as if from an endpoint that was discovered: every kind of submessage, with
numbers, counts, lengths and sets that lie.

`CALM` are those that the other side has to bear. `DEADLY` are single ones that RustDDS is known not to; see
`docs/upstream.md`, which has two more that take its memory.
"""

import struct

NUMBERS = [0, 1, 2, 3, 255, 256, 257, 65535, 2**31 - 1, 2**31, 2**32, 2**40, -1, -(2**31)]
COUNTS = [0, 1, 31, 32, 33, 255, 256, 257, 1000, 2**16, 2**31 - 1, 2**31, 2**32 - 1]
BITS = [0, 1, 0x80000000, 0xFFFFFFFF]


def number(value):
    value &= 2**64 - 1
    return struct.pack("<II", value >> 32, value & 0xFFFFFFFF)


def submessage(kind, body, flags=1):
    return struct.pack("<BBH", kind, flags, len(body) & 0xFFFF) + body


class Forger:
    """`writer` and `reader` are ours, `their_reader` and `their_writer` those that they are connected with: names of 16
    bytes."""

    def __init__(self, dice, writer, reader, their_reader, their_writer):
        self.dice, self.prefix = dice, writer[:12]
        self.to_reader = their_reader[12:] + writer[12:]
        self.to_writer = reader[12:] + their_writer[12:]
        self.their_prefix = their_reader[:12]
        self.turn = 10_000

    def message(self, kind):
        prefix = self.dice.choice([self.prefix] * 6 + [self.their_prefix, self.dice.randbytes(12)])
        return b"RTPS\x02\x03\x01\x10" + (self.prefix if kind in DEADLY else prefix) + getattr(self, kind)()

    def count(self):
        self.turn += 1
        return struct.pack("<i", self.dice.choice([self.turn, self.turn, 0, -1]))

    def bits(self, size):
        words = self.dice.choice([0, 1, (min(size, 512) + 31) // 32, 8])
        return b"".join(struct.pack("<I", self.dice.choice(BITS)) for _ in range(words))

    def set(self, base):
        size = self.dice.choice(COUNTS)
        return number(base) + struct.pack("<I", size) + self.bits(size)

    # One for each kind of submessage.

    def data(self):
        parameters = self.dice.choice([
            b"", struct.pack("<HHIHH", 0x71, 4, 0x01000000, 1, 0),
            struct.pack("<HH", self.dice.getrandbits(16), self.dice.choice([0, 4, 8, 65535])) + self.dice.randbytes(24),
        ])
        flags = 1 | (2 if parameters else 0) | self.dice.choice([0, 4, 8, 12])
        start = struct.pack("<HH", 0, self.dice.choice([16, 16, 0, 4, 17, 65535]))
        payload = self.dice.randbytes(self.dice.choice([0, 1, 3, 4, 5, 8, 100]))
        body = start + self.to_reader + number(self.dice.choice(NUMBERS)) + parameters + payload
        return submessage(0x15, body, flags)

    def data_frag(self):
        size, length = self.dice.choice([0, 1, 255, 257, 1000, 65536]), self.dice.choice([0, 1, 2, 255, 256, 65535])
        first, several = self.dice.choice([0, 1, 2, 255, 1000, 2**32 - 1]), self.dice.choice([0, 1, 2, 65535])
        start = struct.pack("<HH", 0, self.dice.choice([28, 28, 0, 27, 65535]))
        where = struct.pack("<IHHI", first, several, length, size)
        body = start + self.to_reader + number(self.dice.choice(NUMBERS)) + where
        return submessage(0x16, body + self.dice.randbytes(self.dice.choice([0, 1, 256, 1000])), 1)

    def heartbeat(self):
        first = self.dice.choice(NUMBERS)
        last = first + self.dice.choice([0, -1, 1, 300, -2])
        body = self.to_reader + number(first) + number(last) + self.count()
        return submessage(0x07, body, self.dice.choice([1, 3, 5, 7]))

    def heartbeat_frag(self):
        body = number(self.dice.choice(NUMBERS)) + struct.pack("<I", self.dice.choice(COUNTS))
        return submessage(0x13, self.to_reader + body + self.count())

    def gap(self):
        first = self.dice.choice([0, 1, 2, 3, 100, 1000, -1])
        return submessage(0x08, self.to_reader + number(first) + self.set(first + self.dice.choice([-1, 0, 1, 200])))

    def ack_nack(self):
        return submessage(0x06, self.to_writer + self.set(self.dice.choice(NUMBERS)) + self.count())

    def nack_frag(self):
        size = self.dice.choice(COUNTS)
        where = number(self.dice.choice(NUMBERS)) + struct.pack("<II", self.dice.choice([1, 2, 255, 5000]), size)
        return submessage(0x12, self.to_writer + where + self.bits(size) + self.count())

    def info(self):
        kind = self.dice.choice([0x09, 0x0E, 0x0C, 0x0F, 0x0D, 0x01])
        body = struct.pack("<I", self.dice.choice(COUNTS)) + self.dice.randbytes(self.dice.choice([0, 4, 12, 20, 44]))
        return submessage(kind, body, self.dice.choice([1, 3]))

    def secret(self):
        return submessage(self.dice.randrange(0x30, 0x35), self.dice.randbytes(self.dice.choice([0, 4, 20, 40])))

    def unknown(self):
        return submessage(self.dice.choice([0, 2, 0x14, 0x17, 0x7F, 0x80, 0xFF]), self.dice.randbytes(20))

    def several(self):
        kinds = [self.data, self.heartbeat, self.heartbeat_frag, self.info, self.secret, self.unknown]
        return b"".join(self.dice.choice(kinds)() for _ in range(5))

    def wrong_length(self):
        whole = self.dice.choice([self.data, self.heartbeat_frag, self.info, self.gap])()
        length = self.dice.choice([0, 1, 3, len(whole), len(whole) + 4, 65535])
        return whole[:2] + struct.pack("<H", length) + whole[4:]

    def cut_off(self):
        whole = self.dice.choice([self.data, self.data_frag, self.heartbeat_frag, self.gap, self.info])()
        return whole[: self.dice.randrange(len(whole) + 1)]

    # Single ones that end RustDDS' threads.

    def gap_at_the_end(self):
        return submessage(0x08, self.to_reader + number(1) + number(2**63 - 1) + struct.pack("<II", 32, 0xFFFFFFFF))

    def nack_of_fragment_zero(self):
        where = number(1) + struct.pack("<III", 0, 1, 0x80000000)
        return submessage(0x12, self.to_writer + where + self.count())


CALM = ["data", "data_frag", "heartbeat", "heartbeat_frag", "gap", "ack_nack", "nack_frag", "info", "secret", "unknown",
        "several", "wrong_length", "cut_off"]
DEADLY = ["gap_at_the_end", "nack_of_fragment_zero"]
