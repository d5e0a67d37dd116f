//! IDL as ROS 2 generates it.

use super::folder::Folder;
use crate::interfaces::Interfaces;

const IDL: &str = r#"// generated from rosidl_adapter/resource/msg.idl.em
#include "builtin_interfaces/msg/Time.idl"

module a_msgs {
  module msg {
    typedef double double__3[3];
    module A_Constants {
      @verbatim (language="comment", text="The most.")
      const uint8 MOST = 255;
      const string NAME = "a \"name\"";
    };
    @verbatim (language="comment", text=
      "About it." "\n"
      "More.")
    struct A {
      builtin_interfaces::msg::Time stamp;

      @verbatim (language="comment", text="How fast.")
      @unit (value="m/s")
      @default (value=1.5)
      double speed;
      double__3 values;
      sequence<string<10>, 4> names;
      @default (value="(1, 2)")
      sequence<uint8> data;
      octet flags;
      wstring wide;
      boolean on;
    };
  };
};
"#;

#[test]
fn idl_is_read_like_the_definition_that_it_comes_from() {
    let by_hand = "# About it.\n# More.\n\nuint8 MOST = 255\nstring NAME = \"a \\\"name\\\"\"\n\
                   builtin_interfaces/Time stamp\nfloat64 speed 1.5\nfloat64[3] values\nstring<=10[<=4] names\n\
                   uint8[] data [1, 2]\nbyte flags\nwstring wide\nbool on\n";
    let code = |name: &str, text: &str| {
        let folder = Folder::new().with(name, text);
        folder.output(&Interfaces::new().directory("a_msgs")).expect("it is right").code
    };
    let (idl, msg) = (code("a_msgs/msg/A.idl", IDL), code("a_msgs/msg/A.msg", by_hand));
    let hash = |code: &str| code.split_once("RIHS01_").map(|(_, rest)| rest[..64].to_owned());
    assert_eq!(hash(&idl), hash(&msg));
    for line in [
        "#[doc = \" In m/s.\"]",
        "pub const MOST: u8 = 255;",
        "pub const NAME: &'static str = \"a \\\"name\\\"\";",
        "data: ::std::vec![1, 2],",
        "#[doc = \" About it.\"]",
    ] {
        assert!(idl.contains(line), "{line} is not in {idl}");
    }
}

#[test]
fn a_definition_goes_before_the_idl_that_was_made_of_it() {
    let folder = Folder::new().with("a_msgs/msg/A.idl", IDL).with("a_msgs/msg/A.msg", "int32 x\n");
    let code = folder.output(&Interfaces::new().directory("a_msgs")).expect("it is right").code;
    assert!(code.contains("pub x: i32,") && !code.contains("speed"), "{code}");
}

#[test]
fn what_ros_does_not_have_is_named_at_its_line() {
    let folder = Folder::new()
        .with("a_msgs/msg/A.idl", "module a_msgs {\n  module msg {\n    union A { };\n  };\n};\n");
    let error = folder.output(&Interfaces::new().directory("a_msgs")).err().expect("a union");
    assert_eq!(
        folder.told(&error),
        "a_msgs/msg/A.idl:3: `union` is no definition of ROS 2\n  help: ROS 2's own types are structs, with constants and typedefs"
    );
}

#[test]
fn a_module_of_another_package_is_refused_however_deep_it_goes() {
    let told = |text: &str| {
        let folder = Folder::new().with("a_msgs/msg/A.idl", text);
        folder.told(&folder.output(&Interfaces::new().directory("a_msgs")).err().expect("another module"))
    };
    let help = "help: put the definition into `module a_msgs { module msg { .. }; };`";
    assert_eq!(
        told("module b_msgs { module msg { struct A { long x; }; }; };\n"),
        format!("a_msgs/msg/A.idl:1: module `b_msgs` stands in the directory `msg` of `a_msgs`\n  {help}")
    );
    assert_eq!(
        told(&"module a_msgs { module msg { ".repeat(50_000)),
        format!(
            "a_msgs/msg/A.idl:1: module `a_msgs::msg::a_msgs` stands in the directory `msg` of `a_msgs`\n  {help}"
        )
    );
}
