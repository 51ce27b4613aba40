//! What a good configuration means.

use super::{CATEGORIES, RULES, SETTINGS, TERMS, with};
use crate::age::{Age, Class};
use crate::assurance::{Algorithm, Method};
use crate::clock::Date;
use crate::config::{
    Compiled, Expected, FileSet, KeySource, SessionKeys, compile, compile_with_samples,
};
use crate::engine::settings::{Format, MediaAction, RouteMode};
use crate::jurisdiction::{Country, Jurisdiction};
use crate::policy::{Action, Mode, Requirement, Scope, Viewers};
use std::path::PathBuf;
use std::time::Duration;

fn compiled(files: &FileSet) -> Compiled {
    compile(files).unwrap_or_else(|errors| panic!("{errors}"))
}

fn settings(text: &str) -> Compiled {
    compiled(&with("agegate.toml", &format!("{SETTINGS}{text}")))
}

#[test]
fn rules_say_what_they_say() {
    let text = r#"
        [[rule]]
        id = "plain"
        category = "alcohol"
        min_age = 18
        [[rule]]
        id = "all"
        category = "alcohol_spirits"
        country = ["EU", "DE", "GB"]
        born_before = 2009-01-01
        assurance = "estimated"
        action = "gate"
        mode = "observe"
        viewers = "known-minors"
        from = 2018-01-01
        until = "2030-01-01"
        source = "an act"
    "#;
    let compiled = compiled(&with("policies/all.toml", text));
    let [plain, all] = compiled.rules.as_slice() else { panic!("{:?}", compiled.rules) };
    assert_eq!(plain.requirement, Requirement::MinAge(Age(18)));
    assert_eq!(plain.assurance, Class::Verified, "a forgotten class never opens");
    assert_eq!((plain.scope.clone(), plain.action), (Scope::Everywhere, Action::Omit));
    assert_eq!((plain.mode, plain.viewers), (Mode::Enforce, Viewers::All));
    assert_eq!((plain.from, plain.until), (None, None));
    let Scope::Countries(countries) = &all.scope else { panic!("{:?}", all.scope) };
    assert_eq!(countries.len(), 28, "27 and one, Germany once");
    assert!(countries.contains(&Country::parse("GB").unwrap()));
    assert_eq!(all.requirement, Requirement::BornBefore(Date::new(2009, 1, 1).unwrap()));
    assert_eq!((all.assurance, all.action), (Class::Estimated, Action::Gate));
    assert_eq!((all.mode, all.viewers), (Mode::Observe, Viewers::KnownMinors));
    assert_eq!((all.from, all.until), (Date::new(2018, 1, 1), Date::new(2030, 1, 1)));
}

#[test]
fn the_preset_and_the_mode_shape_the_rules() {
    let ids = |compiled: &Compiled| -> Vec<(String, Mode)> {
        compiled.rules.iter().map(|rule| (rule.id.clone(), rule.mode)).collect()
    };
    let of = |head: &str| ids(&compiled(&with("agegate.toml", &format!("{head}{SETTINGS}"))));
    let (spirits, copies) = ("spirits".to_owned(), "copies".to_owned());
    let strict = [(spirits.clone(), Mode::Enforce), (copies.clone(), Mode::Enforce)];
    assert_eq!(of(""), strict);
    assert_eq!(of("preset = \"strict\"\n"), strict);
    assert_eq!(of("preset = \"age-only\"\n"), [(spirits.clone(), Mode::Enforce)]);
    assert_eq!(of("mode = \"observe\"\n"), [(spirits, Mode::Observe), (copies, Mode::Observe)]);
}

#[test]
fn categories_and_terms_keep_their_places() {
    let compiled = compiled(&with("tests/all.toml", ""));
    let tree = &compiled.categories.tree;
    let spirits = tree.by_name("alcohol_spirits").unwrap();
    assert_eq!(tree.root(spirits), tree.by_name("alcohol").unwrap());
    assert_eq!(compiled.categories.codes[spirits.index()].leaves, ["whisky"]);
    let [terms] = compiled.terms.as_slice() else { panic!("{:?}", compiled.terms) };
    assert_eq!((terms.category, terms.language.as_str()), (spirits, "en"));
    let place = &terms.strong[0].place;
    assert_eq!(&*place.file, "config/lexicon/alcohol_spirits/en.toml");
    assert_eq!((place.line, place.column), (1, 11));
}

