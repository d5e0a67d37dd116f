//! The struct half: the node's options and its fields.

use syn::{
    Attribute, Data, DataStruct, DeriveInput, Fields, Generics, Ident, LitStr, Path, Type, Visibility,
};

use super::generics;
use super::parameter::Parameter;
use crate::attr::docs;
use crate::errors::{Errors, Family};
use crate::options::{
    ActionClientOptions, ClientOptions, Docs, Form, NodeOptions, OnPanic, ParameterClientOptions,
    PublisherOptions, TimerHandleOptions,
};
use crate::qos::Qos;
use crate::syntax::{last_name, peel};
use crate::text;

/// A node's struct.
pub(crate) struct NodeStruct {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) krate: Option<Path>,
    pub(crate) name: LitStr,
    pub(crate) namespace: Option<LitStr>,
    pub(crate) on_panic: OnPanic,
    pub(crate) allow_undeclared: bool,
    /// Whether `#[node]` has taken something wrong out of it.
    pub(crate) refused: bool,
    pub(crate) docs: String,
    /// Whether its docs get a section.
    pub(crate) page: Docs,
    pub(crate) fields: Vec<Field>,
}

/// A field of it.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) docs: String,
    /// The attribute that makes it a handle.
    pub(crate) attr: Option<Attribute>,
    pub(crate) role: FieldRole,
}

/// What a field is.
pub(crate) enum FieldRole {
    Client {
        service: LitStr,
        timeout: Option<u64>,
    },
    ActionClient {
        action: LitStr,
        timeout: Option<u64>,
    },
    Publisher {
        topic: LitStr,
        qos: Qos,
        overridable: bool,
    },
    Timer {
        callback: LitStr,
    },
    Parameter(Box<Parameter>),
    Plain,
    /// A handle whose attribute is wrong.
    Faulty,
}

impl Field {
    pub(crate) fn is_handle(&self) -> bool {
        !matches!(self.role, FieldRole::Plain)
    }

    /// A handle of the transport's whose attribute could be read.
    pub(crate) fn is_sound_handle(&self) -> bool {
        self.is_handle() && !matches!(self.role, FieldRole::Faulty | FieldRole::Parameter(_))
    }

    /// How its parameters are declared, if it has some.
    pub(crate) fn parameter(&self) -> Option<&Parameter> {
        match &self.role {
            FieldRole::Parameter(parameter) => Some(parameter),
            _ => None,
        }
    }
}

pub(crate) const NODE: Form = Form::new("node", "name", "\"talker\"");
const CLIENT: Form = Form::new("client", "service", "\"add_two_ints\"");
const ACTION_CLIENT: Form = Form::new("action_client", "action", "\"fibonacci\"");
const PARAMETER_CLIENT: Form = Form::new("parameter_client", "node", "\"/camera\"");
const PUBLISHER: Form = Form::new("publisher", "topic", "\"chatter\"");
const TIMER_HANDLE: Form = Form::new("timer_handle", "timer", "\"tick\"");

impl NodeStruct {
    /// Reads a struct. `Err`: it can not be a node.
    pub(crate) fn read(input: &DeriveInput, errors: &mut Errors) -> Result<NodeStruct, ()> {
        let options = read_options(&input.attrs, errors);
        let krate = options.krate.map(|krate| krate.0);
        let fields = errors.take(fields(input)).ok_or(())?;
        if let Some(lifetime) = input.generics.lifetimes().next() {
            errors.push(Family::Node.fault(
                lifetime,
                format!("a node lives on its own, and `{}` borrows for `{}`", input.ident, lifetime.lifetime),
                "own the data, or share it with `Arc`",
            ));
            return Err(());
        }
        if let Some(param) = generics::unbounded(&input.generics) {
            errors.push(generics::refusal(&input.ident, &input.generics, param));
            return Err(());
        }
        let default_name = text::snake_case(&text::name(&input.ident));
        Ok(NodeStruct {
            ident: input.ident.clone(),
            generics: input.generics.clone(),
            krate,
            name: options.name.map_or_else(|| LitStr::new(&default_name, input.ident.span()), |name| name.0),
            namespace: options.namespace.map(|namespace| namespace.0),
            on_panic: options.on_panic.unwrap_or(OnPanic::Stop),
            allow_undeclared: options.allow_undeclared.is_some(),
            refused: input.attrs.iter().any(|attr| attr.path().is_ident("rosweave_refused")),
            docs: docs(&input.attrs),
            page: options.docs.unwrap_or(Docs::On),
            fields: fields.into_iter().flatten().filter_map(|field| read_field(field, errors)).collect(),
        })
    }
}

/// The options, which `#[node]` hands on in a helper attribute.
pub(crate) fn read_options(attrs: &[Attribute], errors: &mut Errors) -> NodeOptions {
    let attr = attrs.iter().find(|attr| attr.path().is_ident("rosweave_node"));
    attr.and_then(|attr| errors.all(NODE.read(attr))).unwrap_or_default()
}

/// The named fields; `None` of a unit struct.
fn fields(
    input: &DeriveInput,
) -> syn::Result<Option<&syn::punctuated::Punctuated<syn::Field, syn::Token![,]>>> {
    let what = |noun: &str| format!("`{}` is {noun}, and a node is a struct with named fields", input.ident);
    let help = format!("write `struct {} {{ .. }}`", input.ident);
    match &input.data {
        Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) => Ok(Some(&fields.named)),
        Data::Struct(DataStruct { fields: Fields::Unit, .. }) => Ok(None),
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => {
            Err(Family::Node.fault(fields, what("a tuple struct"), "give each field a name"))
        }
        Data::Enum(data) => Err(Family::Node.fault(data.enum_token, what("an enum"), help)),
        Data::Union(data) => Err(Family::Node.fault(data.union_token, what("a union"), help)),
    }
}

