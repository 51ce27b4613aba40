//! Rules compiled for one tree, and what they say about a viewer and about findings.

use super::{Action, ClosedSet, Mode, Requirement, Rule, Scope, Viewer, Viewers};
use crate::age::{Age, Class};
use crate::attribute::Stated;
use crate::category::{Category, CategorySet, CategoryTree, Kind};
use crate::clock::Date;
use crate::jurisdiction::{Country, Jurisdiction};
use std::collections::{BTreeMap, BTreeSet};

/// All rules of one configuration, compiled against its category tree.
///
/// ```
/// use agegate::age::{Age, AgeBounds, Class};
/// use agegate::category::{CategorySet, CategoryTree, Kind};
/// use agegate::clock::Date;
/// use agegate::jurisdiction::Jurisdiction;
/// use agegate::policy::{Action, Mode, Policy, Requirement, Rule, Scope, Viewer, Viewers};
///
/// let mut tree = CategoryTree::default();
/// let spirits = tree.add("alcohol_spirits", None, Kind::Age, false).unwrap();
/// let policy = Policy::new(&tree, vec![Rule {
///     id: "spirits".into(), category: spirits, scope: Scope::Everywhere, from: None, until: None, conditions: vec![],
///     requirement: Requirement::MinAge(Age(18)), assurance: Class::Estimated,
///     action: Action::Omit, mode: Mode::Enforce, viewers: Viewers::All, source: String::new(),
/// }]);
/// let today = Date::new(2026, 11, 24).unwrap();
/// let anyone = policy.close(&Viewer::UNKNOWN, Jurisdiction::Unknown, today);
/// assert_eq!(policy.decide(&anyone, CategorySet::of(spirits)).action, Some(Action::Omit));
///
/// let adult = Viewer { bounds: AgeBounds::at_least(Age(18)), class: Class::Verified, ..Viewer::UNKNOWN };
/// assert!(policy.close(&adult, Jurisdiction::Unknown, today).set.enforced.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    rules: Vec<Rule>,
    reaches: Vec<Reach>,
    /// Every group with what in it is not a group itself.
    groups: Vec<(Category, CategorySet)>,
    /// Rules by country, with those that stand everywhere, in order.
    by_country: BTreeMap<Country, InPlace>,
    everywhere: InPlace,
    /// What is enough for all rules of all countries.
    enough: Enough,
}

/// The rules of one place, as indices.
#[derive(Clone, Debug)]
struct InPlace {
    rules: Vec<usize>,
    enough: Enough,
}

/// What satisfies every rule of a place on every day, so that none need be asked.
#[derive(Clone, Copy, Debug)]
struct Enough {
    /// Nothing does: something is prohibited.
    never: bool,
    class: Class,
    age: Age,
    born_before: Option<Date>,
}

impl Enough {
    fn of<'r>(rules: impl Iterator<Item = &'r Rule>) -> Self {
        let none =
            Self { never: false, class: Class::default(), age: Age::ZERO, born_before: None };
        rules.fold(none, |mut enough, rule| {
            enough.class = enough.class.max(rule.assurance);
            match rule.requirement {
                Requirement::MinAge(age) => enough.age = enough.age.max(age),
                Requirement::BornBefore(day) => {
                    enough.born_before = Some(enough.born_before.map_or(day, |b| b.min(day)));
                }
                Requirement::Prohibited => enough.never = true,
            }
            enough
        })
    }

    fn is_met_by(&self, viewer: &Viewer) -> bool {
        !self.never
            && viewer.class >= self.class
            && !viewer.bounds.is_contradictory()
            && viewer.bounds.reaches(self.age)
            && self.born_before.is_none_or(|day| viewer.born_not_after.is_some_and(|b| b < day))
    }
}

/// The findings that a rule speaks about.
#[derive(Clone, Copy, Debug)]
struct Reach {
    /// The rule's category and what it covers.
    covered: CategorySet,
    /// The groups above it, whose finding may turn out to be of this category.
    groups: CategorySet,
}

