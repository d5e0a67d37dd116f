//! How the arguments of an attribute are read: with one that may stand first, and each mistake once.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Attribute, Expr, Ident, Lit, Meta, MetaList, MetaNameValue, Path};

use super::value::wrap_type;
use super::words::{self, reword};
use crate::duration;
use crate::errors::{Family, with_help};
use crate::qos::POLICIES;
use crate::text;
/// What an attribute takes: its name, and the option that may stand first without a name.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) attribute: &'static str,
    pub(crate) main: Option<Main>,
    /// What to write where no option may stand first.
    pub(crate) words: &'static str,
}

/// The option that may stand first, with an example.
#[derive(Clone, Copy)]
pub(crate) struct Main {
    pub(crate) option: &'static str,
    pub(crate) example: &'static str,
}

/// Whether it looks like a constant's name: `PERIOD`, `Self::PERIOD`, `config::PERIOD`.
fn is_constant(path: &Path) -> bool {
    let upper = |ident: &Ident| ident.to_string().chars().all(|c| !c.is_ascii_lowercase());
    path.segments.len() > 1 || path.segments.last().is_some_and(|last| upper(&last.ident))
}

impl Form {
    pub(crate) const fn new(attribute: &'static str, option: &'static str, example: &'static str) -> Form {
        Form { attribute, main: Some(Main { option, example }), words: "" }
    }

    /// The error for an attribute without its main option.
    pub(crate) fn missing(self, attr: &Attribute) -> syn::Error {
        let (option, example) = self.main.map_or(("", ""), |main| (main.option, main.example));
        let attribute = self.attribute;
        Family::Attribute.fault(
            attr.path(),
            format!("`#[{attribute}]` has no {option}"),
            format!("write `#[{attribute}({example})]`"),
        )
    }

    /// Reads the options of `attr`.
    pub(crate) fn read<T: FromMeta>(self, attr: &Attribute) -> Result<T, Vec<syn::Error>> {
        match &attr.meta {
            Meta::Path(_) => self.parse(TokenStream::new()),
            Meta::List(list) => self.parse(list.tokens.clone()),
            Meta::NameValue(meta) => {
                let attribute = self.attribute;
                let example = self.main.map_or("..", |main| main.example);
                Err(vec![Family::Attribute.fault(
                    meta.eq_token,
                    format!("the options of `#[{attribute}]` stand in parentheses"),
                    format!("write `#[{attribute}({example})]`"),
                )])
            }
        }
    }

    /// Reads options from the tokens within the parentheses.
    pub(crate) fn parse<T: FromMeta>(self, tokens: TokenStream) -> Result<T, Vec<syn::Error>> {
        let tokens = wrap_types(self.name_list(tokens));
        let mut items = NestedMeta::parse_meta_list(tokens).map_err(|error| vec![self.syntax(&error)])?;
        let mut errors = Vec::new();
        if let (Some(main), Some(NestedMeta::Meta(first))) = (self.main, items.first())
            && let Meta::Path(path) | Meta::List(MetaList { path, .. }) = first
            && is_constant(path)
        {
            let (attribute, name) = (self.attribute, text::of(first));
            let meant = first.require_list().ok().and_then(duration::as_literal);
            let literal = meant.as_deref().filter(|_| main.option == "period").unwrap_or(main.example);
            return Err(vec![Family::Attribute.fault(
                path,
                format!(
                    "`#[{attribute}]` needs its {} as a literal: a macro sees `{name}`, and not what it stands for",
                    main.option
                ),
                format!("write `#[{attribute}({literal})]`"),
            )]);
        }
        self.name_main(&mut items);
        if let Some(error) = self.bare_type(&items) {
            return Err(vec![error]);
        }
        for item in &mut items {
            // What is no expression is left to the option's type.
            if let NestedMeta::NameValueInvalidExpr(pair) = item {
                let (path, eq_token, value) = (pair.path.clone(), pair.eq_token, pair.value.clone());
                let value = Expr::Verbatim(value);
                *item = NestedMeta::Meta(Meta::NameValue(MetaNameValue { path, eq_token, value }));
            }
        }
        items.retain(|item| match item {
            NestedMeta::Lit(lit) => {
                errors.push(self.stray(lit));
                false
            }
            _ => true,
        });
        match T::from_list(&items) {
            Ok(options) if errors.is_empty() => Ok(options),
            Ok(_) => Err(errors),
            Err(error) => {
                errors.extend(error.flatten().into_iter().map(|error| self.reword(error)));
                Err(errors)
            }
        }
    }

