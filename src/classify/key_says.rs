//! What the key of a field says of its value, beyond what the field is for.

use super::keys::Key;
use super::role::Role;

/// What the key of a field says of its value, beyond the role. Read once for all listings that are
/// built alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeySays {
    /// It is the language of the listing.
    pub(super) language: bool,
    /// It is one level of a category path.
    pub(super) path: bool,
    /// It is a category of Google's taxonomy.
    pub(super) google: bool,
}

impl KeySays {
    /// Reads the key of a field with this role.
    pub fn read(role: Role, key: &str) -> Self {
        Self { language: names_language(key), ..Self::of_category(role, key) }
    }

    /// Whether such a field decides how another one is read.
    pub(crate) const fn decides(self) -> bool {
        self.language || self.path
    }

    pub(super) fn of_category(role: Role, key: &str) -> Self {
        if role != Role::Category {
            return Self::default();
        }
        let (path, google) = (is_path(key), is_google(key));
        Self { language: false, path, google }
    }
}

/// Names of fields that say in which language a listing is, without separators, in small letters.
const LANGUAGE: [&str; 9] = [
    "lang",
    "language",
    "locale",
    "inlanguage",
    "langcode",
    "languagecode",
    "contentlanguage",
    "languageid",
    "localecode",
];

pub(super) fn names_language(key: &str) -> bool {
    if !(4..=17).contains(&key.len()) {
        return false;
    }
    let letters = || key.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase());
    LANGUAGE.iter().any(|name| letters().eq(name.bytes()))
}

/// Whether elements of a field are levels of one path, not categories side by side.
fn is_path(key: &str) -> bool {
    const TRAILS: [&str; 8] = [
        "breadcrumb",
        "breadcrumbs",
        "path",
        "trail",
        "hierarchy",
        "ancestors",
        "lineage",
        "levels",
    ];
    Key::read(key).is_some_and(|key| key.words().any(|word| TRAILS.contains(&word)))
}

/// Whether a field is a category of Google's taxonomy.
fn is_google(key: &str) -> bool {
    Key::read(key).is_some_and(|key| key.flat().starts_with("google") || key.flat() == "gpc")
}
