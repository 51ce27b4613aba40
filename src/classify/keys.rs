//! The vocabulary of member names: what shops, feeds and search services call their fields.
//!
//! A name is read without regard to case and to the way its words are joined: `shortDescription`,
//! `short_description`, `Short-Description` and `g:shortdescription` are one. A name that the
//! vocabulary does not hold as a whole is read word by word.

use super::role::Role;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// What a name says about the value below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// The value has this role.
    Is(Role),
    /// Listings begin below, whatever stands above.
    Products,
    /// A path: of categories below a category, of a link elsewhere.
    Path,
}

/// A member name in lower case without separators, with the places where its words begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    flat: [u8; Self::MAX],
    len: usize,
    starts: u64,
}

impl Key {
    /// Longer names are taken for data, as in a map of terms to counts.
    const MAX: usize = 48;

    /// Whether it says by what something is found: `byId`, `products_by_sku`.
    pub(super) fn sorts(&self) -> bool {
        let (mut before, mut last) = ("", "");
        for word in self.words() {
            (before, last) = (last, word);
        }
        before == "by"
            && matches!(last, "id" | "ids" | "uid" | "sku" | "code" | "key" | "handle" | "slug")
    }

    /// Reads a name; `None` where it is too long or not ASCII, thus in no vocabulary.
    pub(super) fn read(name: &str) -> Option<Self> {
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        let mut key = Self { flat: [0; Self::MAX], len: 0, starts: 0 };
        let mut before = b' ';
        let mut bytes = local.bytes().peekable();
        while let Some(byte) = bytes.next() {
            if !byte.is_ascii() {
                return None;
            }
            if byte.is_ascii_alphanumeric() {
                // `imageURL`, `URLPath`: the last capital of a run begins the next word.
                let ends_run = bytes.peek().is_some_and(u8::is_ascii_lowercase);
                let begins = !before.is_ascii_alphanumeric()
                    || byte.is_ascii_uppercase() && (!before.is_ascii_uppercase() || ends_run);
                if begins {
                    key.starts |= 1 << key.len.min(63);
                }
                *key.flat.get_mut(key.len)? = byte.to_ascii_lowercase();
                key.len += 1;
            }
            before = byte;
        }
        Some(key)
    }

    /// The name in lower case without separators.
    pub(super) fn flat(&self) -> &str {
        self.between(0, self.len)
    }

    /// The words of the name.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let mut from = 0;
        std::iter::from_fn(move || {
            if from >= self.len {
                return None;
            }
            let after = self.starts >> from >> 1;
            let to = (from + 1 + after.trailing_zeros() as usize).min(self.len);
            let word = self.between(from, to);
            from = to;
            Some(word)
        })
    }

    /// How many words the name has.
    pub(super) fn count(&self) -> usize {
        self.starts.count_ones() as usize
    }

    /// Whether the whole name is a language, as in `{"en": …, "de-DE": …}`.
    pub(super) fn is_locale(&self) -> bool {
        let mut words = self.words();
        words.next().is_some_and(is_language)
            && words.next().is_none_or(|region| region.len() == 2)
            && words.next().is_none()
    }

    /// The name without a language at its end: `name` of `nameEn`, `name_pt_BR`.
    pub(super) fn without_locale(&self) -> Option<Self> {
        let count = self.count();
        let begin = |word: usize| self.words().take(word).map(str::len).sum::<usize>();
        let language = |word: usize| self.words().nth(word).is_some_and(is_language);
        let begins_last = 63 - self.starts.leading_zeros().min(63) as usize;
        if count < 2 || self.len - begins_last != 2 {
            return None;
        }
        let len = if count > 2 && language(count - 2) {
            begin(count - 2)
        } else if language(count - 1) {
            begins_last
        } else {
            return None;
        };
        Some(Self { len, starts: self.starts & !(u64::MAX << len), ..*self })
    }

    fn between(&self, from: usize, to: usize) -> &str {
        self.flat.get(from..to).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }
}

/// What the vocabulary says of a name, by the place of the name.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    whole: Option<Means>,
    inside: Option<Means>,
    /// A word of bookkeeping speaks only at the end: `created_at` is a time, `Time for Tea` is not.
    last: Option<Means>,
}

/// What the vocabulary says of a whole name.
pub(super) fn whole(flat: &str) -> Option<Means> {
    entry(flat).whole
}

/// What one word of a longer name says.
pub(super) fn word(word: &str, last: bool) -> Option<Means> {
    let entry = entry(word);
    entry.last.filter(|_| last).or(entry.inside)
}

/// The entry of a word, with or without a number behind it: `option1`, `over18`.
fn entry(word: &str) -> Entry {
    let numbered = || word.trim_end_matches(|c: char| c.is_ascii_digit());
    let found = VOCABULARY.get(word).or_else(|| {
        if word.ends_with(|c: char| c.is_ascii_digit()) { VOCABULARY.get(numbered()) } else { None }
    });
    found.copied().unwrap_or_default()
}

