//! What every benchmark measures: bodies and lexicons from a fixed seed, the full filter over them,
//! and the peers it is held against. Everything here is made, nothing is read.
#![allow(dead_code, unreachable_pub, reason = "each benchmark uses its own part")]

use agegate::category::{CategorySet, CategoryTree, Kind};
use agegate::classify::Classifier;
use agegate::lexicon::{Lexicon, Place, Scratch, SourceTerm, TermFile};
use agegate::rewrite::{Format, Judge, Limits, Output, Shape, Unit, Verdict, Withheld, rewriter};
use bytes::Bytes;
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::Arc;

/// How the restricted listings of a body are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// There is none.
    Clean,
    /// One listing in twenty, plainly.
    Restricted,
    /// One listing in twenty, in capitals, leet or lookalikes.
    Disguised,
}

/// In which script the words of a body are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// English, all ASCII.
    Ascii,
    /// German, French, Russian, Japanese and English, a part of the strings with escapes.
    Mixed,
}

/// A small generator: the same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const GOODS: [&str; 12] = [
    "garden", "chair", "kitchen", "lamp", "wooden", "train", "cotton", "shirt", "running", "shoes",
    "summer", "blanket",
];
const ENGLISH: [&str; 16] = [
    "made", "of", "oiled", "acacia", "wood", "with", "two", "soft", "cushions", "for", "the",
    "terrace", "easy", "to", "clean", "and",
];
const MIXED: [&str; 16] = [
    "Küche",
    "Rührschüssel",
    "für",
    "Größe",
    "élégante",
    "façon",
    "où",
    "прочный",
    "садовый",
    "стул",
    "木製",
    "の",
    "椅子",
    "with",
    "cotton",
    "Mandelöl",
];
const ONSETS: [&str; 12] = ["v", "z", "k", "d", "br", "x", "q", "pl", "g", "n", "m", "st"];
const VOWELS: [&str; 5] = ["a", "o", "u", "e", "i"];
const CODAS: [&str; 6] = ["rb", "x", "n", "k", "zd", "m"];

/// Invented phrases of one to three words; one in four begins with a word every shop uses.
pub fn phrases(count: usize) -> Vec<String> {
    let mut random = Random::new(0x5eed_0001);
    let mut seen = std::collections::HashSet::new();
    let mut phrases = Vec::with_capacity(count);
    while phrases.len() < count {
        let mut phrase = String::new();
        if random.below(4) == 0 {
            phrase.push_str(random.pick(&GOODS));
            phrase.push(' ');
        }
        for _ in 0..=random.below(5) / 4 {
            for _ in 0..2 + random.below(2) {
                phrase.push_str(random.pick(&ONSETS));
                phrase.push_str(random.pick(&VOWELS));
            }
            phrase.push_str(random.pick(&CODAS));
            phrase.push(' ');
        }
        phrase.pop();
        if seen.insert(phrase.clone()) {
            phrases.push(phrase);
        }
    }
    phrases
}

/// A classifier over invented phrases, and the phrases themselves for the peers.
pub struct Words {
    pub phrases: Vec<String>,
    pub classifier: Classifier,
    pub all: CategorySet,
}

impl Words {
    pub fn new(count: usize) -> Self {
        let mut tree = CategoryTree::default();
        let category = tree.add("invented", None, Kind::Age, false).unwrap();
        let phrases = phrases(count);
        let place = Place { file: Arc::from("invented.toml"), line: 1, column: 1 };
        let term = |text: &String| SourceTerm { text: text.clone(), place: place.clone() };
        let file = TermFile {
            category,
            language: "en".into(),
            strong: phrases.iter().map(term).collect(),
            weak: Vec::new(),
            innocent: Vec::new(),
        };
        let (lexicon, _) = Lexicon::compile(&tree, &[file]).unwrap();
        let all = tree.all();
        let classifier = Classifier::new(Arc::new(tree), Arc::new(lexicon), &[]);
        Self { phrases, classifier, all }
    }
}

/// A body and how many of its listings must go.
#[derive(Clone)]
pub struct Body {
    pub json: Bytes,
    pub listings: usize,
    pub restricted: usize,
}

fn disguise(phrase: &str, random: &mut Random) -> String {
    match random.below(3) {
        0 => phrase.to_uppercase(),
        1 => {
            let inner = phrase.char_indices().map(|(at, c)| {
                let inside = at > 0
                    && phrase[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_alphabetic())
                    && phrase[..at].ends_with(|c: char| c.is_ascii_alphabetic());
                if c == 'o' && inside { '0' } else { c }
            });
            inner.collect()
        }
        _ => phrase.replace('a', "а"),
    }
}

fn prose(out: &mut String, script: Script, words: usize, random: &mut Random) {
    for at in 0..words {
        if at > 0 {
            out.push(' ');
        }
        let word = match script {
            Script::Mixed if random.below(2) == 0 => random.pick(&MIXED),
            _ if random.below(4) == 0 => random.pick(&GOODS),
            _ => random.pick(&ENGLISH),
        };
        out.push_str(word);
    }
}

