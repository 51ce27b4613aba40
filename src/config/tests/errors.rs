//! Each mistake is reported where it stands. Lines of a case are joined by `|`.

use super::with;
use crate::config::{FileSet, compile_with_samples};

pub(super) fn errors(files: &FileSet) -> Vec<String> {
    match compile_with_samples(files) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// Checks each case: the text of one file and the errors, `line:column: message`, it must give.
pub(super) fn check(path: &str, prefix: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let text = format!("{prefix}{text}").replace('|', "\n");
        let expected: Vec<String> = expected.iter().map(|e| format!("config/{path}:{e}")).collect();
        assert_eq!(errors(&with(path, &text)), expected, "{text}");
    }
}

#[test]
fn settings() {
    const HEAD: &str = "jurisdiction.default = \"DE\"|";
    check(
        "agegate.toml",
        HEAD,
        &[
            ("", &[]),
            (
                "x = |y = 1|y = 2",
                &[
                    "2:5: string values must be quoted, expected literal string",
                    "4:1: duplicate key `y`",
                ],
            ),
            ("[limits]|hoold = \"1 MiB\"", &["3:1: unknown key `hoold`; did you mean `hold`?"]),
            ("[limts]|hold = \"1 MiB\"", &["2:2: unknown key `limts`; did you mean `limits`?"]),
            ("banana = 1", &["2:1: unknown key `banana`"]),
            (
                "[limits]|hold = 65536",
                &["3:8: `hold` must be a size such as \"64 KiB\" or \"8 MiB\", not an integer"],
            ),
            (
                "[limits]|  hold = \"64 KB\"",
                &[
                    "3:10: `hold` is `64 KB`; it must be a size such as \"64 KiB\" or \"8 MiB\": the unit is one of B, KiB, MiB, GiB",
                ],
            ),
            (
                "[limits]|hold = \"10 B\"",
                &[
                    "3:8: `hold` is `10 B`; it must be a size such as \"64 KiB\" or \"8 MiB\": at least 1024 B are needed",
                ],
            ),
            (
                "[coding]|offered = [\"gzip\", \"brr\"]",
                &["3:20: nothing is sent in a coding `brr`; did you mean `br`?"],
            ),
            ("[limits]|hold = \"16 MiB\"", &["3:1: `hold` must not be greater than `page`"]),
            (
                "[limits]|hold_time = \"0 s\"",
                &[
                    "3:13: `hold_time` is `0 s`; it must be a time such as \"30 s\" or \"15 min\": zero would end everything at once",
                ],
            ),
            (
                "[limits]|depth = -1|prose = true",
                &[
                    "3:9: `depth` must be a whole number from 8 to 100000, not -1",
                    "4:9: `prose` must be a whole number from 40 to 1000000, not a boolean",
                ],
            ),
            (
                "preset = \"strickt\"",
                &[
                    "2:10: `preset` is `strickt`; it must be one of `strict`, `age-only`; did you mean `strict`?",
                ],
            ),
            (
                "[audit]|evidence_text = \"no\"",
                &["3:17: `evidence_text` must be true or false, not \"no\""],
            ),
            ("[gate]|html_status = 404", &["3:15: `html_status` must be 403, 303 or 200, not 404"]),
            (
                "[gate]|html_status = 303",
                &["3:15: `html_status = 303` leads nowhere without `challenge_url`"],
            ),
            (
                "[gate]|challenge_url = \"javascript:x\"",
                &[
                    "3:17: `challenge_url` is `javascript:x`; it must be a path that begins with `/` or an https URL",
                ],
            ),
            (
                "[gate]|language = \"ja\"|[gate.theme]|accent = \"red;}\"|[[gate.way]]|method = \"credit_card\"",
                &[
                    "3:12: `language` is `ja`; the page is written in: ar, bg, cs, da, de, el, en, es, et, fi, fr, ga, hr, hu, is, it, lt, lv, mt, nb, nl, pl, pt, ro, ru, sk, sl, sv, tr, uk, zh",
                    "5:10: `accent` is `red;}`; it must be one CSS value, such as `#0b5cad` or `.5rem`",
                    "6:1: `gate.way` lacks `url`: where the age is proven",
                ],
            ),
            (
                "[lexicon]|languages = [\"en\", \"enn\"]",
                &["3:20: the lexicon has no file for the language `enn`; did you mean `en`?"],
            ),
            (
                "[[media]]|types = [\"text/html; charset=utf-8\"]|treat = \"page\"",
                &[
                    "3:10: `text/html; charset=utf-8` is no media type in lower case without parameters, such as `text/html` or `*/*+json`",
                ],
            ),
            (
                "[gateway]|listen = \"8080\"|upstream = \"http://shop/path\"",
                &[
                    "3:10: `listen` is `8080`; it must be an address with port, as `127.0.0.1:8080`",
                    "4:12: `upstream` is `http://shop/path`; it must be an origin, as `http://127.0.0.1:3000`, without path",
                ],
            ),
            (
                "[gateway]|admin = \"127.0.0.1:8080\"",
                &["3:9: `admin` must not be the address that clients use"],
            ),
        ],
    );
}

