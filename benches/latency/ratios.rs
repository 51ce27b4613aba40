//! The ratios by which the filter is judged, each of two ways taken in turns, so that what disturbs
//! the machine disturbs both.

use crate::TERMS;
use crate::cases::{self, Lowered, Naive, Peers, Terms, Texts, call, shop};
use agegate::AgeGateLayer;
use agegate::engine::EngineHandle;
use agegate::lexicon::Scratch;
use bytes::Bytes;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::{Layer, service_fn};

/// Takes a way once.
type Way = Box<dyn FnMut() -> usize>;

/// How often the filter is as fast as something else over the same bytes, and should be.
struct Ratio {
    name: &'static str,
    least: f64,
    aim: f64,
    make: fn() -> (Way, Way),
}

#[rustfmt::skip]
const RATIOS: &[Ratio] = &[
    Ratio { name: "fold + match, 1 MB of texts, × raw aho-corasick DFA", least: 2.0, aim: 6.0, make: match_dfa },
    Ratio { name: "fold + match, 1 MB of texts, × daachorse with lowering", least: 2.0, aim: 6.0, make: match_daachorse },
    Ratio { name: "JSON 1 MB × raw aho-corasick DFA", least: 2.5, aim: 6.0, make: json_dfa },
    Ratio { name: "JSON 1 MB × naive filter of equal recall", least: 5.0, aim: 10.0, make: || json_naive(1_000_000) },
    Ratio { name: "JSON 10 KB × naive filter of equal recall", least: 3.0, aim: 10.0, make: || json_naive(10_000) },
    Ratio { name: "JSON 1 MB × bare serde_json parse", least: 1.5, aim: 4.0, make: json_parse },
    Ratio { name: "JSON 1 MB remembered × for the first time", least: 4.0, aim: 8.0, make: json_again },
    #[cfg(feature = "html")]
    Ratio { name: "HTML 200 KB × lol_html with one handler", least: 0.6, aim: 1.5, make: html_lol },
];

/// Prints the table; `quick`: takes each way once only.
pub(crate) fn print(quick: bool) {
    println!("\n| {TERMS} terms, one thread | median | quartiles | at least | aim |");
    println!("|---|---:|---:|---:|---:|");
    for Ratio { name, least, aim, make } in RATIOS {
        let (ours, theirs) = make();
        let turns = turns(ours, theirs, quick);
        let [low, middle, high] = quartiles(turns.iter().map(|(ours, theirs)| theirs / ours));
        println!("| {name} | {middle:.2} | {low:.2} – {high:.2} | {least} | {aim} |");
    }
    for (name, (ours, theirs)) in [
        ("a proven adult's response, over the bare service", untouched()),
        #[cfg(feature = "jwt")]
        ("the same by a remembered token", by_token()),
    ] {
        let turns = turns(ours, theirs, quick);
        let added = turns.iter().map(|(ours, theirs)| (ours - theirs) * 1e9);
        let [low, middle, high] = quartiles(added);
        println!("| {name} | {middle:.0} ns | {low:.0} – {high:.0} | 1000 ns | 300 ns |");
    }
}

/// Seconds that our way and theirs took, once each, in turns.
fn turns(mut ours: Way, mut theirs: Way, quick: bool) -> Vec<(f64, f64)> {
    const TURN: Duration = Duration::from_millis(10);
    let repeats = |way: &mut Way| {
        let started = Instant::now();
        black_box(way());
        let once = started.elapsed().max(Duration::from_nanos(20));
        if quick { 1 } else { TURN.as_nanos().div_ceil(once.as_nanos()) as u32 }
    };
    let (our_repeats, their_repeats) = (repeats(&mut ours), repeats(&mut theirs));
    let time = |way: &mut Way, repeats: u32| {
        let started = Instant::now();
        for _ in 0..repeats {
            black_box(way());
        }
        started.elapsed().as_secs_f64() / f64::from(repeats)
    };
    // The first turn warms caches.
    let all = (0..if quick { 2 } else { 41 })
        .map(|_| (time(&mut ours, our_repeats), time(&mut theirs, their_repeats)));
    all.skip(1).collect()
}

fn quartiles(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}

fn hits() -> (Way, String) {
    let engine = cases::engine_of(&Terms::shipped(TERMS), "strict", 0);
    let texts = Texts::of(&cases::catalogue(1_000_000));
    let text = texts.all.clone();
    let mut scratch = Scratch::default();
    (Box::new(move || cases::hits(&engine, &mut scratch, &texts)), text)
}

fn match_dfa() -> (Way, Way) {
    let (ours, text) = hits();
    let raw = Peers::of(&Terms::shipped(TERMS)).dfa();
    (ours, Box::new(move || raw.find_iter(&text).count()))
}

fn match_daachorse() -> (Way, Way) {
    let (ours, text) = hits();
    let (raw, mut lowered) = (Peers::of(&Terms::shipped(TERMS)).bytewise(), Lowered::default());
    (ours, Box::new(move || raw.leftmost_find_iter(lowered.of(&text)).count()))
}

fn json(bytes: usize, remembered: usize) -> (Way, Bytes) {
    let engine = Arc::new(cases::engine_of(&Terms::shipped(TERMS), "strict", remembered));
    let body = Bytes::from(cases::catalogue(bytes));
    let given = body.clone();
    (Box::new(move || cases::filter(&engine, &given)), body)
}

fn json_dfa() -> (Way, Way) {
    let (ours, body) = json(1_000_000, 0);
    let raw = Peers::of(&Terms::shipped(TERMS)).dfa();
    (ours, Box::new(move || raw.find_iter(&body[..]).count()))
}

fn json_naive(bytes: usize) -> (Way, Way) {
    let (ours, body) = json(bytes, 0);
    let terms = Terms::shipped(TERMS);
    let (engine, mut naive) = (cases::engine_of(&terms, "strict", 0), Naive::of(&terms));
    (ours, Box::new(move || naive.filter(&engine, &body)))
}

fn json_parse() -> (Way, Way) {
    let (ours, body) = json(1_000_000, 0);
    let parse = move || usize::from(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
    (ours, Box::new(parse))
}

fn json_again() -> (Way, Way) {
    (json(1_000_000, 100_000).0, json(1_000_000, 0).0)
}

#[cfg(feature = "html")]
fn html_lol() -> (Way, Way) {
    let engine = Arc::new(cases::engine_of(&Terms::shipped(TERMS), "strict", 0));
    let body = Bytes::from(cases::page(&cases::catalogue(200_000)));
    let given = body.clone();
    let ours = move || cases::filter_as(&engine, "text/html", &given);
    (Box::new(ours), Box::new(move || cases::lol_html(&body)))
}

fn untouched() -> (Way, Way) {
    let handle = EngineHandle::from(cases::engine("age-only", 0));
    let layer = AgeGateLayer::new(handle).assurance(|_| Some(cases::adult()));
    let (mut gated, mut bare) = (layer.layer(service_fn(shop)), service_fn(shop));
    let ours = move || cases::read(call(&mut gated));
    (Box::new(ours), Box::new(move || cases::read(call(&mut bare))))
}

#[cfg(feature = "jwt")]
fn by_token() -> (Way, Way) {
    let (engine, token) = cases::engine_with_token("age-only");
    let (mut gated, mut bare) =
        (AgeGateLayer::new(engine).layer(service_fn(shop)), service_fn(shop));
    let given = token.clone();
    let ours = move || cases::read(cases::call_as(&mut gated, Some(&given)));
    (Box::new(ours), Box::new(move || cases::read(cases::call_as(&mut bare, Some(&token)))))
}