#[test]
fn only_the_chosen_languages_are_kept() {
    let small = with("agegate.toml", "lexicon.languages = \"de\"\njurisdiction.default = \"DE\"\n");
    let files: Vec<(String, String)> =
        small.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let german = ("lexicon/alcohol_spirits/de.toml", "weak = [\"korn\"]");
    let all = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([german]);
    let languages: Vec<String> =
        compiled(&FileSet::from_memory(all)).terms.into_iter().map(|file| file.language).collect();
    assert_eq!(languages, ["de"]);
}

#[test]
fn samples_say_what_is_expected() {
    let text = r#"
        [[hit]]
        title = "Single Malt"
        description = "12 years"
        category = "Drinks > Whisky"
        lang = "en"
        expect = ["alcohol_spirits"]
        [[miss]]
        title = "Whisky glass"
        not = "alcohol"
        [[miss]]
        title = "Chair"
    "#;
    let (compiled, samples) = compile_with_samples(&with("tests/all.toml", text)).unwrap();
    let tree = &compiled.categories.tree;
    let one = |name| [tree.by_name(name).unwrap()].into_iter().collect();
    let expected: Vec<Expected> = samples.iter().map(|sample| sample.expected).collect();
    let wanted = [
        Expected::Found(one("alcohol_spirits")),
        Expected::NotFound(one("alcohol")),
        Expected::Nothing,
    ];
    assert_eq!(expected, wanted);
    let first = &samples[0];
    assert_eq!(first.category.as_deref(), Some("Drinks > Whisky"));
    assert_eq!((first.language.as_deref(), first.at.line), (Some("en"), 2));
}

#[test]
fn settings_arrive() {
    let compiled = settings(
        r#"
        header = "X-Country"
        [trust]
        peers = ["127.0.0.1", "10.1.2.3/8"]
        [limits]
        unit = "2 MiB"
        hold = "128 KiB"
        depth = 0x40
        stream_age = "5 min"
        [coding]
        offered = ["gzip"]
        least = "0 B"
        [listing]
        nameless = "keep"
        [unreadable]
        prohibited_only = "withhold"
        [gate]
        html_status = 303
        challenge_url = "/age?next=1"
        [session]
        key_env = "KEYS"
        [[issuer]]
        name = "a"
        iss = "https://a.example"
        audience = ["b", "c"]
        algorithms = ["EdDSA", "ES256"]
        jwks_url = "https://a.example/jwks"
        class = "verified"
        per_request = true
        [issuer.methods]
        open_banking = ["bank", "iban"]
        [evidence]
        utc_offset = "-03:30"
        [gateway]
        upstream = "http://127.0.0.1:3000"
        admin = "off"
        "#,
    )
    .settings;
    let runtime = &compiled.runtime;
    assert_eq!(runtime.jurisdiction.default, Jurisdiction::parse("DE").unwrap());
    assert_eq!(runtime.jurisdiction.header.as_ref().unwrap(), "x-country");
    assert_eq!((runtime.limits.body.unit, runtime.limits.body.hold), (2 << 20, 128 << 10));
    assert_eq!((runtime.limits.body.depth, runtime.limits.body.page), (64, 8 << 20));
    assert_eq!(runtime.limits.stream_age, Duration::from_secs(300));
    assert_eq!(runtime.coding.offered, [crate::representation::Coding::Gzip]);
    assert_eq!(runtime.coding.least, 0);
    assert!(!runtime.omit_nameless && !runtime.pass_unreadable_if_prohibited_only);
    assert_eq!(runtime.gate.html_status, http::StatusCode::SEE_OTHER);
    for (peer, trusted) in [
        ("127.0.0.1", true),
        ("127.0.0.2", false),
        ("10.200.0.1", true),
        ("::ffff:10.0.0.1", true),
        ("11.0.0.1", false),
        ("::1", false),
    ] {
        assert_eq!(runtime.trusts(peer.parse().unwrap()), trusted, "{peer}");
    }
    let [issuer] = compiled.evidence.issuers.as_slice() else { panic!() };
    assert_eq!(issuer.algorithms, [Algorithm::Ed25519, Algorithm::Es256]);
    assert_eq!((issuer.caps.class, issuer.per_request), (Class::Verified, true));
    let bank = |name: &str| (name.to_owned(), Method::OpenBanking);
    assert_eq!(issuer.method_names, [bank("bank"), bank("iban")]);
    assert_eq!(compiled.evidence.utc_offset_minutes, -210);
    let refresh = Duration::from_secs(900);
    assert_eq!(issuer.keys, KeySource::Url { url: "https://a.example/jwks".to_owned(), refresh });
    assert_eq!(compiled.evidence.session.keys, SessionKeys::Env("KEYS".to_owned()));
    assert_eq!(compiled.gateway.upstream.as_ref().unwrap().host(), Some("127.0.0.1"));
    assert_eq!(compiled.gateway.admin, None);
    let file = settings("[session]\nkey_file = \"keys/a\"\n").settings.evidence.session.keys;
    assert_eq!(file, SessionKeys::File(PathBuf::from("keys/a")));
}

