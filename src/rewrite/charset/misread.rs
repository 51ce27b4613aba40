//! Bytes that are declared as one charset and read as another: what a client would see that heeds
//! no declaration is judged along with what was declared.

use crate::charset::{Charset, Fallback};
use crate::classify::{Facts, Scalar};
use crate::rewrite::{Judge, Unit, Verdict, Withheld};

/// Shortest run of ASCII that is judged without the character it was a part of.
const RUN: usize = 4;

/// Adds to every unit what its text says as UTF-8. It stays one unit, judged once.
pub(super) struct BothReadings<'j> {
    pub(super) judge: &'j mut dyn Judge,
    pub(super) charset: Charset,
    /// Reused from unit to unit.
    pub(super) facts: &'j mut Facts,
}

impl BothReadings<'_> {
    /// Gathers what the unit says under both readings; false where that is the same.
    fn gather(&mut self, facts: &Facts) -> bool {
        if facts.iter().all(|fact| fact.value.as_str().is_ascii()) {
            return false;
        }
        self.facts.clear();
        for fact in facts.iter() {
            self.facts.push(fact.role, fact.key, fact.value);
        }
        let before = self.facts.len();
        for fact in facts.iter() {
            let Scalar::Text(text) = fact.value else { continue };
            if text.is_ascii() {
                continue;
            }
            let bytes = self.charset.encode(text, Fallback::QuestionMark);
            match std::str::from_utf8(&bytes) {
                Ok(other) if other.is_ascii() => {}
                Ok(other) => self.facts.push(fact.role, fact.key, Scalar::Text(other)),
                // The letter after a stray first byte belongs to the word again.
                Err(_) if self.charset.swallows_ascii() => {
                    for run in bytes.split(|b| !b.is_ascii()).filter(|run| run.len() >= RUN) {
                        let run = std::str::from_utf8(run).unwrap_or_default();
                        self.facts.push(fact.role, fact.key, Scalar::Text(run));
                    }
                }
                Err(_) => {}
            }
        }
        self.facts.len() > before
    }
}

impl Judge for BothReadings<'_> {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        if self.gather(unit.facts) {
            self.judge.judge(&Unit { facts: self.facts, ..*unit })
        } else {
            self.judge.judge(unit)
        }
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.judge.withheld(position, why);
    }

    fn unreadable(&mut self, position: u64) -> Verdict {
        self.judge.unreadable(position)
    }

    fn omits_nameless(&self) -> bool {
        self.judge.omits_nameless()
    }

    fn remember(&mut self, keys: &[u64]) {
        self.judge.remember(keys);
    }

    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        self.judge.recall(keys, position)
    }
}