#[test]
fn jurisdiction_is_required() {
    check(
        "agegate.toml",
        "",
        &[
            (
                "",
                &["1:1: the file lacks `[jurisdiction]`: which country's law applies must be said"],
            ),
            (
                "jurisdiction = \"DE\"",
                &["1:16: `jurisdiction` must be a table, `[jurisdiction]`, not \"DE\""],
            ),
            (
                "[jurisdiction]",
                &[
                    "1:1: `jurisdiction` lacks `default`: a country code, or `unknown` for the rules of all countries",
                ],
            ),
            (
                "[jurisdiction]|default = \"EU\"",
                &[
                    "2:11: `default` is `EU`; it must be a country code of ISO 3166-1, such as `DE`, or `unknown`",
                ],
            ),
            (
                "[jurisdiction]|default = \"UK\"",
                &[
                    "2:11: `default` is `UK`; it must be a country code of ISO 3166-1, such as `DE`, or `unknown`; did you mean `GB`?",
                ],
            ),
        ],
    );
}

#[test]
fn peers_and_what_hangs_on_them() {
    const HEAD: &str = "jurisdiction.default = \"DE\"|";
    check(
        "agegate.toml",
        HEAD,
        &[
            (
                "trust.peers = [\"10.0.0.0/33\", \"::1\", \"proxy\"]",
                &[
                    "2:16: `10.0.0.0/33` is no address and no network in CIDR form, such as `10.0.0.0/8`",
                    "2:38: `proxy` is no address and no network in CIDR form, such as `10.0.0.0/8`",
                ],
            ),
            (
                "trust.peers = \"0.0.0.0/0\"",
                &["2:15: `0.0.0.0/0` trusts everybody's headers; name the proxies"],
            ),
            (
                "trust.peers = [\"128.0.0.0/1\", \"2000::/3\", \"10.0.0.0/8\", \"fc00::/7\"]",
                &[
                    "2:16: `128.0.0.0/1` trusts everybody's headers; name the proxies",
                    "2:31: `2000::/3` trusts everybody's headers; name the proxies",
                ],
            ),
            (
                "trust.peers = \"::1\"|jurisdiction.header = \"accept-language\"",
                &["3:14: `accept-language` has another meaning; choose a header of your own"],
            ),
            (
                "jurisdiction.header = \"x country\"",
                &["2:23: `header` is `x country`; it is no header name"],
            ),
            (
                "jurisdiction.header = \"x-country\"",
                &[
                    "2:14: `header` is believed from trusted peers only, and `trust.peers` names none",
                ],
            ),
            (
                "[trusted_header]|class = \"verified\"",
                &[
                    "2:1: `trusted_header` is believed from trusted peers only, and `trust.peers` names none",
                    "2:1: `trusted_header` lacks `name`: which header the peers set",
                ],
            ),
        ],
    );
}