/// ISO 639-1 codes that shops use, without `id`, which is an identifier first.
#[rustfmt::skip]
fn is_language(word: &str) -> bool {
    matches!(
        word,
        "ar" | "be" | "bg" | "bn" | "bs" | "ca" | "cs" | "da" | "de" | "el" | "en" | "es" | "et"
        | "eu" | "fa" | "fi" | "fr" | "ga" | "gl" | "he" | "hi" | "hr" | "hu" | "hy" | "is" | "it"
        | "ja" | "ka" | "kk" | "ko" | "lb" | "lt" | "lv" | "mk" | "ms" | "mt" | "nb" | "nl" | "no"
        | "pl" | "pt" | "ro" | "ru" | "sk" | "sl" | "sq" | "sr" | "sv" | "sw" | "ta" | "th" | "tr"
        | "uk" | "ur" | "uz" | "vi" | "zh"
    )
}

/// FNV-1a. The table is ours and never grows, so that nobody can crowd it.
#[derive(Clone, Debug)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

static VOCABULARY: LazyLock<HashMap<&str, Entry, BuildHasherDefault<Fnv>>> = LazyLock::new(|| {
    let mut table: HashMap<&str, Entry, BuildHasherDefault<Fnv>> = HashMap::default();
    let names = NAMES
        .iter()
        .flat_map(|(role, names)| names.split_whitespace().map(|name| (name, Means::Is(*role))));
    let products = PRODUCTS.split_whitespace().map(|name| (name, Means::Products));
    let paths = ["path", "fullpath"].map(|name| (name, Means::Path));
    for (name, means) in names.chain(products).chain(paths) {
        table.entry(name).or_default().whole = Some(means);
    }
    for word in SPEAKING.split_whitespace() {
        let entry = table.entry(word).or_default();
        entry.inside = entry.whole;
    }
    for (words, role) in [(LAST_IDS, Role::Id), (LAST_BOOKKEEPING, Role::Meta)] {
        for word in words.split_whitespace() {
            table.entry(word).or_default().last = Some(Means::Is(role));
        }
    }
    table
});

const LAST_IDS: &str = "id ids sku skus code uid uuid guid gid gtin ean number no";

const LAST_BOOKKEEPING: &str = "at date time timestamp cursor token hash count total";

const PRODUCTS: &str = "product products productlist listing listings productvariants \
    relatedproducts crosssells upsells associations itemoffered hits userdata";

/// The single words of the vocabulary that also speak inside longer names.
const SPEAKING: &str = "name title subject headline description summary body excerpt teaser \
    category categories taxon taxons taxonomy breadcrumb breadcrumbs brand vendor manufacturer \
    slug handle url uri link href permalink image images img picture photo thumbnail thumb logo \
    icon avatar banner gallery alt tag tags option options attribute attributes variant variants \
    property properties color colour flavor flavour review reviews comment comments question \
    questions answer answers policy shipping delivery warranty faq qa customer user reviewer author \
    seller shop store merchant owner supplier keywords keyword price prices product products \
    titel bezeichnung beschreibung kategorie marke preis bild nom nombre titulo categoria categorie \
    marca marque prix precio prezzo naam nome";