#[test]
fn routes_and_media_are_looked_up_in_order() {
    let compiled = settings(
        r#"
        [[route]]
        path = "/feeds/**"
        methods = ["GET"]
        hosts = ["partner.example"]
        mode = "unfiltered_i_accept_the_risk"
        [[route]]
        path = "/cart"
        subject_viewer = true
        [[route]]
        path = "/data/**"
        items = "$.rows[*]"
        sweep = "document"
        when_emptied = "keep_one_masked"
        category = ["alcohol_spirits", "counterfeit"]
        [[route.media]]
        types = ["application/octet-stream"]
        treat = "json"
        [[route.media]]
        types = ["application/pdf"]
        treat = "unfiltered_i_accept_the_risk"
        "#,
    );
    let runtime = &compiled.settings.runtime;
    let find = |host, path| runtime.route(host, path, &http::Method::GET);
    let partner = Some("partner.example");
    assert_eq!(find(partner, "/feeds/all").unwrap().mode, RouteMode::Unfiltered);
    assert!(find(partner, "/feeds//all").is_none(), "exempt only as written");
    assert!(find(partner, "/feeds/%2e%2e/cart").unwrap().subject_viewer, "the cart, by its name");
    assert!(find(Some("shop.example"), "/feeds/all").is_none());
    assert!(find(None, "/x/../cart").unwrap().subject_viewer);
    let data = find(None, "/data/1").unwrap();
    assert!(find(None, "//data/1").is_none(), "a route with unread media is exempt too");
    assert_eq!(data.shape.items, ["$.rows[*]"]);
    assert!(data.shape.sweep_document && data.shape.keep_one_masked);
    assert_eq!(data.categories.len(), 2);
    for (route, media, action) in [
        (Some(data), "application/octet-stream", MediaAction::Filter(Format::Json)),
        (Some(data), "application/pdf", MediaAction::Unfiltered),
        (Some(data), "text/html", MediaAction::Filter(Format::Html)),
        (None, "application/octet-stream", MediaAction::Sniff),
        (None, "application/pdf", MediaAction::Withhold),
        (None, "no-media-type", MediaAction::Withhold),
    ] {
        assert_eq!(runtime.media(route, media), action, "{media}");
    }
    let exemptions: Vec<String> = compiled.exemptions().iter().map(ToString::to_string).collect();
    assert_eq!(
        exemptions,
        [
            "config/agegate.toml:4:9: `/feeds/**` on partner.example (GET) is not filtered",
            "config/agegate.toml:12:9: `/data/**` passes media types unread",
        ]
    );
    let observed = compile(&with(
        "agegate.toml",
        &format!(
            "mode = \"observe\"\n{SETTINGS}[[media]]\ntypes = [\"a/*\"]\ntreat = \"unfiltered_i_accept_the_risk\"\n"
        ),
    ));
    assert_eq!(observed.unwrap().exemptions().len(), 2);
}

