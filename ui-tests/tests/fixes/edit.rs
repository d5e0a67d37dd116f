//! Changes of a source, as somebody would make them who reads the message.

/// Puts an item behind the others.
pub(crate) fn add_item(source: &str, item: &str) -> String {
    if source.contains(item) { source.to_owned() } else { format!("{source}\n{item}\n") }
}

/// Where the parentheses, braces or brackets that open at `at` close.
fn closing(source: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    for (i, c) in source[at..].char_indices() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return at + i;
                }
            }
            _ => {}
        }
    }
    panic!("nothing closes in `{}`", &source[at..]);
}

/// Where the `fn` of a method stands, and where its braces open and close.
fn method(source: &str, name: &str) -> (usize, usize, usize) {
    let at = source.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("no `fn {name}` in {source}"));
    let parameters = at + source[at..].find('(').expect("it was found with it");
    let open = closing(source, parameters);
    let open = open + source[open..].find('{').expect("it has a body");
    (at, open, closing(source, open))
}

/// Gives a field another type; where nothing else has its type, all that is of it.
pub(crate) fn set_client(source: &str, name: &str, ty: &str) -> String {
    // In the default group, which is not written.
    let bare = format!("{name}: ParameterClient,");
    if source.contains(&bare) {
        return source.replace(&bare, &format!("{name}: {ty},"));
    }
    let fields = ["Client<", "ActionClient<"].map(|ty| format!("{name}: {ty}"));
    let at = fields.iter().find_map(|field| source.find(field));
    let at = at.unwrap_or_else(|| panic!("no field `{name}` in {source}")) + name.len() + 2;
    let end = at + source[at..].find(">,").expect("the type ends") + 1;
    let old = &source[at..end];
    let fields = source.match_indices("client(").filter(|(at, _)| {
        let rest = &source[*at..];
        rest[rest.find('\n').unwrap_or_default()..]
            .split('>')
            .next()
            .is_some_and(|field| field.contains(old.trim_end_matches('>')))
    });
    if fields.count() == 1 {
        source.replace(old, ty)
    } else {
        format!("{}{ty}{}", &source[..at], &source[end..])
    }
}

/// Gives all clients another group.
pub(crate) fn set_clients(source: &str, group: &str) -> String {
    let (mut done, mut rest) = (String::new(), source);
    while let Some(at) = rest.find("Client<") {
        let start = at + "Client<".len();
        let end = start + rest[start..].find('>').expect("the type ends");
        let service = rest[start..end].split(',').next().unwrap_or_default();
        let generic = matches!(rest[start..end].split(", ").nth(1), Some("G"));
        let group = if generic { "G" } else { group };
        done.push_str(&format!("{}Client<{service}, {group}", &rest[..at]));
        rest = &rest[end..];
    }
    done + rest
}

/// Puts an attribute on a method, in the place of one that begins alike.
pub(crate) fn add_attribute(source: &str, name: &str, attribute: &str, alike: &str) -> String {
    let (at, ..) = method(source, name);
    let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let before: Vec<&str> = source[..start].lines().collect();
    let attributes = before.iter().rev().take_while(|line| line.trim_start().starts_with(['#', '/'])).count();
    let kept = before
        .iter()
        .enumerate()
        .filter(|(i, line)| *i < before.len() - attributes || !line.trim_start().starts_with(alike));
    let before: Vec<&str> = kept.map(|(_, line)| *line).collect();
    format!("{}\n    {attribute}\n{}", before.join("\n"), &source[start..])
}

/// Gives a method's context another group, if it takes one.
pub(crate) fn set_context(source: &str, name: &str, group: &str) -> String {
    let (at, open, _) = method(source, name);
    let mut signature = source[at..open].to_owned();
    for context in ["&AsyncCx", "&Cx"] {
        if let Some(at) = signature.find(context) {
            let end = at + context.len();
            let generics = if signature[end..].starts_with('<') {
                signature[end..].find('>').map_or(0, |close| close + 1)
            } else {
                0
            };
            signature.replace_range(at..end + generics, &format!("{context}<{group}>"));
            break;
        }
    }
    format!("{}{signature}{}", &source[..at], &source[open..])
}

pub(crate) fn make_async(source: &str, name: &str) -> String {
    let (at, open, _) = method(source, name);
    let signature = source[at..open].replace("&Cx", "&AsyncCx");
    format!("{}async {signature}{}", &source[..at], &source[open..])
}

/// Awaits every wait in a method: what gets the context first.
pub(crate) fn await_waits(source: &str, name: &str) -> String {
    let (_, open, close) = method(source, name);
    let (mut body, mut from) = (source[open..close].to_owned(), 0);
    while let Some(at) = body[from..].find("(cx").map(|at| from + at) {
        let end = closing(&body, at) + 1;
        let waits = !body[..at].ends_with("spawn");
        if waits {
            body.insert_str(end, ".await");
        }
        from = at + 1;
    }
    format!("{}{body}{}", &source[..open], &source[close..])
}

/// Takes the wait on a line away, with what is done to its result; where that line composes nodes, the first one in a
/// method.
pub(crate) fn take_away(source: &str, line: usize, name: &str) -> String {
    let start = source.lines().take(line - 1).map(|line| line.len() + 1).sum::<usize>();
    let here = source[start..].lines().next().unwrap_or_default();
    let start = if here.contains("self.") { start } else { method(source, name).1 };
    let at = start + source[start..].find("self.").expect("there is a wait");
    let end = expression_end(source, at);
    format!("{}unreachable!(){}", source[..at].trim_end_matches('*'), &source[end..])
}

/// Where the expression ends that begins at `at`, with its fields, methods, `?` and `.await`.
fn expression_end(source: &str, at: usize) -> usize {
    let mut end = at;
    loop {
        end = match source[end..].chars().next() {
            Some('(') => closing(source, end) + 1,
            Some(c) if c.is_ascii_alphanumeric() || ".?_".contains(c) => end + 1,
            _ => return end,
        };
    }
}

/// Lets the method that holds a line return before, under a condition.
pub(crate) fn end_recursion(source: &str, line: usize) -> String {
    let start = source.lines().take(line - 1).map(|line| line.len() + 1).sum::<usize>();
    let at = source[..start].rfind("fn ").expect("the line is in a method");
    let name = source[at + 3..].split('(').next().unwrap_or_default().to_owned();
    let (_, open, _) = method(source, &name);
    format!("{}{{ if std::env::args().len() > 9 {{ return Ok(()); }}{}", &source[..open], &source[open + 1..])
}
