use super::*;

fn file() -> Arc<Path> {
    Path::new("robot.yaml").into()
}

fn overrides(text: &str) -> Overrides {
    let mut overrides = Overrides::default();
    overrides.add_text(text, file()).expect(text);
    overrides
}

fn of(text: &str, node: &str) -> Vec<(String, ParameterValue)> {
    overrides(text).of(node).into_iter().collect()
}

fn error(text: &str) -> String {
    Overrides::default().add_text(text, file()).expect_err(text).to_string()
}

fn named(name: &str, value: impl Into<ParameterValue>) -> (String, ParameterValue) {
    (name.to_owned(), value.into())
}

#[test]
fn a_file_gives_each_node_its_parameters() {
    let text = "
robot1:
  odometry:
    ros__parameters:
      wheel_radius: 0.05
      gains: {kp: 1.0, ki: 0.5}
      frames: [odom, base_link]
/lidar:
  ros__parameters:
    rate: 010
    name: !!str 5
    label: '7'
    on_start: yes
";
    assert_eq!(
        of(text, "/robot1/odometry"),
        [
            named("frames", vec!["odom".to_owned(), "base_link".to_owned()]),
            named("gains.ki", 0.5),
            named("gains.kp", 1.0),
            named("wheel_radius", 0.05),
        ]
    );
    assert_eq!(
        of(text, "/lidar"),
        [named("label", "7"), named("name", "5"), named("on_start", true), named("rate", 8_i64)]
    );
    assert_eq!(of(text, "/odometry"), []);
}

#[test]
fn wildcards_stand_for_parts_of_a_name() {
    let cases = [
        ("/**", "/a", true),
        ("/**", "/a/b/c", true),
        ("/*", "/a", true),
        ("/*", "/a/b", false),
        ("/a/*", "/a/b", true),
        ("/**/b", "/b", true),
        ("/**/b", "/a/x/b", true),
        ("/*/b", "/a/b", true),
        ("/*/b", "/b", false),
        ("b", "/b", true),
        ("b", "/a/b", false),
        ("/a.b", "/axb", false),
    ];
    for (pattern, node, expected) in cases {
        assert_eq!(matches(pattern, node), expected, "{pattern} {node}");
    }
}

#[test]
fn patterns_count_in_the_order_in_which_they_first_appear() {
    let text = "
/talker: {ros__parameters: {a: 1, b: 1}}
/**: {ros__parameters: {a: 2}}
";
    // The special one stands first, so the general one wins.
    assert_eq!(of(text, "/talker"), [named("a", 2_i64), named("b", 1_i64)]);
    let mut several = overrides(text);
    several.add_text("/talker: {ros__parameters: {a: 3, b: 3}}", file()).expect("it is right");
    // Its pattern stood before `/**` already.
    assert_eq!(several.of("/talker").into_iter().collect::<Vec<_>>(), [named("a", 2_i64), named("b", 3_i64)]);
}

#[test]
fn of_equal_keys_the_last_one_wins() {
    assert_eq!(of("n: {ros__parameters: {a: 1, a: 2}}", "/n"), [named("a", 2_i64)]);
}

#[test]
fn an_array_without_elements_is_an_array() {
    assert_eq!(of("n: {ros__parameters: {a: []}}", "/n"), [named("a", Vec::<bool>::new())]);
}

#[test]
fn an_empty_file_says_nothing() {
    for text in ["", "# nothing\n", "---\n"] {
        assert_eq!(of(text, "/n"), [], "{text:?}");
    }
}

#[test]
fn each_fault_is_named_with_its_line() {
    let cases = [
        ("ros__parameters:\n  a: 1", "line 1: no node is named before `ros__parameters`"),
        (
            "n:\n  a: 1",
            "line 2: `n/a`: a value can not stand before `ros__parameters`: a map has to stand here",
        ),
        ("n:\n  ros__parameters: 5", "line 2: the parameters of `n`: a map has to stand here"),
        ("n:\n  ros__parameters:", "line 2: the parameters of `n`: a map has to stand here"),
        ("n:\n  ros__parameters:\n    a:", "line 3: there is no value"),
        ("n:\n  ros__parameters:\n    a: ''\n    b: *c", "line 4"),
        (
            "n: &x\n  ros__parameters:\n    a: 1\nm: *x",
            "line 4: ROS 2's parameter files have no aliases (`*name`)",
        ),
        (
            "n:\n  ros__parameters:\n    a: [1, 2.0]",
            "line 3: an array has elements of one type, and here `double` follows `integer`",
        ),
        ("n:\n  ros__parameters:\n    a: [[1]]", "line 3: an array of a parameter holds plain values only"),
        ("n:\n  ros__parameters:\n    ? [a]\n    : 1", "line 3: a list or a map can not be a key"),
        ("n-1:\n  ros__parameters:\n    a: 1", "line 2: `n-1` names no node: "),
        ("- a", "line 1: a parameter file begins with the name of a node"),
        ("n:\n\tros__parameters:\n\t\ta: 1", "line 2: "),
        ("n: {ros__parameters: {a: 1}", "line 2: "),
        ("n: \"unclosed", "line 1: "),
    ];
    for (text, begin) in cases {
        let told = error(text);
        assert!(told.starts_with(begin), "{text:?}: {told}");
    }
}

#[test]
fn maps_do_not_stand_in_one_another_for_ever() {
    let deep = format!("n: {{ros__parameters: {}1{}}}", "{a: ".repeat(5000), "}".repeat(5000));
    let told = error(&deep);
    assert!(told.contains("deeper than 64") || told.contains("recursion"), "{told}");
}

#[test]
fn a_file_that_is_huge_or_missing_is_refused() {
    let path = std::env::temp_dir().join(format!("rosweave-huge-{}.yaml", std::process::id()));
    let file = std::fs::File::create(&path).expect("a temporary file");
    file.set_len(MAX_BYTES + 1).expect("it can be large");
    let told = Overrides::default().add_file(&path).expect_err("it is too large");
    std::fs::remove_file(&path).expect("it is there");
    assert_eq!(told, FileError::TooLarge { bytes: MAX_BYTES + 1 });
    assert!(matches!(Overrides::default().add_file(&path), Err(FileError::Read { .. })));
}

#[test]
fn values_of_arguments_are_read_like_those_of_files() {
    let cases = [
        ("1", Ok(ParameterValue::Integer(1))),
        ("[1.0, 2.0]", Ok(ParameterValue::from(vec![1.0, 2.0]))),
        ("'off'", Ok("off".into())),
        ("off", Ok(false.into())),
        ("", Err("line 0: there is no value")),
        ("{a: 1}", Err("line 1: a map is no value of a parameter")),
        ("[1, a]", Err("line 1: an array has elements of one type, and here `string` follows `integer`")),
    ];
    for (text, expected) in cases {
        let found = value(text).map_err(|error| error.to_string());
        match expected {
            Ok(expected) => assert_eq!(found, Ok(expected), "{text}"),
            Err(end) => {
                let told = found.expect_err(text);
                assert_eq!(
                    told.split_once(": ").map(|(_, what)| what),
                    end.split_once(": ").map(|(_, what)| what)
                );
            }
        }
    }
}

#[test]
fn patterns_that_name_no_node_are_known() {
    let overrides = overrides("/a: {ros__parameters: {x: 1}}\n/b/*: {ros__parameters: {x: 1}}");
    let nodes = ["/a".to_owned()];
    assert_eq!(overrides.strangers(&nodes).collect::<Vec<_>>(), ["/b/*"]);
}
