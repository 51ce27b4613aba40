use super::noise::Random;
use super::*;

fn folded(text: &str) -> String {
    let mut folded = Folded::default();
    folded.fold(text);
    folded.as_str().to_owned()
}

#[test]
fn folds_by_case_table() {
    let cases: &[(&str, &str)] = &[
        ("", ""),
        ("Vibrator", "vibrator"),
        ("sex toy", "sextoy"),
        ("WEIẞ weiß", "weisweis"),
        ("Ægir Øl Łódź", "aegiroiodz"),
        ("ﬁne", "fine"),
        (
            "Москва",
            "mосква"
                .replace('о', "o")
                .replace('с', "c")
                .replace('к', "k")
                .replace('в', "b")
                .replace('а', "a")
                .leak(),
        ),
        ("h3110", "heio"),
        ("Sale!", "saie"),
        ("$5 $ex", "sex"),
        ("a@b", "ab"),
        ("<3 love", "eiove"),
        ("a<br>b", "ab"),
        ("<foo>", "fo"),
        ("x &unknown; y", "xunknowny"),
        ("100% wool", "iowoi"),
        ("が ｶﾞ", "か\u{3099}カ\u{3099}"),
        ("Σίσυφος", folded("ΣΊΣΥΦΟΣ").leak()),
        ("<img alt='b c' src='d'>a", "abcd"),
        ("<a href='/x/big-bag?y=c#d'>a", "abigbag"),
        ("&lt;img alt=&#x27;b c&#x27; x=y&gt;a", "abc"),
        ("&lt;img x=&amp;#34;y&amp;#34; alt=&amp;#34;b c&amp;#34;&gt;a", "abc"),
        ("&lt;p title&#x3D;&quot;b&quot;&gt;a", "atitieb"),
        ("a<!-- b <img alt='c'> -->d", "adbc"),
        ("a<!-->b<!-- c", "abc"),
        ("a<b bag of>c", "acbagof"),
        ("&#x3c;img alt='b c'&#x3e;a", "abc"),
        ("<a title=\"x", "atitiex"),
    ];
    for (text, expected) in cases {
        assert_eq!(folded(text), *expected, "`{text}`");
    }
}

#[test]
fn the_table_agrees_with_the_specification() {
    const SEED: u64 = 0x5eed_f01d_0000_0007;
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let (mut fast, mut scalar) = (Folded::default(), Folded::default());
    let mut skim = Skim::default();
    let chars = (0..0x900u32).chain(0x2000..0x2100).filter_map(char::from_u32);
    let bytes: Vec<String> = chars.map(|c| format!("a{c}b1{c}{c}")).collect();
    let read = [
        "v*brator",
        "v#b",
        "d●ldo",
        "x•y",
        "xn--bcher-kva",
        "XN--80a",
        "\u{202e}oty",
        "ɹoʇ",
        "tηy",
    ];
    let read = read.into_iter().map(str::to_owned);
    // Long enough for blocks, with what ends one now and then.
    let mut plain = Random(SEED);
    let plain = (0..5000).map(|number| {
        const COMMON: &[u8] = b"aAbeEiIlLsSt01357   ...-'";
        const RARE: &[u8] = b"-*#&<!%@$|\\`/_\n\x01\x7f[{~;x";
        let rare = [0, 40, 8][number % 3];
        let length = plain.below(300);
        let letter = |plain: &mut Random| {
            let from = if rare > 0 && plain.below(rare) == 0 { RARE } else { COMMON };
            char::from(from[plain.below(from.len())])
        };
        let text: String = (0..length).map(|_| letter(&mut plain)).collect();
        match number % 5 {
            0 => text.replace("bt", "é").replace("te", "ж"),
            1 => text.replace("b", "é").replace("t", "Ö").replace('1', "æ").replace('.', "’"),
            3 => text.replace("b", "€").replace("0", "£").replace("I.", "\u{ad}").replace("3", "$"),
            2 => {
                text.replace("be", "ß").replace("at", "ł").replace("-", "–").replace("5", "\u{a0}")
            }
            _ => text,
        }
    });
    let plain: Vec<String> = plain.collect();
    // A sign of another reading wherever a block may end.
    let shifted = (0..130).map(|before| format!("{}xn--bcher-kva", ".".repeat(before)));
    // Of some letters one says that there may be another reading, and another what it is.
    let mut letters = Random(SEED);
    let mut letter = |_| char::from_u32(0x80 + letters.below(0x780) as u32).unwrap_or('ɖ');
    let mixed: Vec<String> =
        (0..6000).map(|number| (0..2 + number % 3).map(&mut letter).collect()).collect();
    let random =
        read.chain(shifted).chain(plain).chain(mixed).chain((0..5000).map(|_| random.text(40)));
    for text in bytes.into_iter().chain(random) {
        fast.fold(&text);
        scalar.fold_scalar(&text);
        assert_eq!(fast.as_str(), scalar.as_str(), "{text:?}");
        assert_eq!(fast.marks, scalar.marks, "{text:?}");
        skim.clear();
        let hinted = skim.add(&text);
        let mut any = false;
        each_reading(&text, &mut Reading::default(), &mut |_| any = true);
        assert!(hinted || !any, "{text:?}");
        assert_eq!(skim.bytes(), scalar.bytes(), "{text:?}");
        let edges = (0..scalar.bytes().len()).filter(|at| scalar.has_edge(*at..at + 1));
        let seen = (0..skim.bytes().len()).filter(|at| skim.edges()[at / 64] >> (at % 64) & 1 == 1);
        assert_eq!(seen.collect::<Vec<_>>(), edges.collect::<Vec<_>>(), "{text:?}");
        assert_eq!(fast.parts, scalar.parts, "{text:?}");
    }
}

#[test]
fn sources_lie_on_boundaries_for_every_character() {
    let mut folded = Folded::default();
    for c in (0..0x11_0000).filter_map(char::from_u32) {
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        folded.fold(text);
        for at in 0..folded.as_str().len() {
            assert_eq!(folded.source(text, at), Some(0..text.len()), "{c:?}");
        }
        assert_eq!(folded.source(text, folded.as_str().len()), None);
    }
}

#[test]
fn sources_lie_on_boundaries_for_random_text() {
    const SEED: u64 = 0x5eed_0f50_0000_0003;
    println!("seed {SEED:#x}");
    let mut random = Random(SEED);
    let mut folded = Folded::default();
    for _ in 0..2000 {
        let text = random.text(40);
        folded.fold(&text);
        for at in 0..folded.bytes().len() {
            let span = folded.source(&text, at).unwrap();
            assert!(text.get(span).is_some_and(|span| !span.is_empty()), "{text:?} at {at}");
        }
    }
}

#[test]
fn folding_is_the_same_for_both_normal_forms() {
    use unicode_normalization::UnicodeNormalization;
    for text in ["é Å ё й", "한국어 각", "ガギグ", "ệ ǖ"] {
        let (composed, decomposed) =
            (text.nfc().collect::<String>(), text.nfd().collect::<String>());
        assert_eq!(folded(&composed), folded(&decomposed), "{text}");
    }
}
