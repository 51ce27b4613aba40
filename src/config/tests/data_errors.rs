//! Mistakes in the files that say what is restricted.

use super::errors::{check, errors};
use super::with;

#[test]
fn rules() {
    const HEAD: &str = "[[rule]]|source = \"x\"|";
    const ID: &str = "[[rule]]|source = \"x\"|id = \"a\"|category = \"alcohol\"|";
    check(
        "policies/all.toml",
        HEAD,
        &[
            (
                "",
                &[
                    "1:1: `rule` lacks `category`: a rule is about one category and all that it covers",
                    "1:1: `rule` lacks `id`: reasons and events name the rule by it",
                    "1:1: `rule` lacks `min_age` or `born_before` or `prohibited`: what it demands of the viewer",
                ],
            ),
            (
                "id = \"a\"|category = \"alcool\"|min_age = 18",
                &["4:12: unknown category `alcool`; did you mean `alcohol`?"],
            ),
            (
                "id = \"Ä b\"|category = \"alcohol\"|min_age = 18",
                &["3:6: `Ä b` is no id: use up to 64 lower-case letters, digits, `-` and `_`"],
            ),
        ],
    );
    check(
        "policies/all.toml",
        ID,
        &[
            ("min_age = 18", &[]),
            (
                "min_age = 18|[[rule]]|source = \"x\"|id = \"a\"|category = \"alcohol\"|min_age = 16",
                &["8:6: rule `a` is already at config/policies/all.toml:3:6"],
            ),
            (
                "min_age = 18|prohibited = true",
                &["6:1: a rule demands one thing, and here are `min_age` and `prohibited`"],
            ),
            (
                "prohibited = false",
                &["5:1: `prohibited = false` demands nothing; leave out the rule"],
            ),
            (
                "prohibited = true|assurance = \"verified\"",
                &["6:13: no proof of age opens what is prohibited; leave out `assurance`"],
            ),
            ("min_age = 18|abv_over = 3.5|rating_from = 16|blade_over = 7", &[]),
            (
                "min_age = 18|abv_over = \"strong\"|caffeine_over = -1|rating_from = 1.5",
                &[
                    "6:12: `abv_over` must be a number of zero or more, such as 3.5, not \"strong\"",
                    "7:17: `caffeine_over` must be a number of zero or more, such as 3.5, not an integer",
                    "8:15: `rating_from` must be a whole number from 1 to 99, not a float",
                ],
            ),
            ("min_age = 0", &["5:11: `min_age` must be a whole number from 1 to 99, not 0"]),
            (
                "min_age = \"18\"",
                &["5:11: `min_age` must be a whole number from 1 to 99, not \"18\""],
            ),
            ("min_age = 180", &["5:11: `min_age` must be a whole number from 1 to 99, not 180"]),
            (
                "min_age = 18|from = 2026-01-01|until = 2025-01-01",
                &["7:9: `until` is 2025-01-01, and the rule begins on 2026-01-01"],
            ),
            (
                "min_age = 18|from = 2026-01-01T00:00:00Z|until = \"2026-02-30\"",
                &[
                    "6:8: `from` must be a day such as 2026-01-31, not a datetime",
                    "7:9: `until` must be a day such as 2026-01-31, not \"2026-02-30\"",
                ],
            ),
            (
                "born_before = \"yesterday\"",
                &["5:15: `born_before` must be a day such as 2026-01-31, not \"yesterday\""],
            ),
            (
                "min_age = 18|country = [\"DE\", \"de\", \"UK\", \"XX\", \"Eu\"]",
                &[
                    "6:18: `de` is no country code of ISO 3166-1, nor `EU`; did you mean `DE`?",
                    "6:24: `UK` is no country code of ISO 3166-1, nor `EU`; did you mean `GB`?",
                    "6:30: `XX` is no country code of ISO 3166-1, nor `EU`",
                    "6:36: `Eu` is no country code of ISO 3166-1, nor `EU`; did you mean `EU`?",
                ],
            ),
            (
                "min_age = 18|country = []",
                &[
                    "6:1: `country` is empty, so the rule stands nowhere; leave it out for everywhere",
                ],
            ),
            (
                "min_age = 18|country = [\"DE\", 7]",
                &["6:18: `country` must be a list of strings, not an integer"],
            ),
            (
                "min_age = 18|action = \"hide\"|mode = \"watch\"|viewers = \"known_minors\"",
                &[
                    "6:10: `action` is `hide`; it must be one of `mask`, `omit`, `gate`",
                    "7:8: `mode` is `watch`; it must be one of `enforce`, `observe`",
                    "8:11: `viewers` is `known_minors`; it must be one of `all`, `known-minors`; did you mean `known-minors`?",
                ],
            ),
            (
                "min_age = 18|asurance = \"verified\"",
                &["6:1: unknown key `asurance`; did you mean `assurance`?"],
            ),
        ],
    );
}