/// What is closed for one viewer at one place and day. Made once per request.
#[derive(Clone, Debug, Default, Hash)]
pub struct Closed {
    /// The categories, for the classifier to look for.
    pub set: ClosedSet,
    failed: Vec<(usize, CategorySet)>,
}

impl Closed {
    /// The failed rules, as indices into [`Policy::rules`], in order.
    pub fn failed(&self) -> impl Iterator<Item = usize> {
        self.failed.iter().map(|(rule, _)| *rule)
    }

    /// The categories to look for: closed by rules of either mode.
    pub const fn wanted(&self) -> CategorySet {
        self.set.enforced.union(self.set.observed)
    }
}

/// What happens to a unit, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The strongest action of the failed rules that act; `None` shows the unit.
    pub action: Option<Action>,
    /// One for each failed rule that acts and each finding under it.
    pub reasons: Vec<Reason>,
    /// The same for rules that only record.
    pub observed: Vec<Reason>,
}

/// Why a rule fails for a finding, and what would have sufficed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Index into [`Policy::rules`].
    pub rule: usize,
    /// The category found, which the rule's own category covers or belongs to.
    pub category: Category,
    /// What the rule demands.
    pub requirement: Requirement,
    /// The least class of assurance that would have sufficed.
    pub assurance: Class,
}

/// The age from which nobody is a minor, for prohibitions that stand for known minors only.
const MAJORITY: Age = Age(18);

impl Policy {
    /// Compiles rules whose categories are of `tree`.
    pub fn new(tree: &CategoryTree, rules: Vec<Rule>) -> Self {
        let all_groups: CategorySet =
            tree.iter().filter(|(_, entry)| entry.kind == Kind::Group).map(|(id, _)| id).collect();
        let reaches = rules
            .iter()
            .map(|rule| {
                let covered = tree.covered(rule.category);
                let above = tree.ancestry(rule.category).difference(covered);
                Reach { covered, groups: above.intersection(all_groups) }
            })
            .collect();
        let groups = all_groups
            .iter()
            .map(|group| (group, tree.covered(group).difference(all_groups)))
            .filter(|(_, members)| !members.is_empty())
            .collect();
        let everywhere = indices(&rules, |scope| *scope == Scope::Everywhere);
        let everywhere = InPlace::new(&rules, everywhere);
        let named: BTreeSet<Country> = rules
            .iter()
            .flat_map(|rule| match &rule.scope {
                Scope::Everywhere => [].as_slice(),
                Scope::Countries(countries) => countries,
            })
            .copied()
            .collect();
        let by_country = named
            .into_iter()
            .map(|country| {
                let here = indices(&rules, |scope| match scope {
                    Scope::Everywhere => true,
                    Scope::Countries(countries) => countries.contains(&country),
                });
                (country, InPlace::new(&rules, here))
            })
            .collect();
        let enough = Enough::of(rules.iter());
        Self { rules, reaches, groups, by_country, everywhere, enough }
    }

    /// The rules in the order of the configuration.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What is closed for `viewer` in `jurisdiction` on `date`, known before any body.
    pub fn close(&self, viewer: &Viewer, jurisdiction: Jurisdiction, date: Date) -> Closed {
        match jurisdiction {
            Jurisdiction::Unknown if self.enough.is_met_by(viewer) => Closed::default(),
            Jurisdiction::Unknown => self.close_under(0..self.rules.len(), viewer, date),
            Jurisdiction::In(country) => {
                let here = self.by_country.get(&country).unwrap_or(&self.everywhere);
                if here.enough.is_met_by(viewer) {
                    return Closed::default();
                }
                self.close_under(here.rules.iter().copied(), viewer, date)
            }
        }
    }

