//! What the names of elements say: which close each other, which hold text, which part a text.

/// Elements without content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
            | "keygen"
            | "basefont"
            | "bgsound"
    )
}

/// Elements that stand within a line and do not part words.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// Block elements whose start closes an open paragraph.
pub(super) fn closes_paragraph(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "center"
                | "details"
                | "dialog"
                | "dir"
                | "div"
                | "dl"
                | "dd"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "figure"
                | "footer"
                | "form"
                | "header"
                | "hgroup"
                | "hr"
                | "li"
                | "main"
                | "menu"
                | "nav"
                | "ol"
                | "p"
                | "pre"
                | "listing"
                | "search"
                | "section"
                | "summary"
                | "table"
                | "ul"
                | "xmp"
                | "plaintext"
        )
}

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Elements that stand in tables only.
pub(super) fn is_tabular(name: &str) -> bool {
    matches!(
        name,
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "colgroup" | "col"
    )
}

/// Elements that an end tag inside them cannot reach through.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(
        name,
        "applet"
            | "caption"
            | "html"
            | "table"
            | "td"
            | "th"
            | "marquee"
            | "object"
            | "template"
            | "foreignobject"
    )
}

/// What a start tag ends without an end tag (HTML Standard section 13.2.6).
pub(super) enum Ends {
    /// The innermost of these, unless something else that stands by itself is in between.
    Item(&'static [&'static str]),
    /// The outermost of the first ones within the innermost of the second ones.
    Within(&'static [&'static str], &'static [&'static str]),
}

impl Ends {
    /// What a start tag of this name ends.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "li" => Self::Item(&["li"]),
            "dd" | "dt" => Self::Item(&["dd", "dt"]),
            "option" => Self::Within(&["option"], &["select", "optgroup", "datalist", "template"]),
            "optgroup" => Self::Within(&["optgroup", "option"], &["select", "template"]),
            "rt" | "rp" => Self::Within(&["rt", "rp", "rb", "rtc"], &["ruby", "template"]),
            "a" => Self::Within(
                &["a"],
                &["td", "th", "table", "template", "button", "object", "li", "div"],
            ),
            "button" => Self::Within(&["button"], &["td", "th", "table", "template", "object"]),
            "body" => Self::Within(&["head"], &["html"]),
            _ => return None,
        })
    }

    /// Whether an open element is ended.
    pub(super) fn ends(&self, open: &str) -> bool {
        let (Self::Item(ended) | Self::Within(ended, _)) = self;
        ended.contains(&open)
    }

    /// Whether nothing around an open element is ended.
    pub(super) fn stops_at(&self, open: &str) -> bool {
        match self {
            Self::Item(_) => is_special(open) && !matches!(open, "address" | "div" | "p"),
            Self::Within(_, stops) => stops.contains(&open),
        }
    }
}

/// Whether a start tag of this name ends an open element `open` that is the innermost one.
pub(super) fn ends(name: &str, open: &str) -> bool {
    open == "p" && closes_paragraph(name)
        || is_heading(open) && is_heading(name)
        || Ends::of(name).is_some_and(|ends| ends.ends(open))
        || is_tabular(name) && !stands_in(name, open)
}

/// Whether a part of a table, as a cell, stands in another one, as a row.
pub(super) fn stands_in(name: &str, outer: &str) -> bool {
    let bodies = matches!(outer, "tbody" | "thead" | "tfoot" | "table");
    match name {
        "td" | "th" => outer == "tr" || bodies,
        "tr" => bodies,
        "col" => matches!(outer, "colgroup" | "table"),
        _ => outer == "table",
    }
}

/// Elements that stand by themselves and no part of a line ("special" in the standard).
fn is_special(name: &str) -> bool {
    is_void(name)
        || is_scope(name)
        || closes_paragraph(name) && name != "dialog"
        || is_tabular(name)
        || matches!(
            name,
            "body"
                | "button"
                | "frameset"
                | "head"
                | "iframe"
                | "noembed"
                | "noframes"
                | "noscript"
                | "script"
                | "select"
                | "style"
                | "textarea"
                | "title"
        )
}

/// Elements of HTML that end foreign content around them.
pub(super) fn breaks_out(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "b" | "big"
                | "blockquote"
                | "body"
                | "br"
                | "center"
                | "code"
                | "dd"
                | "div"
                | "dl"
                | "dt"
                | "em"
                | "embed"
                | "head"
                | "hr"
                | "i"
                | "img"
                | "li"
                | "listing"
                | "menu"
                | "meta"
                | "nobr"
                | "ol"
                | "p"
                | "pre"
                | "ruby"
                | "s"
                | "small"
                | "span"
                | "strong"
                | "strike"
                | "sub"
                | "sup"
                | "table"
                | "tt"
                | "u"
                | "ul"
                | "var"
        )
}

/// Elements that frame a page and are about none of its goods.
pub(super) fn is_frame(name: &str) -> bool {
    matches!(name, "nav" | "footer" | "aside" | "dialog")
}
