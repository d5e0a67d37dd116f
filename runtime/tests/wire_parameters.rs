//! On a wire, too, a node that hangs in all of its groups can still be asked for its parameters, and told others.
#![cfg(any(feature = "dds", feature = "r2r"))]
#![allow(missing_docs)]

#[cfg(feature = "dds")]
mod network;

use std::sync::mpsc;
use std::time::Duration;

use rosweave::msgs::rcl_interfaces::msg::{
    Parameter as Named, ParameterEvent, ParameterValue, SetParametersResult,
};
use rosweave::msgs::rcl_interfaces::srv::{
    DescribeParameters, DescribeParametersRequest, GetParameterTypes, GetParameterTypesRequest,
    GetParameters, GetParametersRequest, ListParameters, ListParametersRequest, SetParameters,
    SetParametersAtomically, SetParametersAtomicallyRequest, SetParametersRequest,
};
use rosweave::prelude::*;
use rosweave::{Node, Transport};

#[derive(Group, Default)]
struct Side;

#[node]
struct Hanging {
    #[parameter(default = 1.0, range = 0.0..=10.0)]
    rate: Parameter<f64>,
    entered: mpsc::Sender<()>,
}

#[node]
impl Hanging {
    #[init]
    fn init(h: Handles<Self>, entered: mpsc::Sender<()>) -> Self {
        Hanging { rate: h.rate, entered }
    }

    #[timer("1ms", once)]
    fn block(&self, _cx: &Cx) {
        self.hang();
    }

    #[timer("1ms", once)]
    #[group(Side)]
    async fn block_too(&self) {
        self.hang();
    }
}

impl Hanging {
    fn hang(&self) {
        let _ = self.entered.send(());
        loop {
            std::thread::park();
        }
    }
}

#[node]
struct Tool {
    #[client("/hanging/get_parameters", timeout = "20s")]
    get: Client<GetParameters>,
    #[client("/hanging/get_parameter_types", timeout = "20s")]
    types: Client<GetParameterTypes>,
    #[client("/hanging/describe_parameters", timeout = "20s")]
    describe: Client<DescribeParameters>,
    #[client("/hanging/list_parameters", timeout = "20s")]
    list: Client<ListParameters>,
    #[client("/hanging/set_parameters", timeout = "20s")]
    set: Client<SetParameters>,
    #[client("/hanging/set_parameters_atomically", timeout = "20s")]
    set_all: Client<SetParametersAtomically>,
    told: mpsc::Sender<ParameterEvent>,
}

#[node]
impl Tool {
    #[init]
    fn init(h: Handles<Self>, told: mpsc::Sender<ParameterEvent>) -> Self {
        let (get, types, describe) = (h.get, h.types, h.describe);
        let (list, set, set_all) = (h.list, h.set, h.set_all);
        Tool { get, types, describe, list, set, set_all, told }
    }

    #[subscribe("/parameter_events", qos(depth = 1000))]
    fn on_event(&self, event: ParameterEvent) {
        let _ = self.told.send(event);
    }
}

fn double(value: f64) -> ParameterValue {
    ParameterValue { r#type: 3, double_value: value, ..Default::default() }
}

fn rate(value: f64) -> Vec<Named> {
    vec![Named { name: "rate".to_owned(), value: double(value) }]
}

async fn ask(tool: &NodeHandle<Tool>) -> Result<(), CallError> {
    let (node, cx) = (tool.node(), tool.async_cx());
    let names = vec!["rate".to_owned()];
    for _ in 0..2 {
        assert!(node.get.wait_for_service_timeout(&cx, Duration::from_secs(20)).await);
        assert!(node.set_all.wait_for_service_timeout(&cx, Duration::from_secs(20)).await);
    }
    let list = node.list.call(&cx, ListParametersRequest::default()).await?;
    let own = list.result.names.iter().filter(|name| !name.starts_with("qos_overrides."));
    assert_eq!(own.collect::<Vec<_>>(), ["rate", "start_type_description_service", "use_sim_time"]);
    let types = node.types.call(&cx, GetParameterTypesRequest { names: names.clone() }).await?;
    assert_eq!(types.types, [3]);
    let told = node.describe.call(&cx, DescribeParametersRequest { names: names.clone() }).await?;
    assert_eq!(told.descriptors[0].floating_point_range[0].to_value, 10.0);
    let told = node.set.call(&cx, SetParametersRequest { parameters: rate(2.0) }).await?;
    assert_eq!(told.results, [SetParametersResult { successful: true, reason: String::new() }]);
    let told = node.set_all.call(&cx, SetParametersAtomicallyRequest { parameters: rate(20.0) }).await?;
    assert!(told.result.reason.contains("doesn't comply with floating point range"), "{told:?}");
    let told = node.get.call(&cx, GetParametersRequest { names }).await?;
    assert_eq!(told.values, [double(2.0)]);
    Ok(())
}

#[cfg(feature = "dds")]
#[test]
fn a_node_on_dds_that_hangs_in_all_of_its_groups_can_still_be_asked_and_told() {
    let options = network::free_domain();
    a_node_that_hangs_can_be_asked(|| options.clone().open().expect("a participant"));
}

#[cfg(feature = "r2r")]
#[test]
fn a_node_on_r2r_that_hangs_in_all_of_its_groups_can_still_be_asked_and_told() {
    a_node_that_hangs_can_be_asked(|| rosweave::R2r::open().expect("a sourced ROS 2"));
}

fn a_node_that_hangs_can_be_asked<T: Transport>(open: impl Fn() -> T)
where
    Tool: Node<T>,
    Hanging: Node<T>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (entered, hangs) = mpsc::channel::<()>();
    let (told, events) = mpsc::channel::<ParameterEvent>();
    runtime.block_on(async {
        let [here, there] = [open(), open()];
        let tool = NodeOptions::new().with(told).start_on::<Tool, _>(&here).await.expect("it starts");
        let hanging = NodeOptions::new().with(entered).grace(Duration::ZERO);
        let hanging = hanging.start_on::<Hanging, _>(&there).await.expect("it starts");
        hangs.recv().expect("the first group hangs");
        hangs.recv().expect("the second one, too");
        ask(&tool).await.expect("all are answered");
        assert_eq!(hanging.node().rate.get(), 2.0);
        let changed = events.iter().find(|event| !event.changed_parameters.is_empty()).expect("it is told");
        assert_eq!((changed.node.as_str(), changed.changed_parameters), ("/hanging", rate(2.0)));
    });
    runtime.shutdown_background();
}