    /// The error for a type that lacks its name, as in `#[service("reset", Empty)]`.
    fn bare_type(self, items: &[NestedMeta]) -> Option<syn::Error> {
        let has_type = matches!(self.attribute, "service" | "action");
        let is_type = |path: &&Path| {
            let last = path.segments.last().map(|last| last.ident.to_string());
            last.is_some_and(|last| last.starts_with(|c: char| c.is_ascii_uppercase()))
        };
        let paths = items.iter().filter_map(|item| match item {
            NestedMeta::Meta(Meta::Path(path)) => Some(path),
            _ => None,
        });
        let first = matches!(items.first(), Some(NestedMeta::Meta(Meta::Path(_))));
        if let ("subscribe" | "publisher" | "client" | "action_client", true) = (self.attribute, first)
            && let Some(path) = paths.clone().next().filter(is_type)
        {
            return Some(self.type_first(path, items));
        }
        let path = paths.filter(|_| has_type).find(is_type)?;
        let (attribute, ty) = (self.attribute, text::of(path));
        let what = format!("`#[{attribute}]` takes its type by name");
        Some(Family::Attribute.fault(path, what, format!("write `type = {ty}`")))
    }

    /// The error for a type before the name, as other libraries have it.
    fn type_first(self, path: &Path, items: &[NestedMeta]) -> syn::Error {
        let attribute = self.attribute;
        let whose = if attribute == "subscribe" { "the method's parameter" } else { "the field" };
        let what = format!("`#[{attribute}]` takes no type: `{}` is that of {whose}", text::of(path));
        let example = self.main.map_or("..", |main| main.example).to_owned();
        let name = items.iter().find_map(|item| match item {
            NestedMeta::Lit(Lit::Str(name)) => Some(format!("{:?}", name.value())),
            _ => None,
        });
        let depth = items.iter().find_map(|item| match item {
            NestedMeta::Lit(Lit::Int(depth)) => Some(format!(", qos(depth = {depth})")),
            _ => None,
        });
        let (name, depth) = (name.unwrap_or(example), depth.unwrap_or_default());
        Family::Attribute.fault(path, what, format!("write `#[{attribute}({name}{depth})]`"))
    }

    /// Gives a list that stands first the name that it stands for: to darling it is no value without one.
    fn name_list(self, tokens: TokenStream) -> TokenStream {
        match (self.main, tokens.clone().into_iter().next()) {
            (Some(main), Some(TokenTree::Group(list))) if list.delimiter() == Delimiter::Bracket => {
                let option = Ident::new(main.option, list.span());
                quote::quote!(#option = #tokens)
            }
            _ => tokens,
        }
    }

    /// Gives the first literal the name that it stands for.
    fn name_main(self, items: &mut [NestedMeta]) {
        if let (Some(main), Some(first)) = (self.main, items.first_mut())
            && let NestedMeta::Lit(lit) = first
        {
            let option = Ident::new(main.option, lit.span());
            *first = NestedMeta::Meta(syn::parse_quote!(#option = #lit));
        }
    }

    fn stray(self, lit: &Lit) -> syn::Error {
        let attribute = self.attribute;
        if let (Lit::Int(depth), "publisher" | "subscribe") = (lit, attribute) {
            return Family::Attribute.fault(
                lit,
                format!("`#[{attribute}]` takes a depth by its name"),
                format!("write `qos(depth = {depth})`"),
            );
        }
        if let (Lit::Str(topic), "subscribe") = (lit, attribute) {
            return Family::Attribute.fault(
                lit,
                "the topics of a subscription stand in a list",
                format!("write `#[subscribe([\"..\", \"{}\"])]`", topic.value()),
            );
        }
        if attribute == "parameter" {
            let value = text::of(lit);
            return Family::Attribute.fault(
                lit,
                "what stands first in `#[parameter]` is its default value",
                format!(
                    "write `#[parameter({value})]`; it is called like its field, or `name = \"..\"` says how"
                ),
            );
        }
        match self.main {
            Some(main) => Family::Attribute.fault(
                lit,
                format!("`#[{attribute}]` takes one value without a name, and it stands first"),
                format!("write `#[{attribute}({}, ..)]`, and name the others", main.example),
            ),
            None => Family::Attribute.fault(
                lit,
                format!("the options of `#[{attribute}]` have names"),
                self.words,
            ),
        }
    }

    fn syntax(self, error: &syn::Error) -> syn::Error {
        let attribute = self.attribute;
        let example = self.main.map_or("name = value", |main| main.example);
        let text = with_help(
            format!("`#[{attribute}]`: {error}"),
            format!("write it like `#[{attribute}({example})]`"),
        );
        syn::Error::new(error.span(), Family::Attribute.named(text))
    }

    fn reword(self, error: darling::Error) -> syn::Error {
        let error = syn::Error::from(error);
        let said = error.to_string();
        let text = match (self.attribute, words::unknown_option(&said)) {
            ("publisher" | "subscribe", Some(policy)) if POLICIES.contains(&policy) => with_help(
                format!("`{policy}` is a policy of the quality of service"),
                format!("write `qos({policy} = ..)`, as in `qos(depth = 10)`"),
            ),
            (attribute, Some(option)) if let Some(help) = words::elsewhere(attribute, option) => {
                with_help(format!("`#[{attribute}]` has no option `{option}`"), help)
            }
            _ => reword(&said, &format!("#[{}]", self.attribute)),
        };
        syn::Error::new(error.span(), Family::Attribute.named(text))
    }
}

/// The options whose value is a type.
const TYPES: [&str; 6] = ["type", "request", "response", "goal", "result", "feedback"];

/// Wraps the value of each of [`TYPES`]: `Get<A, B>` is no expression, and its comma ends no option.
fn wrap_types(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut wrapped = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        wrapped.push(tokens[at].clone());
        at += 1;
        let is_type =
            matches!(&tokens[at - 1], TokenTree::Ident(ident) if TYPES.iter().any(|option| ident == option));
        if is_type && is_punct(tokens.get(at), '=') {
            wrapped.push(tokens[at].clone());
            let len = type_len(&tokens[at + 1..]);
            let value: TokenStream = tokens[at + 1..at + 1 + len].iter().cloned().collect();
            wrapped.extend(wrap_type(value));
            at += 1 + len;
        }
    }
    wrapped.into_iter().collect()
}

/// How many tokens come before a comma that stands outside of `<..>`.
fn type_len(tokens: &[TokenTree]) -> usize {
    let mut depth = 0_usize;
    let ends = |token: &TokenTree| {
        if is_punct(Some(token), '<') {
            depth += 1;
        } else if is_punct(Some(token), '>') {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && is_punct(Some(token), ',')
    };
    tokens.iter().position(ends).unwrap_or(tokens.len())
}

fn is_punct(token: Option<&TokenTree>, punct: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == punct)
}

#[cfg(test)]
mod tests {
    use super::super::TimerOptions;
    use super::*;
    use quote::quote;

    const TIMER: Form = Form::new("timer", "period", "\"1s\"");

    fn errors(tokens: TokenStream) -> Vec<String> {
        match TIMER.parse::<TimerOptions>(tokens) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|error| without_name(&error.to_string())).collect(),
        }
    }

