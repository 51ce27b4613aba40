//! A first look at texts loses nothing that the shipped terms find, however they are disguised.

use crate::classify::{Classifier, Facts, Role, Scalar};
use crate::config::{FileSet, compile};
use crate::lexicon::{Glimpse, Lexicon, Scratch, Weight};
use crate::text::noise::Random;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SEED: u64 = 0x5eed_1007_0000_0001;
/// A slow machine tries fewer groups of texts.
const LONGEST: Duration = Duration::from_secs(4);
const GROUPS: usize = 3000;

fn pick<'t>(random: &mut Random, from: &[&'t str]) -> &'t str {
    from[random.below(from.len())]
}

/// Words that are no terms, and what is special to the fold, of a length that puts what follows
/// anywhere in a block.
fn filler(random: &mut Random) -> String {
    const WORDS: [&str; 26] = [
        "tea ",
        "table ",
        "blue ",
        "of ",
        "oak ",
        "s",
        "d",
        "o",
        "v ",
        "5 ",
        "24 ",
        "x",
        "Größe ",
        "été ",
        "–",
        "’",
        "чай ",
        "5 € ",
        "<br>",
        "<b>",
        "<img alt=\"round oak\">",
        "<a href='/p/small-bag' title=\"a\">",
        "&nbsp;",
        "!",
        "\n",
        "ł",
    ];
    let count = if random.below(3) == 0 { random.below(30) } else { random.below(4) };
    (0..count).map(|_| pick(random, &WORDS)).collect()
}

/// A term as it is hidden: some of its letters written otherwise.
fn disguised(random: &mut Random, term: &str) -> String {
    const MASKS: [&str; 16] =
        ["*", "#", "⭕", "\u{2b50}", "_", "?", "~", "^", "+", "=", "@", "×", "…", "＊", "**", "-"];
    const JOINTS: [&str; 15] = [
        "()",
        ",",
        "\"",
        "-",
        ".",
        " ",
        "_",
        "\u{ad}",
        "\u{200d}",
        "<b>",
        "</b>",
        "<img alt=x>",
        "<a title='y z'>",
        "(",
        "|",
    ];
    let (way, rate) = (random.below(17), 1 + random.below(3));
    let mut text = String::new();
    for c in term.chars() {
        if random.below(rate) > 0 {
            text.push(c);
            continue;
        }
        let leet = match c {
            'o' => '0',
            'i' | 'l' => '1',
            'e' => '3',
            'a' => '4',
            's' => '5',
            't' => '7',
            'b' => '8',
            'g' => '9',
            c => c,
        };
        let sign = match c {
            'a' => "@",
            's' => "$",
            'i' => "!",
            'l' => "|",
            'e' => "€",
            'c' => "¢",
            _ => "",
        };
        let is_vowel = "aeiouyаеиоуыэюя".contains(c);
        let mut bytes = [0; 4];
        match way {
            0 | 1 => text.push(leet),
            2 if !sign.is_empty() => text.push_str(sign),
            3 | 4 if is_vowel || random.below(4) == 0 => text.push_str(pick(random, &MASKS)),
            5 => c.encode_utf8(&mut bytes).bytes().for_each(|b| text += &format!("%{b:02X}")),
            6 => text += &format!("&#{};", u32::from(c)),
            7 => text += &format!("&amp;#x{:x};", u32::from(c)),
            8 if u32::from(c) < 0xffff => text += &format!("\\u{:04x}", u32::from(c)),
            9 => text.extend([pick(random, &JOINTS), c.encode_utf8(&mut bytes)]),
            10 => text.extend([c, c, c]),
            11 => text.extend(c.to_uppercase()),
            12 => text
                .extend(char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_lowercase())),
            13 if c == ' ' => {}
            15 => text.extend(lookalike(random, c)),
            14 if !sign.is_empty() => {
                text += &format!("&#{};", sign.chars().map(u32::from).sum::<u32>())
            }
            _ => text.push(c),
        }
    }
    text
}

