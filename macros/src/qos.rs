//! Quality of service in attributes: `qos = sensor_data`, `qos(sensor_data, depth = 20)`.

use std::time::Duration;

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::TokenStream;
use quote::quote;
use rosweave_describe::{Durability, Liveliness, Qos as Described, Reliability};
use syn::{Expr, ExprLit, Lit, Meta};

use crate::options::value::{Count, Timeout, bad, choice, nested, ungroup};
use crate::options::words::{reword, suggestion};
use crate::text;

/// A quality of service as it is written.
#[derive(Clone, Default)]
pub(crate) struct Qos {
    preset: Option<Preset>,
    policies: Policies,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Preset {
    Default,
    SensorData,
    Services,
    Parameters,
    SystemDefault,
}

const PRESETS: [(&str, Preset); 5] = [
    ("default", Preset::Default),
    ("sensor_data", Preset::SensorData),
    ("services", Preset::Services),
    ("parameters", Preset::Parameters),
    ("system_default", Preset::SystemDefault),
];

#[derive(Clone, Default, FromMeta)]
#[darling(default)]
struct Policies {
    depth: Option<Count>,
    history: Option<History>,
    #[darling(with = self::reliability)]
    reliability: Option<Reliability>,
    #[darling(with = self::durability)]
    durability: Option<Durability>,
    deadline: Option<Timeout>,
    lifespan: Option<Timeout>,
    #[darling(with = self::liveliness)]
    liveliness: Option<Liveliness>,
    lease: Option<Timeout>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum History {
    KeepLast,
    KeepAll,
}

impl FromMeta for History {
    fn from_meta(meta: &Meta) -> Result<History> {
        choice(meta, &[("keep_last", History::KeepLast), ("keep_all", History::KeepAll)])
    }
}

fn reliability(meta: &Meta) -> Result<Option<Reliability>> {
    choice(meta, &[("reliable", Reliability::Reliable), ("best_effort", Reliability::BestEffort)]).map(Some)
}

fn durability(meta: &Meta) -> Result<Option<Durability>> {
    let words = [("volatile", Durability::Volatile), ("transient_local", Durability::TransientLocal)];
    choice(meta, &words).map(Some)
}

fn liveliness(meta: &Meta) -> Result<Option<Liveliness>> {
    let words = [("automatic", Liveliness::Automatic), ("manual_by_topic", Liveliness::ManualByTopic)];
    choice(meta, &words).map(Some)
}

impl FromMeta for Qos {
    fn from_meta(meta: &Meta) -> Result<Qos> {
        if let Meta::NameValue(pair) = meta
            && let Expr::Lit(ExprLit { lit: Lit::Int(depth), .. }) = ungroup(&pair.value)
        {
            return Err(bad(depth, "a depth is given by its name", format!("write `qos(depth = {depth})`")));
        }
        match meta {
            Meta::NameValue(pair) => {
                if let Some((policy, word)) = policy_of(&pair.value) {
                    let what = format!("`{word}` is one policy, and no preset of all of them");
                    return Err(bad(&pair.value, what, format!("write `qos({policy} = {word})`")));
                }
                let preset = Some(choice(meta, &PRESETS)?);
                Ok(Qos { preset, policies: Policies::default() })
            }
            Meta::List(list) => Qos::from_items(nested(meta, list.tokens.clone())?),
            Meta::Path(_) => Err(bad(
                meta,
                "`qos` takes a preset or policies",
                "write `qos = sensor_data` or `qos(depth = 10)`",
            )),
        }
    }
}

/// The policy that has this word for a value.
fn policy_of(value: &Expr) -> Option<(&'static str, String)> {
    let word = match ungroup(value) {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value(),
        other => text::of(other),
    };
    let policy = match word.as_str() {
        "reliable" | "best_effort" => "reliability",
        "volatile" | "transient_local" => "durability",
        "keep_last" | "keep_all" => "history",
        "automatic" | "manual_by_topic" => "liveliness",
        _ => return None,
    };
    Some((policy, word))
}

impl Qos {
    fn from_items(items: Vec<NestedMeta>) -> Result<Qos> {
        let mut preset = None;
        let mut rest = Vec::new();
        for item in items {
            match &item {
                NestedMeta::Meta(Meta::Path(path)) if preset.is_none() => match preset_named(path) {
                    Some(known) => preset = Some(known),
                    None => return Err(no_preset(path)),
                },
                NestedMeta::Lit(lit) => {
                    return Err(bad(
                        lit,
                        "the policies of `qos` have names",
                        "write `qos(depth = 10)` or `qos(sensor_data, depth = 10)`",
                    ));
                }
                _ => rest.push(item),
            }
        }
        let policies = Policies::from_list(&rest).map_err(in_our_words)?;
        if let (Some(depth), Some(History::KeepAll)) = (&policies.depth, policies.history) {
            return Err(bad(
                &depth.name,
                "`depth` says how many to keep, and `history = keep_all` keeps all",
                "leave one of them out",
            ));
        }
        Ok(Qos { preset, policies })
    }

    /// What it comes to.
    pub(crate) fn describe(&self) -> Described {
        let mut qos = match self.preset.unwrap_or(Preset::Default) {
            Preset::Default | Preset::Services | Preset::SystemDefault => Described::DEFAULT,
            Preset::Parameters => Described::PARAMETERS,
            Preset::SensorData => Described::SENSOR_DATA,
        };
        let Policies { depth, history, reliability, durability, liveliness, deadline, lifespan, lease } =
            &self.policies;
        if let Some(Count { value, .. }) = depth {
            qos.depth = Some(*value);
        } else if *history == Some(History::KeepAll) {
            qos.depth = None;
        }
        qos.reliability = reliability.unwrap_or(qos.reliability);
        qos.durability = durability.unwrap_or(qos.durability);
        qos.liveliness = liveliness.unwrap_or(qos.liveliness);
        let time = |time: &Option<Timeout>| time.map(|Timeout(nanos)| Duration::from_nanos(nanos));
        (qos.deadline, qos.lifespan, qos.lease) = (time(deadline), time(lifespan), time(lease));
        qos
    }

