//! What goes from data that a page brings along, in scripts and in attributes.

use super::judging::Work;
use super::scripts::{Piece, Script, Scripts, is_data};
use super::tree::{Node, What, lower};
use super::vocabulary::Name;
use crate::rewrite::cut::{Code, Cut};
use crate::rewrite::json::{Linked, Placed};
use crate::rewrite::sweep::{Ident, Named};
use crate::rewrite::{Judge, RewriteError, Verdict, Withheld};

impl Work<'_, '_> {
    /// Reads embedded data for what it holds. Data about one thing decides about the page where it
    /// is the only such.
    pub(super) fn read_scripts(
        &mut self,
        scripts: &mut Scripts,
        judge: &mut dyn Judge,
    ) -> Result<(), RewriteError> {
        let mut subjects: Vec<(&str, &str)> = Vec::new();
        let mut withheld = false;
        for Script { content, embedded, product, .. } in &mut scripts.scripts {
            embedded.judge(self.tree.text(*content), content.start(), self.sweep, judge);
            for found in embedded.found().filter(|_| *product) {
                let subject = (found.name.as_str(), found.url.as_str());
                if !subjects.contains(&subject) {
                    subjects.push(subject);
                }
                withheld |= found.verdict.is_some_and(|verdict| verdict >= Verdict::Omit);
            }
        }
        let listed = self.cards.iter().any(|card| *card);
        if let ([(name, url)], true) = (subjects.as_slice(), withheld)
            && (!listed || self.has_heading() && !self.is_listed(name, url))
        {
            return Err(RewriteError::SubjectWithheld);
        }
        for Piece { content, cuts, gone } in &mut scripts.pieces {
            let mut placed =
                Placed { judge: &mut *judge, base: content.start() as u64, fixed: false };
            let text = self.tree.text(*content);
            match super::cuts_of_piece(text, self.limits, self.sweep, &mut placed) {
                Ok(found) => *cuts = found,
                Err(_) => *gone = true,
            }
        }
        scripts.flight.judge(self.sweep, judge);
        Ok(())
    }

    /// Whether a thing that data tell of is one of the cards of the page, which is called something
    /// else and has another address.
    fn is_listed(&self, name: &str, url: &str) -> bool {
        let link = Ident::link(url);
        let key = link.and_then(|link| link.key());
        let name = name.trim().to_lowercase();
        let means = |text: &str| Code::Attribute.decode(text).to_lowercase();
        let is_heading = |text: &str| {
            // What stands between the tags.
            let texts = text.split(['<', '>']).skip(2).step_by(2);
            let text = means(&texts.collect::<Vec<&str>>().join(" "));
            let mut words = text.split_whitespace().peekable();
            text.contains(&name) || words.peek().is_some() && words.all(|word| name.contains(word))
        };
        let is_it = |text: &str| Ident::link(text).and_then(|link| link.key()) == key;
        let is_card = |node: &Node| match node.is {
            Name::A if key.is_some() => self.tree.attribute(node, Name::Href).is_some_and(is_it),
            _ => false,
        };
        let mut headings = self.tree.called(Name::H1).map(|(_, node)| self.tree.text(node.span));
        let cards = (0..).zip(&self.cards).filter(|(_, is)| **is).filter_map(|(at, _)| {
            let node = self.tree.get(at)?;
            Some((node, at..node.next))
        });
        !name.is_empty()
            && !link.is_some_and(|link| self.is_own(link))
            && !headings.any(is_heading)
            && cards.into_iter().any(|(card, mut inside)| {
                means(self.tree.text(card.span)).contains(&name)
                    || inside.any(|at| self.tree.get(at).is_some_and(is_card))
            })
    }

    pub(super) fn sweep_scripts(&mut self, scripts: &mut Scripts, judge: &mut dyn Judge) {
        let moved = |cuts: Vec<Cut>, by: usize| {
            cuts.into_iter().map(move |Cut { range, with }| Cut {
                range: by + range.start..by + range.end,
                with,
            })
        };
        if self.sweep.is_active() && scripts.scripts.len() > 1 {
            let mut linked = Linked::default();
            for _ in 0..2 {
                for Script { content, embedded, .. } in &mut scripts.scripts {
                    embedded.link(content.start(), &mut linked, judge);
                }
            }
        }
        for Script { content, at, embedded, .. } in &mut scripts.scripts {
            let text = self.tree.text(*content);
            let cuts = embedded.sweep(text, content.start(), self.sweep, judge);
            self.cuts.extend(moved(cuts, content.start()));
            if embedded.is_gone() && self.is_tile(*at) {
                self.drop_node(*at);
            }
        }
        for Piece { content, cuts, gone } in &mut scripts.pieces {
            let mut placed =
                Placed { judge: &mut *judge, base: content.start() as u64, fixed: false };
            let text = self.tree.text(*content);
            match super::sweep_piece(text, self.limits, self.sweep, &mut placed) {
                Ok(found) if !*gone => {
                    cuts.extend(found);
                    self.cuts.extend(moved(std::mem::take(cuts), content.start()));
                }
                _ => self.cuts.push(Cut::out(content.range())),
            }
        }
        let cuts = scripts.flight.sweep(self.tree.page, self.sweep, judge);
        self.cuts.extend(cuts);
    }

    /// Whether an element that is given its listing in an attribute shows that listing alone.
    fn is_tile(&self, at: u32) -> bool {
        let Some(node) = self.tree.get(at) else { return false };
        let frames =
            matches!(node.is, Name::Html | Name::Body | Name::Main | Name::Script | Name::Head);
        let mut inside = (at + 1..node.next).filter_map(|at| Some((at, self.tree.get(at)?)));
        !frames && inside.all(|(at, node)| !self.is_card(at) && node.is != Name::H1)
    }

    /// Takes what went out of lists of identifiers in attributes: `data-product-ids="1,2,3"`.
    pub(super) fn sweep_lists(&mut self, judge: &mut dyn Judge) {
        const APART: [char; 5] = [',', ';', '|', ' ', '+'];
        if !self.sweep.is_active() {
            return;
        }
        for node in self.tree.nodes.iter().filter(|node| node.what == What::Element) {
            for attribute in self.tree.attributes(node) {
                let value = self.tree.text(attribute.value);
                if !value.contains(APART) || is_data(value) {
                    continue;
                }
                let name = lower(self.tree.text(attribute.name));
                let Some(named) = Named::read(&name) else { continue };
                let (mut at, mut gone) = (attribute.value.start(), None::<usize>);
                for part in value.split_inclusive(APART) {
                    let (from, to) = (at, at + part.len());
                    at = to;
                    let ident = Ident::identifier(named, part.trim_end_matches(APART), 0);
                    if ident.is_some_and(|ident| self.sweep.refers(ident, true)) {
                        judge.withheld(from as u64, Withheld::Swept);
                        gone.get_or_insert(from);
                    } else if let Some(start) = gone.take() {
                        self.cuts.push(Cut::out(start..from));
                    }
                }
                if let Some(start) = gone {
                    // The last ones go with the comma before them.
                    let before = usize::from(start > attribute.value.start());
                    self.cuts.push(Cut::out(start - before..at));
                }
            }
        }
    }
}
