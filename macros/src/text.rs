//! Tokens as text that a person would have written.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The name without `r#`.
pub(crate) fn name(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), ToOwned::to_owned)
}

/// `CamelCase` as `camel_case`; a run of capitals is one word.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, &c) in chars.iter().enumerate() {
        if c.is_uppercase() && i > 0 && chars[i - 1] != '_' {
            let after_lower = !chars[i - 1].is_uppercase();
            let before_lower = chars.get(i + 1).is_some_and(|next| next.is_lowercase());
            if after_lower || before_lower {
                snake.push('_');
            }
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// `snake_case` as `CamelCase`.
pub(crate) fn camel_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<Vec<_>>()
        })
        .collect()
}

/// A type or path, spaced as rustfmt would.
pub(crate) fn of(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Bracket && text.ends_with("mut") {
                    text.push(' ');
                }
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => write_punct(punct.as_char(), punct.spacing(), text),
            TokenTree::Ident(ident) => write_word(&ident.to_string(), text),
            TokenTree::Literal(literal) => write_word(&literal.to_string(), text),
        }
    }
}

fn write_word(word: &str, text: &mut String) {
    if text.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        text.push(' ');
    }
    text.push_str(word);
}

fn write_punct(punct: char, spacing: Spacing, text: &mut String) {
    if matches!(punct, '+' | '=') && !text.ends_with(' ') {
        text.push(' ');
    }
    text.push(punct);
    if matches!(punct, ',' | ';' | '+')
        || (matches!(punct, '=') && spacing == Spacing::Alone)
        || (punct == ':' && spacing == Spacing::Alone && !text.ends_with("::"))
    {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn types_read_as_they_are_written() {
        assert_eq!(of(quote!(std::sync::Arc<Map<K, &'static str>>)), "std::sync::Arc<Map<K, &'static str>>");
        assert_eq!(of(quote!(&mut [u8; 4])), "&mut [u8; 4]");
        assert_eq!(of(quote!((A, B))), "(A, B)");
        assert_eq!(of(quote!(dyn Send + Sync)), "dyn Send + Sync");
    }

    #[test]
    fn names_change_their_case() {
        assert_eq!(snake_case("AdderClient"), "adder_client");
        assert_eq!(snake_case("HTTPServer2"), "http_server2");
        assert_eq!(snake_case("already_snake"), "already_snake");
        assert_eq!(camel_case("on_chatter"), "OnChatter");
    }
}
