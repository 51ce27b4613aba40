/// What is found in disguise, and what is not.
mod disguises;
/// Properties, on random texts.
mod random;

use std::ops::Range;
use std::sync::Arc;

use super::*;
use crate::category::{CategorySet, CategoryTree, Kind};

fn place(line: u32) -> Place {
    Place { file: Arc::from("terms.toml"), line, column: 1 }
}

fn source(terms: &[&str]) -> Vec<SourceTerm> {
    (1u32..)
        .zip(terms)
        .map(|(line, text)| SourceTerm { text: (*text).to_owned(), place: place(line) })
        .collect()
}

fn tree() -> CategoryTree {
    let mut tree = CategoryTree::default();
    let adult = tree.add("adult", None, Kind::Group, false).unwrap();
    tree.add("sexual_goods", Some(adult), Kind::Age, false).unwrap();
    tree.add("sexual_content", Some(adult), Kind::Age, false).unwrap();
    let alcohol = tree.add("alcohol", None, Kind::Group, false).unwrap();
    tree.add("alcohol_spirits", Some(alcohol), Kind::Age, false).unwrap();
    tree
}

fn file(
    category: &str,
    language: &str,
    strong: &[&str],
    weak: &[&str],
    innocent: &[&str],
) -> TermFile {
    TermFile {
        strong: source(strong),
        weak: source(weak),
        innocent: source(innocent),
        ..TermFile::new(tree().by_name(category).unwrap(), language)
    }
}

fn compile(files: &[TermFile]) -> (Lexicon, Vec<Lint>) {
    Lexicon::compile(&tree(), files).unwrap()
}

fn lexicon() -> Lexicon {
    compile(&[
        file(
            "sexual_goods",
            "en",
            &["sex toy", "vibrator", "dildo", "anal", "ass plug", "sex", "ball gag", "lube", "xxx"],
            &["erotic", "vintage", "vintage red", "nude"],
            &["nude lipstick", "concrete vibrator"],
        ),
        file("sexual_goods", "de", &["*dildo", "gleitgel", "wäscheslip"], &["erotic"], &[]),
        file("sexual_goods", "ru", &["вибратор", "игрушка для взрослых", "ром"], &[], &[]),
        file("sexual_goods", "pl", &["żel intymny łóżko"], &[], &[]),
        file("sexual_goods", "fr", &["jouet érotique"], &[], &[]),
        file("sexual_goods", "zh", &["情趣用品", "跳蛋"], &[], &[]),
        file("sexual_goods", "ko", &["성인용품"], &[], &[]),
        file("sexual_goods", "ja", &["アダルトグッズ"], &[], &[]),
        file("sexual_content", "en", &["porn*", "18+"], &[], &["food porn"]),
        file(
            "alcohol_spirits",
            "en",
            &["gin", "rum", "vodka", "pot", "beil", "pils", "vino", "bier", "vina", "codein"],
            &[],
            &["gin glass"],
        ),
    ])
    .0
}

fn hits(lexicon: &Lexicon, text: &str) -> Vec<Hit> {
    let mut found = Vec::new();
    lexicon.scan(text, tree().all(), &mut Scratch::default(), &mut |hit| found.push(hit));
    found
}

fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
    hits(lexicon, text).iter().map(|hit| lexicon.term(hit.term).unwrap().text.to_owned()).collect()
}

#[test]
fn spans_point_to_the_source() {
    let lexicon = lexicon();
    let cases: &[(&str, &str)] = &[
        ("A ＶＩＢＲＡＴＯＲ, pink", "ＶＩＢＲＡＴＯＲ"),
        ("my vi<b>bra</b>tor.", "vi<b>bra</b>tor"),
        ("one d.i.l.d.o here", "d.i.l.d.o"),
        ("vib&amp;#114;ators", "vib&amp;#114;ators"),
        ("<img alt=\"a dildo\">", "dildo"),
        ("ß vibrator ß", "vibrator"),
        ("高级跳蛋店", "跳蛋"),
    ];
    for (text, expected) in cases {
        let mut spans: Vec<&str> =
            hits(&lexicon, text).iter().filter_map(|hit| text.get(hit.span.clone())).collect();
        spans.dedup(); // `dildo` and `*dildo` agree
        assert_eq!(spans, [*expected], "in `{text}`");
    }
}

#[test]
fn innocent_hits_are_explained_and_not_scanned() {
    let lexicon = lexicon();
    let text = "Gin glass, gin";
    assert_eq!(found(&lexicon, text), ["gin"]);
    let explained = lexicon.explain(text, &mut Scratch::default());
    let told: Vec<(Range<usize>, bool)> =
        explained.hits.iter().map(|hit| (hit.span.clone(), hit.taken_back_by.is_some())).collect();
    assert_eq!(told, [(0..3, true), (11..14, false)]);
    assert_eq!(explained.folded, "gin glas gin");
    let by = explained.hits[0].taken_back_by.unwrap();
    assert_eq!(lexicon.term(by).unwrap().id, "alcohol_spirits/en:gin glass");
    assert_eq!(lexicon.term(by).unwrap().weight, None);
}