    fn close_under(
        &self,
        matching: impl Iterator<Item = usize>,
        viewer: &Viewer,
        date: Date,
    ) -> Closed {
        let mut closed = Closed::default();
        let (mut prohibited, mut prohibited_observed) = (CategorySet::EMPTY, CategorySet::EMPTY);
        for index in matching {
            let (Some(rule), Some(reach)) = (self.rules.get(index), self.reaches.get(index)) else {
                continue;
            };
            if !in_force(rule, date) || satisfied(rule, viewer, date) {
                continue;
            }
            let by_age = rule.requirement != Requirement::Prohibited;
            let reached = if by_age { reach.covered.union(reach.groups) } else { reach.covered };
            match rule.mode {
                Mode::Enforce => {
                    closed.set.enforced = closed.set.enforced.union(reached);
                    closed.set.age_rule_open |= by_age;
                    if !by_age {
                        prohibited = prohibited.union(reached);
                    }
                }
                Mode::Observe => {
                    closed.set.observed = closed.set.observed.union(reached);
                    if !by_age {
                        prohibited_observed = prohibited_observed.union(reached);
                    }
                }
            }
            closed.failed.push((index, reached));
        }
        if !prohibited.union(prohibited_observed).is_empty() {
            self.prohibit_groups(&mut closed, prohibited, prohibited_observed);
        }
        closed
    }

    /// Extends prohibitions to the groups in which nothing is left that may be sold.
    fn prohibit_groups(&self, closed: &mut Closed, enforced: CategorySet, observed: CategorySet) {
        let wholly = |prohibited: CategorySet| -> CategorySet {
            let whole = |members: CategorySet| members.difference(prohibited).is_empty();
            self.groups.iter().filter(|(_, members)| whole(*members)).map(|(id, _)| *id).collect()
        };
        // A recording rule may build on those that act, never the other way round.
        let (acting, recording) = (wholly(enforced), wholly(enforced.union(observed)));
        for (index, reached) in &mut closed.failed {
            let (Some(rule), Some(reach)) = (self.rules.get(*index), self.reaches.get(*index))
            else {
                continue;
            };
            if rule.requirement != Requirement::Prohibited {
                continue;
            }
            let (groups, set) = match rule.mode {
                Mode::Enforce => (acting, &mut closed.set.enforced),
                Mode::Observe => (recording, &mut closed.set.observed),
            };
            *reached = reached.union(reach.groups.intersection(groups));
            *set = set.union(*reached);
        }
    }

    /// What happens to a unit in which `found` was found, and whose attributes nobody has read: every
    /// condition holds.
    pub fn decide(&self, closed: &Closed, found: CategorySet) -> Decision {
        self.decide_stated(closed, found, &Stated::UNREAD)
    }

    /// Whether the attributes of a unit in which `found` was found make a difference.
    pub fn asks(&self, closed: &Closed, found: CategorySet) -> bool {
        closed.failed.iter().any(|(index, reached)| {
            let rule = self.rules.get(*index);
            rule.is_some_and(|rule| !rule.conditions.is_empty())
                && !found.intersection(*reached).is_empty()
        })
    }

    /// What happens to a unit in which `found` was found and whose attributes are these.
    pub fn decide_stated(&self, closed: &Closed, found: CategorySet, stated: &Stated) -> Decision {
        let mut decision = Decision::default();
        if found.intersection(closed.wanted()).is_empty() {
            return decision;
        }
        for (index, reached) in &closed.failed {
            let Some(rule) = self.rules.get(*index) else { continue };
            if !rule.conditions.iter().all(|condition| condition.holds(stated)) {
                continue;
            }
            for category in found.intersection(*reached).iter() {
                let reason = Reason {
                    rule: *index,
                    category,
                    requirement: rule.requirement,
                    assurance: rule.assurance,
                };
                match rule.mode {
                    Mode::Enforce => {
                        decision.action = decision.action.max(Some(rule.action));
                        decision.reasons.push(reason);
                    }
                    Mode::Observe => decision.observed.push(reason),
                }
            }
        }
        decision
    }
}

impl InPlace {
    fn new(all: &[Rule], rules: Vec<usize>) -> Self {
        let enough = Enough::of(rules.iter().filter_map(|index| all.get(*index)));
        Self { rules, enough }
    }
}

