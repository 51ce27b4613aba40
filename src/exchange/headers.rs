//! Header fields and trailers that name a listing: each value is a small unit.

use super::judge::PolicyJudge;
use crate::classify::{Facts, Role, Scalar};
use crate::engine::settings::{HeaderAction, HeaderTable};
use crate::representation::{links, nameless_disposition, plain_target, say_field};
use crate::rewrite::{Judge as _, Unit, UnitKind, Verdict};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Takes out what names something closed. What the viewer said in `target`, the request's path and
/// query, may come back in an address: `/gin` may lead to `/gin/`, where the page is judged.
pub(super) fn withhold_named(
    headers: &mut HeaderMap,
    table: &HeaderTable,
    judge: &mut PolicyJudge,
    target: Option<&str>,
) {
    let mut reader = Reader { judge, target, said: None, facts: Facts::default() };
    let mut changes: Vec<(HeaderName, Vec<HeaderValue>)> = Vec::new();
    for name in headers.keys() {
        match table.action(name) {
            HeaderAction::Pass => {}
            HeaderAction::Withhold => changes.push((name.clone(), Vec::new())),
            HeaderAction::Judge => {
                let values = headers.get_all(name);
                let kept: Vec<Kept> = values.iter().map(|value| reader.keep(name, value)).collect();
                if kept.iter().any(|kept| !matches!(kept, Kept::Whole)) {
                    let kept = kept.into_iter().zip(values);
                    let kept = kept.filter_map(|(kept, value)| match kept {
                        Kept::Whole => Some(value.clone()),
                        Kept::Part(part) => part,
                    });
                    changes.push((name.clone(), kept.collect()));
                }
            }
        }
    }
    for (name, values) in changes {
        headers.remove(&name);
        for value in values {
            headers.append(&name, value);
        }
    }
}

/// Whether a redirect leads to something closed.
pub(super) fn leads_to_closed(
    headers: &HeaderMap,
    judge: &mut PolicyJudge,
    target: Option<&str>,
) -> bool {
    let mut reader = Reader { judge, target, said: None, facts: Facts::default() };
    let mut locations = headers.get_all(header::LOCATION).iter();
    locations.any(|value| reader.names_closed(&header::LOCATION, value, UnitKind::Subject))
}

enum Kept {
    Whole,
    Part(Option<HeaderValue>),
}

struct Reader<'a> {
    judge: &'a mut PolicyJudge,
    target: Option<&'a str>,
    /// The target in words, once needed.
    said: Option<String>,
    facts: Facts,
}

impl Reader<'_> {
    fn keep(&mut self, name: &HeaderName, value: &HeaderValue) -> Kept {
        if !self.names_closed(name, value, UnitKind::Outside) {
            return Kept::Whole;
        }
        if *name == header::CONTENT_DISPOSITION {
            return Kept::Part(nameless_disposition(value));
        }
        let Some(text) = value.to_str().ok().filter(|_| *name == header::LINK) else {
            return Kept::Part(None);
        };
        let mut kept = links(text);
        kept.retain(|link| {
            let link = HeaderValue::from_str(link);
            link.is_ok_and(|link| !self.names_closed(name, &link, UnitKind::Outside))
        });
        Kept::Part(HeaderValue::from_str(&kept.join(", ")).ok().filter(|value| !value.is_empty()))
    }

    fn names_closed(&mut self, name: &HeaderName, value: &HeaderValue, kind: UnitKind) -> bool {
        self.facts.clear();
        let (facts, target) = (&mut self.facts, self.target);
        let said = &mut self.said;
        say_field(name, value, &mut |piece| {
            let own = target.is_some_and(|target| {
                said.get_or_insert_with(|| plain_target(target)).contains(piece)
            });
            if !own {
                facts.push(Role::Other, name.as_str(), Scalar::Text(piece));
            }
        });
        if self.facts.is_empty() {
            return false;
        }
        let unit = Unit { kind, facts: &self.facts, position: 0, id: None };
        self.judge.judge(&unit) != Verdict::Keep
    }
}
