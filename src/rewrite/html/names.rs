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

/// What an open element must be for a start tag to close it, and what stops the search: the
/// implied end tags of the standard.
pub(super) fn implied(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const TABLE: &[&str] = &["table", "template"];
    Some(match name {
        "li" => (&["li"], &["ul", "ol", "menu", "dir", "table", "template", "td", "th"]),
        "dd" | "dt" => (&["dd", "dt"], &["dl", "table", "template", "td", "th", "ul", "ol"]),
        "option" => (&["option"], &["select", "optgroup", "datalist", "template"]),
        "optgroup" => (&["optgroup", "option"], &["select", "template"]),
        "td" | "th" => (&["td", "th"], &["tr", "table", "template"]),
        "tr" => (
            &["tr", "td", "th", "caption", "colgroup"],
            &["tbody", "thead", "tfoot", "table", "template"],
        ),
        "tbody" | "thead" | "tfoot" => {
            (&["tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"], TABLE)
        }
        "caption" | "colgroup" => (&["caption", "colgroup", "tr", "tbody"], TABLE),
        "rt" | "rp" => (&["rt", "rp", "rb", "rtc"], &["ruby", "template"]),
        "a" => (&["a"], &["td", "th", "table", "template", "button", "object", "li", "div"]),
        "button" => (&["button"], &["td", "th", "table", "template", "object"]),
        "body" => (&["head"], &["html"]),
        _ => return None,
    })
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
