"""What no honest peer sends, the same for the same seed."""

import struct

LITTLE_ENDIAN, BIG_ENDIAN = b"\0\1\0\0", b"\0\0\0\0"
# Parameter lists, XML, XCDR2, and a number that nobody has given out.
OTHER_ENCODINGS = [b"\0\2\0\0", b"\0\3\0\0", b"\0\4\0\0", b"\0\6\0\0", b"\0\7\0\0", b"\x7f\xff\0\0"]
LENGTHS = [2**32 - 1, 2**32 - 4, 2**31, 2**31 - 1, 2**30, 10**6, 1000]
# Few of them, because each writer of the peer sends one size only.
SIZES = [1, 4, 5, 8, 9, 16, 31, 64, 200]


def frame(kind, good, lengths_at, dice):
    """Makes a bad one out of `good`, which has a header of 4 bytes, and lengths of strings at `lengths_at`."""
    if kind == "truncated":
        return good[: 4 + dice.choice([size for size in SIZES if size < len(good) - 4])]
    if kind == "oversized":
        # Where nothing has a length, there is nothing to lie about: it has only more than it should.
        if not lengths_at:
            return good + bytes(dice.choice([1, 4, 400, 40_000]))
        at = dice.choice(lengths_at)
        return good[:at] + struct.pack("<I", dice.choice(LENGTHS)) + good[at + 4 :]
    if kind == "wrong_endian":
        # The content is little-endian whatever the header says.
        return dice.choice([BIG_ENDIAN, *OTHER_ENCODINGS]) + good[4:]
    assert kind == "random"
    header = dice.choice([LITTLE_ENDIAN, BIG_ENDIAN, dice.randbytes(4)])
    return header + dice.randbytes(dice.choice(SIZES))


# Those of RTPS, of its secure form, and three that do not exist.
SUBMESSAGES = [0x01, 0x06, 0x07, 0x08, 0x09, 0x0C, 0x0D, 0x0E, 0x0F, 0x12, 0x13, 0x15, 0x16, 0x30, 0x31]
SUBMESSAGES += [0x00, 0x42, 0x80]
# The entities that discover, so that some of the noise reaches them, and one that nobody has.
ENTITIES = [0x000100C2, 0x000100C7, 0x000003C2, 0x000003C7, 0x000004C2, 0x000004C7, 0x000200C2, 0x000200C7]
ENTITIES += [0, 0x00001203]


def datagram(dice):
    """For the sockets themselves: noise, or messages of RTPS that are noise after a good start."""
    if dice.random() < 0.2:
        return dice.randbytes(dice.randrange(0, 1400))
    version = dice.choice([b"\2\1", b"\2\4", b"\3\0", dice.randbytes(2)])
    message = b"RTPS" + version + b"\1\x10" + dice.randbytes(12)
    for _ in range(dice.randrange(1, 5)):
        body = dice.randbytes(dice.randrange(0, 120))
        kind, flags = dice.choice(SUBMESSAGES), dice.randrange(0, 256)
        if dice.random() < 0.5:
            # A reader and a writer that exist, and small numbers after them.
            small = b"".join(struct.pack("<I", dice.choice([0, 1, 2, 256, 2**31, 2**32 - 1])) for _ in range(8))
            ids = struct.pack(">II", dice.choice(ENTITIES), dice.choice(ENTITIES))
            body = (b"\0\0\x10\0" if kind in (0x15, 0x16) else b"") + ids + small + body
        length = dice.choice([len(body), len(body), 0, 1, 3, 0xFFFF, dice.randrange(0, 0x10000)])
        message += bytes([kind, flags]) + struct.pack("<H" if flags & 1 else ">H", length) + body
    return message