#[test]
fn categories() {
    // Rules and terms of the small configuration name these.
    const HEAD: &str = "[[category]]|id = \"alcohol_spirits\"|kind = \"age\"|leaves = [\"rum\"]|[[category]]|id = \"counterfeit\"|kind = \"prohibited\"|";
    check(
        "categories.toml",
        HEAD,
        &[
            ("", &[]),
            (
                "[[category]]|kind = \"ages\"",
                &[
                    "8:1: `category` lacks `id`: rules and lexicons name the category by it",
                    "9:8: `kind` is `ages`; it must be one of `group`, `age`, `open`, `prohibited`, `withheld`; did you mean `age`?",
                ],
            ),
            (
                "[[category]]|id = \"a\"",
                &["8:1: `category` lacks `kind`: group, age, open, prohibited or withheld"],
            ),
            (
                "[[category]]|id = \"counterfeit\"|kind = \"age\"",
                &["9:6: category `counterfeit` is already there"],
            ),
            (
                "[[category]]|id = \"Spirits\"|kind = \"age\"",
                &["9:6: `Spirits` is no id: use lower-case letters, digits and `_`"],
            ),
            (
                "[[category]]|id = \"a\"|kind = \"age\"|parent = \"b\"|[[category]]|id = \"b\"|kind = \"group\"",
                &["11:10: unknown parent `b`: a parent stands before its children"],
            ),
            (
                "[[category]]|id = \"a\"|kind = \"age\"|leaves = [\"gin\", \"Rum\", \" \"]|google = [1, -1, 1]",
                &[
                    "11:18: `rum` already declares `alcohol_spirits`",
                    "11:25: `leaves` holds an empty or padded text",
                    "12:14: `google` must be a list of whole numbers, not an integer",
                    "12:18: `1` already declares `a`",
                ],
            ),
            (
                "[[category]]|id = \"a\"|kind = \"age\"|dsa_category = \"Scams\"",
                &["11:16: `dsa_category` is `Scams`; it must begin with STATEMENT_CATEGORY_"],
            ),
        ],
    );
}

#[test]
fn too_many_categories() {
    let rows: String =
        (0..130).map(|i| format!("[[category]]\nid = \"c{i}\"\nkind = \"age\"\n")).collect();
    let text = format!("{}{rows}", super::CATEGORIES);
    let found = errors(&with("categories.toml", &text));
    assert_eq!(found.len(), 5, "3 rows of the small tree and 130 are 5 too many");
    assert_eq!(
        found.first().map(String::as_str),
        Some("config/categories.toml:391:6: there are more than 128 categories")
    );
}

#[test]
fn terms_and_samples() {
    check(
        "lexicon/alcohol_spirits/en.toml",
        "",
        &[
            (
                "strong = [\"gin*\", \"*rum\", \"a*b\", \"\", \"*\", \" vodka\"]",
                &[
                    "1:27: the term `a*b` has a `*` inside; it stands only before or after a term",
                    "1:34: the term `` is empty or padded with spaces",
                    "1:38: the term `*` is empty or padded with spaces",
                    "1:43: the term ` vodka` is empty or padded with spaces",
                ],
            ),
            (
                "strong = [|  \"größe\", \"a\\u0000b\", 3,|]|stong = []",
                &[
                    "2:12: the term `a\0b` holds a control character",
                    "2:24: `strong` must be a list of strings, not an integer",
                    "4:1: unknown key `stong`; did you mean `strong`?",
                ],
            ),
            (
                "[[pair]]|words = [\"gin\"]|[[pair]]|words = [\"rum\"]|besides = [\"*\"]",
                &[
                    "1:1: `pair` lacks `beside`: a pair is of words and of what stands beside them",
                    "3:1: `pair` lacks `beside`: a pair is of words and of what stands beside them",
                    "5:1: unknown key `besides`; did you mean `beside`?",
                ],
            ),
        ],
    );
    check(
        "lexicon/alcohol_spirit/en.toml",
        "",
        &[(
            "weak = [\"x\"]",
            &[
                "1:1: the folder `alcohol_spirit` is named after no category; did you mean `alcohol_spirits`?",
            ],
        )],
    );
    check(
        "lexicon/alcohol_spirits/english.toml",
        "",
        &[(
            "weak = [\"x\"]",
            &["1:1: the file name `english` is no language code of BCP 47, such as `de`"],
        )],
    );
    check(
        "lexicon/alcohol_spirits/dk.toml",
        "",
        &[(
            "weak = [\"x\"]",
            &[
                "1:1: the file name `dk` is no language code of BCP 47, such as `de`; did you mean `da`?",
            ],
        )],
    );
    check(
        "tests/all.toml",
        "",
        &[
            (
                "[[hit]]|expect = \"alcohol\"|[[miss]]|not = \"alcohool\"|[[hit]]|title = \"x\"",
                &[
                    "1:1: `hit` lacks `title`: a sample is a listing's title, at least",
                    "3:1: `miss` lacks `title`: a sample is a listing's title, at least",
                    "4:7: unknown category `alcohool`; did you mean `alcohol`?",
                    "5:1: `hit` lacks `expect`: the categories that must be found",
                ],
            ),
            ("[[mis]]|title = \"x\"", &["1:3: unknown key `mis`; did you mean `miss`?"]),
        ],
    );
}
