//! What stands around the hits of false alarms and never around those of the goods themselves: things
//! named after the goods, and words that deny them.

use super::phrases::words;
use super::{Args, Miner, Proposal};
use crate::lexicon::{Scratch, TermId};
use std::collections::{BTreeMap, BTreeSet};

/// Words that deny what stands beside them, in the languages of the market.
const DENYING: &[&str] = &[
    "0",
    "analcolica",
    "analcolico",
    "bez",
    "dealcoholized",
    "ei",
    "fara",
    "fri",
    "frei",
    "free",
    "frit",
    "fără",
    "fritt",
    "ilman",
    "ilma",
    "kein",
    "keine",
    "mentes",
    "nealko",
    "nealkoholický",
    "nelkül",
    "niet",
    "no",
    "non",
    "ohne",
    "sans",
    "sem",
    "senza",
    "sin",
    "uden",
    "utan",
    "uten",
    "vrij",
    "without",
    "zero",
    "zonder",
    "χωρίς",
    "без",
];

/// Words between a thing and what it is for.
const PURPOSE: &[&str] = &[
    "a", "à", "da", "de", "di", "do", "dla", "en", "for", "für", "na", "para", "per", "po", "pour",
    "pro", "til", "till", "voor", "za", "για", "для",
];

/// The words around one hit.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Beside {
    /// The word after it, or before it with a word of purpose between.
    Thing(String),
    /// One or two words with one that denies.
    Denial(String),
}

/// How often something stands beside hits.
#[derive(Default)]
struct Seen<'m> {
    /// False alarms that it would take back, and hits that it would cost.
    alarms: u32,
    lost: u32,
    /// Different terms that it stands beside.
    terms: BTreeSet<TermId>,
    example: &'m str,
}

impl<'m> Miner<'m> {
    /// Accessories and negations, each with what it would do if every listing were let go in which
    /// all hits of the title have it beside them.
    pub(super) fn around(&self, args: &Args) -> (Vec<Proposal>, Vec<Proposal>) {
        let mut scratch = Scratch::default();
        let mut seen: BTreeMap<Beside, Seen<'m>> = BTreeMap::new();
        for read in self.read.iter().filter(|read| self.finds(read)) {
            let title: &'m str = &read.labelled.listing.title;
            for (beside, terms) in self.beside_all_hits(title, &mut scratch) {
                let entry = seen.entry(beside).or_default();
                if self.is_there(read) {
                    entry.lost += 1;
                } else {
                    entry.alarms += 1;
                    entry.terms.extend(terms);
                    entry.example = if entry.example.is_empty() { title } else { entry.example };
                }
            }
        }
        let mut found: Vec<(Beside, Seen<'m>)> = seen
            .into_iter()
            // One that costs a hit for ten alarms is as wrong as a term that brings one for ten.
            .filter(|(_, seen)| seen.alarms >= args.least.min(2) && seen.lost * 10 <= seen.alarms)
            .collect();
        found.sort_by_key(|(beside, seen)| {
            (u32::MAX - seen.alarms, usize::MAX - seen.terms.len(), word(beside).to_owned())
        });
        let (mut accessories, mut negations) = (Vec::new(), Vec::new());
        for (beside, seen) in found {
            let change = (-i64::from(seen.lost), -i64::from(seen.alarms));
            let list = match &beside {
                Beside::Thing(_) => &mut accessories,
                Beside::Denial(_) => &mut negations,
            };
            if list.len() < args.most {
                list.push(self.proposal(word(&beside).to_owned(), change, seen.example));
            }
        }
        (accessories, negations)
    }

    /// What stands beside every hit of the group in a title, and beside which terms.
    fn beside_all_hits(
        &self,
        title: &str,
        scratch: &mut Scratch,
    ) -> Vec<(Beside, BTreeSet<TermId>)> {
        let hits = self.reader.classifier.lexicon().explain(title, scratch).hits;
        let counting = hits
            .iter()
            .filter(|hit| self.family.contains(hit.category) && hit.taken_back_by.is_none());
        let mut shared: Option<BTreeSet<Beside>> = None;
        let mut terms = BTreeSet::new();
        for hit in counting {
            terms.insert(hit.term);
            let text = |range| title.get(range).unwrap_or_default();
            let own = beside(text(0..hit.span.start), text(hit.span.end..title.len()));
            shared = Some(match shared {
                Some(mut shared) => {
                    shared.retain(|other| own.contains(other));
                    shared
                }
                None => own,
            });
        }
        shared.unwrap_or_default().into_iter().map(|beside| (beside, terms.clone())).collect()
    }
}

fn word(beside: &Beside) -> &str {
    match beside {
        Beside::Thing(word) | Beside::Denial(word) => word,
    }
}

/// What stands beside a hit between these texts, as far as it may belong to the same phrase.
fn beside(before: &str, after: &str) -> BTreeSet<Beside> {
    const STOPS: [char; 9] = [',', ';', ':', '+', '&', '(', ')', '|', '/'];
    let before = words(before.rsplit(STOPS).next().unwrap_or_default());
    let after = words(after.split(STOPS).next().unwrap_or_default());
    let denies = |words: &[String]| words.iter().any(|word| DENYING.contains(&word.as_str()));
    let mut found = BTreeSet::new();
    for count in 1..=2 {
        let last = before.len().checked_sub(count).and_then(|from| before.get(from..));
        for part in last.into_iter().chain(after.get(..count)).filter(|part| denies(part)) {
            found.insert(Beside::Denial(part.join(" ")));
        }
    }
    let is_thing = |word: &&String| {
        word.chars().count() >= 3
            && word.chars().all(char::is_alphabetic)
            && !DENYING.contains(&word.as_str())
            && !PURPOSE.contains(&word.as_str())
    };
    found.extend(after.first().filter(is_thing).map(|word| Beside::Thing(word.clone())));
    if let [.., thing, purpose] = before.as_slice()
        && PURPOSE.contains(&purpose.as_str())
        && is_thing(&thing)
    {
        found.insert(Beside::Thing(thing.clone()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_hit() {
        let read = |before: &str, after: &str| -> Vec<String> {
            let found = beside(before, after);
            found
                .iter()
                .map(|beside| match beside {
                    Beside::Thing(word) => format!("+{word}"),
                    Beside::Denial(words) => format!("-{words}"),
                })
                .collect()
        };
        assert_eq!(read("Two", "glasses, set"), ["+glasses"]);
        assert_eq!(read("Verre à", ""), ["+verre"]);
        assert_eq!(read("Stand für", "guest"), ["+guest", "+stand"]);
        assert_eq!(read("Alcohol free", "330 ml"), ["-alcohol free", "-free"]);
        assert_eq!(read("", "sans alcool 33 cl"), ["-sans", "-sans alcool"]);
        assert_eq!(read("Glass +", ", glass"), [""; 0]);
    }
}
