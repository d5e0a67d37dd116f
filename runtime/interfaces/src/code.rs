//! Definitions as Rust.

mod docs;
mod literal;
mod message;
mod structure;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;

use crate::describe::Describer;
use crate::model::{Action, Element, Package, Service, Structure};
use crate::names;
use crate::resolve::Types;

/// Keeps an impl out of what rustc lists where a type of the user's has none: that is dozens, and none of them helps.
const QUIET: &str = "#[diagnostic::do_not_recommend]";

/// What stands where, for the code that is generated.
pub(crate) struct Context<'a> {
    pub(crate) types: &'a Types<'a>,
    /// The packages that are found elsewhere, each with the path of the module that has it.
    elsewhere: BTreeMap<String, String>,
    describer: RefCell<Describer<'a>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(types: &'a Types<'a>, elsewhere: BTreeMap<String, String>) -> Context<'a> {
        Context { types, elsewhere, describer: RefCell::new(Describer::new(types)) }
    }

    fn hash(&self, structure: &Structure) -> String {
        self.describer.borrow_mut().structure(structure).hash()
    }

    /// The path of a message, from within a module `package::kind`.
    fn path(&self, package: &str, name: &str) -> String {
        let name = names::rust_type(name);
        let inside = names::rust_field(package);
        match self.elsewhere.get(package) {
            Some(module) => format!("{module}::{inside}::msg::{name}"),
            None => format!("super::super::{inside}::msg::{name}"),
        }
    }

    /// The type of one element of a field.
    fn element(&self, element: &Element) -> String {
        match element {
            Element::Primitive(primitive) => primitive.rust().to_owned(),
            Element::String { .. } | Element::WString { .. } => "::std::string::String".to_owned(),
            Element::Message { package, name } => self.path(package, name),
        }
    }
}

/// The packages, as items of a module that has the runtime as `__rosweave`.
pub(crate) fn of(packages: &[&Package], context: &Context<'_>) -> String {
    let mut code = String::new();
    for package in packages {
        self::package(&mut code, package, context);
    }
    code
}

/// What the code that is generated is no style of.
const ALLOW: &str =
    "#[allow(unreachable_pub, dead_code, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]";

fn package(code: &mut String, package: &Package, context: &Context<'_>) {
    let name = &package.name;
    doc(code, &[format!("The types of the ROS 2 package `{name}`.")]);
    let _ = writeln!(code, "{ALLOW}\npub mod {} {{", names::rust_field(name));
    if !package.messages.is_empty() {
        module(code, "msg", "Messages.");
        for message in &package.messages {
            structure::write(code, message, context, &format!("The ROS 2 message `{}`.", message.ros_name()));
        }
        code.push_str("}\n");
    }
    if !package.services.is_empty() {
        module(code, "srv", "Services, with their requests and responses.");
        for service in &package.services {
            self::service(code, service, context);
        }
        code.push_str("}\n");
    }
    if !package.actions.is_empty() {
        module(code, "action", "Actions, with their goals, results and feedback.");
        for action in &package.actions {
            self::action(code, action, context);
        }
        code.push_str("}\n");
    }
    code.push_str("}\n");
}

fn module(code: &mut String, name: &str, about: &str) {
    let _ = writeln!(code, "/// {about}\npub mod {name} {{");
    code.push_str("#[allow(unused_imports)]\nuse super::super::__rosweave::__private::interfaces as __i;\n");
}

fn service(code: &mut String, service: &Service, context: &Context<'_>) {
    let Service { name, request, response } = service;
    let ros_name = format!("{}/srv/{name}", request.package);
    structure::write(code, request, context, &format!("The request of the ROS 2 service `{ros_name}`."));
    structure::write(code, response, context, &format!("The response of the ROS 2 service `{ros_name}`."));
    let source = message::source(&request.source);
    let (request, response, name) = (request.rust_name(), response.rust_name(), names::rust_type(name));
    doc(code, &[format!("The ROS 2 service `{ros_name}`: [`{request}`] and [`{response}`].")]);
    let _ = writeln!(code, "#[derive(Clone, Copy, Debug)]\npub struct {name};");
    let _ = writeln!(
        code,
        "{QUIET}\nimpl __i::Service for {name} {{ type Request = {request}; type Response = {response}; }}"
    );
    let _ = writeln!(code, "{QUIET}\nimpl __i::NamedService for {name} {{");
    parts(code, &ros_name, &source, &[("request", "Request", &request), ("response", "Response", &response)]);
}

