//! Definitions that are none: each has its message, at the place of the fault.

use super::folder::Folder;
use crate::interfaces::Interfaces;

/// What is said of the package `a_msgs` with these files.
fn fault_of(files: &[(&str, &str)]) -> String {
    let folder =
        files.iter().fold(Folder::new(), |folder, (path, text)| folder.with(&format!("a_msgs/{path}"), text));
    match folder.output(&Interfaces::new().directory("a_msgs")) {
        Ok(_) => String::new(),
        Err(error) => folder.told(&error),
    }
}

/// What is said of a message with this text.
fn fault(text: &str) -> String {
    fault_of(&[("msg/A.msg", text)])
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    assert_eq!(fault(text), expected);
}

#[test]
fn malformed_lines_are_named() {
    refused(
        "int32 x\nint32\n",
        "a_msgs/msg/A.msg:2: `int32` is neither a field nor a constant\n  \
         help: write the type, then the name: `float64 speed`",
    );
    refused(
        "int32[ x\n",
        "a_msgs/msg/A.msg:1: `int32[` has a `[` without its `]`\n  help: write `[]`, `[3]` or `[<=3]`",
    );
    refused(
        "int32[x] a\n",
        "a_msgs/msg/A.msg:1: `x` in `int32[x]` is no number\n  help: write `[]` for any number of elements, `[3]` for three, `[<=3]` for three at the most",
    );
    refused(
        "int32[2][2] a\n",
        "a_msgs/msg/A.msg:1: `int32[2][2]` is an array of arrays, and ROS 2 has none\n  help: put the inner one into a message of its own",
    );
    refused(
        "int32 Speed\n",
        "a_msgs/msg/A.msg:1: `Speed` is no name of a field\n  help: a field has lower-case letters, digits and single underscores, a letter first",
    );
    refused(
        "int32 speed = 3\n",
        "a_msgs/msg/A.msg:1: `speed` is no name of a constant\n  help: write a constant in capitals, or a field's default value without `=`",
    );
    refused("int32 x\nfloat32 x\n", "a_msgs/msg/A.msg:2: there are two of `x`\n  help: rename one");
    refused(
        "int32 x;\n",
        "a_msgs/msg/A.msg:1: `x;` is no name of a field\n  help: write one field a line, without a sign at its end",
    );
    refused(
        "int32 x\n---\nint32 y\n",
        "a_msgs/msg/A.msg:2: a message has one part, and no line `---`\n  \
         help: put a request and a response into `srv/`, a goal, a result and feedback into `action/`",
    );
}

#[test]
fn brackets_behind_a_name_are_told_where_they_belong() {
    refused(
        "int32 x[3]\n",
        "a_msgs/msg/A.msg:1: `x[3]` is no name of a field\n  help: brackets stand behind the type: `int32[3] x`",
    );
}

#[test]
fn names_that_look_like_others_are_told_which() {
    let batery = fault_of(&[("msg/A.msg", "Batery b\n"), ("msg/Battery.msg", "")]);
    assert_eq!(
        batery,
        "a_msgs/msg/A.msg:1: there is no message `a_msgs/msg/Batery`\n  help: write `Battery`"
    );
    refused(
        "builtin_interface/Time at\n",
        "a_msgs/msg/A.msg:1: there is no package `builtin_interface`: no root, `ROSWEAVE_INTERFACE_PATH` or \
         `AMENT_PREFIX_PATH` is given\n  help: write `builtin_interfaces`",
    );
    refused(
        "builtin_interfaces/time at\n",
        "a_msgs/msg/A.msg:1: `builtin_interfaces/time` is no type of ROS 2\n  help: write `builtin_interfaces/Time`",
    );
    refused(
        "builtin_interfaces/Instant at\n",
        "a_msgs/msg/A.msg:1: there is no message `builtin_interfaces/msg/Instant`\n  help: rosweave's own \
         `builtin_interfaces`, that of ROS 2 Jazzy, has none; put it into a package of your own",
    );
}

