use super::*;
use crate::category::{CategoryTree, Kind};
use crate::lexicon::{Language, Lexicon, Place, Scratch, SourceTerm, TermFile};
use std::sync::Arc;

mod declared;

/// Category, parent, kind, strong, weak and innocent terms, separated by commas.
type Row = (&'static str, &'static str, Kind, [&'static str; 3]);

const ROWS: &[Row] = &[
    ("adult", "", Kind::Group, ["adults only", "", ""]),
    (
        "sexual_goods",
        "adult",
        Kind::Age,
        ["sex toy,vibrator,dildo", "erotic,sensual", "concrete vibrator,erotic novel prize"],
    ),
    ("sexual_content", "adult", Kind::Age, ["pornographic", "uncensored", ""]),
    ("adult_unclassified", "adult", Kind::Age, ["", "", ""]),
    ("sexual_health", "", Kind::Open, ["condom", "latex,lubricant", ""]),
    ("alcohol", "", Kind::Group, ["liquor", "", "liquor cabinet"]),
    ("alcohol_beer_wine", "alcohol", Kind::Age, ["lager", "brewery,vintage red", ""]),
    (
        "alcohol_spirits",
        "alcohol",
        Kind::Age,
        ["whisky,vodka", "distillery,single malt,cask,malt", "whisky glass,whisky stones"],
    ),
    ("tobacco", "", Kind::Group, ["tobacco", "", ""]),
    ("tobacco_product", "tobacco", Kind::Age, ["cigar", "", "cigar box guitar"]),
    ("ecigarette_vape", "tobacco", Kind::Age, ["e-liquid", "nicotine", ""]),
    ("nicotine_pouch", "tobacco", Kind::Prohibited, ["nicotine pouch", "nicotine,slim", ""]),
    ("medicine", "", Kind::Group, ["prescription drug", "", ""]),
    ("medicine_prescription", "medicine", Kind::Prohibited, ["oxycodone", "tablet", ""]),
    ("medicine_otc", "medicine", Kind::Open, ["ibuprofen", "capsule,pain relief", ""]),
    ("melatonin", "medicine", Kind::Age, ["melatonin", "sleep aid", ""]),
    ("energy_drink", "", Kind::Age, ["energy drink", "", ""]),
    ("csam_like", "", Kind::Prohibited, ["", "", ""]),
];

fn terms(list: &str, file: &Arc<str>) -> Vec<SourceTerm> {
    let place = Place { file: Arc::clone(file), line: 1, column: 1 };
    let texts = list.split(',').filter(|text| !text.is_empty());
    texts.map(|text| SourceTerm { text: text.to_owned(), place: place.clone() }).collect()
}

fn classifier() -> Classifier {
    let mut tree = CategoryTree::default();
    let mut files = Vec::new();
    for (name, parent, kind, [strong, weak, innocent]) in ROWS {
        let category = tree.add(name, tree.by_name(parent), *kind, false).unwrap();
        let file: Arc<str> = format!("lexicon/{name}/en.toml").into();
        files.push(TermFile {
            strong: terms(strong, &file),
            weak: terms(weak, &file),
            innocent: terms(innocent, &file),
            ..TermFile::new(category, "en")
        });
    }
    // A second language with a word of the first: one word, not two.
    files.push(TermFile {
        weak: terms("sensual", &"lexicon/sexual_goods/pl.toml".into()),
        ..TermFile::new(tree.by_name("sexual_goods").unwrap(), "pl")
    });
    files.push(TermFile {
        content: terms("iron,ginger", &"lexicon/medicine_otc/en.toml".into()),
        ..TermFile::new(tree.by_name("medicine_otc").unwrap(), "en")
    });
    let alcohol = tree.by_name("alcohol").unwrap();
    files.push(TermFile {
        accessory: terms("glass,decanter", &"lexicon/alcohol/en.toml".into()),
        negation: terms("alcohol-free", &"lexicon/alcohol/en.toml".into()),
        ..TermFile::new(alcohol, "en")
    });
    let (lexicon, _) = Lexicon::compile(&tree, &files).unwrap();
    let codes = codes(&tree);
    Classifier::new(Arc::new(tree), Arc::new(lexicon), &codes)
}

fn codes(tree: &CategoryTree) -> Vec<Codes> {
    let list = |text: &str| text.split(';').filter(|t| !t.is_empty()).map(str::to_owned).collect();
    let row =
        |name, schema: &str, google: &[u32], paths: &str, shopify: &str, leaves: &str| Codes {
            category: tree.by_name(name).unwrap(),
            schema_org: list(schema),
            google: google.to_vec(),
            google_paths: list(paths),
            shopify: list(shopify),
            leaves: list(leaves),
            local_leaves: if name == "alcohol_spirits" {
                vec![(Language::parse("da").unwrap(), "rom".to_owned())]
            } else {
                Vec::new()
            },
            departments: list(if name == "sexual_goods" { "Erotic" } else { "" }),
        };
    vec![
        row("adult_unclassified", "UnclassifiedAdultConsideration", &[772], "Mature", "ma", ""),
        row(
            "sexual_goods",
            "https://schema.org/SexualContentConsideration",
            &[773, 778],
            "Mature > Erotic",
            "gid://shopify/TaxonomyCategory/ma-1",
            "Sex Toys",
        ),
        row("sexual_content", "SexualContentConsideration", &[773], "", "", ""),
        row("csam_like", "SexualContentConsideration", &[], "", "", ""),
        row("alcohol_beer_wine", "AlcoholConsideration", &[499_676], "", "fb-1-1", "Beer"),
        row("alcohol_spirits", "AlcoholConsideration", &[417], "", "", "Vodka;Whisky & Gin"),
        row("tobacco_product", "TobaccoNicotineConsideration", &[435], "", "", "Cigars"),
        row("ecigarette_vape", "", &[543_635], "", "", ""),
        row("energy_drink", "ReducedRelevanceForChildrenConsideration", &[5723], "", "", ""),
        row("medicine_prescription", "HealthcareConsideration", &[518], "", "", ""),
        row("medicine_otc", "HealthcareConsideration", &[518], "", "", ""),
    ]
}

/// A listing in a line: `path=value` joined by ` · `. A value is a boolean or number where JSON says
/// so, in quotation marks a string; paths descend as [`Role::descend`] does.
fn facts(listing: &str) -> Facts {
    let mut facts = Facts::default();
    for field in listing.split(" · ").filter(|field| !field.is_empty()) {
        let (path, value) = field.split_once('=').unwrap();
        let (role, key) =
            path.split('/').fold((Role::Other, ""), |(r, _), key| (r.descend(key), key));
        let scalar = match value {
            "true" => Scalar::Bool(true),
            "false" => Scalar::Bool(false),
            number if number.parse::<f64>().is_ok() => Scalar::Number(number),
            text => Scalar::Text(text.trim_matches('"')),
        };
        facts.push(role, key, scalar);
    }
    facts
}

/// The findings as `category:S`, strongest first; `w`eak, `S`trong, `D`eclared.
fn found(classifier: &Classifier, listing: &str, wanted: CategorySet) -> String {
    let findings = classifier.classify(&facts(listing), wanted, &mut Scratch::default());
    let letter = |strength| match strength {
        Strength::Weak => "w",
        Strength::Strong => "S",
        Strength::Declared => "D",
    };
    let named = findings.items.iter().map(|finding| {
        assert!((1..=8).contains(&finding.evidence.len()), "{listing}: {finding:?}");
        format!("{}:{}", classifier.tree().name(finding.category), letter(finding.strength))
    });
    named.collect::<Vec<_>>().join(" ")
}

/// Runs a table of listings and what is found of all categories; reports all mistakes at once.
fn check(cases: &[(&str, &str)]) {
    let classifier = classifier();
    let mut wrong = Vec::new();
    for (listing, expected) in cases {
        let found = found(&classifier, listing, classifier.tree().all());
        if found != *expected {
            wrong.push(format!("{listing}\n   found {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_strong_term_in_any_naming_field_is_enough() {
    check(&[
        ("title=Silent vibrator", "sexual_goods:S"),
        ("description=A vibrator for two", "sexual_goods:S"),
        ("category=Toys > Vibrator", "sexual_goods:S"),
        ("brand=Vibrator World", "sexual_goods:S"),
        ("handle=silent-vibrator-pink", "sexual_goods:S"),
        ("image_alt=pink vibrator", "sexual_goods:S"),
        ("tags=vibrator", "sexual_goods:S"),
        ("options/values=vibrator", "sexual_goods:S"),
        ("image=https://cdn.example/i/pink-vibrator.jpg?v=1", "sexual_goods:S"),
        ("url=https://shop.example/p/silent-vibrator/123", "sexual_goods:S"),
        ("Typ des Geräts=vibrator", "sexual_goods:S"),
        ("custom_label_0=vibrator", "sexual_goods:S"),
        ("id=silent-vibrator", "sexual_goods:S"),
        ("title/en=Chair · title/de=vibrator", "sexual_goods:S"),
        ("title=Vodka and lager", "alcohol_beer_wine:S alcohol_spirits:S"),
        ("title=Vibrator, whisky", "sexual_goods:S alcohol_spirits:S"),
        ("title=Garden chair", ""),
        ("", ""),
    ]);
}

#[test]
fn markup_in_a_text_is_read_for_what_it_says_and_leads_to() {
    check(&[
        ("description=<p>x</p><!-- pink vibrator -->", "sexual_goods:S"),
        ("description=x &lt;!-- vibrator --&gt; y", "sexual_goods:S"),
        ("description=<!-- <img alt='vibrator'> --> y", "sexual_goods:S"),
        ("description=<iframe srcdoc=\"pink vibrator\"></iframe>", "sexual_goods:S"),
        ("description=<a href=\"/p/pink-vibrator/12\">x</a>", "sexual_goods:S"),
        ("description=<a href=/p/pink-vibrator>x</a>", "sexual_goods:S"),
        ("description=<a href='/p?name=pink+vibrator'>x</a>", "sexual_goods:S"),
        ("description=<img src=\"https://cdn.example/i/pink-vibrator.jpg?v=1\">", "sexual_goods:S"),
        ("description=<img srcset='/a/chair.jpg 1x, /a/vibrator.jpg 2x'>", "sexual_goods:S"),
        ("description=<b onclick=\"show('vibrator')\">x</b>", "sexual_goods:S"),
        ("description=<p>Chair</p><!-- wp:paragraph -->", ""),
        ("description=<a href=\"https://vibrator.example/oak-chair?q=vibrator\">x</a>", ""),
        ("description=<a href='#vibrator'>x</a>", ""),
        // Shelves that a text speaks of.
        ("description=<a href='/vibrator'>x</a>", ""),
        ("description=<a href='/collections/pink-vibrator'>x</a>", ""),
        ("description=<img src=\"data:image/png;base64,vibrator\">", ""),
        ("description=<b class='vibrator' id=\"vibrator\">x</b>", ""),
        ("description=<!--><b>chair</b>", ""),
        // What it leads to, not what else is said of it.
        ("url=/p?name=pink-vibrator", "sexual_goods:S"),
        ("url=/search?q=vibrator", ""),
        ("url=https://shop.example/#/p/pink-vibrator", "sexual_goods:S"),
        ("image=data:image/svg+xml,%3Csvg%3E%3Ctext%3Epink vibrator%3C/text%3E", "sexual_goods:S"),
        ("image=data:image/svg+xml,%3Csvg%3E%3Cpath d='M0'/%3E%3C/svg%3E", ""),
    ]);
}

#[test]
fn words_are_found_in_every_dress() {
    check(&[
        ("_highlightResult/title/value=silent <em>vibr</em>ator", "sexual_goods:S"),
        ("body_html=<p>A vi<b>bra</b>tor</p>", "sexual_goods:S"),
        ("body_html=&lt;p&gt;vibrator&lt;/p&gt;", "sexual_goods:S"),
        ("title=V1BR@TOR", "sexual_goods:S"),
        ("slug=%76ibrator-pink", "sexual_goods:S"),
        ("url=/p/%76ibrator", "sexual_goods:S"),
        ("nameEn=Chair · name_de=vibrator", "sexual_goods:S"),
        ("attributes/terms/name=SexToy", "sexual_goods:S"),
        ("variants/title=Vibrator / pink", "sexual_goods:S"),
        ("handle=elevibratory", ""),
    ]);
}

#[test]
fn innocent_phrases_do_not_count() {
    check(&[
        // What the name says of a word holds for it in the description, and for no other word.
        ("title=Concrete vibrator · description=A vibrator of steel", ""),
        ("description=A vibrator of steel · title=Concrete vibrator", ""),
        ("title=Concrete vibrator, dildo", "sexual_goods:S"),
        ("title=Concrete vibrator and vibrator", "sexual_goods:S"),
        ("title=Concrete vibrator · description=vibrator, dildo", "sexual_goods:S"),
        ("title=Concrete vibrator · description=with vodka", "alcohol_spirits:S"),
        ("title=Concrete vibrator · tags=vibrator", "sexual_goods:S"),
        ("title=Mixer · description=A concrete vibrator, a vibrator", "sexual_goods:S"),
        ("title=Whisky glass, set of two · brand=Glencairn · handle=whisky-glass-set", ""),
        ("title=Whisky stones · image=/i/whisky-stones.jpg · tags=bar", ""),
        ("title=Concrete vibrator 2 kW · category=Tools > Building", ""),
        ("title=Cigar box guitar · brand=Makers", ""),
        ("title=Liquor cabinet in oak · category=Home > Furniture", ""),
        ("title=Whisky glass with a bottle of whisky", "alcohol_spirits:S"),
        ("title=Whisky glass · category=Drinks > Whisky", "alcohol_spirits:S"),
        ("title=Concrete vibrator · tags=dildo", "sexual_goods:S"),
    ]);
}

#[test]
fn what_goods_hold_counts_beside_how_they_come() {
    check(&[
        ("lang=en · title=Iron capsules", "medicine_otc:S"),
        ("lang=en · title=Iron · description=60 capsules", "medicine_otc:S"),
        ("lang=en · title=Iron and ginger capsule", "medicine_otc:S"),
        ("lang=en · title=Iron and ginger", "medicine_otc:w"),
        ("lang=en · title=Iron pan · description=with ginger", "medicine_otc:w"),
        // Another language's iron is another word.
        ("lang=de · title=Iron capsule", "medicine_otc:w"),
        ("title=Iron capsule", "medicine_otc:w"),
    ]);
}

#[test]
fn weak_terms_need_a_second_reason() {
    check(&[
        ("title=Erotic art", "sexual_goods:w"),
        ("title=Erotic art · description=erotic", "sexual_goods:w"),
        ("title=Erotic art · description=sensual", "sexual_goods:S"),
        // The same word in two languages is one word.
        ("title=Sensual perfume · description=sensual", "sexual_goods:w"),
        // A part of a phrase is no second word.
        ("title=Single malt loaf · description=malt flour", "alcohol_spirits:w"),
        ("title=Single malt · description=cask", "alcohol_spirits:S"),
        // Words of two categories name their group, unless one of them is found.
        ("title=Brewery and distillery tour", "alcohol:S alcohol_beer_wine:w alcohol_spirits:w"),
        ("title=Brewery whisky · description=distillery", "alcohol_spirits:S alcohol_beer_wine:w"),
        // Words of unrelated categories add up to nothing.
        ("title=Erotic brewery", "sexual_goods:w alcohol_beer_wine:w"),
        // Words for what is open to all are no reason against it.
        ("title=Capsule sleep aid", "medicine_otc:w melatonin:w"),
        ("title=Tablet sleep aid", "medicine:S medicine_prescription:w melatonin:w"),
    ]);
}

#[test]
fn what_others_say_never_suffices() {
    check(&[
        ("title=Chair · reviews/body=better than a vibrator", "sexual_goods:w"),
        ("title=Chair · reviews/body=vibrator, dildo, sex toy, erotic, sensual", "sexual_goods:w"),
        ("title=Chair · shop/name=Vodka and Whisky Store · keywords=vodka", "alcohol_spirits:w"),
        ("title=Chair · keywords=vodka, whisky, distillery", "alcohol_spirits:w"),
        ("title=Chair · returnPolicy=no vodka · query=whisky", "alcohol_spirits:w"),
        ("title=Cask · reviews/body=fine whisky", "alcohol_spirits:S"),
        ("title=Oak · reviews/body=whisky from a brewery", "alcohol_beer_wine:w alcohol_spirits:w"),
        ("title=Chair · url=https://vodka.example/chair?from=whisky", ""),
        ("title=Chair · image=https://vodka.example/whisky/chair.jpg", ""),
        ("title=Chair · sku=VODKA-0815 · id=B0VODKA", "alcohol_spirits:w"),
        ("title=Chair · price/currency=vodka", "alcohol_spirits:w"),
        ("title=Chair · shop/products/title=vodka", "alcohol_spirits:S"),
    ]);
}

#[test]
fn words_make_a_label_narrower() {
    check(&[
        ("isAlcohol=true · title=Pale lager", "alcohol_beer_wine:S"),
        ("isAlcohol=true · title=The brewery", "alcohol_beer_wine:S"),
        ("isAlcohol=true · title=The brewery's vodka", "alcohol_beer_wine:S alcohol_spirits:S"),
        ("isAlcohol=true · title=Advent calendar", "alcohol:D"),
        (
            "isAlcohol=true · title=Gift · reviews/body=as good as vodka",
            "alcohol:D alcohol_spirits:w",
        ),
        ("adult=yes · title=Erotic set", "adult_unclassified:D sexual_goods:S"),
        ("isAlcohol=true · title=Erotic set", "alcohol:D sexual_goods:w"),
        // What is declared explains its own words, and only those.
        ("google_product_category=543635 · title=Nicotine", "ecigarette_vape:D nicotine_pouch:w"),
        ("google_product_category=543635 · title=Slim can", "ecigarette_vape:D nicotine_pouch:S"),
        ("title=Strong liquor", "alcohol:S"),
        ("title=Liquor: vodka", "alcohol_spirits:S"),
        ("hasAdultConsideration=HealthcareConsideration · title=Ibuprofen", "medicine_otc:S"),
        // A strong word against the group is not explained by an open neighbour.
        ("title=Prescription drug and ibuprofen", "medicine:S medicine_otc:S"),
    ]);
}

#[test]
fn open_categories_are_recognised_and_accuse_nobody() {
    check(&[
        ("title=Condom, latex, 12 pieces", "sexual_health:S"),
        ("title=Latex gloves", "sexual_health:w"),
        ("title=Condom · category=Health", "sexual_health:S"),
    ]);
}

#[test]
fn only_what_is_wanted_is_told_but_relatives_are_heard() {
    let classifier = classifier();
    let set = |names: &str| -> CategorySet {
        names.split(' ').filter_map(|name| classifier.tree().by_name(name)).collect()
    };
    // A viewer of 16 to whom beer is open and spirits are not.
    let wanted = set("alcohol alcohol_spirits");
    for (listing, expected) in [
        ("isAlcohol=true · title=Pale lager", ""),
        ("isAlcohol=true · title=Advent calendar", "alcohol:D"),
        ("title=Lager, vodka", "alcohol_spirits:S"),
        ("title=Brewery, distillery", "alcohol:S alcohol_spirits:w"),
        ("title=Vibrator", ""),
        ("adult=yes", ""),
    ] {
        assert_eq!(found(&classifier, listing, wanted), expected, "{listing}");
    }
    assert_eq!(found(&classifier, "title=Vodka · adult=yes", CategorySet::EMPTY), "");
}

#[test]
fn evidence_names_term_field_and_place() {
    let classifier = classifier();
    let facts = facts("isAlcohol=true · category=Bar > Fine vodka · url=https://x.example/p/vodka");
    let findings = classifier.classify(&facts, classifier.tree().all(), &mut Scratch::default());
    let term = |role, key: &str, span| Evidence::Term {
        id: "alcohol_spirits/en:vodka".to_owned(),
        role,
        key: key.to_owned(),
        span,
    };
    let evidence = vec![term(Role::Category, "category", 11..16), term(Role::Url, "url", 20..25)];
    let category = classifier.tree().by_name("alcohol_spirits").unwrap();
    let expected = Finding { category, strength: Strength::Strong, evidence };
    assert_eq!(findings.items, [expected]);
    assert_eq!(findings.acting(), CategorySet::of(category));

    let long = format!("adult=yes · hasAdultConsideration={}Consideration", "x".repeat(500));
    let findings =
        classifier.classify(&self::facts(&long), classifier.tree().all(), &mut Scratch::default());
    let labels = &findings.items.first().unwrap().evidence;
    assert_eq!(labels.first(), Some(&Evidence::Label { key: "adult".into(), value: "yes".into() }));
    assert_eq!(
        labels.get(1),
        Some(&Evidence::Label { key: "hasAdultConsideration".into(), value: "x".repeat(64) })
    );
}

#[test]
fn evidence_is_bounded_and_keeps_the_strongest() {
    let many = "reviews/body=whisky distillery cask · ".repeat(30) + &"title=vodka · ".repeat(30);
    let classifier = classifier();
    let findings =
        classifier.classify(&facts(&many), classifier.tree().all(), &mut Scratch::default());
    let evidence = &findings.items.first().unwrap().evidence;
    assert_eq!(evidence.len(), 8);
    assert!(evidence.iter().all(|e| matches!(e, Evidence::Term { role: Role::Name, .. })));
    // Support that comes first does not crowd out the word in the name.
    let crowd = "reviews/body=whisky vodka distillery single malt cask malt · title=cask";
    assert_eq!(found(&classifier, crowd, classifier.tree().all()), "alcohol_spirits:S");
}

#[test]
fn wanting_less_only_leaves_findings_out() {
    const SEED: u64 = 0x5eed_c1a5_5ec0_de01;
    let (classifier, mut state) = (classifier(), SEED);
    let listings = [
        "isAlcohol=true · title=Brewery tour · description=distillery, vintage red",
        "adult=yes · title=Erotic set · tags=latex · reviews/body=vibrator",
        "title=Ibuprofen capsule · description=prescription drug, sleep aid, tablet",
        "category=Drinks > Vodka · google_product_category=773 · title=Lager",
    ];
    for round in 0..400 {
        let listing = facts(listings[round % listings.len()]);
        let bits = |_: &_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % 3 == 0
        };
        let all = classifier.tree().all();
        let wanted: CategorySet = all.iter().filter(bits).collect();
        let mut whole = classifier.classify(&listing, all, &mut Scratch::default());
        whole.items.retain(|finding| wanted.contains(finding.category));
        let part = classifier.classify(&listing, wanted, &mut Scratch::default());
        assert_eq!(part, whole, "seed {SEED:#x} round {round}");
    }
}

#[test]
fn an_accessory_is_what_its_name_says() {
    let classifier = classifier();
    let found = |facts: &[(Role, &str)]| {
        let mut given = Facts::default();
        facts.iter().for_each(|(role, text)| given.push(*role, "x", Scalar::Text(text)));
        let all = classifier.tree().all();
        let findings = classifier.classify(&given, all, &mut Scratch::default());
        findings.acting().iter().map(|c| classifier.tree().name(c).to_owned()).collect::<Vec<_>>()
    };
    use Role::{Alt, Category, Description, Name, Tag};
    let shown: &[&[(Role, &str)]] = &[
        &[(Name, "Whisky decanter"), (Description, "Whisky tastes better. Vodka too.")],
        &[(Name, "Vodka glass"), (Description, "Vodka distillery"), (Tag, "whisky")],
        &[(Name, "Alcohol-free lager"), (Description, "A lager. Less liquor.")],
        &[(Name, "Tumbler"), (Description, "Ideal for whisky, or vodka and whisky")],
    ];
    for facts in shown {
        assert_eq!(found(facts), [""; 0], "{facts:?}");
    }
    let withheld: &[&[(Role, &str)]] = &[
        &[(Name, "Whisky decanter"), (Category, "Vodka")],
        &[(Name, "Whisky decanter with whisky")],
        &[(Name, "Tumbler"), (Description, "Whisky, 12 years old")],
        &[(Description, "Whisky, 12 years old"), (Name, "Gift of glass"), (Alt, "Whisky glass")],
    ];
    for facts in withheld {
        assert_eq!(found(facts), ["alcohol_spirits"], "{facts:?}");
    }
    // Adult goods are not excused by what is said of others.
    assert_eq!(found(&[(Name, "Vibrator case, alcohol-free")]), ["sexual_goods"]);
}