#[test]
fn an_innocent_phrase_serves_its_group_only() {
    let files = |innocent_in: &str| {
        [
            file("sexual_goods", "en", &["nude"], &[], &[]),
            file(innocent_in, "en", &[], &[], &["nude gloss"]),
        ]
    };
    assert!(found(&compile(&files("sexual_content")).0, "nude gloss").is_empty());
    assert_eq!(found(&compile(&files("alcohol_spirits")).0, "nude gloss"), ["nude"]);
}

#[test]
fn only_wanted_categories_are_given() {
    let lexicon = lexicon();
    let tree = tree();
    let mut found = Vec::new();
    let wanted = CategorySet::of(tree.by_name("alcohol_spirits").unwrap());
    let mut scratch = Scratch::default();
    lexicon.scan("vibrator, vodka", wanted, &mut scratch, &mut |hit| found.push(hit));
    assert_eq!(found.len(), 1);
    assert_eq!(tree.name(found[0].category), "alcohol_spirits");
    lexicon.scan("vibrator, vodka", CategorySet::EMPTY, &mut scratch, &mut |_| panic!("unwanted"));
}

#[test]
fn one_word_is_one_reason() {
    let lexicon = lexicon();
    assert_eq!(found(&lexicon, "vintage red erotic"), ["vintage red", "erotic"]);
    assert_eq!(found(&lexicon, "erotic"), ["erotic"], "listed in two languages");
}

#[test]
fn lints_name_place_and_cause() {
    use LintCode::*;
    let case = |strong: &[&str], weak: &[&str], innocent: &[&str]| -> Vec<(u32, LintCode)> {
        let (lexicon, mut lints) = compile(&[file("sexual_goods", "en", strong, weak, innocent)]);
        lints.extend(lexicon.shadowed());
        lints.iter().map(|lint| (lint.place.line, lint.code)).collect()
    };
    assert_eq!(case(&["vibrator", "sex toy"], &["erotic"], &["nude lipstick"]), []);
    assert_eq!(case(&["vibrator", "lilili"], &[], &[]), [(2, Degenerate)]);
    assert_eq!(case(&["---"], &[], &[]), [(1, Degenerate)]);
    assert_eq!(case(&["bdd"], &[], &[]), [(1, TooShort)]);
    assert_eq!(case(&["sex toy", "Sex-Toy"], &[], &[]), [(2, Duplicate)]);
    assert_eq!(case(&["sex toy"], &["sex toy"], &[]), [(1, Duplicate)]);
    assert_eq!(case(&["porn*", "pornography"], &[], &[]), [(2, Shadowed)]);
    assert_eq!(case(&["*dildo", "analdildo"], &[], &[]), [(2, Shadowed)]);
    assert_eq!(case(&["pornography"], &["porn*"], &[]), []);
    assert_eq!(case(&["nude"], &[], &["nude"]), [(1, StrongInnocent)]);
    assert!(case(&["跳蛋"], &[], &[]).is_empty());
}

#[test]
fn a_category_of_another_tree_is_an_error() {
    let error =
        Lexicon::compile(&CategoryTree::default(), &[file("adult", "en", &["x y z"], &[], &[])])
            .unwrap_err();
    assert_eq!(error, LexiconError::UnknownCategory { place: Some(place(1)) });
    assert!(error.to_string().starts_with("terms.toml:1:1: "));
}

#[test]
fn an_empty_lexicon_finds_nothing() {
    assert!(hits(&compile(&[]).0, "vibrator").is_empty());
}

#[test]
fn what_goods_hold_counts_in_its_language_and_is_marked() {
    let content = |language: &str, terms: &[&str]| TermFile {
        content: source(terms),
        ..file("alcohol_spirits", language, &[], &[], &[])
    };
    let (lexicon, lints) = compile(&[
        content("sv", &["järn", "honung"]),
        file("alcohol_spirits", "nl", &[], &["honung"], &[]),
    ]);
    assert_eq!(lints, []);
    // What is weak in another language is weak in all.
    let cases = [("Järn", "sv", "järn+"), ("Järn", "da", ""), ("Honung", "da", "honung")];
    for (text, language, expected) in cases {
        let mut scratch = Scratch::default();
        scratch.set_language(Language::parse(language));
        let mut found = String::new();
        lexicon.scan(text, tree().all(), &mut scratch, &mut |hit| {
            let term = lexicon.term(hit.term).unwrap();
            found.push_str(term.text);
            found.push_str(if term.is_content { "+" } else { "" });
        });
        assert_eq!(found, expected, "`{text}` in {language}");
    }
}

