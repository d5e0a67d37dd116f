//! Which comment of a definition belongs to what.

/// The comments since the last field or constant.
#[derive(Default)]
pub(crate) struct Comments {
    /// Lines; none for a blank line between them.
    pending: Vec<Option<String>>,
    items: usize,
    /// The last line had a comment beside code, or went on with one.
    beside: bool,
}

impl Comments {
    /// A line that is a comment. An indented one goes on with the comment beside the last field.
    pub(crate) fn line(&mut self, text: &str, indented: bool, last: Option<&mut Vec<String>>) {
        match last {
            Some(last) if self.beside && indented => last.push(text.to_owned()),
            _ => {
                self.beside = false;
                self.pending.push(Some(text.to_owned()));
            }
        }
    }

    /// A blank line.
    pub(crate) fn gap(&mut self) {
        self.beside = false;
        self.pending.push(None);
    }

    /// The comment above a field or constant. What comes first of all, or apart from the first one, is about the
    /// whole message.
    pub(crate) fn above(&mut self, whole: &mut Vec<String>) -> Vec<String> {
        let mut lines = std::mem::take(&mut self.pending);
        self.items += 1;
        if self.items == 1 {
            let apart = lines.iter().rposition(Option::is_none).map_or(lines.len(), |gap| gap + 1);
            let own = lines.split_off(apart);
            append(whole, lines);
            return join(own);
        }
        join(lines)
    }

    /// The comment beside a field or constant.
    pub(crate) fn beside(&mut self, comment: Option<&str>, last: Option<&mut Vec<String>>) {
        self.beside = comment.is_some();
        if let (Some(comment), Some(last)) = (comment, last) {
            append(last, vec![Some(comment.to_owned())]);
        }
    }

    /// What is left at the end.
    pub(crate) fn rest(self, whole: &mut Vec<String>) {
        append(whole, self.pending);
    }
}

/// Lines, with an empty one for each gap.
fn join(lines: Vec<Option<String>>) -> Vec<String> {
    lines.into_iter().map(Option::unwrap_or_default).collect()
}

/// Adds lines as a paragraph of their own.
fn append(to: &mut Vec<String>, lines: Vec<Option<String>>) {
    if !to.is_empty() {
        to.push(String::new());
    }
    to.extend(join(lines));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_stands_apart_is_about_the_message() {
        let mut whole = Vec::new();
        let mut comments = Comments::default();
        comments.line("A pose", false, None);
        comments.gap();
        comments.line("Where it is", false, None);
        assert_eq!(comments.above(&mut whole), ["Where it is"]);
        assert_eq!(whole, ["A pose", ""]);
    }

    #[test]
    fn the_first_comment_is_about_the_message() {
        let mut whole = Vec::new();
        let mut comments = Comments::default();
        comments.line("A point", false, None);
        assert!(comments.above(&mut whole).is_empty());
        assert_eq!(whole, ["A point"]);
        comments.line("Its height", false, None);
        assert_eq!(comments.above(&mut whole), ["Its height"]);
    }

    #[test]
    fn a_comment_beside_a_field_goes_on_in_indented_lines() {
        let (mut whole, mut field) = (Vec::new(), Vec::new());
        let mut comments = Comments::default();
        comments.above(&mut whole);
        comments.beside(Some("the time"), Some(&mut field));
        comments.line("of the first ray", true, Some(&mut field));
        comments.line("The next field", false, Some(&mut field));
        assert_eq!(field, ["the time", "of the first ray"]);
        assert_eq!(comments.above(&mut whole), ["The next field"]);
    }

    #[test]
    fn what_is_left_at_the_end_is_about_the_message() {
        let mut whole = lines("A point");
        let mut comments = Comments::default();
        comments.line("Not for lines", false, None);
        comments.rest(&mut whole);
        assert_eq!(whole, ["A point", "", "Not for lines"]);
    }
}