/// The attributes that make a field a handle.
const HANDLES: [&str; 6] =
    ["client", "action_client", "parameter_client", "publisher", "timer_handle", "parameter"];

fn read_field(field: &syn::Field, errors: &mut Errors) -> Option<Field> {
    let ident = field.ident.clone()?;
    let is_mark = |attr: &&Attribute| HANDLES.iter().any(|name| attr.path().is_ident(name));
    let mut marks = field.attrs.iter().filter(is_mark);
    let attr = field.attrs.iter().find(is_mark).cloned();
    let role = match (marks.next(), marks.next()) {
        (None, _) => FieldRole::Plain,
        (Some(attr), None) if attr.path().is_ident("parameter") => {
            let parameter = Parameter::read(&ident, &field.ty, attr, errors);
            parameter.map_or(FieldRole::Faulty, |parameter| FieldRole::Parameter(Box::new(parameter)))
        }
        (Some(attr), None) => {
            let role = read_role(attr, errors);
            let typed = errors.take(check_type(&ident, &field.ty, attr));
            role.and_then(|role| typed.map(|()| role)).unwrap_or(FieldRole::Faulty)
        }
        (Some(first), Some(second)) => {
            let (a, b) = (text::of(first.path()), text::of(second.path()));
            errors.push(Family::Node.fault(
                second.path(),
                format!("`{ident}` is two handles at once: `#[{a}]` and `#[{b}]`"),
                "give each a field of its own",
            ));
            FieldRole::Faulty
        }
    };
    let docs = docs(&field.attrs);
    let (name, vis, ty) = (text::name(&ident), field.vis.clone(), field.ty.clone());
    Some(Field { ident, name, vis, ty, docs, attr, role })
}

/// Types that everybody knows to be no handle. Others may be an alias of one; that is for rustc to say.
const NO_HANDLES: [&str; 24] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64", "String", "Vec", "Option", "Box", "Arc", "Rc", "Mutex",
];

fn check_type(ident: &Ident, ty: &Type, attr: &Attribute) -> syn::Result<()> {
    let attribute = text::of(attr.path());
    let handles = ["Client", "Publisher", "Timer", "ActionClient", "ParameterClient"];
    let (wanted, example, meaning) = match attribute.as_str() {
        "client" => (handles[0], "Client<S, G>", ": the service's type, and the group of its replies"),
        "action_client" => {
            (handles[3], "ActionClient<A, G>", ": the action's type, and the group of what comes back")
        }
        "parameter_client" => (handles[4], "ParameterClient<G>", ": the group of what comes back"),
        "publisher" => (handles[1], "Publisher<M>", ": the message's type"),
        _ => (handles[2], "Timer", ""),
    };
    let known = match (last_name(ty).as_deref(), peel(ty)) {
        (Some(name), _) => NO_HANDLES.contains(&name) || (name != wanted && handles.contains(&name)),
        (None, ty) => !matches!(ty, Type::Macro(_) | Type::Path(_) | Type::Verbatim(_)),
    };
    if !known {
        return Ok(());
    }
    let what = format!("`{ident}` is a `#[{attribute}]`, and `{}` is no `{wanted}`", text::of(ty));
    Err(Family::Node.fault(ty, what, format!("write `{ident}: {example}`{meaning}")))
}

fn read_role(attr: &Attribute, errors: &mut Errors) -> Option<FieldRole> {
    if attr.path().is_ident("client") {
        let options: ClientOptions = errors.all(CLIENT.read(attr))?;
        let service = required(CLIENT, attr, options.service, errors)?;
        Some(FieldRole::Client { service, timeout: options.timeout.map(|timeout| timeout.0) })
    } else if attr.path().is_ident("action_client") {
        let options: ActionClientOptions = errors.all(ACTION_CLIENT.read(attr))?;
        let action = required(ACTION_CLIENT, attr, options.action, errors)?;
        Some(FieldRole::ActionClient { action, timeout: options.timeout.map(|timeout| timeout.0) })
    } else if attr.path().is_ident("parameter_client") {
        let options: ParameterClientOptions = errors.all(PARAMETER_CLIENT.read(attr))?;
        let node = required(PARAMETER_CLIENT, attr, options.node, errors)?;
        // To the check it is a client of a service that no group handles; its other services wait alike.
        let service = LitStr::new(&format!("{}/get_parameters", node.value()), node.span());
        Some(FieldRole::Client { service, timeout: options.timeout.map(|timeout| timeout.0) })
    } else if attr.path().is_ident("publisher") {
        let options: PublisherOptions = errors.all(PUBLISHER.read(attr))?;
        let topic = required(PUBLISHER, attr, options.topic, errors)?;
        let overridable = options.qos_overrides.is_some();
        Some(FieldRole::Publisher { topic, qos: options.qos.unwrap_or_default(), overridable })
    } else {
        let options: TimerHandleOptions = errors.all(TIMER_HANDLE.read(attr))?;
        let callback = required(TIMER_HANDLE, attr, options.timer, errors)?;
        Some(FieldRole::Timer { callback })
    }
}

fn required(
    form: Form,
    attr: &Attribute,
    text: Option<crate::options::value::Text>,
    errors: &mut Errors,
) -> Option<LitStr> {
    if text.is_none() {
        errors.push(form.missing(attr));
    }
    text.map(|text| text.0)
}
