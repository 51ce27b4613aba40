//! What the names of elements say: which close each other, which hold text, which part a text.

use super::vocabulary::Name;

/// Elements without content.
pub(super) const fn is_void(name: Name) -> bool {
    matches!(
        name,
        Name::Area
            | Name::Base
            | Name::Br
            | Name::Col
            | Name::Embed
            | Name::Hr
            | Name::Img
            | Name::Input
            | Name::Link
            | Name::Meta
            | Name::Param
            | Name::Source
            | Name::Track
            | Name::Wbr
            | Name::Frame
            | Name::Keygen
            | Name::Basefont
            | Name::Bgsound
    )
}

/// Elements that stand within a line and do not part words.
pub(super) const fn is_inline(name: Name) -> bool {
    matches!(
        name,
        Name::A
            | Name::Abbr
            | Name::B
            | Name::Bdi
            | Name::Bdo
            | Name::Big
            | Name::Cite
            | Name::Code
            | Name::Data
            | Name::Del
            | Name::Dfn
            | Name::Em
            | Name::Font
            | Name::I
            | Name::Ins
            | Name::Kbd
            | Name::Mark
            | Name::Nobr
            | Name::Q
            | Name::S
            | Name::Samp
            | Name::Small
            | Name::Span
            | Name::Strike
            | Name::Strong
            | Name::Sub
            | Name::Sup
            | Name::Time
            | Name::Tt
            | Name::U
            | Name::Var
            | Name::Wbr
    )
}

/// Block elements whose start closes an open paragraph.
pub(super) const fn closes_paragraph(name: Name) -> bool {
    is_heading(name)
        || matches!(
            name,
            Name::Address
                | Name::Article
                | Name::Aside
                | Name::Blockquote
                | Name::Center
                | Name::Details
                | Name::Dialog
                | Name::Dir
                | Name::Div
                | Name::Dl
                | Name::Dd
                | Name::Dt
                | Name::Fieldset
                | Name::Figcaption
                | Name::Figure
                | Name::Footer
                | Name::Form
                | Name::Header
                | Name::Hgroup
                | Name::Hr
                | Name::Li
                | Name::Main
                | Name::Menu
                | Name::Nav
                | Name::Ol
                | Name::P
                | Name::Pre
                | Name::Listing
                | Name::Search
                | Name::Section
                | Name::Summary
                | Name::Table
                | Name::Ul
                | Name::Xmp
                | Name::Plaintext
        )
}

pub(super) const fn is_heading(name: Name) -> bool {
    matches!(name, Name::H1 | Name::H2 | Name::H3 | Name::H4 | Name::H5 | Name::H6)
}

/// Elements that stand in tables only.
pub(super) const fn is_tabular(name: Name) -> bool {
    matches!(
        name,
        Name::Tr
            | Name::Td
            | Name::Th
            | Name::Tbody
            | Name::Thead
            | Name::Tfoot
            | Name::Caption
            | Name::Colgroup
            | Name::Col
    )
}

/// Elements that an end tag inside them cannot reach through.
pub(super) const fn is_scope(name: Name) -> bool {
    matches!(
        name,
        Name::Applet
            | Name::Caption
            | Name::Html
            | Name::Table
            | Name::Td
            | Name::Th
            | Name::Marquee
            | Name::Object
            | Name::Template
            | Name::ForeignObject
    )
}

