//! Which modules of a file a line stands in.
//!
//! The compiler tells a macro the file and line of a name, and nothing about modules. Two declarations of one name
//! in one file stand in two of its inline modules.

/// An inline module: its name, and the line of its opening brace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) name: String,
    line: usize,
}

/// The inline modules around a place in a file with this text, outermost first. Lines and columns count from 1.
pub(crate) fn around(text: &str, line: usize, column: usize) -> Vec<Module> {
    let mut scanner = Scanner { rest: before(text, line, column), line: 1 };
    let mut blocks: Vec<Option<Module>> = Vec::new();
    let mut words: [&str; 2] = ["", ""];
    while let Some(token) = scanner.next_token() {
        match token {
            "{" => {
                let name = words[1].trim_start_matches("r#").to_owned();
                blocks.push((words[0] == "mod").then_some(Module { name, line: scanner.line }));
            }
            "}" => drop(blocks.pop()),
            _ => {}
        }
        words = [words[1], token];
    }
    blocks.into_iter().flatten().collect()
}

/// The text up to a place.
fn before(text: &str, line: usize, column: usize) -> &str {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end =
        text[start..].char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at);
    &text[..end]
}

/// Splits Rust into tokens, without literals and comments.
struct Scanner<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Scanner<'a> {
    fn next_token(&mut self) -> Option<&'a str> {
        loop {
            let first = self.rest.chars().next()?;
            let len = match first {
                '/' if self.rest.starts_with("//") => self.rest.find('\n').unwrap_or(self.rest.len()),
                '/' if self.rest.starts_with("/*") => comment(self.rest),
                '"' => string(self.rest),
                '\'' => character(self.rest),
                'r' | 'b' | 'c' if raw_string(self.rest).is_some() => raw_string(self.rest)?,
                c if c.is_whitespace() => c.len_utf8(),
                c if is_word(c) => {
                    let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
                    return Some(self.take(end));
                }
                c => return Some(self.take(c.len_utf8())),
            };
            self.take(len);
        }
    }

    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '#'
}

/// The length of a block comment, which may hold others.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a string with escapes.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// The length of a character, or of the quote of a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let from = at + c.len_utf8();
            text[from..].find('\'').map_or(text.len(), |end| from + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// The length of a raw string, if it is one.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.trim_start_matches(['b', 'c']).strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
    Some(text.len() - body.len() + end + 1 + hashes)
}

#[cfg(test)]
mod tests {
    use super::around;

    /// The modules around the first `place` of the text.
    fn names(text: &str, place: &str) -> Vec<String> {
        let lines = || text.lines().enumerate();
        let found = lines().find_map(|(line, text)| Some((line, text[..text.find(place)?].chars().count())));
        let (line, column) = found.unwrap_or_default();
        around(text, line + 1, column + 1).into_iter().map(|module| module.name).collect()
    }

    #[test]
    fn a_place_is_in_the_modules_whose_braces_are_around_it() {
        let text = "mod out; P0\nmod a {\n P1 struct X { P2: u8 }\n pub mod r#b { fn f() { if P3 {} } mod c {} }\n\
                    P4 mod d { P5 } mod e { /* ü */ P6 } }\nP7";
        let expected: [&[&str]; 8] =
            [&[], &["a"], &["a"], &["a", "b"], &["a"], &["a", "d"], &["a", "e"], &[]];
        for (at, modules) in expected.iter().enumerate() {
            assert_eq!(names(text, &format!("P{at}")), *modules, "P{at}");
        }
    }

    #[test]
    fn braces_in_literals_and_comments_do_not_count() {
        for hidden in [
            "// {",
            "/* { /* { */ */",
            "\"{ \\\" {\"",
            "r#\"{ \" {\"#",
            "br\"{\"",
            "b\"{\"",
            "'{'",
            "'\\'' '{'",
            "b'{'",
            "fn f<'a>() -> &'a str",
            "/// mod x {",
            "\"mod x {\"",
            "'\\u{7b}'",
        ] {
            assert_eq!(names(&format!("mod a {{\n{hidden}\n HERE }}"), "HERE"), ["a"], "{hidden}");
            assert_eq!(names(&format!("mod a {{\n{hidden}\n}}\nHERE"), "HERE"), [""; 0], "{hidden}");
        }
    }

    #[test]
    fn what_is_no_rust_ends() {
        for text in ["", "\"", "'", "/*", "r#\"", "}}}", "{{{", "'\\", "mod", "é{ß'ü", "b", "r", "br#"] {
            around(text, 9, 9);
        }
    }
}
