//! Where packages are looked for, and who has them already.

use std::path::Path;

use super::folder::Folder;
use crate::error::Error;
use crate::interfaces::{Interfaces, check_version};

fn failure(folder: &Folder, interfaces: &Interfaces) -> String {
    let error: Error = folder.output(interfaces).err().expect("it is refused");
    folder.told(&error)
}

#[test]
fn a_directory_that_is_no_package_is_refused() {
    let folder = Folder::new().with("a_msgs/README", "").with("B-msgs/msg/B.msg", "");
    assert_eq!(
        failure(&folder, &Interfaces::new().directory("a_msgs")),
        "a_msgs: this is no package\n  help: it needs a directory `msg`, `srv` or `action` with definitions in it"
    );
    assert_eq!(
        failure(&folder, &Interfaces::new().directory("B-msgs")),
        "B-msgs: `B-msgs` is no name of a package\n  help: it has lower-case letters, digits and single underscores, a \
         letter first; write it into `<name>` of a `package.xml`, or rename the directory"
    );
    assert_eq!(failure(&folder, &Interfaces::new().root("nowhere")), "nowhere: this root is no directory");
    assert_eq!(
        failure(&folder, &Interfaces::new().directory("nowhere")),
        "nowhere: there is no such directory\n  help: write its path from the directory of `Cargo.toml`"
    );
}

#[test]
fn a_directory_above_or_within_a_package_is_told_from_it() {
    let folder = Folder::new().with("src/a_msgs/msg/A.msg", "");
    assert_eq!(
        failure(&folder, &Interfaces::new().directory("src/a_msgs/msg")),
        "src/a_msgs/msg: this is a part of a package\n  help: name the directory above it"
    );
    assert_eq!(
        failure(&folder, &Interfaces::new().directory("src")),
        "src: this is no package, and has some below it\n  \
         help: name it by `.root(..)`, and what is wanted by `.package(\"a_msgs\")`"
    );
}

#[test]
fn a_script_that_names_no_package_is_refused() {
    let folder = Folder::new().with("src/a_msgs/msg/A.msg", "");
    let help = "help: name one by `.directory(..)`, or by its name below a root";
    let what = "no package is named, so there is nothing to generate";
    assert_eq!(failure(&folder, &Interfaces::new()), format!("{what}\n  {help}"));
    assert_eq!(
        failure(&folder, &Interfaces::new().root("src")),
        format!("{what}\n  {help}, as in `.package(\"a_msgs\")`")
    );
}

#[test]
fn a_package_is_called_as_its_manifest_says() {
    let folder = Folder::new()
        .with("checkout-of-a/package.xml", "<package><name>a_msgs</name></package>")
        .with("checkout-of-a/msg/A.msg", "");
    let code = folder.output(&Interfaces::new().root(".").package("a_msgs")).expect("it is found").code;
    assert!(code.contains("pub mod a_msgs {"), "{code}");
}

#[test]
fn packages_below_roots_are_generated_where_they_are_used() {
    let folder = Folder::new()
        .with("a_msgs/msg/A.msg", "b_msgs/B b\n")
        .with("src/deep/b_msgs/msg/B.msg", "")
        .with("src/c_msgs/msg/C.msg", "")
        .with("src/old/AMENT_IGNORE", "")
        .with("src/old/b_msgs/msg/B.msg", "int32 x\n");
    let code = folder.output(&Interfaces::new().directory("a_msgs").root("src")).expect("all is found").code;
    assert!(code.contains("pub mod b_msgs {") && !code.contains("pub mod c_msgs {"), "{code}");
    assert!(code.contains("pub b: super::super::b_msgs::msg::B,"), "{code}");
}

#[test]
fn two_packages_of_one_name_in_named_roots_are_an_error_with_both_paths() {
    let folder = Folder::new().with("one/a_msgs/msg/A.msg", "").with("two/a_msgs/msg/A.msg", "");
    assert_eq!(
        failure(&folder, &Interfaces::new().root("one").root("two").package("a_msgs")),
        "there are two packages `a_msgs`: one/a_msgs and two/a_msgs\n  \
         help: name the root or directory of one of them only"
    );
}

#[test]
fn the_first_overlay_wins_with_a_warning_where_definitions_differ() {
    let folder = Folder::new()
        .with("over/share/a_msgs/msg/A.msg", "int32 x\n")
        .with("under/share/a_msgs/msg/A.msg", "int64 x\n")
        .with("under/share/b_msgs/msg/B.msg", "")
        .with("over/share/b_msgs/msg/B.msg", "");
    let mut surroundings = folder.surroundings();
    surroundings.ament_prefix_path = vec![folder.0.join("over"), folder.0.join("under")];
    let interfaces = Interfaces::new().package("a_msgs").package("b_msgs");
    let output = interfaces.output(&surroundings).expect("both are found");
    assert!(output.code.contains("pub x: i32,"), "{}", output.code);
    let warnings: Vec<&String> =
        output.instructions.iter().filter(|line| line.starts_with("warning=")).collect();
    let root = folder.0.display();
    assert_eq!(
        warnings,
        [&format!(
            "warning=`a_msgs/msg/A` of {root}/over/share/a_msgs hides another definition in {root}/under/share/a_msgs"
        )]
    );
}