#[test]
fn what_is_odd_is_said() {
    // The small lexicon lacks what the built-in one has.
    let codes = |files: &FileSet| -> Vec<String> {
        let warnings = compiled(files).warnings.into_iter();
        let others = warnings.filter(|warning| warning.code != "lexicon_incomplete");
        others.map(|warning| warning.to_string()).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(codes(&with("policies/all.toml", RULES)), none);
    assert_eq!(
        codes(&with(
            "policies/all.toml",
            "[[rule]]\nid = \"a\"\ncategory = \"alcohol\"\nmin_age = 16\n"
        )),
        [
            "config/categories.toml:13:1: warning: no rule is about `counterfeit`, so it is shown to everyone [category_without_rule]",
            "config/policies/all.toml:1:1: warning: the rule has no `source`: name the law, or what else it rests on [rule_without_source]",
        ]
    );
    assert_eq!(
        codes(&with("lexicon/alcohol_spirits/en.toml", "")),
        [
            "config/lexicon/alcohol_spirits/en.toml:1:1: warning: the file holds no term [lexicon_empty]"
        ]
    );
    let rows = "jurisdiction.default = \"DE\"\n[[media]]\ntypes = [\"*/*\"]\ntreat = \"html\"\n\
                [[media]]\ntypes = [\"a/b\"]\ntreat = \"json\"\n";
    assert_eq!(
        codes(&with("agegate.toml", rows)),
        [
            "config/agegate.toml:5:1: warning: nothing gets here: the row at config/agegate.toml:2:1 takes all [row_unreachable]"
        ]
    );
    let routes = format!(
        "{SETTINGS}[[route]]\npath = \"/**\"\n[[route]]\npath = \"/a\"\n[gateway]\nadmin = \"0.0.0.0:1\"\n"
    );
    assert_eq!(
        codes(&with("agegate.toml", &routes)),
        [
            "config/agegate.toml:5:1: warning: no request gets here: the route at config/agegate.toml:3:1 takes all [route_unreachable]",
            "config/agegate.toml:8:9: warning: the admin listener asks nobody who he is; keep it on loopback [admin_exposed]",
        ]
    );
    let exempt = |rest: &str| {
        let mode = "mode = \"unfiltered_i_accept_the_risk\"";
        codes(&with(
            "agegate.toml",
            &format!("{SETTINGS}[[route]]\nhosts = [\"a.example\"]\n{rest}\n{mode}\n"),
        ))
    };
    assert_eq!(
        exempt(""),
        [
            "config/agegate.toml:4:1: warning: whoever asks names the host; where the shop behind answers to others too, all of it is exempt: name a `path` [exempt_by_host]"
        ]
    );
    assert_eq!(exempt("path = \"/static/**\""), none);
}

#[test]
fn what_opens_a_door_is_said() {
    let said = |files: &FileSet, code: &str| -> Vec<String> {
        let warnings = compiled(files).warnings.into_iter().filter(|warning| warning.code == code);
        warnings.map(|warning| warning.to_string()).collect()
    };
    let own = with("lexicon/alcohol_spirits/en.toml", TERMS);
    let [incomplete] = &*said(&own, "lexicon_incomplete") else { panic!("one warning") };
    assert!(incomplete.contains("this `lexicon/` replaces the built-in one"), "{incomplete}");
    let languages = format!("{SETTINGS}[lexicon]\nlanguages = [\"en\"]\n");
    let [incomplete] = &*said(&with("agegate.toml", &languages), "lexicon_incomplete") else {
        panic!("one warning")
    };
    assert!(incomplete.contains("1 of its files"), "{incomplete}");
    assert!(incomplete.contains("`lexicon/alcohol/en.toml`"), "{incomplete}");
    for (default, is_said) in [("DE", true), ("GB", false), ("unknown", false)] {
        let rule = RULES.replacen("min_age", "country = \"GB\"\nmin_age", 1);
        let settings = SETTINGS.replace("DE", default);
        let files = FileSet::from_memory([
            ("agegate.toml", settings.as_str()),
            ("categories.toml", CATEGORIES),
            ("policies/all.toml", &rule),
            ("lexicon/alcohol_spirits/en.toml", TERMS),
        ]);
        let found = said(&files, "country_without_rule");
        assert_eq!(!found.is_empty(), is_said, "{default}: {found:?}");
    }
    let exemptions = |files: &FileSet| -> Vec<String> {
        compiled(files).exemptions().iter().map(ToString::to_string).collect()
    };
    let rule = RULES.replacen("min_age", "mode = \"observe\"\nmin_age", 1);
    assert_eq!(
        exemptions(&with("policies/all.toml", &rule)),
        ["the rule `spirits` is observed, and withholds nothing"]
    );
    let headers =
        format!("{SETTINGS}[[header]]\nnames = [\"date\", \"location\"]\ntreat = \"pass\"\n");
    assert_eq!(
        exemptions(&with("agegate.toml", &headers)),
        ["`[[header]]`: `location` goes on unread, whatever it names"]
    );
}
