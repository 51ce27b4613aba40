//! The names of elements and attributes that mean something, numbered: read once with their tag, they
//! are compared in one step ever after.

/// How many slots the table has: a power of two, at least twice the names.
const SLOTS: usize = 512;

macro_rules! vocabulary {
    ($($name:ident $text:literal)*) => {
        /// The name of an element or attribute.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Name {
            /// One that means nothing, and none.
            #[default]
            Other,
            /// An element that is none of HTML's (HTML Standard section 4.13).
            Custom,
            $($name),*
        }

        const WORDS: &[(Name, &str)] = &[$((Name::$name, $text)),*];
    };
}

vocabulary! {
    A "a" Abbr "abbr" Action "action" Address "address" Alt "alt" AnnotationXml "annotation-xml"
    Applet "applet" Area "area" AriaBraillelabel "aria-braillelabel"
    AriaDescription "aria-description" AriaLabel "aria-label" AriaPlaceholder "aria-placeholder"
    AriaRoledescription "aria-roledescription" AriaValuetext "aria-valuetext" Article "article"
    Aside "aside" Audio "audio" B "b" Background "background" Base "base" Basefont "basefont"
    Bdi "bdi" Bdo "bdo" Bgsound "bgsound" Big "big" Blockquote "blockquote" Body "body" Br "br"
    Button "button" Caption "caption" Center "center" Cite "cite" Class "class" Code "code"
    Col "col" Colgroup "colgroup" Content "content" Data "data" DataAdid "data-adid"
    DataArticleId "data-article-id" DataAsin "data-asin" DataHref "data-href"
    DataItemId "data-item-id" DataItemid "data-itemid" DataListingId "data-listing-id"
    DataProductCode "data-product-code" DataProductHandle "data-product-handle"
    DataProductId "data-product-id" DataProductSku "data-product-sku"
    DataProductid "data-productid" DataSku "data-sku" DataSrc "data-src"
    DataSrcset "data-srcset" DataUrl "data-url" Datalist "datalist" Dd "dd" Del "del" Desc "desc"
    Details "details" Dfn "dfn" Dialog "dialog" Dir "dir" Div "div" Dl "dl" Download "download"
    Dt "dt" Em "em" Embed "embed" Fieldset "fieldset" Figcaption "figcaption" Figure "figure"
    Font "font" Footer "footer" ForeignObject "foreignobject" Form "form" Formaction "formaction"
    Frame "frame" Frameset "frameset" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Head "head"
    Header "header" Hgroup "hgroup" Hr "hr" Href "href" Html "html" I "i" Id "id" Iframe "iframe"
    Imagesrcset "imagesrcset" Img "img" Input "input" Ins "ins" Itemprop "itemprop"
    Itemscope "itemscope" Itemtype "itemtype" Kbd "kbd" Keygen "keygen" Label "label" Lang "lang"
    Li "li" Link "link" Listing "listing" Longdesc "longdesc" Main "main" Mark "mark"
    Marquee "marquee" Math "math" Menu "menu" Meta "meta" Mi "mi" Mn "mn" Mo "mo" Ms "ms"
    Mtext "mtext" Called "name" Nav "nav" Nobr "nobr" Noembed "noembed" Noframes "noframes"
    Noscript "noscript" Object "object" Ol "ol" Optgroup "optgroup" Option "option" P "p"
    Param "param" Picture "picture" Ping "ping" Placeholder "placeholder" Plaintext "plaintext"
    Poster "poster" Pre "pre" Property "property" Q "q" Rb "rb" Rel "rel" Rp "rp" Rt "rt" Rtc "rtc"
    Ruby "ruby" S "s" Samp "samp" Script "script" Search "search" Section "section"
    Select "select" Small "small" Source "source" Span "span" Src "src" Srcdoc "srcdoc"
    Srcset "srcset" Strike "strike" Strong "strong" Style "style" Sub "sub" Summary "summary"
    Sup "sup" Svg "svg" Table "table" Tbody "tbody" Td "td" Template "template"
    Textarea "textarea" Tfoot "tfoot" Th "th" Thead "thead" Time "time" Title "title" Tr "tr"
    Track "track" Tt "tt" Type "type" Typeof "typeof" U "u" Ul "ul" Value "value" Var "var"
    Video "video" Wbr "wbr" XlinkHref "xlink:href" Xmp "xmp"
}