fn action(code: &mut String, action: &Action, context: &Context<'_>) {
    let Action { name, goal, result, feedback } = action;
    let ros_name = format!("{}/action/{name}", goal.package);
    for (part, noun) in [(goal, "goal"), (result, "result"), (feedback, "feedback")] {
        structure::write(code, part, context, &format!("The {noun} of the ROS 2 action `{ros_name}`."));
    }
    let source = message::source(&goal.source);
    let [goal, result, feedback] = [goal, result, feedback].map(|part| part.rust_name());
    let name = names::rust_type(name);
    doc(code, &[format!("The ROS 2 action `{ros_name}`: [`{goal}`], [`{result}`] and [`{feedback}`].")]);
    let _ = writeln!(code, "#[derive(Clone, Copy, Debug)]\npub struct {name};");
    let _ = writeln!(
        code,
        "{QUIET}\nimpl __i::Action for {name} {{ type Goal = {goal}; type Result = {result}; type Feedback = {feedback}; }}"
    );
    let _ = writeln!(code, "{QUIET}\nimpl __i::NamedAction for {name} {{");
    let named = [("goal", "Goal", &goal), ("result", "Result", &result), ("feedback", "Feedback", &feedback)];
    parts(code, &ros_name, &source, &named);
}

/// What a service or action is to the runtime, by its parts.
fn parts(code: &mut String, ros_name: &str, source: &str, parts: &[(&str, &str, &String)]) {
    let _ = writeln!(code, "const TYPE_NAME: &'static str = {ros_name:?};");
    let _ = writeln!(code, "const SOURCE: ::core::option::Option<__i::Source> = {source};");
    for (noun, associated, ty) in parts {
        let constant = noun.to_uppercase();
        let _ = writeln!(
            code,
            "const {constant}: ::core::option::Option<&'static __i::Description> = \
             <{ty} as __i::Message>::DESCRIPTION;\n\
             fn check_{noun}({noun}: &Self::{associated}) -> ::core::result::Result<(), __i::OutOfBounds> {{\n\
             __i::Message::check_bounds({noun})\n}}"
        );
    }
    code.push_str("}\n");
}

/// Compares the types of a package that another crate has with the definitions that are here.
pub(crate) fn same(package: &Package, module: &str, context: &Context<'_>) -> String {
    let mut code = String::from("const _: () = {\nuse __rosweave::__private::interfaces as __i;\n");
    for message in &package.messages {
        let (name, hash) = (message.ros_name(), context.hash(message));
        let path = context.path(&package.name, &message.name);
        let text =
            format!("`{name}` of `{module}` has another definition than {}", message.source.path.display());
        let _ = writeln!(code, "__i::same(<{path} as __i::Message>::DESCRIPTION, {hash:?}, {text:?});");
    }
    code.push_str("};\n");
    code
}

/// A macro that names all types to one of the caller's, for tests.
pub(crate) fn list(name: &str, packages: &[&Package]) -> String {
    let mut code =
        format!("#[doc(hidden)]\n#[macro_export]\nmacro_rules! {name} {{\n($then:ident) => {{\n$then! {{\n");
    for package in packages {
        let name = names::rust_field(&package.name);
        for message in &package.messages {
            let _ = writeln!(code, "message {name}::msg::{},", message.rust_name());
        }
        for service in &package.services {
            let (request, response) = (service.request.rust_name(), service.response.rust_name());
            let service = names::rust_type(&service.name);
            let _ = writeln!(code, "service {name}::srv::{service} {request} {response},");
        }
        for action in &package.actions {
            let parts = [&action.goal, &action.result, &action.feedback].map(|part| part.rust_name());
            let action = names::rust_type(&action.name);
            let _ = writeln!(code, "action {name}::action::{action} {},", parts.join(" "));
        }
    }
    code.push_str("}\n};\n}\n");
    code
}

fn doc(code: &mut String, paragraphs: &[String]) {
    for line in paragraphs.join("\n\n").lines() {
        let _ = writeln!(code, "#[doc = {:?}]", format!(" {line}"));
    }
}
