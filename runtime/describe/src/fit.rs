//! Text that fits: its width on a grid of characters, shortened where it is too long, and without what breaks
//! a page or a terminal.

/// How many columns `text` takes where every character has one or two.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Good enough to keep columns straight; a terminal's own table may differ for rare characters.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        // Combining marks, joiners, selectors, and skin tones that change the emoji before them.
        0x0300..=0x036f | 0x0483..=0x0489 | 0x0591..=0x05bd | 0x0610..=0x061a | 0x064b..=0x065f => 0,
        0x200b..=0x200f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f => 2,
        0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        0x231a..=0x231b | 0x23e9..=0x23fa | 0x2614..=0x2615 | 0x26aa..=0x26fd | 0x2705 | 0x2728 | 0x274c => 2,
        _ => 1,
    }
}

/// `text` in at most `max` columns: where it is longer, its middle is left out, for names differ in their ends.
pub(crate) fn shorten(text: &str, max: usize) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    let room = max.saturating_sub(1);
    let head = take(text.chars(), room * 2 / 5);
    let tail: String = take(text.chars().rev(), room - width(&head)).chars().rev().collect();
    format!("{head}…{tail}")
}

fn take(chars: impl Iterator<Item = char>, max: usize) -> String {
    let mut left = max;
    chars
        .take_while(|&c| {
            let fits = char_width(c) <= left;
            left -= if fits { char_width(c) } else { 0 };
            fits
        })
        .collect()
}

/// `text` in lines of at most `max` columns, broken at spaces. Words that are longer are shortened.
pub(crate) fn wrap(text: &str, max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word = shorten(word, max);
        if !line.is_empty() && width(&line) + 1 + width(&word) > max {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += &word;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Whether a character does something to what stands around it, instead of being seen: control characters,
/// marks that turn the direction of text, and what XML does not allow.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0x061c | 0x200e..=0x200f | 0x2028..=0x202e | 0x2066..=0x2069 | 0xfeff)
        || u32::from(c) & 0xfffe == 0xfffe
}

/// `text` in one line: whitespace is one space, and what does harm is left out.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().filter(|&c| !is_harmful(c)).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The lines of `text`, without blank ones at its ends or after each other, and without what does harm.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    let visible = |line: &str| -> String {
        let line = line.replace('\t', "    ");
        line.trim_end().chars().filter(|&c| !is_harmful(c)).collect()
    };
    let mut blank = false;
    text.trim()
        .lines()
        .map(visible)
        .filter(move |line| !std::mem::replace(&mut blank, line.is_empty()) || !line.is_empty())
}

/// The first paragraph of a doc comment, in one line.
pub(crate) fn summary(doc: &str) -> String {
    one_line(&doc.trim().lines().take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_both_ends() {
        let short = shorten("/robot/arm/left/gripper/finger_joint_states", 20);
        assert_eq!(width(&short), 20);
        assert_eq!(short, "/robot/…joint_states");
        assert_eq!(shorten("short", 5), "short");
    }

    #[test]
    fn wide_characters_count_twice_and_are_never_cut_in_half() {
        assert_eq!(width("日本"), 4);
        assert_eq!(width("🤖🏽"), 2);
        let text = "日本語の長い名前";
        for max in 1..20 {
            assert!(width(&shorten(text, max)) <= max, "{max}");
        }
    }

    #[test]
    fn one_line_has_nothing_that_acts_on_its_surroundings() {
        assert_eq!(one_line("a\n b\u{202e}c\u{1b}[31m\u{0}"), "a bc[31m");
        assert_eq!(one_line("שלום 🤖"), "שלום 🤖");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), Vec::<String>::new());
    }
}
