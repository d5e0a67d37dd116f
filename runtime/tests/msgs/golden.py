#!/usr/bin/env python3
"""Writes golden.txt: random values of every type, as the encoder of rosbags puts them on the wire.

    python3 -m venv /tmp/rosbags && /tmp/rosbags/bin/pip install rosbags==0.11.9
    /tmp/rosbags/bin/python runtime/tests/msgs/golden.py <folder> .. > runtime/tests/msgs/golden.txt

rosbags has most messages of ROS 2 Jazzy itself, from other sources than this crate. For services, actions and the
other messages it reads the definitions in the folders, each from the first that has it: the `share` folder of an
installed ROS 2 Jazzy or `runtime/definitions`, then `assets/jazzy` in the sources of hiroz-codegen.

Each line: the type's name, the value as JSON, the bytes in hexadecimal digits, with a tab between.
"""

import json
import random
import re
import sys
from pathlib import Path

import numpy
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

PACKAGES = """
action_msgs builtin_interfaces composition_interfaces diagnostic_msgs example_interfaces geometry_msgs
lifecycle_msgs nav_msgs rcl_interfaces rosgraph_msgs sensor_msgs service_msgs shape_msgs std_msgs std_srvs tf2_msgs
trajectory_msgs type_description_interfaces unique_identifier_msgs visualization_msgs
""".split()
INTEGERS = {
    "int8": (-(2**7), 2**7), "int16": (-(2**15), 2**15), "int32": (-(2**31), 2**31), "int64": (-(2**63), 2**63),
    "uint8": (0, 2**8), "uint16": (0, 2**16), "uint32": (0, 2**32), "uint64": (0, 2**64),
    # rosbags takes some of these for signed.
    "byte": (0, 2**7), "octet": (0, 2**7), "char": (0, 2**7),
}  # fmt: skip
LEFT_OUT = ["example_interfaces/msg/WString"]
LETTERS = "abcXYZ 019_/äß€"

store = get_typestore(Stores.ROS2_JAZZY)


def definitions(kind):
    """The definitions in the folders, by package and name."""
    found = {}
    for folder in sys.argv[1:]:
        for package in PACKAGES:
            for path in sorted(Path(folder, package, kind).glob(f"*.{kind}")):
                found.setdefault((package, path.stem), path.read_text())
    return found


def register():
    """Makes what rosbags does not have known to it: messages, and the two halves of each service."""
    texts = {(f"{package}/msg/{name}", package): text for (package, name), text in definitions("msg").items()}
    for (package, name), text in definitions("srv").items():
        if "_" in name:
            continue  # An installed ROS 2 has a file for each half, too.
        request, response = text.split("---\n", 1) if "---\n" in text else text.split("---", 1)
        texts[f"{package}/srv/{name}Request", package] = request
        texts[f"{package}/srv/{name}Response", package] = response
    for (package, name), text in definitions("action").items():
        for part, text in zip(["Goal", "Result", "Feedback"], re.split("^---$", text, flags=re.MULTILINE)):
            texts[f"{package}/action/{name}{part}", package] = text
    for (name, package), text in texts.items():
        if name not in store.types and name not in LEFT_OUT:
            # For rosbags all are messages.
            (fields,) = get_types_from_msg(text or "\n", f"{package}/msg/{name.split('/')[2]}").values()
            store.register({name: fields})


def primitive(kind):
    if kind == "bool":
        return random.random() < 0.5
    if kind == "string":
        return "".join(random.choices(LETTERS, k=random.randrange(9)))
    if kind.startswith("float"):
        # The same in 32 bits, and short in decimal digits.
        return random.randrange(-(2**20), 2**20) / 16
    low, high = INTEGERS[kind]
    return random.choice([low, high - 1, random.randrange(low, high), random.randrange(0, min(high, 100))])


def element(desc):
    """A value for rosbags, and the same for JSON."""
    kind, detail = desc
    if kind.name == "BASE":
        value = primitive(detail[0])
        return value, value
    return message(detail)


def field(desc):
    kind, detail = desc
    if kind.name in ("BASE", "NAME"):
        return element(desc)
    inner, size = detail
    count = size if kind.name == "ARRAY" else random.randrange(min(size or 3, 3) + 1)
    pairs = [element(inner) for _ in range(count)]
    values, plain = [value for value, _ in pairs], [json for _, json in pairs]
    if inner[0].name == "BASE" and inner[1][0] != "string":
        dtype = {"bool": "bool", "byte": "uint8", "octet": "uint8", "char": "uint8"}.get(inner[1][0], inner[1][0])
        values = numpy.array(values, dtype=dtype)
    return values, plain


def message(name):
    values, plain = [], {}
    for member, desc in store.fielddefs[name][1]:
        if member == "structure_needs_at_least_one_member":
            value, json = 0, 0
        else:
            value, json = field(desc)
        values.append(value)
        plain[member] = json
    return store.types[name](*values), plain


def main():
    register()
    names = [name for name in store.types if name.split("/")[0] in PACKAGES]
    random.seed(2024)
    for name in sorted(names):
        for _ in range(2):
            value, plain = message(name)
            # Without the four bytes that say which encoding follows.
            wire = bytes(store.serialize_cdr(value, name, little_endian=True))[4:]
            print(name, json.dumps(plain, separators=(",", ":"), ensure_ascii=False), wire.hex(), sep="\t")


main()