#[test]
fn words_of_one_language_count_only_in_it() {
    let local = |category: &str, language: &str, terms: &[&str]| TermFile {
        local: source(terms),
        ..file(category, language, &[], &[], &[])
    };
    let (lexicon, lints) = compile(&[
        file("sexual_content", "en", &["slut"], &["dick"], &[]),
        file("sexual_content", "sv", &[], &[], &["slut"]),
        local("alcohol_spirits", "hu", &["sör", "bor"]),
        file("alcohol_spirits", "lv", &["vīns", "degvīns"], &[], &[]),
        file("alcohol_spirits", "fr", &["calva"], &[], &[]),
        local("alcohol_spirits", "ro", &["calva"]),
    ]);
    assert_eq!(lints, []);
    let cases = [
        ("slut", None, "slut"),
        ("slut", Some("en"), "slut"),
        // What is innocent in one language is not in the others.
        ("slut", Some("sv"), ""),
        ("sor bor", None, ""),
        ("sor bor", Some("da"), ""),
        ("sör", Some("hu"), "sör"),
        ("SOR bor", Some("hu-HU"), "SOR bor"),
        // A short word needs its accents, unless the language is known to be its own.
        ("VINs", None, ""),
        ("vins", Some("lv"), "vins"),
        ("Vīns", None, "Vīns"),
        ("degvins", None, "degvins"),
        // Strong in one language and local to another: strong.
        ("calva", None, "calva"),
    ];
    for (text, language, expected) in cases {
        let mut scratch = Scratch::default();
        scratch.set_language(language.and_then(Language::parse));
        let mut found = Vec::new();
        lexicon.scan(text, tree().all(), &mut scratch, &mut |hit| {
            if hit.weight == Weight::Strong {
                found.push(text[hit.span].to_owned());
            }
        });
        assert_eq!(found.join(" "), expected, "`{text}` in {language:?}");
    }
}

