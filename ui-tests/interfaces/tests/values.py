#!/usr/bin/env python3
"""Random values of every type, as the encoder of rosbags puts them on the wire, and back.

    python3 values.py <count> <folder> ..

The folders have packages; a definition is read from the first that has it. For each type there are `count` lines on
standard output: the type's name, the value as JSON, the bytes in hexadecimal digits, with a tab between. On standard
input come lines with a type's name and bytes; what rosbags makes of them has to be the bytes again. The last line that is
written tells how many were read.
"""

import json
import random
import re
import sys
from pathlib import Path

import numpy
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

INTEGERS = {
    "int8": (-(2**7), 2**7), "int16": (-(2**15), 2**15), "int32": (-(2**31), 2**31), "int64": (-(2**63), 2**63),
    "uint8": (0, 2**8), "uint16": (0, 2**16), "uint32": (0, 2**32), "uint64": (0, 2**64),
    # rosbags takes some of these for signed.
    "byte": (0, 2**7), "octet": (0, 2**7), "char": (0, 2**7),
}  # fmt: skip
PARTS = {"srv": ["Request", "Response"], "action": ["Goal", "Result", "Feedback"]}

count, folders = int(sys.argv[1]), sys.argv[2:]
random.seed(count)
store = get_typestore(Stores.EMPTY)


def definitions():
    """Each type with its text and package."""
    texts = {}
    for folder in folders:
        for path in sorted(Path(folder).glob("*/*/*.*")):
            package, kind, name = path.parts[-3], path.parts[-2], path.stem
            if path.suffix != f".{kind}" or "_" in name:
                continue
            text = path.read_text(encoding="utf-8-sig")
            if kind == "msg":
                texts.setdefault(f"{package}/msg/{name}", (text, package))
            else:
                for part, text in zip(PARTS[kind], re.split("^---[ \t]*$", text, flags=re.MULTILINE)):
                    texts.setdefault(f"{package}/{kind}/{name}_{part}", (text, package))
    return texts


def register():
    """Makes the types known to rosbags, for which all are messages. Those with a `wstring` it has not."""
    left_out = set()
    for name, (text, package) in definitions().items():
        if re.search(r"^\s*wstring", text, flags=re.MULTILINE):
            left_out.add(name)
            continue
        # Neither default values nor constants travel, and rosbags does not know all ways to write them.
        lines = [line.split("#")[0].split() for line in text.splitlines()]
        fields = [f"{words[0]} {words[1]}" for words in lines if len(words) > 1 and words[1][0].islower()]
        plain = f"{package}/msg/{name.split('/')[2].replace('_', '')}"
        (definition,) = get_types_from_msg("\n".join(fields) + "\n", plain).values()
        store.register({name: definition})
    return left_out


def holds(name, left_out, seen=()):
    """Whether a type has one of those in it that are left out."""
    def of(desc):
        kind, detail = desc
        if kind.name == "NAME":
            return detail in left_out or detail not in store.fielddefs or holds(detail, left_out)
        return kind.name in ("ARRAY", "SEQUENCE") and of(detail[0])
    return any(of(desc) for _, desc in store.fielddefs[name][1])


def primitive(kind, bound):
    if kind == "bool":
        return random.random() < 0.5
    if kind == "string":
        return "".join(random.choices("abcXYZ 019_/", k=random.randrange(min(bound or 8, 8) + 1)))
    if kind.startswith("float"):
        # The same in 32 bits, and short in decimal digits.
        return random.randrange(-(2**20), 2**20) / 16
    low, high = INTEGERS[kind]
    return random.choice([low, high - 1, random.randrange(low, high), random.randrange(0, min(high, 100))])


def element(desc):
    """A value for rosbags, and the same for JSON."""
    kind, detail = desc
    if kind.name == "BASE":
        value = primitive(*detail)
        return value, value
    return message(detail)


def field(desc):
    kind, detail = desc
    if kind.name in ("BASE", "NAME"):
        return element(desc)
    inner, size = detail
    number = size if kind.name == "ARRAY" else random.randrange(min(size or 3, 3) + 1)
    pairs = [element(inner) for _ in range(number)]
    values, plain = [value for value, _ in pairs], [json for _, json in pairs]
    if inner[0].name == "BASE" and inner[1][0] != "string":
        dtype = {"bool": "bool", "byte": "uint8", "octet": "uint8", "char": "uint8"}.get(inner[1][0], inner[1][0])
        values = numpy.array(values, dtype=dtype)
    return values, plain


def message(name):
    values, plain = [], {}
    for member, desc in store.fielddefs[name][1]:
        value, json = (0, 0) if member == "structure_needs_at_least_one_member" else field(desc)
        values.append(value)
        plain[member] = json
    return store.types[name](*values), plain


def read_back():
    """Reads what was written elsewhere, with rosbags, which has to write the same."""
    number = 0
    for line in sys.stdin:
        name, digits = line.split()
        frame = b"\x00\x01\x00\x00" + bytes.fromhex(digits)
        again = bytes(store.serialize_cdr(store.deserialize_cdr(frame, name), name, little_endian=True))
        if again != frame:
            sys.exit(f"{name}: rosbags writes {again.hex()} for {frame.hex()}")
        number += 1
    return number


def write():
    left_out = register()
    for name in sorted(store.types):
        if holds(name, left_out):
            continue
        for _ in range(count):
            value, plain = message(name)
            # Without the four bytes that say which encoding follows.
            wire = bytes(store.serialize_cdr(value, name, little_endian=True))[4:]
            print(name, json.dumps(plain, separators=(",", ":"), ensure_ascii=False), wire.hex(), sep="\t")
    print("end", flush=True)


write()
print("read", read_back(), flush=True)
