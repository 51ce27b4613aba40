use super::*;

/// The first look is an optimisation: what it lets pass must be all that there is.
#[test]
fn the_first_look_loses_nothing() {
    const SEED: u64 = 0x5eed_f1f5_0000_0011;
    println!("seed {SEED:#x}");
    const TERMS: [&str; 16] = [
        "5ex t0y",
        "%20d1ld0",
        "7d1ldo",
        "ss3x toys",
        "sex toy",
        "vibrator",
        "d i l d o",
        "V1BR4T0R",
        "Gleitgel",
        "Superdildo",
        "вибратор",
        "nude vintage",
        "d-i-l-d-o",
        "jouet érotique",
        "a$$ plug",
        "ball gags",
    ];
    const JOINTS: [&str; 10] =
        [" ", "-", "", "<br>", "&nbsp;", "\u{ad}", ".", "\u{200d}", "’", "0"];
    let lexicon = lexicon();
    let mut random = crate::text::noise::Random(SEED);
    let mut scratch = Scratch::default();
    let (mut total, mut refused, mut weak) = (0, 0, 0);
    let (mut before, mut last) = (String::new(), Vec::new());
    for _ in 0..4000 {
        let mut text = random.text(12);
        for _ in 0..random.below(4) {
            let term = TERMS[random.below(TERMS.len())];
            let at = random.below(term.chars().count() + 1);
            let (head, tail): (Vec<_>, Vec<_>) = term.chars().enumerate().partition(|c| c.0 < at);
            text.extend(head.into_iter().map(|(_, c)| c));
            text.push_str(JOINTS[random.below(JOINTS.len())]);
            text.extend(tail.into_iter().map(|(_, c)| c));
            text.push_str(&random.text(4));
        }
        let mut given = Vec::new();
        lexicon.scan(&text, tree().all(), &mut scratch, &mut |hit| given.push(hit));
        let mut all = lexicon.explain(&text, &mut scratch).hits;
        all.retain(|hit| hit.taken_back_by.is_none());
        assert_eq!(given, all, "{text:?}");
        let shown = [before.as_str(), text.as_str(), "tea"];
        let seen = lexicon.glimpse(tree().all(), &mut scratch, |show| {
            shown.into_iter().for_each(show);
        });
        let mut hits = std::mem::replace(&mut last, all.clone());
        hits.extend(all);
        hits.sort_by_key(|hit| (hit.weight, hit.term));
        hits.dedup_by_key(|hit| hit.term);
        let least = match hits.as_slice() {
            [] => Glimpse::Nothing,
            [one] if one.weight == Weight::Weak => Glimpse::OneWeak,
            _ => Glimpse::More,
        };
        assert!(seen >= least, "{seen:?}: {shown:?}");
        refused += usize::from(seen == Glimpse::Nothing);
        weak += usize::from(seen == Glimpse::OneWeak);
        total += hits.len();
        before = text;
    }
    assert!(total > 1000, "only {total} hits");
    assert!(refused > 100, "only {refused} texts need no second look");
    assert!(weak > 100, "only {weak} texts hold one weak term");
}

/// What begins at the end of a text and seems to go on in one of its tags stands nowhere, and a
/// letter that comes again across texts may be read in each of them.
#[test]
fn a_first_look_tells_texts_and_tags_apart() {
    let (lexicon, _) =
        compile(&[file("adult", "en", &["vibrator", "ж", "still", "pax 3", "bet365"], &[], &[])]);
    let mut scratch = Scratch::default();
    let (tea, long) = ("tea ".repeat(15), "tea ".repeat(20));
    let parted = format!("<img alt=\"ator {long}\">{tea}vibr");
    for (texts, expected) in [
        (&[parted.as_str(), "tea"][..], Glimpse::Nothing),
        (&["xж", "ж", "tea"], Glimpse::More),
        (&["b*t365"], Glimpse::More),
        (&["p*x 3"], Glimpse::More),
        (&[long.as_str(), "571l1l", long.as_str()], Glimpse::More),
        (&[long.as_str(), "5711", long.as_str()], Glimpse::Nothing),
    ] {
        let seen = lexicon
            .glimpse(tree().all(), &mut scratch, |show| texts.iter().for_each(|text| show(text)));
        assert_eq!(seen, expected, "{texts:?}");
    }
}

/// Random text of everything that is special to the fold; every span must lie on boundaries.
#[test]
fn spans_lie_on_boundaries_for_random_text() {
    const SEED: u64 = 0x5eed_1e81_c0de_0001;
    println!("seed {SEED:#x}");
    let lexicon = lexicon();
    let mut random = crate::text::noise::Random(SEED);
    let mut scratch = Scratch::default();
    let mut total = 0;
    for _ in 0..3000 {
        let mut text = random.text(60);
        text.push_str(["vibrator", "d1ldo", "s-e-x", "跳蛋", " ｄildo"][random.below(5)]);
        text.push_str(&random.text(60));
        let explained = lexicon.explain(&text, &mut scratch);
        for hit in explained.hits {
            assert!(text.get(hit.span.clone()).is_some_and(|span| !span.is_empty()), "{text:?}");
            total += 1;
        }
    }
    assert!(total > 1000, "only {total} hits");
}

/// Each of these took minutes while a run of letters cost its square.
#[test]
fn runs_of_any_length_are_read_once() {
    let lexicon = lexicon();
    let n = 100_000;
    let cases = [
        ("vibrator", format!("{}ibrator", "v".repeat(n))),
        ("vibrator", format!("V{}ibrator", "vV".repeat(n))),
        ("vibrator", format!("vibrato{}", "r".repeat(n))),
        ("vibrator", format!("v1br4to{}", "r".repeat(n))),
        ("dildo", format!("d i l d{}", " o".repeat(n))),
        ("dildo", format!("d{}ildo", "\u{ad}".repeat(n))),
    ];
    for (term, text) in cases {
        let found = found(&lexicon, &text);
        assert!(found.iter().any(|found| found == term), "`{term}`: {found:?}");
    }
}
