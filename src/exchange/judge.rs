//! The judge of one body: classifies each unit, asks the policy and records the answer.

use super::steps::Notes;
use super::tally::Tally;
use crate::attribute::Stated;
use crate::audit::Counter;
use crate::category::CategorySet;
use crate::classify::{Facts, Findings};
use crate::engine::{Engine, KnownStep, Place};
use crate::gate::Reason;
use crate::lexicon::{Language, Scratch};
use crate::policy::{Action, Closed, Decision, Requirement};
use crate::rewrite::{
    Change, FirstLook, Judge, KnownListing, ListingHash, Recognised, Unit, UnitKind, Verdict,
    Withheld,
};
use std::hash::Hash;
use std::sync::Arc;

/// Decides about the units of one body for one viewer.
#[derive(Debug)]
pub(super) struct PolicyJudge {
    engine: Arc<Engine>,
    closed: Closed,
    wanted: CategorySet,
    scratch: Scratch,
    /// Own carts and orders: what would go is emptied instead, so that totals agree.
    masks: bool,
    /// The shop's host, hashed.
    host: u64,
    /// What was looked for in the unit that was judged last, and what was found.
    last: (CategorySet, CategorySet),
    /// The findings that were acted on last, and the amounts that were asked for.
    acted: Option<(Arc<Findings>, Option<Stated>)>,
    /// Where the listing stands that was recognised last, and what it goes by.
    place: Option<Place>,
    foreseen: Option<(Verdict, Decision)>,
    /// What a first look found, and in what.
    looked: Option<Arc<Findings>>,
    looked_at: Facts,
    prohibited_subject: bool,
    /// Whether records that cannot be read pass, and are counted.
    passes_unreadable: bool,
    /// Whether the client chose the names of fields, and what the last unit says without them.
    distrusts_names: bool,
    distrusted: Facts,
    /// Whether what was remembered of other pages was asked for.
    recalled: bool,
    /// What is to be remembered of the step of the page that is read.
    notes: Option<Notes>,
    /// Whether the page may be another when it comes again, since not only its bytes decided.
    unsteady: bool,
    tally: Tally,
}

impl PolicyJudge {
    pub(super) fn new(
        engine: Arc<Engine>,
        closed: Closed,
        masks: bool,
        host: u64,
        language: Option<Language>,
    ) -> Self {
        let wanted = closed.wanted();
        let mut scratch = Scratch::default();
        scratch.set_language(language.or(engine.settings().page_language));
        Self {
            engine,
            closed,
            wanted,
            scratch,
            masks,
            host,
            last: (CategorySet::EMPTY, CategorySet::EMPTY),
            acted: None,
            place: None,
            foreseen: None,
            looked: None,
            looked_at: Facts::default(),
            prohibited_subject: false,
            passes_unreadable: false,
            distrusts_names: false,
            distrusted: Facts::default(),
            recalled: false,
            notes: None,
            unsteady: false,
            tally: Tally::default(),
        }
    }

    /// Whether records that cannot be read pass.
    pub(super) fn passing_unreadable(mut self, passes: bool) -> Self {
        self.passes_unreadable = passes;
        self
    }

    /// Whether the client chose the names of fields.
    pub(super) const fn distrusting_names(mut self, distrusts: bool) -> Self {
        self.distrusts_names = distrusts;
        self
    }

    /// The client chose the names of fields, as it turns out.
    pub(super) const fn distrust_names(&mut self) {
        self.distrusts_names = true;
    }

    /// Why the subject that ended the response is withheld.
    pub(super) const fn subject_reason(&self) -> Reason {
        if self.prohibited_subject { Reason::Prohibited } else { Reason::AgeAssuranceRequired }
    }

    /// Whether a decision rested on what was, or was not, remembered.
    pub(super) const fn has_recalled(&self) -> bool {
        self.recalled
    }

    /// All that decides of a page besides its bytes and how they are read.
    pub(super) fn ground(&self) -> impl Hash {
        let viewer = (&self.closed, self.masks, self.passes_unreadable, self.distrusts_names);
        (self.host, viewer, self.scratch.language())
    }

    /// Begins a step of a page.
    pub(super) fn begin_step(&mut self) {
        if !self.unsteady {
            let forgotten = self.engine.memory().forgotten();
            self.notes = Some(Notes::begin(&self.tally.said, forgotten));
        }
    }

    /// Ends it, when so much could leave, with these changes; `None` if not only its bytes decided.
    pub(super) fn end_step(&mut self, released: u64, changes: Vec<Change>) -> Option<KnownStep> {
        self.notes.take().map(|notes| notes.end(&self.tally.said, released, changes))
    }

    /// The listings of a step that is remembered are what they were.
    pub(super) fn note_step(&mut self, step: &KnownStep) {
        let memory = self.engine.memory();
        if step.is_to_be_noted(memory.forgotten()) {
            let wanted = self.wanted_for(UnitKind::Listing);
            let kept = step.kept.iter().map(|key| (*key, CategorySet::EMPTY));
            for (key, found) in kept.chain(step.found.iter().copied()) {
                memory.note(self.host, key, wanted, found);
            }
        }
    }