/// A list of products of about `bytes` bytes.
pub fn shelf(bytes: usize, stock: Stock, script: Script, words: &Words) -> Body {
    let mut random = Random::new(0x5eed_0002);
    let mut json = String::from("{\"data\":{\"products\":[");
    let (mut listings, mut restricted) = (0, 0);
    while json.len() < bytes {
        if listings > 0 {
            json.push(',');
        }
        let id = 100_000 + listings * 7;
        let mut name = String::new();
        let words_before = 2 + random.below(3);
        prose(&mut name, script, words_before, &mut random);
        if stock != Stock::Clean && listings % 20 == 7 {
            let phrase = &words.phrases[random.below(words.phrases.len())];
            name.push_str(" / ");
            match stock {
                Stock::Disguised => name.push_str(&disguise(phrase, &mut random)),
                _ => name.push_str(phrase),
            }
            restricted += 1;
        }
        let mut text = String::new();
        let length = 30 + random.below(30);
        prose(&mut text, script, length, &mut random);
        let escape =
            if script == Script::Mixed && random.below(8) == 0 { "\\u00e9t\\u00e9 " } else { "" };
        let price = 5 + random.below(400);
        let goods = [random.pick(&GOODS), random.pick(&GOODS), random.pick(&GOODS)];
        write!(
            json,
            "{{\"id\":{id},\"sku\":\"AB-{id}-{price}\",\"name\":\"{name}\",\"slug\":\"item-{id}\",\
             \"description\":\"{escape}{text}.\",\"price\":{{\"amount\":{price}.95,\"currency\":\"EUR\"}},\
             \"image\":\"https://img.shop.example/{id}/front.jpg\",\"category\":\"{}\",\
             \"tags\":[\"{}\",\"{}\"],\"inStock\":true,\"rating\":4.{}}}",
            goods[0],
            goods[1],
            goods[2],
            random.below(10),
        )
        .unwrap();
        listings += 1;
    }
    json.push_str("],\"pageInfo\":{\"hasNextPage\":false}}}");
    Body { json: json.into(), listings, restricted }
}

/// Omits what the classifier finds; counts.
#[derive(Debug)]
pub struct Count<'w> {
    classifier: &'w Classifier,
    all: CategorySet,
    scratch: Scratch,
    pub withheld: usize,
}

impl<'w> Count<'w> {
    pub fn new(words: &'w Words) -> Self {
        Self {
            classifier: &words.classifier,
            all: words.all,
            scratch: Scratch::default(),
            withheld: 0,
        }
    }
}

impl Judge for Count<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        let findings = self.classifier.classify(unit.facts, self.all, &mut self.scratch);
        if findings.acting().is_empty() {
            return Verdict::Keep;
        }
        self.withheld += 1;
        Verdict::Omit
    }

    fn withheld(&mut self, _: u64, _: Withheld) {
        self.withheld += 1;
    }

    fn omits_nameless(&self) -> bool {
        true
    }
}

/// Keeps everything unread: what splicing alone costs.
#[derive(Debug)]
pub struct KeepAll;

impl Judge for KeepAll {
    fn judge(&mut self, _: &Unit<'_>) -> Verdict {
        Verdict::Keep
    }

    fn withheld(&mut self, _: u64, _: Withheld) {}

    fn omits_nameless(&self) -> bool {
        false
    }
}

/// How many bytes are handed over at a time, as hyper does at most by default.
const CHUNK: usize = 64 << 10;

/// The rewriter with a judge over a whole body; how many bytes were kept.
pub fn rewrite(body: &Bytes, judge: &mut dyn Judge) -> usize {
    let mut rewriter = rewriter(Format::Json, &Shape::default(), Limits::default());
    let mut out = Output::default();
    let mut kept = 0;
    let mut rest = body.clone();
    while !rest.is_empty() {
        let chunk = rest.split_to(CHUNK.min(rest.len()));
        rewriter.write(chunk, judge, &mut out).unwrap();
        while let Some(bytes) = out.pop() {
            kept += bytes.len();
        }
    }
    rewriter.finish(judge, &mut out).unwrap();
    while let Some(bytes) = out.pop() {
        kept += bytes.len();
    }
    kept
}

/// The full filter; how many units it withheld.
pub fn filter(body: &Bytes, words: &Words) -> usize {
    let mut judge = Count::new(words);
    rewrite(body, &mut judge);
    judge.withheld
}

/// What a shop would write itself, with our own words and fold so that it finds the same: parse,
/// walk, match every string, serialise. How many listings went.
pub fn naive(body: &[u8], words: &Words) -> usize {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    let mut scratch = Scratch::default();
    let products = value["data"]["products"].as_array_mut().unwrap();
    let before = products.len();
    products.retain(|product| !mentions(product, words, &mut scratch));
    let gone = before - products.len();
    std::hint::black_box(serde_json::to_vec(&value).unwrap());
    gone
}

fn mentions(value: &Value, words: &Words, scratch: &mut Scratch) -> bool {
    match value {
        Value::String(text) => {
            let mut found = false;
            words.classifier.lexicon().scan(text, words.all, scratch, &mut |_| found = true);
            found
        }
        Value::Array(values) => values.iter().any(|value| mentions(value, words, scratch)),
        Value::Object(members) => members.values().any(|value| mentions(value, words, scratch)),
        _ => false,
    }
}

/// Scans every name and description of a body, without reading JSON in the timed part.
pub fn texts(body: &[u8]) -> Vec<String> {
    let value: Value = serde_json::from_slice(body).unwrap();
    let products = value["data"]["products"].as_array().unwrap();
    let text = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    products.iter().flat_map(|item| [text(item, "name"), text(item, "description")]).collect()
}

/// How many hits the lexicon has in these texts.
pub fn scan(texts: &[String], words: &Words, scratch: &mut Scratch) -> usize {
    let mut hits = 0;
    for text in texts {
        words.classifier.lexicon().scan(text, words.all, scratch, &mut |_| hits += 1);
    }
    hits
}