#[test]
fn definitions_in_the_wrong_place_are_not_passed_by() {
    let told = fault_of(&[("msg/A.msg", ""), ("msg/Ask.srv", "---\n"), ("msg/B.MSG", "")]);
    assert_eq!(
        told,
        "a_msgs/msg/Ask.srv: a `.srv` file does not belong into `msg/`\n  help: move it into `srv/`\n\
         a_msgs/msg/B.MSG: `.MSG` is no extension of a definition\n  help: call it `B.msg`"
    );
}

#[test]
fn a_type_with_a_space_in_it_is_not_taken_for_a_name() {
    for line in ["int32 [] x", "string <=3 s", "string<= 3 s", "int32[ 3] x", "int32[<= 3] x", "int32[3 ] x"]
    {
        refused(
            line,
            &format!(
                "a_msgs/msg/A.msg:1: there is a space in the type of `{line}`\n  \
                 help: write `int32[]`, `int32[<=3]` or `string<=10`, and then the name"
            ),
        );
    }
}

#[test]
fn types_as_other_languages_write_them_have_their_names_here() {
    let help_for =
        |ty: &str| fault(&format!("{ty} x\n")).rsplit_once("help: ").map(|(_, help)| help.to_owned());
    for (ty, help) in [
        ("u8", "write `uint8`"),
        ("i64", "write `int64`"),
        ("f32", "write `float32`"),
        ("Float64", "write `float64`"),
        ("String", "write `string`"),
        ("double", "write `float32` or `float64`"),
    ] {
        assert_eq!(help_for(ty).as_deref(), Some(help), "{ty}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let told = fault("int x\n\nfloat y\ntime z\n");
    let lines: Vec<&str> = told.lines().filter(|line| !line.starts_with("  help")).collect();
    assert_eq!(
        lines,
        [
            "a_msgs/msg/A.msg:1: `int` is no type of ROS 2",
            "a_msgs/msg/A.msg:3: `float` is no type of ROS 2",
            "a_msgs/msg/A.msg:4: `time` is of ROS 1",
        ]
    );
}

#[test]
fn an_unknown_package_or_type_is_named_where_it_is_used() {
    refused(
        "int32 x\nb_msgs/B b\n",
        "a_msgs/msg/A.msg:2: there is no package `b_msgs`: no root, `ROSWEAVE_INTERFACE_PATH` or `AMENT_PREFIX_PATH` is \
         given\n  help: name its directory or a root with it, source a ROS 2 that has it, or switch on the feature `msgs` \
         of rosweave if it is one of the common packages",
    );
    refused(
        "Header header\n",
        "a_msgs/msg/A.msg:1: there is no message `a_msgs/msg/Header`\n  help: write `std_msgs/Header`",
    );
    refused(
        "Time at\n",
        "a_msgs/msg/A.msg:1: there is no message `a_msgs/msg/Time`\n  help: write `builtin_interfaces/Time`",
    );
    refused(
        "builtin_interfaces/msg/Time at\n",
        "a_msgs/msg/A.msg:1: `builtin_interfaces/msg/Time` has a part too many\n  help: write `builtin_interfaces/Time`",
    );
}

#[test]
fn messages_that_hold_themselves_are_refused() {
    let help = "help: put a sequence of them into another message, where each names others by indices";
    refused("A[] inside\n", &format!("a_msgs/msg/A.msg:1: `A` holds itself: A -> A\n  {help}"));
    let ring = fault_of(&[("msg/A.msg", "int32 x\nB b\n"), ("msg/B.msg", "A a\n")]);
    assert_eq!(ring, format!("a_msgs/msg/A.msg:2: `A` holds itself: A -> B -> A\n  {help}"));
}

#[test]
fn names_that_differ_in_case_only_are_refused() {
    let told = fault_of(&[("msg/Scan.msg", ""), ("msg/SCAN.msg", "")]);
    assert_eq!(
        told,
        "a_msgs/msg/Scan.msg: `SCAN` and `Scan` differ in case only\n  help: rename one: on some disks they are the same file"
    );
}

#[test]
fn parts_that_are_called_like_other_types_are_refused() {
    let told = fault_of(&[("srv/Ask.srv", "---\n"), ("srv/AskRequest.srv", "---\n")]);
    assert_eq!(
        told,
        "a_msgs/srv/Ask.srv: a part of `Ask` is called `AskRequest`, and so is another type\n  help: rename one of them"
    );
}

#[test]
fn bounds_and_values_are_checked() {
    refused(
        "int32[0] x\n",
        "a_msgs/msg/A.msg:1: `int32[0]` can hold nothing\n  help: write a bound of 1 at least",
    );
    refused(
        "string<=0 x\n",
        "a_msgs/msg/A.msg:1: `string<=0` can hold nothing\n  help: write a bound of 1 at least",
    );
    refused(
        "int32<=3 x\n",
        "a_msgs/msg/A.msg:1: `int32<=3` has a bound, and `int32` is no string\n  help: bounds of sequences stand in brackets: `int32[<=3]`",
    );
    refused(
        "int32[99999999999] x\n",
        "a_msgs/msg/A.msg:1: `99999999999` in `int32[99999999999]` is more than can be counted on the wire\n  help: write a number up to 4294967295",
    );
    refused(
        "uint8 x 256\n",
        "a_msgs/msg/A.msg:1: `256` is out of range\n  help: write a value from 0 to 255, or take a wider type",
    );
    refused(
        "int8 LEAST = -129\n",
        "a_msgs/msg/A.msg:1: `-129` is out of range\n  help: write a value from -128 to 127, or take a wider type",
    );
    refused("float32 x 1e39\n", "a_msgs/msg/A.msg:1: `1e39` is out of range\n  help: write a smaller number");
    refused("int32 x 1.5\n", "a_msgs/msg/A.msg:1: `1.5` is no whole number\n  help: write digits");
    refused(
        "bool x maybe\n",
        "a_msgs/msg/A.msg:1: `maybe` is no truth value\n  help: write `true` or `false`",
    );
    refused(
        "int32[2] x [1]\n",
        "a_msgs/msg/A.msg:1: 1 values for an array of 2\n  help: write a value for each element",
    );
    refused(
        "int32[<=1] x [1, 2]\n",
        "a_msgs/msg/A.msg:1: 2 values for a sequence of at most 1\n  help: leave some out",
    );
    refused(
        "int32[] x 1\n",
        "a_msgs/msg/A.msg:1: `1` is no list of values\n  help: write it in brackets: `[1, 2]`",
    );
    refused(
        "string<=2 x \"abc\"\n",
        "a_msgs/msg/A.msg:1: a string of at most 2 starts with 3\n  help: write a shorter one, or a higher bound",
    );
    refused(
        "string x \"abc\n",
        "a_msgs/msg/A.msg:1: \"abc is no string\n  help: end it with \", and write \\\" for a quote in it",
    );
    refused("int32 X =\n", "a_msgs/msg/A.msg:1: a value is missing\n  help: write one");
    refused(
        "builtin_interfaces/Time at 3\n",
        "a_msgs/msg/A.msg:1: `3` is given to a field of type `Time`, and messages have no default values\n  help: leave it out; the message's own fields can have some",
    );
    refused(
        "int32[2] X = [1, 2]\n",
        "a_msgs/msg/A.msg:1: constant `X` is of type `int32[2]`\n  help: a constant is a number, `bool` or a string",
    );
}

#[test]
fn services_and_actions_have_their_parts() {
    assert_eq!(
        fault_of(&[("srv/Ask.srv", "int32 x\n")]),
        "a_msgs/srv/Ask.srv:1: a service is a request and a response, and there are 0 lines `---`\n  \
         help: write a line `---` between the parts, 1 in all"
    );
    assert_eq!(
        fault_of(&[("action/Do.action", "---\n")]),
        "a_msgs/action/Do.action:1: an action is a goal, a result and feedback, and there are 1 lines `---`\n  \
         help: write a line `---` between the parts, 2 in all"
    );
    assert_eq!(
        fault_of(&[("srv/Ask.srv", "---\nint32 x\n---\nint32 y\n")]),
        "a_msgs/srv/Ask.srv:3: a service is a request and a response, and there are 2 lines `---`\n  \
         help: write a line `---` between the parts, 1 in all"
    );
    for line in ["--- # the response", " ---", "----"] {
        assert_eq!(
            fault_of(&[("srv/Ask.srv", &format!("int32 x\n{line}\nint32 y\n"))]),
            format!(
                "a_msgs/srv/Ask.srv:2: `{line}` does not part a definition\n  help: write `---` alone on its line"
            )
        );
    }
    assert_eq!(
        fault_of(&[("srv/Ask.srv", "int32 x\n---\nint y\n")]),
        "a_msgs/srv/Ask.srv:3: `int` is no type of ROS 2\n  help: write `int32`, or another number with its bits"
    );
}

#[test]
fn files_are_called_after_types() {
    assert_eq!(
        fault_of(&[("msg/scan.msg", "")]),
        "a_msgs/msg/scan.msg: `scan` is no name of a type\n  help: a type has letters and digits, a capital first: `Detection2D`"
    );
}

#[test]
fn text_of_any_form_is_read() {
    let folder = Folder::new()
        .with("a_msgs/msg/Dos.msg", "\u{feff}# A comment\r\nint32\tx\t3\t# beside\r\n\r\nint32   y")
        .with("a_msgs/msg/Empty.msg", "")
        .with("a_msgs/msg/Words.msg", "int32 type\nint32 self\nint32 clone\n");
    let code = folder.output(&Interfaces::new().directory("a_msgs")).expect("all of it is right").code;
    assert!(code.contains("pub x: i32,") && code.contains("pub y: i32,"), "{code}");
    assert!(code.contains("pub r#type: i32,") && code.contains("pub self_: i32,"), "{code}");
}

#[test]
fn large_definitions_are_read_soon() {
    let constants: String = (0..10_000).map(|number| format!("int32 C{number} = {number}\n")).collect();
    let text = format!("{}int32 x\n", "# A line of a comment that goes on and on.\n".repeat(25_000));
    assert!(text.len() > 1_000_000);
    let folder = Folder::new().with("a_msgs/msg/Many.msg", constants).with("a_msgs/msg/Long.msg", text);
    let code = folder.output(&Interfaces::new().directory("a_msgs")).expect("all of it is right").code;
    assert!(code.contains("pub const C9999: i32 = 9999;"));
}

#[test]
fn types_that_share_parts_are_read_once() {
    // A message of each level is in the first one in 2 to the power of its level ways.
    let level =
        |number: u32| (format!("a_msgs/msg/T{number}.msg"), format!("T{0}[] a\nT{0}[] b\n", number + 1));
    let folder = (0..64).map(level).fold(Folder::new(), |folder, (path, text)| folder.with(&path, text));
    let folder = folder.with("a_msgs/msg/T64.msg", "string<=3 s\n");
    let code = folder.output(&Interfaces::new().directory("a_msgs")).expect("all of it is right").code;
    assert!(code.contains("pub struct T0 {") && code.contains("pub struct T64 {"));
}

#[test]
fn what_editors_leave_is_passed_by_and_other_names_are_not() {
    let left =
        fault_of(&[("msg/A.msg", ""), ("msg/.#A.msg", "?"), ("msg/._A.msg", "?"), ("msg/A.msg~", "?")]);
    assert_eq!(left, "");
    assert_eq!(
        fault_of(&[("msg/battery_state.msg", "")]),
        "a_msgs/msg/battery_state.msg: `battery_state` is no name of a type\n  \
         help: a type has letters and digits, a capital first: `Detection2D`"
    );
    assert_eq!(
        fault_of(&[("srv/Ask.srv", "---\n"), ("srv/Ask_Request.msg", "?"), ("srv/Ask_Request.idl", "?")]),
        ""
    );
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let folder = Folder::new().with("a_msgs/msg/A.msg", [b'#', 0xff, b'\n']);
    let error = folder.output(&Interfaces::new().directory("a_msgs")).err().expect("it is no text");
    assert_eq!(
        folder.told(&error),
        "a_msgs/msg/A.msg: invalid utf-8 sequence of 1 bytes from index 1\n  help: save it as UTF-8"
    );
}