/// What a start tag ends without an end tag (HTML Standard section 13.2.6).
pub(super) enum Ends {
    /// The innermost of these, unless something else that stands by itself is in between.
    Item(&'static [Name]),
    /// The outermost of the first ones within the innermost of the second ones.
    Within(&'static [Name], &'static [Name]),
}

impl Ends {
    /// What a start tag of this name ends.
    pub(super) const fn of(name: Name) -> Option<Self> {
        Some(match name {
            Name::Li => Self::Item(&[Name::Li]),
            Name::Dd | Name::Dt => Self::Item(&[Name::Dd, Name::Dt]),
            Name::Option => Self::Within(
                &[Name::Option],
                &[Name::Select, Name::Optgroup, Name::Datalist, Name::Template],
            ),
            Name::Optgroup => {
                Self::Within(&[Name::Optgroup, Name::Option], &[Name::Select, Name::Template])
            }
            Name::Rt | Name::Rp => Self::Within(
                &[Name::Rt, Name::Rp, Name::Rb, Name::Rtc],
                &[Name::Ruby, Name::Template],
            ),
            Name::A => Self::Within(
                &[Name::A],
                &[
                    Name::Td,
                    Name::Th,
                    Name::Table,
                    Name::Template,
                    Name::Button,
                    Name::Object,
                    Name::Li,
                    Name::Div,
                ],
            ),
            Name::Button => Self::Within(
                &[Name::Button],
                &[Name::Td, Name::Th, Name::Table, Name::Template, Name::Object],
            ),
            Name::Body => Self::Within(&[Name::Head], &[Name::Html]),
            _ => return None,
        })
    }

    /// What may be ended.
    pub(super) const fn ended(&self) -> &'static [Name] {
        let (Self::Item(ended) | Self::Within(ended, _)) = self;
        ended
    }

    /// Whether an open element is ended.
    pub(super) fn ends(&self, open: Name) -> bool {
        self.ended().contains(&open)
    }

    /// Whether nothing around an open element is ended.
    pub(super) fn stops_at(&self, open: Name) -> bool {
        match self {
            Self::Item(_) => {
                is_special(open) && !matches!(open, Name::Address | Name::Div | Name::P)
            }
            Self::Within(_, stops) => stops.contains(&open),
        }
    }
}

/// Whether a start tag of this name ends an open element `open` that is the innermost one.
pub(super) fn ends(name: Name, open: Name) -> bool {
    open == Name::P && closes_paragraph(name)
        || is_heading(open) && is_heading(name)
        || Ends::of(name).is_some_and(|ends| ends.ends(open))
        || is_tabular(name) && !stands_in(name, open)
}

/// Whether a part of a table, as a cell, stands in another one, as a row.
pub(super) fn stands_in(name: Name, outer: Name) -> bool {
    let bodies = matches!(outer, Name::Tbody | Name::Thead | Name::Tfoot | Name::Table);
    match name {
        Name::Td | Name::Th => outer == Name::Tr || bodies,
        Name::Tr => bodies,
        Name::Col => matches!(outer, Name::Colgroup | Name::Table),
        _ => outer == Name::Table,
    }
}

/// Elements that stand by themselves and no part of a line ("special" in the standard).
fn is_special(name: Name) -> bool {
    is_void(name)
        || is_scope(name)
        || closes_paragraph(name) && name != Name::Dialog
        || is_tabular(name)
        || matches!(
            name,
            Name::Body
                | Name::Button
                | Name::Frameset
                | Name::Head
                | Name::Iframe
                | Name::Noembed
                | Name::Noframes
                | Name::Noscript
                | Name::Script
                | Name::Select
                | Name::Style
                | Name::Textarea
                | Name::Title
        )
}

/// Elements of HTML that end foreign content around them.
pub(super) const fn breaks_out(name: Name) -> bool {
    is_heading(name)
        || matches!(
            name,
            Name::B
                | Name::Big
                | Name::Blockquote
                | Name::Body
                | Name::Br
                | Name::Center
                | Name::Code
                | Name::Dd
                | Name::Div
                | Name::Dl
                | Name::Dt
                | Name::Em
                | Name::Embed
                | Name::Head
                | Name::Hr
                | Name::I
                | Name::Img
                | Name::Li
                | Name::Listing
                | Name::Menu
                | Name::Meta
                | Name::Nobr
                | Name::Ol
                | Name::P
                | Name::Pre
                | Name::Ruby
                | Name::S
                | Name::Small
                | Name::Span
                | Name::Strong
                | Name::Strike
                | Name::Sub
                | Name::Sup
                | Name::Table
                | Name::Tt
                | Name::U
                | Name::Ul
                | Name::Var
        )
}

/// Elements that frame a page and are about none of its goods.
pub(super) const fn is_frame(name: Name) -> bool {
    matches!(name, Name::Nav | Name::Footer | Name::Aside | Name::Dialog)
}
