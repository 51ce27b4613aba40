//! What one could use instead. Each is given what favours it: the terms as bare patterns, without
//! folding, word edges or innocents, and the haystack in one piece.

use super::terms::Terms;
use agegate::classify::{Facts, Role, Scalar};
use agegate::engine::Engine;
use agegate::lexicon::Scratch;
use agegate::text::Folded;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use daachorse::{
    CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, DoubleArrayAhoCorasick,
    DoubleArrayAhoCorasickBuilder, MatchKind as Daachorse,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Terms as bare patterns, and the automata over them. All find the leftmost longest.
pub(crate) struct Peers(BTreeSet<String>);

impl Peers {
    pub(crate) fn of(terms: &Terms) -> Self {
        Self(terms.patterns())
    }

    /// aho-corasick's faster automaton; half a gigabyte for 50,000 terms.
    pub(crate) fn dfa(&self) -> AhoCorasick {
        self.automaton(AhoCorasickKind::DFA)
    }

    /// aho-corasick's smaller automaton.
    pub(crate) fn nfa(&self) -> AhoCorasick {
        self.automaton(AhoCorasickKind::ContiguousNFA)
    }

    fn automaton(&self, kind: AhoCorasickKind) -> AhoCorasick {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(kind))
            .build(&self.0)
            .expect("an automaton")
    }

    /// daachorse over bytes. It knows no case: [`Lowered`] goes before it.
    pub(crate) fn bytewise(&self) -> DoubleArrayAhoCorasick<u32> {
        DoubleArrayAhoCorasickBuilder::new()
            .match_kind(Daachorse::LeftmostLongest)
            .build(&self.0)
            .expect("an automaton")
    }

    /// daachorse over characters.
    pub(crate) fn charwise(&self) -> CharwiseDoubleArrayAhoCorasick<u32> {
        CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(Daachorse::LeftmostLongest)
            .build(&self.0)
            .expect("an automaton")
    }
}

/// A text in small letters as far as ASCII goes, in a buffer that is kept.
#[derive(Default)]
pub(crate) struct Lowered(String);

impl Lowered {
    pub(crate) fn of(&mut self, text: &str) -> &str {
        self.0.clear();
        self.0.push_str(text);
        self.0.make_ascii_lowercase();
        &self.0
    }
}

/// What a shop would write itself, with the same recall: parse everything, fold each text, look for
/// all terms with one automaton, ask closely about a listing where it finds one, serialise the rest.
pub(crate) struct Naive {
    folded: Folded,
    terms: AhoCorasick,
}

impl Naive {
    pub(crate) fn of(terms: &Terms) -> Self {
        let mut folded = Folded::default();
        let mut fold = |pattern: String| {
            folded.fold(&pattern);
            folded.as_str().to_owned()
        };
        let patterns: BTreeSet<String> = terms.patterns().into_iter().map(&mut fold).collect();
        let terms = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns.iter().filter(|pattern| !pattern.is_empty()))
            .expect("an automaton");
        Self { terms, folded }
    }

    /// Answers how many bytes leave.
    pub(crate) fn filter(&mut self, engine: &Engine, body: &[u8]) -> usize {
        without(body, |listing| self.holds_term(listing) && is_restricted(engine, listing))
    }

    fn holds_term(&mut self, value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
            Value::String(text) => {
                self.folded.fold(text);
                self.terms.is_match(self.folded.as_str())
            }
            Value::Array(values) => values.iter().any(|value| self.holds_term(value)),
            Value::Object(members) => members.values().any(|value| self.holds_term(value)),
        }
    }
}

/// The same with our own matching: what reading and writing a tree costs. Answers how many bytes
/// leave.
pub(crate) fn by_tree(engine: &Engine, body: &[u8]) -> usize {
    without(body, |listing| is_restricted(engine, listing))
}

/// How many bytes leave of a list without the listings that are restricted.
fn without(body: &[u8], mut restricted: impl FnMut(&Value) -> bool) -> usize {
    let mut document: Value = serde_json::from_slice(body).expect("JSON");
    if let Some(listings) = document.get_mut("products").and_then(Value::as_array_mut) {
        listings.retain(|listing| !restricted(listing));
    }
    serde_json::to_vec(&document).expect("JSON").len()
}

fn is_restricted(engine: &Engine, listing: &Value) -> bool {
    let (mut facts, mut scratch) = (Facts::default(), Scratch::default());
    walk(&mut facts, Role::default(), "", listing);
    let findings = engine.classifier().classify(&facts, engine.tree().all(), &mut scratch);
    !findings.acting().is_empty()
}

fn walk(facts: &mut Facts, role: Role, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => facts.push(role, key, Scalar::Bool(*value)),
        Value::Number(value) => facts.push(role, key, Scalar::Number(&value.to_string())),
        Value::String(value) => facts.push(role, key, Scalar::Text(value)),
        Value::Array(values) => values.iter().for_each(|value| walk(facts, role, key, value)),
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| walk(facts, role.descend(key), key, value));
        }
    }
}

/// A streaming rewriter with one handler that does nothing. Answers how many bytes leave.
pub(crate) fn lol_html(page: &[u8]) -> usize {
    let handler = lol_html::element!(".card", |_| Ok(()));
    let settings = lol_html::Settings::new().append_element_content_handler(handler);
    let mut written = 0;
    let mut rewriter = lol_html::HtmlRewriter::new(settings, |chunk: &[u8]| written += chunk.len());
    rewriter.write(page).expect("HTML");
    rewriter.end().expect("HTML");
    written
}
