//! The formats by name.

use std::fmt;
use std::str::FromStr;

use crate::model::Description;
use crate::{Page, json, markdown, mermaid, svg, text};

/// What a description can be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Tables for a terminal.
    #[default]
    Text,
    /// The whole of it, for programs.
    Json,
    /// Tables, with a Mermaid picture.
    Markdown,
    /// A picture.
    Svg,
    /// A picture that GitHub and many editors draw.
    Mermaid,
}

impl Format {
    /// All formats, each under its name.
    pub const ALL: [(&'static str, Format); 5] = [
        ("text", Format::Text),
        ("json", Format::Json),
        ("markdown", Format::Markdown),
        ("svg", Format::Svg),
        ("mermaid", Format::Mermaid),
    ];

    /// The description in this format, with a newline at its end.
    pub fn render(self, description: &Description) -> String {
        match self {
            Format::Text => text(description),
            Format::Json => json::write(description),
            Format::Markdown => markdown(description),
            Format::Svg => svg(description, Page::Alone) + "\n",
            Format::Mermaid => mermaid(description),
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Format, UnknownFormat> {
        let known = Format::ALL.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, format)| format).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A name that is no format's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(pub String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<String> = Format::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
        write!(f, "`{}` is no format of a description\n  help: use one of {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}