#[test]
fn routes() {
    const HEAD: &str = "jurisdiction.default = \"DE\"|[[route]]|";
    check(
        "agegate.toml",
        HEAD,
        &[
            (
                "",
                &[
                    "2:1: `route` lacks `path`: a route names requests by `hosts`, `path` or `methods`",
                ],
            ),
            ("path = \"api/**\"", &["3:8: `path` is `api/**`; a path pattern begins with `/`"]),
            (
                "path = \"/a**\"",
                &["3:8: `path` is `/a**`; `**` must stand alone between two slashes"],
            ),
            (
                "path = \"/a//b\"",
                &[
                    "3:8: `path` is `/a//b`; a path pattern is compared with normalised paths; write `/a/b`",
                ],
            ),
            (
                "hosts = [\"a.example\", \"a.example:80\"]",
                &[
                    "3:23: `hosts` holds `a.example:80`: a host is a name without port, or `*.` before one",
                ],
            ),
            (
                "hosts = []|methods = []",
                &[
                    "3:1: `hosts` is empty; leave it out for all",
                    "4:1: `methods` is empty; leave it out for all",
                ],
            ),
            (
                "methods = [\"PURGE\", \"post\", \"\"]",
                &[
                    "3:21: `post` is no HTTP method in capitals; did you mean `POST`?",
                    "3:29: `` is no HTTP method in capitals",
                ],
            ),
            (
                "path = \"/a\"|mode = \"unfiltered\"",
                &[
                    "4:8: `mode` is `unfiltered`; it must be one of `filter`, `observe`, `unfiltered_i_accept_the_risk`",
                ],
            ),
            (
                "path = \"/a\"|mode = \"unfiltered_i_accept_the_risk\"|subject_viewer = true",
                &["5:1: `subject_viewer` has no effect on an unfiltered route; take one out"],
            ),
            (
                "path = \"/a\"|items = [\"data[*]\"]",
                &[
                    "4:10: `data[*]` is neither a JSONPath (`$.products[*]`) nor the name of an element (`catalog/product`) nor a CSS selector (`.product-card`); at its character 6: expected a name; other characters are escaped: `.md\\:w-1`",
                ],
            ),
            (
                "path = \"/a\"|items = [\"li.card\", \"li.größe:hover\", \"$.a[?@.b]\"]",
                &[
                    "4:21: `li.größe:hover` is neither a JSONPath (`$.products[*]`) nor the name of an element (`catalog/product`) nor a CSS selector (`.product-card`); at its character 9: of pseudo-classes only `:not()` is supported; use a class",
                    "4:39: `$.a[?@.b]` is no JSONPath (RFC 9535) that can be followed; at its character 5: filters are not supported; name the array",
                ],
            ),
            (
                "path = \"/a\"|category = \"alcohol_spirit\"",
                &["4:12: unknown category `alcohol_spirit`; did you mean `alcohol_spirits`?"],
            ),
            ("path = \"/a\"|category = []", &["4:1: `category` names no category"]),
            (
                "path = \"/a\"|[[route.media]]|types = [\"a/b\"]|treat = \"jsn\"",
                &[
                    "6:9: `treat` is `jsn`; it must be one of `json`, `ndjson`, `json-seq`, `sse`, `csv`, `tsv`, `multipart`, `xml`, `html`, `flight`, `text`, `page`, `binary`, `code`, `script`, `sniff`, `withhold`, `unfiltered_i_accept_the_risk`; did you mean `json`?",
                ],
            ),
        ],
    );
}

