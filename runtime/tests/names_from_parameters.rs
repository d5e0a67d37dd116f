//! Topics and services whose names come from read-only parameters.
#![allow(missing_docs)]

use rosweave::prelude::*;
use rosweave::testing::World;

#[derive(Debug)]
struct Grab;

impl Service for Grab {
    type Request = ();
    type Response = u32;
}

#[node]
struct Camera {
    /// Where the pictures come from.
    #[parameter(default = "front", read_only)]
    camera: Parameter<String>,
    #[publisher("~/$(camera)/small")]
    small: Publisher<u32>,
}

#[node]
impl Camera {
    #[subscribe("$(camera)/image")]
    fn on_image(&self, size: &u32) -> Result<(), PublishError> {
        self.small.publish(size / 2)
    }

    #[service("$(camera)/grab", type = Grab)]
    fn grab(&self, (): ()) -> u32 {
        7
    }
}

fn halved(options: NodeOptions, heard: &str, said: &str) {
    let world = World::new(1);
    let small = world.subscribe::<u32>(said).expect("a probe");
    let _camera = world.start_with::<Camera>(options).expect("it starts");
    world.publish(heard, 8_u32).expect("it is sent");
    world.settle();
    assert_eq!(small.take(), [4], "{heard} to {said}");
}

#[test]
fn names_are_filled_with_what_the_parameters_start_with() {
    halved(NodeOptions::new(), "/front/image", "/camera/front/small");
    let args = rosweave::Args::parse(["--ros-args", "-p", "camera:=rear"]).expect("they are right");
    halved(NodeOptions::new().args(&args), "/rear/image", "/camera/rear/small");
}

#[test]
fn what_they_become_is_remapped() {
    let options = NodeOptions::new().parameter("camera", "rear").remap("rear/image", "/bag/image");
    halved(options, "/bag/image", "/camera/rear/small");
}

#[test]
fn services_have_such_names_too() {
    let world = World::new(1);
    let options = NodeOptions::new().namespace("/left").parameter("camera", "rear");
    let _camera = world.start_with::<Camera>(options).expect("it starts");
    assert_eq!(world.call::<Grab>("/left/rear/grab", ()).expect("it answers"), 7);
}

#[node]
struct Loose {
    #[parameter(default = "a")]
    topic: Parameter<String>,
}

#[node]
impl Loose {
    #[subscribe("$(topic)")]
    fn on_topic(&self, _: &u32) {}
}

#[node]
struct Unknown {
    #[publisher("$(nowhere)")]
    out: Publisher<u32>,
}

#[node]
impl Unknown {
    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn what_can_be_no_name_is_told_when_the_node_starts() {
    fn refused<N: rosweave::Node>(options: NodeOptions) -> String {
        let told = World::new(1).start_with::<N>(options);
        told.expect_err("it can not start").to_string()
    }
    let told = refused::<Camera>(NodeOptions::new().parameter("camera", "a b"));
    assert!(told.contains("is no valid name here"), "{told}");
    let told = refused::<Camera>(NodeOptions::new().parameter("camera", 7));
    assert!(told.contains("the parameter `camera` is given as 7, which is no text"), "{told}");
    let told = refused::<Loose>(NodeOptions::new());
    assert_eq!(
        told,
        "`/loose` can not use the name `$(topic)`: the parameter `topic` may change while the node runs, and a name \
         can not: make it `read_only`"
    );
    let told = refused::<Unknown>(NodeOptions::new());
    assert_eq!(told, "`/unknown` can not use the name `$(nowhere)`: the node has no parameter `nowhere`");
}