    /// A message without the name that each ends with.
    fn without_name(message: &str) -> String {
        message.strip_suffix(Family::Attribute.line()).expect(message).to_owned()
    }

    #[test]
    fn the_main_option_stands_first_or_by_name() {
        for tokens in [quote!("1s"), quote!(period = "1s"), quote!("1s", once), quote!(once, period = "1s",)]
        {
            let options = TIMER.parse::<TimerOptions>(tokens.clone());
            assert!(options.is_ok_and(|options| options.period.is_some()), "{tokens}");
        }
    }

    #[test]
    fn each_bad_option_is_one_error() {
        let cases = [
            (quote!(perod = "1s"), "`#[timer]` has no option `perod`\nhelp: did you mean `period`?"),
            (
                quote!(zzz),
                "`#[timer]` has no option `zzz`\nhelp: the options are `clock`, `missed`, `once`, `period`",
            ),
            (
                quote!("1s", period = "1s"),
                "`period` is given twice in `#[timer]`\nhelp: leave one of them out",
            ),
            (
                quote!("1s", "2s"),
                "`#[timer]` takes one value without a name, and it stands first\nhelp: write `#[timer(\"1s\", ..)]`, and name the others",
            ),
            (quote!(1), "the period `1` has no unit\nhelp: write `\"1s\"`, `\"1ms\"` or `\"1Hz\"`"),
            (
                quote!(period = 0.1),
                "the period `0.1` has no unit\nhelp: write `\"0.1s\"`, `\"0.1ms\"` or `\"0.1Hz\"`",
            ),
            (quote!(period), "`period` takes a string\nhelp: write `period = \"1s\"`"),
            (quote!(period("1s")), "`period` takes a string\nhelp: write `period = \"1s\"`"),
            (quote!("1s", once = true), "`once` takes no value\nhelp: write `once`"),
            (quote!("1s", missed = skp), "`missed` can not be `skp`\nhelp: did you mean `skip`?"),
            (quote!("1s", missed), "`missed` takes a value\nhelp: one of `skip`, `delay`, `burst`"),
            (
                quote!("0s"),
                "the period `0s` is zero\nhelp: write a time above zero, like `\"100ms\"` or `\"10Hz\"`",
            ),
        ];
        for (tokens, message) in cases {
            assert_eq!(errors(tokens.clone()), [message], "{tokens}");
        }
    }

    #[test]
    fn all_bad_options_are_reported_together() {
        assert_eq!(errors(quote!("x", onse, missed = 1)).len(), 3);
    }
}
