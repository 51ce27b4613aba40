//! A shop's own gate page: HTML with slots, checked when it is read.
//!
//! | slot | what stands there |
//! |---|---|
//! | `{{lang}}` | the language as a BCP 47 tag; `{{dir}}`, which way it is written, `ltr` or `rtl` |
//! | `{{title}}` | what is required, as text; `{{lead}}`, one sentence about it |
//! | `{{ways}}` | the configured ways to prove an age, as HTML; empty where none helps |
//! | `{{back}}` | the words of a link back to the shop |
//! | `{{style}}` | the style of the built-in page with the configured theme, as CSS |
//! | `{{rating}}` | the configured rating, as a `meta` element, or nothing |

use std::fmt;

/// A place in a template that is filled for each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    Back,
    Dir,
    Lang,
    Lead,
    Rating,
    Style,
    Title,
    Ways,
}

const SLOTS: [(&str, Slot); 8] = [
    ("back", Slot::Back),
    ("dir", Slot::Dir),
    ("lang", Slot::Lang),
    ("lead", Slot::Lead),
    ("rating", Slot::Rating),
    ("style", Slot::Style),
    ("title", Slot::Title),
    ("ways", Slot::Ways),
];

/// What a page cannot do without.
const REQUIRED: [(&str, Slot); 3] =
    [("title", Slot::Title), ("lead", Slot::Lead), ("ways", Slot::Ways)];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Slot(Slot),
}

/// A page with slots (see the module's table in the configuration).
///
/// ```
/// use agegate::gate::Template;
/// assert!(Template::parse("<h1>{{title}}</h1><p>{{lead}}</p>{{ways}}").is_ok());
/// let error = Template::parse("<h1>{{titel}}</h1>").unwrap_err();
/// assert!(error.to_string().contains("`{{titel}}`"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// Why a template is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// A slot that does not exist.
    Unknown {
        /// Its name.
        slot: String,
        /// The line, from 1.
        line: usize,
    },
    /// A slot that is not closed.
    Unclosed {
        /// The line, from 1.
        line: usize,
    },
    /// A slot without which the page says too little.
    Missing {
        /// Its name.
        slot: &'static str,
    },
    /// A script, which the page's Content-Security-Policy would not let run.
    Script,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { slot, .. } => {
                let known: Vec<String> =
                    SLOTS.iter().map(|(name, _)| format!("`{{{{{name}}}}}`")).collect();
                write!(f, "there is no slot `{{{{{slot}}}}}`; known are {}", known.join(", "))
            }
            Self::Unclosed { .. } => f.write_str("`{{` without `}}`"),
            Self::Missing { slot } => write!(f, "it lacks the slot `{{{{{slot}}}}}`"),
            Self::Script => f.write_str(
                "it holds a script; the gate page works without, and its \
                 Content-Security-Policy lets none run",
            ),
        }
    }
}

impl std::error::Error for TemplateError {}

impl TemplateError {
    /// The line it is about, from 1.
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Unknown { line, .. } | Self::Unclosed { line } => Some(*line),
            Self::Missing { .. } | Self::Script => None,
        }
    }
}

impl Template {
    /// Takes a page apart.
    ///
    /// # Errors
    /// An unknown or unclosed slot, a required one that is absent, or a script.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if text.to_ascii_lowercase().contains("<script") {
            return Err(TemplateError::Script);
        }
        let mut pieces = Vec::new();
        let (mut rest, mut line) = (text, 1);
        while let Some((before, after)) = rest.split_once("{{") {
            line += before.matches('\n').count();
            let (name, behind) = after.split_once("}}").ok_or(TemplateError::Unclosed { line })?;
            let slot = SLOTS
                .iter()
                .find(|(known, _)| *known == name.trim())
                .ok_or_else(|| TemplateError::Unknown { slot: name.trim().to_owned(), line })?;
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Slot(slot.1));
            line += name.matches('\n').count();
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        for (slot, required) in REQUIRED {
            if !pieces.contains(&Piece::Slot(required)) {
                return Err(TemplateError::Missing { slot });
            }
        }
        Ok(Self { pieces })
    }

    /// The page with its slots filled.
    pub(super) fn fill<'f>(&self, of: impl Fn(Slot) -> &'f str) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Slot(slot) => of(*slot),
        });
        pieces.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_where_they_stand() {
        let page = Template::parse("{{title}}|{{ lead }}|{{ways}}|{{title}}").unwrap();
        let filled = page.fill(|slot| match slot {
            Slot::Title => "T",
            Slot::Lead => "L",
            _ => "W",
        });
        assert_eq!(filled, "T|L|W|T");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let cases = [
            ("a\nb {{titel}}", Some(2), "there is no slot `{{titel}}`"),
            ("{{title}}\n\n{{lead", Some(3), "`{{` without `}}`"),
            ("{{title}}{{lead}}", None, "it lacks the slot `{{ways}}`"),
            ("{{title}}{{lead}}{{ways}}<ScRipt>", None, "it holds a script"),
        ];
        for (text, line, expected) in cases {
            let error = Template::parse(text).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{text}: {error}");
            assert_eq!(error.line(), line, "{text}");
        }
    }
}