/// Roles and the names, in lower case without separators, that stand for them.
const NAMES: &[(Role, &str)] = &[
    (
        Role::Name,
        "title name subject headline heading productname producttitle displaytitle displayname \
         itemname itemtitle listingtitle adtitle seotitle metatitle pagetitle productenname \
         productarname longname shortname h1 titel bezeichnung artikelname nom nombre titulo titolo \
         nome naam nazwa",
    ),
    (
        Role::Description,
        "description descriptions bodyhtml body summary summaries shortdescription \
         longdescription descriptionshort metadescription sellingpoints sellingpoint excerpt teaser \
         subtitle tagline overview abstract highlight producthighlight bulletpoints bullets \
         featurebullets complementname beschreibung kurzbeschreibung descripcion descricao \
         descrizione omschrijving opis",
    ),
    (
        Role::Category,
        "category categories categoryname categorypath categorykey categoryid categoryids \
         categorytree producttype producttypes catalogproducttype googleproductcategory \
         googlecategory googlecategoryid gpc taxon taxons taxonomy breadcrumb breadcrumbs department \
         departments leaf leafcategory categoryleaf collection collections hierarchicalcategories \
         kategorie kategorien categoria categorias categorie rubrik",
    ),
    (
        Role::Brand,
        "brand brands brandname vendor manufacturer maker producer marke marca marque hersteller",
    ),
    (
        Role::Slug,
        "slug slugs handle urlkey urlslug linkrewrite linktext seoname urlname urlhandle nicename \
         seokeyword permalinkslug",
    ),
    (
        Role::Url,
        "url urls uri link links href permalink canonical canonicalurl producturl itemurl weburl \
         itemweburl deeplink loc pdpurl seourl urlpath",
    ),
    (
        Role::Image,
        "image images img imgs picture pictures photo photos thumbnail thumbnails thumb thumbs src \
         srcset datasrc datasrcset poster media gallery icon logo avatar banner filename swatch bild \
         bilder",
    ),
    (Role::Alt, "alt alttext imagealt imagealttext imagetitle arialabel caption accessibilitytext"),
    (Role::Tag, "tag tags producttags badge badges taglist tagname"),
    (
        Role::OptionValue,
        "option options attribute attributes variant variants property properties \
         additionalproperty customattributes metafield metafields features specs spec specification \
         specifications classifications traits choices modifiers color colour colors colours size \
         sizes material flavor flavour flavors flavours taste configurableoptions variationvalues",
    ),
    (
        Role::ThirdParty,
        "review reviews reviewbody reviewtext comment comments question questions answer answers qa \
         qna faq faqs policy policies returnpolicy hasmerchantreturnpolicy returns shipping \
         shippingdetails shippinginfo shippingpolicy delivery deliveryinfo warranty testimonials \
         feedback disclaimer legal termsandconditions privacy privacypolicy imprint aggregaterating \
         ratings author username nickname reviewer firstname lastname",
    ),
    // Whoever has a name of his own, and perhaps listings below.
    (
        Role::Seller,
        "user users customer customers owner supplier soldby \
         seller sellers sellername merchant merchantname marketplace \
         shop shopname store stores storename sitename company companyname organization organisation \
         location locations locationname city cityname citylabel town postcode postalcode zipcode \
         streetaddress addresslocality addressregion \
         ort standort ville localisation ciudad localidad comune",
    ),
    (
        Role::SearchKeywords,
        "keywords keyword searchkeywords searchkeyword searchterms searchtext searchabletext \
         metakeywords metakeyword synonyms hiddenkeywords",
    ),
    (
        Role::Id,
        "id ids sku skus objectid productid itemid listid code asin gid uid uuid guid usitemid \
         variantid ean gtin upc isbn mpn barcode spu articlenumber productcode",
    ),
    (
        Role::Price,
        "price prices pricerange priceset saleprice listprice formattedprice compareatprice msrp \
         preis preise prix precio precios prezzo preco",
    ),
    (
        Role::Label,
        "hasadultconsideration isfamilyfriendly familyfriendly requiredminage suggestedminage \
         suggestedage \
         adult isadult isadultproduct adultproduct adultonly adultsonly isadultonly adultcontent \
         isadultcontent hasadultcontent containsadultcontent \
         agerestricted isagerestricted agerestriction agerestrictions agelimit minage minimumage \
         minimumbuyerage buyerminage requiredage agerequired \
         agecheck agecheckrequired requiresagecheck ageverification ageverificationrequired \
         requiresageverification \
         nsfw isnsfw mature ismature maturecontent ismaturecontent \
         over18 isover18 is18plus 18plus eighteenplus \
         rating contentrating agerating pegi pegirating usk uskrating esrb esrbrating fsk fskrating \
         bbfc bbfcrating \
         isalcohol isalcoholic isalcoholicproduct istobacco istobaccoproduct",
    ),
    (
        Role::Meta,
        "query q searchquery searchterm originalquery correctedquery parsedquery cursor startcursor \
         endcursor typename tracking trackingdata locale lang language currency currencycode status \
         version hash token class classname css mimetype rel target matchedwords matchlevel \
         fullyhighlighted date created updated modified published timestamp datepublished \
         datemodified datecreated dateadded parameters template",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for (name, words) in [
            ("shortDescription", "short description"),
            ("SKU", "sku"),
            ("imageURL", "image url"),
            ("URLPath", "url path"),
            ("objectID", "object id"),
            ("g:google_product_category", "google product category"),
            ("data-product-id", "data product id"),
            ("_highlightResult", "highlight result"),
            ("price2Pay", "price2 pay"),
            ("", ""),
            ("___", ""),
        ] {
            let key = Key::read(name).unwrap();
            assert_eq!(key.words().collect::<Vec<_>>().join(" "), words, "{name}");
            assert_eq!(key.flat(), words.replace(' ', ""), "{name}");
        }
        for name in ["größe", "a-name-that-is-far-longer-than-any-name-of-a-field-would-ever-be-x"]
        {
            assert!(Key::read(name).is_none(), "{name}");
        }
        assert!(Key::read(&"a".repeat(Key::MAX)).is_some() && Key::read(&"a".repeat(49)).is_none());
    }

    #[test]
    fn no_name_stands_for_two_things() {
        let mut seen = HashMap::new();
        let products = (Role::Other, PRODUCTS);
        for (role, names) in NAMES.iter().chain([&products]) {
            for name in names.split_whitespace() {
                assert_eq!(seen.insert(name, *role), None, "{name}");
                assert_eq!(Key::read(name).unwrap().flat(), name);
            }
        }
        for word in SPEAKING.split_whitespace() {
            assert!(seen.contains_key(word), "{word} is in no list");
        }
    }
}