/// A letter that is drawn like another one.
fn lookalike(random: &mut Random, c: char) -> Option<char> {
    let like = match c {
        'a' => "аαɒⱥ",
        'b' => "ƀɓБ",
        'c' => "сƈɔ",
        'd' => "ɖԁ∂",
        'e' => "еɛɘǝ",
        'f' => "ʄƒŧ",
        'g' => "ɠǥ",
        'h' => "һɧʜ",
        'i' => "іıɪι",
        'k' => "ƙʞκ",
        'l' => "ƖӏʟӀ",
        'n' => "ŋηภɳ",
        'o' => "оơοσ",
        'r' => "ཞяɿг",
        's' => "ѕʂƨ",
        't' => "ɬтʇτ",
        'u' => "υųʋ",
        'v' => "ѵν۷√",
        'x' => "хҳχ",
        'y' => "уყγ",
        _ => return Some(c),
    };
    like.chars().nth(random.below(like.chars().count()))
}

fn text(random: &mut Random, terms: &[&str]) -> String {
    const BEFORE: [&str; 14] = [
        "", "", "", " ", "%20", "&#x20;", "&#32", "\\u0020", "\\x20", "5", "a", "<p>", "&nbsp;",
        "é ",
    ];
    const BEHIND: [&str; 16] = [
        "",
        "",
        "",
        " ",
        "s",
        "en",
        "*",
        "*s",
        "*n",
        "r",
        "ами",
        "!",
        "&nbsp;",
        "<b>",
        "<!-- x -->",
        "2",
    ];
    let mut text = String::new();
    for _ in 0..random.below(3) {
        text += &filler(random);
        text += pick(random, &BEFORE);
        let term = pick(random, terms).to_owned();
        let mut term = disguised(random, term.trim_matches('*'));
        if random.below(3) == 0 {
            term = disguised(random, &term);
        }
        text += &term;
        text += pick(random, &BEHIND);
    }
    text += &filler(random);
    text
}

#[test]
fn a_first_look_loses_nothing_of_the_shipped_terms() {
    println!("seed {SEED:#x}");
    let compiled = compile(&FileSet::built_in()).unwrap();
    let tree = Arc::new(compiled.categories.tree.clone());
    let (lexicon, _) = Lexicon::compile(&tree, &compiled.terms).unwrap();
    let lexicon = Arc::new(lexicon);
    let classifier =
        Classifier::new(Arc::clone(&tree), Arc::clone(&lexicon), &compiled.categories.codes);
    let terms: Vec<&str> =
        lexicon.terms().filter(|term| term.weight.is_some()).map(|term| term.text).collect();
    let began = Instant::now();
    let mut random = Random(SEED);
    let mut scratch = Scratch::default();
    let (mut groups, mut counts) = (0, [0; 3]);
    while groups < GROUPS && began.elapsed() < LONGEST {
        groups += 1;
        let texts: Vec<String> =
            (0..1 + random.below(4)).map(|_| text(&mut random, &terms)).collect();
        let mut said = Vec::new();
        for text in &texts {
            let mut given = Vec::new();
            lexicon.scan(text, tree.all(), &mut scratch, &mut |hit| given.push(hit));
            let mut all = lexicon.explain(text, &mut scratch).hits;
            all.retain(|hit| hit.taken_back_by.is_none());
            assert_eq!(given, all, "{text:?}");
            said.extend(all.iter().map(|hit| (hit.weight, hit.term)));
        }
        said.sort_unstable();
        said.dedup();
        let least = match said.as_slice() {
            [] => Glimpse::Nothing,
            [(Weight::Weak, _)] => Glimpse::OneWeak,
            _ => Glimpse::More,
        };
        let seen = lexicon
            .glimpse(tree.all(), &mut scratch, |show| texts.iter().for_each(|text| show(text)));
        let named = || said.iter().map(|(_, id)| lexicon.term(*id).unwrap().id).collect::<Vec<_>>();
        assert!(seen >= least, "{seen:?} for {:?}: {texts:?}", named());
        counts[least as usize] += 1;

        const ROLES: [Role; 7] = [
            Role::Name,
            Role::Description,
            Role::Category,
            Role::Other,
            Role::Url,
            Role::SearchKeywords,
            Role::Seller,
        ];
        let mut facts = Facts::default();
        for text in &texts {
            let role = ROLES[random.below(ROLES.len())];
            facts.push(role, "field", Scalar::Text(text));
        }
        let all = classifier.classify(&facts, tree.all(), &mut scratch).acting();
        let heard = classifier.hear(&facts, tree.all(), &mut scratch);
        let acting = heard.map(|findings| findings.acting()).unwrap_or_default();
        assert_eq!(acting, all, "{texts:?}");
    }
    println!("{groups} groups: {counts:?}");
    assert!(counts.iter().all(|count| *count > groups / 50), "{counts:?}");
}