#[test]
fn the_interface_path_goes_before_an_installed_ros() {
    let folder = Folder::new()
        .with("mine/a_msgs/msg/A.msg", "int32 mine\n")
        .with("ros/share/a_msgs/msg/A.msg", "int32 theirs\n");
    let mut surroundings = folder.surroundings();
    surroundings.interface_path = vec![folder.0.join("mine")];
    surroundings.ament_prefix_path = vec![folder.0.join("ros")];
    let output = Interfaces::new().package("a_msgs").output(&surroundings).expect("it is found");
    assert!(output.code.contains("pub mine: i32,"), "{}", output.code);
}

#[test]
fn what_is_bundled_is_used_where_it_is_the_same_and_else_refused() {
    let time = std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../definitions/builtin_interfaces/msg/Time.msg"),
    );
    let folder = Folder::new()
        .with("same/builtin_interfaces/msg/Time.msg", time.expect("it is there"))
        .with("other/builtin_interfaces/msg/Time.msg", "int64 nanoseconds\n")
        .with("a_msgs/msg/A.msg", "builtin_interfaces/Time at\n");
    let with = |root: &str| Interfaces::new().directory("a_msgs").root(root);
    let code = folder.output(&with("same")).expect("they are the same").code;
    assert!(
        code.contains("pub at: super::super::__rosweave::msgs::builtin_interfaces::msg::Time,"),
        "{code}"
    );
    assert!(!code.contains("pub mod builtin_interfaces"), "{code}");
    assert_eq!(
        failure(&folder, &with("other")),
        "`builtin_interfaces/msg/Time` in other/builtin_interfaces is defined in another way than in rosweave's own \
         `builtin_interfaces`\n  help: take the package out of the roots, or use the definitions of ROS 2 Jazzy"
    );
}

#[test]
fn what_another_crate_has_is_used_and_compared() {
    let folder = Folder::new().with("a_msgs/msg/A.msg", "b_msgs/B b\n").with("b_msgs/msg/B.msg", "int32 x\n");
    let interfaces = Interfaces::new().directory("a_msgs").root(".").using("b_msgs", "b-crate");
    let code = folder.output(&interfaces).expect("both are found").code;
    assert!(code.contains("pub b: ::b_crate::b_msgs::msg::B,"), "{code}");
    assert!(code.contains("__i::same(<::b_crate::b_msgs::msg::B as __i::Message>::DESCRIPTION"), "{code}");
    assert!(!code.contains("pub mod b_msgs"), "{code}");
}

#[test]
fn a_package_may_be_called_like_a_word_of_rust() {
    let folder = Folder::new().with("a_msgs/msg/A.msg", "type/B b\n").with("type/msg/B.msg", "int32 x\n");
    let code = folder.output(&Interfaces::new().directory("a_msgs").root(".")).expect("both are found").code;
    assert!(code.contains("pub mod r#type {"), "{code}");
    assert!(code.contains("pub b: super::super::r#type::msg::B,"), "{code}");
}

#[test]
fn cargo_is_told_of_definitions_and_of_nothing_else() {
    let folder = Folder::new()
        .with("a_msgs/msg/A.msg", "b_msgs/B b\n")
        .with("src/b_msgs/msg/B.msg", "")
        .with("src/b_msgs/src/main.cpp", "");
    let output = folder.output(&Interfaces::new().directory("a_msgs").root("src")).expect("all is found");
    let root = folder.0.display();
    let changed: Vec<&String> =
        output.instructions.iter().filter(|line| line.starts_with("rerun-if-changed=")).collect();
    assert_eq!(
        changed,
        [
            "rerun-if-changed=build.rs",
            &format!("rerun-if-changed={root}/a_msgs"),
            &format!("rerun-if-changed={root}/src/b_msgs/msg"),
        ]
    );
}

#[test]
fn a_runtime_of_another_version_is_refused_in_one_sentence() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(check_version(Some(version)).is_ok());
    assert_eq!(
        check_version(Some("9.9.9")).expect_err("another version").to_string(),
        format!(
            "rosweave-interfaces {version} can not generate types for rosweave 9.9.9: give both the same version in \
             Cargo.toml"
        )
    );
    assert_eq!(
        check_version(None).expect_err("no runtime").to_string(),
        format!(
            "the types of rosweave-interfaces {version} need rosweave {version}: name it under `[dependencies]` in \
             Cargo.toml"
        )
    );
}
