//! The words of IDL.

/// A word, and the line that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a number, scopes and signs included: `std_msgs::msg::Header`, `-1.5`.
    Word(String),
    /// A string, without its quotes.
    Text(String),
    Sign(char),
}

/// The words of a text, without comments and directives. Fails at the line of what is none.
pub(super) fn of(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let mut tokens = Vec::new();
    let (mut line, mut rest) = (1, text);
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            _ if c.is_whitespace() => c.len_utf8(),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                rest.find("*/").ok_or_else(|| (line, "a comment has no end".to_owned()))? + 2
            }
            '"' | '\'' => {
                let end = super::super::value::closing(&rest[1..], c)
                    .ok_or_else(|| (line, "a string has no end".to_owned()))?;
                tokens.push(Token { kind: Kind::Text(rest[1..=end].to_owned()), line });
                end + 2
            }
            _ if is_of_word(c) => {
                let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
                tokens.push(Token { kind: Kind::Word(rest[..end].to_owned()), line });
                end
            }
            _ => {
                tokens.push(Token { kind: Kind::Sign(c), line });
                c.len_utf8()
            }
        };
        line += rest[..taken].matches('\n').count();
        rest = &rest[taken..];
    }
    Ok(tokens)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '+' | '-')
}
