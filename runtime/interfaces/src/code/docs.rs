//! Comments of a definition as rustdoc's Markdown.

/// A comment as paragraphs. What is drawn or indented keeps its form.
pub(crate) fn paragraphs(lines: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for line in lines {
        // Boxes around headings are no text.
        let line = line.trim_end_matches('#').trim_end();
        if line.trim_matches(['-', '=', '#', ' ']).is_empty() {
            paragraphs.push(Vec::new());
        } else if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push(line);
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.iter().map(|lines| paragraph(lines)).collect()
}

fn paragraph(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| &line[least..]).collect();
    let drawn = |line: &&str| line.starts_with("  ") || line.trim().contains("   ") || line.starts_with('|');
    if lines.iter().any(drawn) {
        return format!("```text\n{}\n```", lines.join("\n"));
    }
    let lines: Vec<String> = lines.iter().map(|line| prose(line.trim())).collect();
    lines.join("\n")
}

/// Text without meaning to Markdown, apart from links.
fn prose(line: &str) -> String {
    if let Some((before, link, after)) = anchor(line) {
        return format!("{}{link}{}", prose(before), prose(after));
    }
    let words: Vec<String> = line.split(' ').map(word).collect();
    words.join(" ")
}

/// The first link in HTML, as one of Markdown's, and what stands around it.
fn anchor(line: &str) -> Option<(&str, String, &str)> {
    let (before, rest) = line.split_once("<a href=\"")?;
    let (url, rest) = rest.split_once("\">")?;
    let (text, after) = rest.split_once("</a>")?;
    Some((before, format!("[{}]({url})", escaped(text)), after))
}

fn word(word: &str) -> String {
    let start = ["http://", "https://"].iter().find_map(|scheme| word.find(scheme));
    if let Some(start) = start {
        let end = word.trim_end_matches(['.', ',', ')', ';', ':', '\'', '"', '>']).len();
        if start < end {
            let before = escaped(word[..start].trim_end_matches('<'));
            let after = escaped(word[end..].trim_start_matches('>'));
            return format!("{before}<{}>{after}", &word[start..end]);
        }
    }
    escaped(word)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>|~$&#+".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn text_means_nothing_to_markdown() {
        let text = " range [m], see <T> of `x_y`, *not* a|b";
        assert_eq!(paragraphs(&lines(text)), ["range \\[m\\], see \\<T\\> of \\`x\\_y\\`, \\*not\\* a\\|b"]);
    }

    #[test]
    fn addresses_are_links() {
        let text = "see http://a.b/c_d, or\nthe <a href=\"https://e.f/\">tf2</a> package";
        assert_eq!(paragraphs(&lines(text)), ["see <http://a.b/c_d>, or\nthe [tf2](https://e.f/) package"]);
    }

    #[test]
    fn drawings_keep_their_form() {
        let text = " The matrix\n\n     [fx  0]\n K = [ 0 fy]";
        assert_eq!(paragraphs(&lines(text)), ["The matrix", "```text\n    [fx  0]\nK = [ 0 fy]\n```"]);
    }

    #[test]
    fn boxes_are_left_out() {
        let text = "-----\n Calibration   #\n ====\n text";
        assert_eq!(paragraphs(&lines(text)), ["Calibration", "text"]);
    }
}
