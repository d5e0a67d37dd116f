//! Text of the user's in the Markdown of a doc comment.

/// `text` as itself: nothing in it means anything to Markdown or HTML.
pub(crate) fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            c if c.is_control() || c == ' ' => escaped.push(' '),
            c if c.is_ascii_punctuation() => escaped.push_str(&format!("&#{};", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Longer code may break anywhere, so that it does not make a column too wide.
const LONG: usize = 40;

/// `text` as code, isolated from the direction of the text around it.
pub(crate) fn code(text: &str) -> String {
    let class = if text.chars().count() > LONG { " class=\"rw-long\"" } else { "" };
    format!("<code{class}><bdi>{}</bdi></code>", plain(text))
}

/// `shown` as a link to `path`. Where rustdoc can not resolve it, nothing but the code is visible: see the style.
pub(crate) fn link(shown: &str, path: &str) -> String {
    if !is_path(path) {
        return code(shown);
    }
    format!("<span class=\"rw-link\">[{}][{path}]</span>", code(shown))
}

/// A type, each of its names as a link.
pub(crate) fn ty(text: &str) -> String {
    let mut linked = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '#');
        let name = rest.len() - rest.trim_start_matches(is_name).len();
        if name > 0 {
            let (name, tail) = rest.split_at(name);
            linked += &if is_path(name) { format!("[{}][{name}]", code(name)) } else { code(name) };
            rest = tail;
        } else {
            // A lifetime is no path.
            let len = match rest.strip_prefix('\'') {
                Some(lifetime) => 1 + lifetime.len() - lifetime.trim_start_matches(is_name).len(),
                None => rest.find(|c| is_name(c) || c == '\'').unwrap_or(rest.len()),
            };
            let (other, tail) = rest.split_at(len);
            linked += &code(other);
            rest = tail;
        }
    }
    format!("<span class=\"rw-link\">{linked}</span>")
}

/// Whether a link can name it: a path of names, none of which is a word of the language for something else.
fn is_path(text: &str) -> bool {
    const WORDS: [&str; 9] = ["dyn", "impl", "mut", "const", "fn", "for", "as", "unsafe", "extern"];
    let is_name = |name: &str| {
        let name = name.strip_prefix("r#").unwrap_or(name);
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    !WORDS.contains(&text) && text.trim_start_matches("::").split("::").all(is_name)
}

/// A line of Markdown: code stays code, a link becomes its text, all else is itself.
pub(crate) fn prose(text: &str) -> String {
    format!("<bdi>{}</bdi>", inline(text))
}

fn inline(text: &str) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[']) {
        let (before, tail) = rest.split_at(at);
        written += &plain(before);
        let (done, tail) = if tail.starts_with('`') { span(tail) } else { bracket(tail) };
        written += &done;
        rest = tail;
    }
    written + &plain(rest)
}

/// A code span at the start of `text`, and what follows; a lone backtick is itself.
fn span(text: &str) -> (String, &str) {
    let fence = text.len() - text.trim_start_matches('`').len();
    let (ticks, tail) = text.split_at(fence);
    let mut from = 0;
    while let Some(at) = tail[from..].find('`').map(|at| at + from) {
        let closing = tail[at..].len() - tail[at..].trim_start_matches('`').len();
        if closing == fence {
            return (code(tail[..at].trim()), &tail[at + closing..]);
        }
        from = at + closing;
    }
    (plain(ticks), tail)
}

/// A link at the start of `text` as its text, and what follows; a lone bracket is itself.
fn bracket(text: &str) -> (String, &str) {
    let lone = || (plain("["), &text[1..]);
    let Some(end) = text.find(']') else { return lone() };
    let (label, tail) = (&text[1..end], &text[end + 1..]);
    if label.contains('[') {
        return lone();
    }
    let target = match tail.chars().next() {
        Some('(') => tail.find(')'),
        Some('[') => tail.find(']'),
        _ => None,
    };
    match target {
        Some(end) => (inline(label), &tail[end + 1..]),
        // `[`Goal`]` is a link by itself; other brackets are brackets.
        None if label.starts_with('`') => (inline(label), tail),
        None => lone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader sees, with code in backticks.
    fn seen(html: &str) -> String {
        let mut text = html.replace("<bdi>", "").replace("</bdi>", "");
        text = text.replace("<code>", "`").replace("</code>", "`");
        for c in (0..128_u8).map(char::from) {
            text = text.replace(&format!("&#{};", u32::from(c)), &c.to_string());
        }
        text
    }

    #[test]
    fn no_punctuation_is_left_to_markdown() {
        let nasty = "a -- _b_ *c* <b> & \"d\" 'e' `f` | [g](h) https://i.j \u{202e}k 🤖";
        let escaped = plain(nasty);
        let without = (0..128_u32).fold(escaped.clone(), |text, c| text.replace(&format!("&#{c};"), ""));
        assert!(!without.contains(|c: char| c.is_ascii_punctuation()), "{without}");
        assert_eq!(seen(&escaped), nasty);
    }

    #[test]
    fn prose_keeps_its_code_and_the_text_of_its_links() {
        let cases = [
            ("Moves `x` to [`Goal`], see [the page](https://a.b).", "Moves `x` to `Goal`, see the page."),
            ("", ""),
            ("a ` lone [tick and [one] bracket]", "a ` lone [tick and [one] bracket]"),
            ("``a ` b`` and ```", "`a ` b` and ```"),
        ];
        for (text, prose) in cases {
            assert_eq!(seen(&super::prose(text)), prose);
        }
    }

    #[test]
    fn types_are_linked_name_by_name() {
        let shown =
            |text: &str| seen(&ty(text)).replace("<span class=\"rw-link\">", "").replace("</span>", "");
        assert_eq!(shown("Goal"), "[`Goal`][Goal]");
        assert_eq!(shown("Get<a::B, u8>"), "[`Get`][Get]`<`[`a::B`][a::B]`, `[`u8`][u8]`>`");
        assert_eq!(shown("()"), "`()`");
        assert_eq!(shown("&'static [u8; 4]"), "`&``'static`` [`[`u8`][u8]`; ``4``]`");
        assert_eq!(shown("dyn Send"), "`dyn`` `[`Send`][Send]");
    }
}