#[test]
fn accessories_are_told_from_the_goods() {
    let around = |language: &str, accessory: &[&str], negation: &[&str], goods: &[&str]| TermFile {
        accessory: source(accessory),
        negation: source(negation),
        goods: source(goods),
        ..TermFile::new(tree().by_name("alcohol").unwrap(), language)
    };
    let (lexicon, lints) = compile(&[
        file(
            "alcohol_spirits",
            "en",
            &["whisky", "glenlivet", "beer", "alcohol", "dry tea punch"],
            &[],
            &[],
        ),
        file("alcohol_spirits", "de", &["wein*", "bier"], &[], &[]),
        file("alcohol_spirits", "fr", &["vin"], &[], &[]),
        file("alcohol_spirits", "ru", &["вина"], &[], &[]),
        file("alcohol_spirits", "zh", &["威士忌"], &[], &[]),
        file("sexual_goods", "en", &["vibrator"], &[], &[]),
        around(
            "en",
            &["glass", "rack", "case", "bottle opener"],
            &["alcohol free", "non alcoholic", "0 %", "0.0", "zero alcohol", "tea"],
            &["gift set", "glass bottle"],
        ),
        around("de", &["glas", "gläser", "halter"], &["alkoholfrei"], &[]),
        around("fr", &["verre"], &["sans alcool"], &["coffret"]),
        around("ru", &["бокал"], &["безалкогольное"], &[]),
        around("zh", &["杯"], &[], &[]),
    ]);
    assert_eq!(lints, []);
    // A title, and the terms that are left of it.
    let cases = [
        ("Whisky glass", ""),
        ("whisky-glass-set-of-2", ""),
        ("Glenlivet whisky crystal glass, set of 6 glasses", ""),
        ("WhiskyGlass 30cl", ""),
        ("Glass for whisky", ""),
        ("glass for Glenlivet whisky", ""),
        ("Weinglas", ""),
        ("Weingläser «Bordeaux»", ""),
        ("Halter für Weinflaschen", ""),
        ("Verre à vin rouge", ""),
        ("verres cristal pour vin", ""),
        ("Verre vin", ""),
        ("бокал для красного вина", ""),
        ("威士忌玻璃杯", ""),
        ("Beer bottle opener", ""),
        // The goods themselves.
        ("Wein-Kristallglas", "wein*"),
        ("Whisky with a glass", "whisky"),
        ("Whisky + glass", "whisky"),
        ("Whisky & glass", "whisky"),
        ("Whisky, glass", "whisky"),
        ("Whisky 70 cl glass", "whisky"),
        ("Whisky in glass bottle", "whisky"),
        ("Whisky glass bottle", "whisky"),
        ("Whisky glass gift set", "whisky"),
        ("Whisky gift set with 2 glasses", "whisky"),
        ("Glass and whisky", "whisky"),
        ("Whisky glass with Glenlivet", "glenlivet"),
        ("Coffret verre à vin", "vin"),
        ("Vin et verre", "vin"),
        ("Weinglas und Bier", "bier"),
        ("A really nice old smoky whisky tumbler of thick hand blown glass", "whisky"),
        // A disguised accessory is none, and one of other goods neither.
        ("Whisky g1ass", "whisky"),
        ("Vibrator case", "vibrator"),
        ("Vibrator, alcohol free", "vibrator"),
        // Denied.
        ("Alcohol-free beer", ""),
        ("Non-alcoholic craft beer", ""),
        ("Beer, alcohol free, 6 x 330 ml", ""),
        ("Beer 0.0", ""),
        ("Beer 0,0% (6 pack)", ""),
        ("0 % beer", ""),
        ("Bier alkoholfrei", ""),
        ("vin rouge sans alcool", ""),
        ("Zero alcohol", ""),
        ("Beer tea", ""),
        // What a term holds itself does not deny it, and all else does.
        ("Dry tea punch", "dry tea punch"),
        ("Dry tea punch, alcohol free", ""),
        ("Tea: dry tea punch", "dry tea punch"),
        ("Tea dry tea punch", ""),
        ("Whisky 0% interest", "whisky"),
        ("0 % down payment on all whisky", "whisky"),
        ("Whisky and alcohol-free beer", "whisky"),
        ("Alcohol-free gel. Whisky", "whisky"),
        ("Whisky 0.05", "whisky"),
    ];
    let mut wrong = Vec::new();
    for (title, expected) in cases {
        let mut left = found(&lexicon, title);
        left.dedup();
        let left: Vec<&str> =
            left.iter().map(|id| id.rsplit(':').next().unwrap_or_default()).collect();
        if left.join(" ") != expected {
            wrong.push(format!("{title}: {left:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Where the language is known its compounds count, and foreign words do not.
    let left = |language: &str, title: &str| {
        let (mut scratch, mut left) = (Scratch::default(), 0);
        scratch.set_language(Language::parse(language));
        lexicon.scan(title, tree().all(), &mut scratch, &mut |_| left += 1);
        left
    };
    assert_eq!(left("de", "Wein-Kristallglas"), 0);
    assert_eq!(left("de", "Wein, Bier glass"), 1);
    assert_eq!(left("fr", "Wein glas"), 1);
}

#[test]
fn a_pair_says_it_together() {
    let pair = |words: &[&str], beside: &[&str]| super::SourcePair {
        words: source(words),
        beside: source(beside),
    };
    let (lexicon, lints) = compile(&[
        TermFile {
            weak: source(&["erotic"]),
            pairs: vec![
                pair(&["prostate", "erotic"], &["massager", "vibrat*", "for two"]),
                pair(&["vibrating"], &["ring", "egg"]),
            ],
            unpaired: source(&["dog", "tooth*"]),
            ..file("sexual_goods", "en", &[], &[], &["vibrating egg timer"])
        },
        TermFile {
            pairs: vec![pair(&["prostata"], &["*gerät"])],
            ..file("sexual_goods", "de", &[], &[], &[])
        },
    ]);
    assert!(lints.is_empty(), "{lints:?}");
    let cases: &[(&str, &[&str])] = &[
        ("Prostate massagers, black", &["prostate"]),
        ("Massager for him (heated), made for the pr0state", &["prostate"]),
        ("Prostate wand, vibration in ten modes", &["prostate"]),
        ("An erotic game for two", &["erotic"]),
        ("Prostata-Massagegerät", &["prostata"]),
        // Nothing beside it, or what another pair wants, or the word itself.
        ("Prostate capsules", &[]),
        ("Prostate ring", &[]),
        ("Vibrating massager", &[]),
        ("Ring and egg", &[]),
        ("A game for you two, prostate", &[]),
        // What is beside is believed as written, and near.
        ("Prostate m4ssager", &[]),
        (&format!("Prostate{}massager", " and more".repeat(20)), &[]),
        ("Vibrating egg timer", &[]),
        // Words of another trade stand against it.
        ("Vibrating ring for dogs", &[]),
        ("Toothbrush, vibrating, with a ring", &[]),
    ];
    for (text, expected) in cases {
        let strong: Vec<String> = hits(&lexicon, text)
            .iter()
            .filter(|hit| hit.weight == Weight::Strong)
            .map(|hit| lexicon.term(hit.term).unwrap().text.to_owned())
            .collect();
        assert_eq!(strong, *expected, "{text}");
    }
    // A weak word stays one without it, a word of pairs alone is none.
    assert_eq!(found(&lexicon, "erotic, prostate ring"), ["erotic"]);
    let text = "a massager, prostate";
    let beside = hits(&lexicon, text).pop().and_then(|hit| hit.beside).unwrap();
    assert_eq!(text.get(beside), Some("massager"));
}