fn indices(rules: &[Rule], stands: impl Fn(&Scope) -> bool) -> Vec<usize> {
    let matching = rules.iter().enumerate().filter(|(_, rule)| stands(&rule.scope));
    matching.map(|(index, _)| index).collect()
}

fn in_force(rule: &Rule, date: Date) -> bool {
    rule.from.is_none_or(|from| from <= date) && rule.until.is_none_or(|until| date < until)
}

fn satisfied(rule: &Rule, viewer: &Viewer, date: Date) -> bool {
    if rule.viewers == Viewers::KnownMinors && !is_known_too_young(rule, viewer, date) {
        return true;
    }
    // Bounds that no age fits prove nothing.
    let proven = viewer.class >= rule.assurance && !viewer.bounds.is_contradictory();
    match rule.requirement {
        Requirement::MinAge(minimum) => proven && viewer.bounds.reaches(minimum),
        Requirement::BornBefore(day) => proven && viewer.born_not_after.is_some_and(|b| b < day),
        Requirement::Prohibited => false,
    }
}

fn is_known_too_young(rule: &Rule, viewer: &Viewer, date: Date) -> bool {
    viewer.known_minor
        || match rule.requirement {
            Requirement::MinAge(minimum) => viewer.bounds.is_below(minimum),
            // Whoever is younger today than those born on that day was born after it.
            Requirement::BornBefore(day) => viewer.bounds.is_below(Age(day.years_until(date))),
            Requirement::Prohibited => viewer.bounds.is_below(MAJORITY),
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::AgeBounds;
    use crate::category::Kind;

    #[test]
    fn what_is_enough_for_all_rules_is_enough_for_each() {
        const SEED: u64 = 0x5eed_e009_0000_0001;
        println!("seed {SEED:#x}");
        let mut state = SEED;
        let mut below = |bound: usize| {
            // xorshift64*
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
        };
        let classes = [Class::SelfDeclared, Class::Inferred, Class::Estimated, Class::Verified];
        let day = |year: usize| Date::new(2000 + year as i32, 6, 1).unwrap();
        let mut tree = CategoryTree::default();
        let spirits = tree.add("spirits", None, Kind::Age, false).unwrap();
        let mut met = 0;
        for _ in 0..4000 {
            let rules = (0..below(4)).map(|_| Rule {
                id: "rule".into(),
                category: spirits,
                scope: Scope::Everywhere,
                from: (below(4) == 0).then(|| day(below(40))),
                until: None,
                conditions: Vec::new(),
                requirement: match below(8) {
                    0 => Requirement::Prohibited,
                    1 | 2 => Requirement::BornBefore(day(below(20))),
                    _ => Requirement::MinAge(Age(16 + below(6) as u8)),
                },
                assurance: classes[below(4)],
                action: Action::Omit,
                mode: [Mode::Enforce, Mode::Observe][below(2)],
                viewers: [Viewers::All, Viewers::KnownMinors][below(2)],
                source: String::new(),
            });
            let policy = Policy::new(&tree, rules.collect());
            let lower = Age(14 + below(10) as u8);
            let upper = (below(3) == 0).then(|| Age(16 + below(8) as u8));
            let viewer = Viewer {
                bounds: AgeBounds { lower, upper },
                class: classes[below(4)],
                born_not_after: (below(2) == 0).then(|| day(below(20))),
                known_minor: below(4) == 0,
            };
            let date = day(below(40));
            let all = policy.close_under(0..policy.rules.len(), &viewer, date);
            for place in [Jurisdiction::Unknown, Jurisdiction::parse("DE").unwrap()] {
                let closed = policy.close(&viewer, place, date);
                assert_eq!(format!("{closed:?}"), format!("{all:?}"), "{viewer:?} {policy:?}");
            }
            met += usize::from(policy.enough.is_met_by(&viewer));
        }
        assert!((400..3600).contains(&met), "{met} viewers have enough");
    }
}
