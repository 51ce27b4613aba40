//! `lexicon/<category>/<language>.toml`: the words that name restricted goods.

use super::Names;
use crate::config::read::{Source, Spot, Table, nearest};
use crate::lexicon::{Place, SourceTerm, TermFile};

/// Letters that one term may have: more is prose, not a term.
const LONGEST: usize = 80;

/// The lists of a file.
const KEYS: [&str; 8] =
    ["strong", "local", "weak", "content", "innocent", "accessory", "negation", "goods"];

/// Reads one file; `folder` and `stem` are the names in its path.
pub(in crate::config) fn read(
    source: &Source<'_>,
    names: Names<'_>,
    folder: &str,
    stem: &str,
) -> Option<TermFile> {
    let category = names.tree.by_name(folder);
    if category.is_none() && names.whole {
        let near = nearest(folder, names.tree.iter().map(|(_, entry)| entry.name.as_str()));
        let message = format!("the folder `{folder}` is named after no category");
        source.error_near(0, message, near);
    }
    if !is_language(stem) {
        let message = format!("the file name `{stem}` is no language code of BCP 47, such as `de`");
        source.error_near(0, message, meant_by(stem));
    }
    let [strong, local, weak, content, innocent, accessory, negation, goods] =
        source.walk(|root| {
            let lists = KEYS.map(|key| read_terms(root, key));
            if lists.iter().all(Vec::is_empty) {
                root.source().warn(0, "lexicon_empty", "the file holds no term".to_owned());
            }
            lists
        })?;
    let language = stem.to_owned();
    Some(TermFile {
        category: category?,
        language,
        strong,
        local,
        weak,
        content,
        innocent,
        accessory,
        negation,
        goods,
    })
}

/// Every code that ISO 639-1 assigns, two letters each.
const ASSIGNED: &[u8] = b"aaabaeafakamanarasavayazbabebgbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu";

/// The language of a country whose code is taken for its language's.
fn meant_by(code: &str) -> Option<&'static str> {
    let slips = [
        ("at", "de"),
        ("cn", "zh"),
        ("cz", "cs"),
        ("dk", "da"),
        ("gb", "en"),
        ("gr", "el"),
        ("jp", "ja"),
        ("ua", "uk"),
        ("us", "en"),
    ];
    slips.into_iter().find_map(|(slip, language)| (slip == code).then_some(language))
}

/// A language, with a script or region if need be: `de`, `zh-hant`.
fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let language = parts.next().unwrap_or_default();
    let is_assigned = match language.len() {
        2 => ASSIGNED.chunks_exact(2).any(|assigned| assigned == language.as_bytes()),
        3 => language.bytes().all(|b| b.is_ascii_lowercase()),
        _ => false,
    };
    is_assigned
        && parts.all(|part| {
            (2..=8).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn read_terms(root: &mut Table<'_>, key: &'static str) -> Vec<SourceTerm> {
    let terms = root.texts(key).unwrap_or_default();
    terms.into_iter().filter_map(|term| read_term(root, term)).collect()
}

fn read_term(root: &Table<'_>, term: Spot<&str>) -> Option<SourceTerm> {
    let text = term.value;
    let bare = text.strip_prefix('*').unwrap_or(text);
    let bare = bare.strip_suffix('*').unwrap_or(bare);
    let wrong = if bare.trim() != bare || bare.is_empty() {
        Some("is empty or padded with spaces")
    } else if bare.contains('*') {
        Some("has a `*` inside; it stands only before or after a term")
    } else if text.chars().any(char::is_control) {
        Some("holds a control character")
    } else if text.chars().count() > LONGEST {
        Some("is too long for a term; split it")
    } else {
        None
    };
    if let Some(wrong) = wrong {
        root.source().error(term.at, format!("the term `{text}` {wrong}"));
        return None;
    }
    let at = root.source().at(term.at);
    let place = Place { file: at.file, line: at.line, column: at.column };
    Some(SourceTerm { text: text.to_owned(), place })
}