#[test]
fn issuers() {
    const HEAD: &str = "jurisdiction.default = \"DE\"|[[issuer]]|name = \"a\"|iss = \"https://a.example\"|audience = \"b\"|class = \"verified\"|";
    check(
        "agegate.toml",
        HEAD,
        &[
            ("algorithms = \"ES256\"|jwks_file = \"a.json\"", &[]),
            (
                "",
                &[
                    "2:1: `issuer` lacks `algorithms`: the algorithms that its keys are for",
                    "2:1: `issuer` lacks `jwks_file` or `jwks_url`: where its public keys are",
                ],
            ),
            (
                "algorithms = [\"ES265\", \"HS256\", \"none\"]|jwks_file = \"a\"",
                &[
                    "7:15: `ES265` is no asymmetric signature algorithm known here; did you mean `ES256`?",
                    "7:24: `HS256` is no asymmetric signature algorithm known here; did you mean `ES256`?",
                    "7:33: `none` is no asymmetric signature algorithm known here",
                ],
            ),
            (
                "algorithms = []|jwks_url = \"http://a.example\"",
                &[
                    "7:1: `algorithms` must name at least one",
                    "8:12: `jwks_url` is `http://a.example`; it must be an https URL, or anybody on the way could give out keys",
                ],
            ),
            (
                "algorithms = \"ES256\"|jwks_url = \"https://a.example/k\"|jwks_file = \"a\"",
                &["8:1: the keys come from `jwks_file` or `jwks_url`, not from both"],
            ),
            (
                "algorithms = \"ES256\"|jwks_file = \"a\"|jwks_refresh = \"1 h\"|[issuer.methods]|opn_banking = \"x\"|[issuer.claims]|clas = \"y\"",
                &[
                    "9:16: `jwks_refresh` goes with `jwks_url`; a file is read on reload",
                    "11:1: unknown key `opn_banking`; did you mean `open_banking`?",
                    "13:1: unknown key `clas`; did you mean `class`?",
                ],
            ),
            (
                "algorithms = \"ES256\"|jwks_file = \"a\"|[[issuer]]|name = \"a\"|iss = \"https://dev.Invalid.\"|audience = \"b\"|class = \"estimatd\"|algorithms = \"EdDSA\"|jwks_file = \"b\"",
                &[
                    "10:8: issuer `a` is already there",
                    "11:7: `https://dev.Invalid.` is no issuer to trust outside `agegate demo`",
                    "13:9: `class` is `estimatd`; it must be one of `self_declared`, `inferred`, `estimated`, `verified`; did you mean `estimated`?",
                ],
            ),
        ],
    );
    check(
        "agegate.toml",
        "jurisdiction.default = \"DE\"|[session]|",
        &[
            (
                "key_file = \"a\"|key_env = \"B\"",
                &["4:11: the keys come from `key_file` or `key_env`, not from both"],
            ),
            (
                "key_env = \"A B\"",
                &["3:11: `key_env` is `A B`; it is no name of an environment variable"],
            ),
            (
                "lifetime = \"13 h\"",
                &["3:12: `lifetime` is 12 h at most: whoever uses the device next is let in"],
            ),
        ],
    );
    let offset = "it must be an offset such as `+01:00`, between -14:00 and +14:00";
    for wrong in ["1", "+1:00", "+14:01", "+01:60", "01:00", "+-1:00"] {
        let text = format!("jurisdiction.default = \"DE\"\nevidence.utc_offset = \"{wrong}\"\n");
        let expected = format!("config/agegate.toml:2:23: `utc_offset` is `{wrong}`; {offset}");
        assert_eq!(errors(&with("agegate.toml", &text)), [expected]);
    }
    check(
        "agegate.toml",
        "jurisdiction.default = \"DE\"|[evidence]|",
        &[(
            "leeway = \"10 min\"",
            &["3:10: `leeway` is 5 min at most: it is for clocks that differ"],
        )],
    );
}

#[test]
fn all_files_at_once() {
    let files = FileSet::from_memory([
        ("agegate.toml", "[limits]\nhoold = 1\n"),
        ("categories.toml", "[[category]]\nid = \"a\"\nkind = \"age\"\n[[category]]\nid = 3\n"),
        (
            "policies/a.toml",
            "[[rule]]\nid = \"x\"\ncategory = \"unknown_because_the_tree_broke\"\nmin_age = 18\n",
        ),
        ("policies/b.toml", "[[rule]]\nid = \"x\"\ncategory = \"a\"\nmin_age = 18\n= 3"),
        ("policies/c.toml", "[[rule]]\nid = \"x\"\ncategory = \"a\"\nmin_age = 18\n"),
        ("lexicon/a/de.toml", "strong = 1\n"),
        ("tests/a.toml", "[[hit]]\ntitel = \"x\"\nexpect = \"a\"\n"),
    ]);
    assert_eq!(
        errors(&files),
        [
            "config/agegate.toml:1:1: the file lacks `[jurisdiction]`: which country's law applies must be said",
            "config/agegate.toml:2:1: unknown key `hoold`; did you mean `hold`?",
            "config/categories.toml:5:6: `id` must be a string, not an integer",
            "config/lexicon/a/de.toml:1:10: `strong` must be a string or a list of strings, not an integer",
            "config/policies/b.toml:5:1: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`",
            "config/policies/c.toml:2:6: rule `x` is already at config/policies/a.toml:2:6",
            "config/tests/a.toml:1:1: `hit` lacks `title`: a sample is a listing's title, at least",
            "config/tests/a.toml:2:1: unknown key `titel`; did you mean `title`?",
        ]
    );
}
