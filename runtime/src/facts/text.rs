//! Text that can be compared and built while compiling.

/// Where a hash begins (FNV-1a's offset basis).
pub const HASH_SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// The FNV-1a hash of `text`, going on from `seed`.
pub const fn hash(text: &str, seed: u64) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = seed;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

/// Whether both texts are the same.
pub const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether `text` is one of `words`.
pub const fn one_of(text: &str, words: &[&str]) -> bool {
    let mut i = 0;
    while i < words.len() {
        if equal(text, words[i]) {
            return true;
        }
        i += 1;
    }
    false
}

/// A text of at most 4 KiB, built in a `const fn`. What does not fit is cut, and ends with `...`.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; CAPACITY],
    len: usize,
    full: bool,
}

const CAPACITY: usize = 4096;
const CUT: &str = "...";

impl Text {
    /// The empty text.
    pub const EMPTY: Text = Text { bytes: [0; CAPACITY], len: 0, full: false };

    /// This text and all of `parts` after it.
    pub const fn with(mut self, parts: &[&str]) -> Text {
        let mut i = 0;
        while i < parts.len() {
            self = self.push(parts[i]);
            i += 1;
        }
        self
    }

    /// This text and a number after it.
    pub const fn with_number(self, number: usize) -> Text {
        let digit = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"][number % 10];
        if number < 10 { self.push(digit) } else { self.with_number(number / 10).push(digit) }
    }

    const fn push(mut self, part: &str) -> Text {
        if self.full {
            return self;
        }
        let room = CAPACITY - CUT.len() - self.len;
        let mut end = part.len();
        if end > room {
            self.full = true;
            end = room;
            while !part.is_char_boundary(end) {
                end -= 1;
            }
        }
        self = self.append(part.as_bytes(), end);
        if self.full { self.append(CUT.as_bytes(), CUT.len()) } else { self }
    }

    const fn append(mut self, bytes: &[u8], end: usize) -> Text {
        let mut i = 0;
        while i < end {
            self.bytes[self.len + i] = bytes[i];
            i += 1;
        }
        self.len += end;
        self
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "(a message that is no UTF-8)",
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_holds_its_parts_in_order() {
        let text = Text::EMPTY.with(&["a", "bc"]).with_number(120).with(&["é"]);
        assert_eq!(text.as_str(), "abc120é");
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_at_a_character() {
        let mut text = Text::EMPTY;
        for _ in 0..CAPACITY {
            text = text.with(&["é"]);
        }
        let cut = text.as_str().strip_suffix(CUT).expect("it says that it is cut");
        assert!(cut.chars().all(|c| c == 'é'), "cut within a character");
        assert!(cut.len() > CAPACITY - 8);
    }
}