/// As many numbers as names have.
pub(super) const NAMES: usize = WORDS.len() + 2;

/// A name in the table: its first eight bytes, and all of it.
type Slot = Option<(u64, &'static str, Name)>;

static TABLE: [Slot; SLOTS] = table();

impl Name {
    /// The name that is the first `len` of these bytes, in whatever case.
    #[inline]
    pub(super) fn read(bytes: &[u8], len: usize) -> Option<Self> {
        let head = head(bytes, len);
        let mut at = slot(head, len);
        while let Some(Some((first, text, name))) = TABLE.get(at) {
            if *first == head
                && text.len() == len
                && (len <= 8
                    || bytes.get(..len).is_some_and(|b| b.eq_ignore_ascii_case(text.as_bytes())))
            {
                return Some(*name);
            }
            at = (at + 1) % SLOTS;
        }
        None
    }

    /// The name in small letters; empty where it means nothing.
    pub(super) fn text(self) -> &'static str {
        (self as usize).checked_sub(2).and_then(|at| WORDS.get(at)).map_or("", |(_, text)| text)
    }
}

/// The first eight bytes of a name in lower case, as far as there are so many.
#[inline]
fn head(bytes: &[u8], len: usize) -> u64 {
    let all = match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            let mut chunk = [0; 8];
            chunk.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            u64::from_le_bytes(chunk)
        }
    };
    lower(if len < 8 { all & ((1 << (8 * len)) - 1) } else { all })
}

/// Eight bytes with their capital letters made small ones.
#[inline]
const fn lower(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    let low = word & !HIGH;
    let beyond = low + ONES * (0x7f - b'Z' as u64);
    let reached = low + ONES * (0x80 - b'A' as u64);
    let capital = (reached ^ beyond) & !word & HIGH;
    word | capital >> 2
}

/// Where the table is looked up first.
#[inline]
const fn slot(head: u64, len: usize) -> usize {
    let mixed = (head ^ len as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (u64::BITS - SLOTS.trailing_zeros())) as usize
}

#[expect(clippy::indexing_slicing, reason = "computed while compiling")]
const fn table() -> [Slot; SLOTS] {
    let mut table: [Slot; SLOTS] = [None; SLOTS];
    let mut at = 0;
    while at < WORDS.len() {
        let (name, text) = WORDS[at];
        let bytes = text.as_bytes();
        let (mut head, mut byte) = (0, 0);
        while byte < bytes.len() && byte < 8 {
            head |= (bytes[byte] as u64) << (8 * byte);
            byte += 1;
        }
        let mut free = slot(head, bytes.len());
        while table[free].is_some() {
            free = (free + 1) % SLOTS;
        }
        table[free] = Some((head, text, name));
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_whatever_case_and_none_for_another() {
        for (name, text) in WORDS {
            let read = |text: &str, len| Name::read(text.as_bytes(), len);
            assert_eq!(read(text, text.len()), Some(*name), "{text}");
            assert_eq!(name.text(), *text);
            assert!((*name as usize) < NAMES, "{text}");
            let upper = format!("{}=\"ABCDEFGH\"", text.to_ascii_uppercase());
            assert_eq!(read(&upper, text.len()), Some(*name), "{upper}");
            for other in [format!("{text}\0"), format!("{text}É"), format!("{text}-")] {
                assert_eq!(read(&other, other.len()), None, "{other}");
            }
            // Nothing in it is code for a script, which `scripts` relies on.
            let code = ["on", "x-", "v-", "wire:", "@", ":"];
            assert!(!code.iter().any(|begin| text.starts_with(begin)), "{text}");
            // Bytes that differ from a letter in the bit that tells capitals.
            let bent: Vec<u8> = text.bytes().map(|b| b ^ 0x20).collect();
            let same = bent.eq_ignore_ascii_case(text.as_bytes());
            assert_eq!(Name::read(&bent, bent.len()).is_some(), same, "{text}");
        }
        let full = TABLE.iter().filter(|slot| slot.is_some()).count();
        assert!(full == WORDS.len() && full * 2 <= SLOTS, "{full}");
    }
}