    pub(super) const fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// The page is not remembered.
    fn is_unsteady(&mut self) {
        (self.unsteady, self.notes) = (true, None);
    }

    const fn verdict(&self, action: Action) -> Verdict {
        match action {
            _ if self.masks => Verdict::Mask,
            Action::Mask => Verdict::Mask,
            Action::Omit => Verdict::Omit,
            Action::Gate => Verdict::Gate,
        }
    }

    fn wanted_for(&self, kind: UnitKind) -> CategorySet {
        match kind {
            UnitKind::Prose => self.wanted.intersection(self.engine.prose_categories()),
            _ => self.wanted,
        }
    }

    /// What is found in a unit, or was by a first look or before.
    fn findings(&mut self, unit: &Unit<'_>, wanted: CategorySet) -> Arc<Findings> {
        let remembered = self.engine.remembered();
        let hash = remembered.hash(unit.facts, self.scratch.language(), wanted);
        if let Some(findings) = hash.and_then(|hash| remembered.recall(hash)) {
            self.tally.remembered += 1;
            return findings;
        }
        let looked = self
            .looked
            .take()
            .filter(|_| unit.kind == UnitKind::Listing && self.looked_at == *unit.facts);
        let findings = looked.unwrap_or_else(|| {
            let classifier = self.engine.classifier();
            let findings = classifier.hear(unit.facts, wanted, &mut self.scratch);
            Arc::new(findings.unwrap_or_default())
        });
        if let Some(hash) = hash {
            let found = Some(&findings).filter(|findings| !findings.acting().is_empty());
            remembered.note(hash, found);
        }
        findings
    }
}

impl Drop for PolicyJudge {
    fn drop(&mut self) {
        let metrics = &self.engine.shared().metrics;
        metrics.add(Counter::FindingsRemembered, self.tally.remembered);
        metrics.add(Counter::FindingsRead, self.tally.said.judged - self.tally.remembered);
    }
}

impl PolicyJudge {
    /// Does something with facts of which no name is trusted.
    fn distrusted<T>(&mut self, facts: &Facts, then: impl FnOnce(&mut Self, &Facts) -> T) -> T {
        let mut distrusted = std::mem::take(&mut self.distrusted);
        distrusted.clone_from(facts);
        distrusted.distrust_names();
        let done = then(self, &distrusted);
        self.distrusted = distrusted;
        done
    }

    fn decide(&mut self, unit: &Unit<'_>) -> Verdict {
        self.tally.said.judged += 1;
        let wanted = self.wanted_for(unit.kind);
        self.last = (wanted, CategorySet::EMPTY);
        let findings = self.findings(unit, wanted);
        let acting = findings.acting();
        if acting.is_empty() {
            return Verdict::Keep;
        }
        self.last.1 = acting;
        let policy = self.engine.policy();
        // Attributes are read where a rule asks for them.
        let stated = policy.asks(&self.closed, acting).then(|| unit.facts.stated());
        let decision = match &stated {
            Some(stated) => policy.decide_stated(&self.closed, acting, stated),
            None => policy.decide(&self.closed, acting),
        };
        self.acted = Some((Arc::clone(&findings), stated));
        let Some(action) = decision.action else {
            if !decision.observed.is_empty() {
                self.tally.observe(&self.engine, unit, &findings, &decision);
            }
            return Verdict::Keep;
        };
        let verdict = self.verdict(action);
        if matches!(unit.kind, UnitKind::Subject | UnitKind::Document) {
            let rules = self.engine.policy().rules();
            self.prohibited_subject = decision
                .reasons
                .iter()
                .filter_map(|reason| rules.get(reason.rule))
                .any(|rule| rule.requirement == Requirement::Prohibited);
        }
        self.tally.withhold(&self.engine, unit, verdict, &findings, &decision);
        verdict
    }

    /// The step holds a listing of these names in which so much was found.
    fn note(&mut self, keys: &[u64], found: CategorySet) {
        if let Some(notes) = &mut self.notes {
            notes.note(keys, found);
        }
    }

    /// A listing is the one before that was found to be of these categories.
    fn knows(&mut self, listing: &KnownListing, found: CategorySet) {
        self.tally.said.judged += 1;
        self.tally.remembered += 1;
        self.last = (self.wanted_for(UnitKind::Listing), found);
        // Of each host, and again when some of what was noted may be forgotten.
        let forgotten = self.engine.memory().forgotten();
        let now = self.host ^ forgotten.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        if listing.is_to_be_noted(now) {
            self.remember(listing.keys());
        } else {
            self.note(listing.keys(), found);
        }
    }

    /// What a listing that went for some viewer goes by for this one; `None` if it does not, or if
    /// the policy asks for amounts that nobody read.
    fn goes_by(&self, listing: &KnownListing) -> Option<(Verdict, Decision)> {
        let policy = self.engine.policy();
        let acting = listing.findings()?.acting();
        let decision = if policy.asks(&self.closed, acting) {
            policy.decide_stated(&self.closed, acting, listing.stated()?)
        } else {
            policy.decide(&self.closed, acting)
        };
        let verdict = self.verdict(decision.action?);
        (verdict >= Verdict::Omit).then_some((verdict, decision))
    }