    /// The expression of the runtime's `Qos`, const.
    pub(crate) fn expand(&self, p: &TokenStream) -> TokenStream {
        let base = match self.preset.unwrap_or(Preset::Default) {
            Preset::Default => quote!(DEFAULT),
            Preset::SensorData => quote!(SENSOR_DATA),
            Preset::Services => quote!(SERVICES),
            Preset::Parameters => quote!(PARAMETERS),
            Preset::SystemDefault => quote!(SYSTEM_DEFAULT),
        };
        let policies = self.policies.expand(p);
        quote!(#p::Qos::#base #policies)
    }
}

impl Policies {
    /// The calls that set the policies.
    fn expand(&self, p: &TokenStream) -> TokenStream {
        let mut calls = TokenStream::new();
        if let Some(Count { value, .. }) = self.depth {
            calls.extend(quote!(.with_history(#p::History::KeepLast(#value))));
        } else if self.history == Some(History::KeepAll) {
            calls.extend(quote!(.with_history(#p::History::KeepAll)));
        }
        calls.extend(self.reliability.map(|reliability| match reliability {
            Reliability::Reliable => quote!(.with_reliability(#p::Reliability::Reliable)),
            Reliability::BestEffort => quote!(.with_reliability(#p::Reliability::BestEffort)),
        }));
        calls.extend(self.durability.map(|durability| match durability {
            Durability::Volatile => quote!(.with_durability(#p::Durability::Volatile)),
            Durability::TransientLocal => quote!(.with_durability(#p::Durability::TransientLocal)),
        }));
        calls.extend(self.liveliness.map(|liveliness| match liveliness {
            Liveliness::Automatic => quote!(.with_liveliness(#p::Liveliness::Automatic)),
            Liveliness::ManualByTopic => quote!(.with_liveliness(#p::Liveliness::ManualByTopic)),
        }));
        let times = [
            (quote!(with_deadline), self.deadline),
            (quote!(with_lifespan), self.lifespan),
            (quote!(with_lease), self.lease),
        ];
        for (set, time) in times {
            calls.extend(time.map(|Timeout(nanos)| quote!(.#set(#p::Duration::from_nanos(#nanos)))));
        }
        calls
    }
}

fn in_our_words(error: Error) -> Error {
    let errors = error.flatten().into_iter().map(|error| {
        let error = syn::Error::from(error);
        Error::custom(reword(&error.to_string(), "qos(..)")).with_span(&error.span())
    });
    Error::multiple(errors.collect())
}

/// The error for a bare word that is no preset.
fn no_preset(path: &syn::Path) -> Error {
    let known = PRESETS.map(|(name, _)| name);
    let word = text::of(path);
    if POLICIES.contains(&word.as_str()) {
        return bad(
            path,
            format!("`{word}` takes a value"),
            "write `qos(depth = 10)`, `qos(reliability = best_effort)`",
        );
    }
    bad(path, format!("`{word}` is no preset of `qos`"), suggestion(&word, &known))
}

/// The policies that `qos(..)` takes.
pub(crate) const POLICIES: [&str; 8] =
    ["depth", "history", "reliability", "durability", "deadline", "lifespan", "liveliness", "lease"];

/// The preset that stands first in `qos(..)`.
fn preset_named(path: &syn::Path) -> Option<Preset> {
    PRESETS.into_iter().find(|(name, _)| path.is_ident(name)).map(|(_, preset)| preset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn expanded(meta: Meta) -> String {
        match Qos::from_meta(&meta) {
            Ok(qos) => crate::text::of(qos.expand(&quote!(P))),
            Err(error) => {
                error.flatten().into_iter().map(|error| error.to_string()).collect::<Vec<_>>().join("|")
            }
        }
    }

    #[test]
    fn presets_and_policies_combine() {
        assert_eq!(expanded(parse_quote!(qos = sensor_data)), "P::Qos::SENSOR_DATA");
        assert_eq!(
            expanded(parse_quote!(qos(depth = 3))),
            "P::Qos::DEFAULT.with_history(P::History::KeepLast(3usize))"
        );
        assert_eq!(
            expanded(parse_quote!(qos(parameters, reliability = best_effort, deadline = "1s"))),
            "P::Qos::PARAMETERS.with_reliability(P::Reliability::BestEffort).with_deadline(P::Duration::from_nanos(1000000000u64))"
        );
        assert_eq!(
            expanded(parse_quote!(qos(history = keep_all))),
            "P::Qos::DEFAULT.with_history(P::History::KeepAll)"
        );
    }

    #[test]
    fn bad_policies_are_told() {
        assert_eq!(
            expanded(parse_quote!(qos = sensordata)),
            "`qos` can not be `sensordata`\nhelp: did you mean `sensor_data`?"
        );
        assert!(expanded(parse_quote!(qos(depth = 0))).starts_with("`depth` takes a number above zero"));
        assert!(
            expanded(parse_quote!(qos(depth = 1, history = keep_all))).starts_with("`depth` says how many")
        );
        assert!(expanded(parse_quote!(qos(depth = -1))).starts_with("`depth` takes a number above zero"));
        assert!(expanded(parse_quote!(qos(10))).starts_with("the policies of `qos` have names"));
        assert!(
            expanded(parse_quote!(qos(durability = best_effort)))
                .contains("one of `volatile`, `transient_local`")
        );
    }
}