    fn look_at(&mut self, facts: &Facts) -> FirstLook {
        let wanted = self.wanted_for(UnitKind::Listing);
        self.last = (wanted, CategorySet::EMPTY);
        self.looked = None;
        self.looked_at.clear();
        match self.engine.classifier().hear(facts, wanted, &mut self.scratch) {
            None => FirstLook::Silent,
            Some(findings) if findings.acting().is_empty() => FirstLook::Clean,
            Some(findings) => {
                self.looked = Some(Arc::new(findings));
                FirstLook::Found
            }
        }
    }
}

impl Judge for PolicyJudge {
    fn judge(&mut self, unit: &Unit<'_>) -> Verdict {
        if !self.distrusts_names {
            return self.decide(unit);
        }
        self.distrusted(unit.facts, |judge, facts| judge.decide(&Unit { facts, ..*unit }))
    }

    fn withheld(&mut self, position: u64, why: Withheld) {
        self.tally.withhold_unjudged(position, why);
    }

    fn remember(&mut self, keys: &[u64]) {
        let (wanted, found) = self.last;
        for key in keys {
            self.engine.memory().note(self.host, *key, wanted, found);
        }
        self.note(keys, found);
    }

    fn recall(&mut self, keys: &[u64], position: u64) -> Option<Verdict> {
        self.recalled = true;
        self.is_unsteady();
        let memory = self.engine.memory();
        let recalled = keys.iter().filter_map(|key| memory.recall(self.host, *key, self.wanted));
        let found = recalled.reduce(CategorySet::union)?;
        let Some(action) = self.engine.policy().decide(&self.closed, found).action else {
            return Some(Verdict::Keep);
        };
        self.withheld(position, Withheld::Remembered);
        Some(self.verdict(action))
    }

    fn look(&mut self, facts: &Facts) -> FirstLook {
        if self.distrusts_names {
            self.distrusted(facts, Self::look_at)
        } else {
            self.look_at(facts)
        }
    }

    fn found_in(&mut self, facts: &Facts, hash: Option<ListingHash>) {
        self.looked_at.clone_from(facts);
        if self.distrusts_names {
            self.looked_at.distrust_names();
        }
        if let Some(hash) = hash {
            self.engine.remembered().learn(hash, None);
        }
    }

    fn stays(&mut self, keys: &[u64]) {
        self.tally.said.judged += 1;
        self.remember(keys);
    }

    fn recognise(&mut self, place: &[u8], bytes: &[u8]) -> Recognised {
        let wanted = self.wanted_for(UnitKind::Listing);
        let page = (self.scratch.language(), self.distrusts_names);
        let remembered = self.engine.remembered();
        let here = self.place.take().filter(|here| here.is(place, page, wanted));
        let here = here.unwrap_or_else(|| remembered.place(place, page, wanted));
        match remembered.recognise(self.place.insert(here), bytes) {
            Recognised::Goes(listing) => {
                // What goes for one viewer stays, or is emptied, for another.
                self.foreseen = self.goes_by(&listing);
                self.foreseen.as_ref().map_or(Recognised::Found, |_| Recognised::Goes(listing))
            }
            recognised => recognised,
        }
    }

    fn passes(&mut self, listing: &KnownListing) {
        self.knows(listing, CategorySet::EMPTY);
    }

    fn goes(&mut self, listing: &KnownListing, position: u64) {
        let Some(findings) = listing.findings() else { return };
        self.knows(listing, findings.acting());
        let (verdict, decision) =
            self.foreseen.take().unwrap_or((Verdict::Omit, Decision::default()));
        let facts = &Facts::default();
        let unit = Unit { kind: UnitKind::Listing, facts, position, id: listing.id() };
        self.tally.withhold(&self.engine, &unit, verdict, findings, &decision);
    }

    fn learn(&mut self, hash: ListingHash, listing: KnownListing) {
        let acted = self.acted.take().filter(|_| !self.last.1.is_empty());
        let known = match (listing.went(), acted) {
            (true, Some((findings, stated))) => Some(listing.with_found(findings, stated)),
            (false, None) => Some(listing),
            // What was found in it and did not make it go, or the other way round, is looked at again.
            _ => None,
        };
        self.engine.remembered().learn(hash, known);
    }

    fn speaks(&mut self, language: &str) {
        self.looked = None;
        self.scratch.set_language(Language::parse(language).or(self.scratch.language()));
    }

    fn unreadable(&mut self, position: u64) -> Verdict {
        if !self.passes_unreadable {
            self.withheld(position, Withheld::Unreadable);
            return Verdict::Omit;
        }
        self.is_unsteady();
        if !std::mem::replace(&mut self.tally.unread, true) {
            self.engine.shared().metrics.add(Counter::UnreadablePassed, 1);
        }
        Verdict::Keep
    }

    fn omits_nameless(&self) -> bool {
        self.engine.settings().omit_nameless && self.closed.set.age_rule_open
    }
}
