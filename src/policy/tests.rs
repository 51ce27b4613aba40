use super::*;
use crate::category::{CategoryTree, Kind};
use crate::jurisdiction::Jurisdiction;
use Action::{Gate, Mask, Omit};

fn tree() -> CategoryTree {
    let mut tree = CategoryTree::default();
    let mut add = |name, parent: Option<Category>, kind| tree.add(name, parent, kind, false);
    let alcohol = add("alcohol", None, Kind::Group);
    add("beer", alcohol, Kind::Age);
    add("spirits", alcohol, Kind::Age);
    let weapon = add("weapon", None, Kind::Group);
    add("knife", weapon, Kind::Age);
    add("firearm", weapon, Kind::Prohibited);
    let banned = add("banned", None, Kind::Group);
    add("jammer", banned, Kind::Prohibited);
    let inner = add("inner", banned, Kind::Group);
    add("narcotic", inner, Kind::Prohibited);
    add("lingerie", None, Kind::Open);
    tree
}

fn cat(name: &str) -> Category {
    tree().by_name(name).expect(name)
}

fn set(names: &str) -> CategorySet {
    names.split_whitespace().map(cat).collect()
}

fn day(text: &str) -> Date {
    Date::parse(text).expect(text)
}

fn land(code: &str) -> Country {
    Country::parse(code).expect(code)
}

fn rule(category: &str, requirement: Requirement) -> Rule {
    Rule {
        id: category.to_owned(),
        category: cat(category),
        scope: Scope::Everywhere,
        from: None,
        until: None,
        conditions: Vec::new(),
        requirement,
        assurance: Class::Estimated,
        action: Omit,
        mode: Mode::Enforce,
        viewers: Viewers::All,
        source: String::new(),
    }
}

fn min_age(category: &str, age: u8) -> Rule {
    rule(category, Requirement::MinAge(Age(age)))
}

fn prohibited(category: &str) -> Rule {
    rule(category, Requirement::Prohibited)
}

fn viewer(lower: u8, upper: Option<u8>, class: Class) -> Viewer {
    let bounds = AgeBounds { lower: Age(lower), upper: upper.map(Age) };
    Viewer { bounds, class, ..Viewer::UNKNOWN }
}

fn minor(lower: u8, upper: u8) -> Viewer {
    Viewer { known_minor: true, ..viewer(lower, Some(upper), Class::Verified) }
}

const TODAY: &str = "2026-11-24";

fn closed(rules: Vec<Rule>, viewer: &Viewer) -> Closed {
    Policy::new(&tree(), rules).close(viewer, Jurisdiction::In(land("DE")), day(TODAY))
}

fn decide(rules: Vec<Rule>, viewer: &Viewer, found: &str) -> Decision {
    let policy = Policy::new(&tree(), rules);
    let closed = policy.close(viewer, Jurisdiction::In(land("DE")), day(TODAY));
    policy.decide(&closed, set(found))
}

fn action(rules: Vec<Rule>, viewer: &Viewer, found: &str) -> Option<Action> {
    decide(rules, viewer, found).action
}

#[test]
fn min_age_needs_the_age_and_the_class() {
    use Class::{Estimated, Inferred, SelfDeclared, Verified};
    let cases = [
        (18, None, Estimated, None),
        (18, Some(18), Verified, None),
        (99, None, Verified, None),
        (17, None, Verified, Some(Omit)),
        (18, None, Inferred, Some(Omit)),
        (99, None, SelfDeclared, Some(Omit)),
        (0, None, SelfDeclared, Some(Omit)),
        (20, Some(15), Verified, Some(Omit)),
    ];
    for (lower, upper, class, expected) in cases {
        let viewer = viewer(lower, upper, class);
        assert_eq!(
            action(vec![min_age("spirits", 18)], &viewer, "spirits"),
            expected,
            "{viewer:?}"
        );
    }
}

#[test]
fn born_before_needs_the_day_and_the_class() {
    use Class::{Estimated, Inferred, Verified};
    let cases = [
        (Some("2008-12-31"), Verified, None),
        (Some("2008-12-31"), Estimated, None),
        (Some("2008-12-31"), Inferred, Some(Omit)),
        (Some("2009-01-01"), Verified, Some(Omit)),
        (Some("2009-06-01"), Verified, Some(Omit)),
        (None, Verified, Some(Omit)),
    ];
    let rules = || vec![rule("spirits", Requirement::BornBefore(day("2009-01-01")))];
    for (born, class, expected) in cases {
        let viewer = Viewer { born_not_after: born.map(day), ..viewer(90, None, class) };
        assert_eq!(action(rules(), &viewer, "spirits"), expected, "{born:?} {class}");
    }
}

#[test]
fn prohibited_is_shown_to_nobody() {
    let oldest =
        Viewer { born_not_after: Some(day("1900-01-01")), ..viewer(99, None, Class::Verified) };
    let decision = decide(vec![prohibited("firearm")], &oldest, "firearm");
    assert_eq!(decision.action, Some(Omit));
    assert!(!closed(vec![prohibited("firearm")], &oldest).set.age_rule_open);
    assert_eq!(action(vec![prohibited("firearm")], &oldest, "knife lingerie"), None);
}

#[test]
fn rules_stand_where_and_when_they_say() {
    let scoped = |codes: &[&str]| Scope::Countries(codes.iter().map(|c| land(c)).collect());
    let eu = || Scope::Countries(Country::eu().collect());
    type Dates = (Option<&'static str>, Option<&'static str>);
    let cases: [(Scope, Dates, Option<&str>, bool); 15] = [
        (scoped(&["DE"]), (None, None), Some("DE"), true),
        (scoped(&["DE"]), (None, None), Some("AT"), false),
        (scoped(&["AT", "DE"]), (None, None), Some("DE"), true),
        (scoped(&["AT", "DE"]), (None, None), Some("FR"), false),
        (scoped(&["US"]), (None, None), None, true),
        (Scope::Everywhere, (None, None), Some("BR"), true),
        (Scope::Everywhere, (None, None), None, true),
        (eu(), (None, None), Some("LT"), true),
        (eu(), (None, None), Some("GB"), false),
        (Scope::Everywhere, (Some("2026-11-24"), None), Some("DE"), true),
        (Scope::Everywhere, (Some("2026-11-25"), None), Some("DE"), false),
        (Scope::Everywhere, (None, Some("2026-11-25")), Some("DE"), true),
        (Scope::Everywhere, (None, Some("2026-11-24")), Some("DE"), false),
        (Scope::Everywhere, (Some("2026-01-01"), Some("2027-01-01")), Some("DE"), true),
        (Scope::Everywhere, (Some("2027-01-01"), None), None, false),
    ];
    for (scope, (from, until), country, stands) in cases {
        let rule = Rule {
            scope: scope.clone(),
            from: from.map(day),
            until: until.map(day),
            ..min_age("spirits", 18)
        };
        // A second country's rule must neither hide nor lend anything.
        let other = Rule { scope: scoped(&["JP"]), ..min_age("knife", 18) };
        let policy = Policy::new(&tree(), vec![other, rule]);
        let place = country.map_or(Jurisdiction::Unknown, |code| Jurisdiction::In(land(code)));
        let closed = policy.close(&Viewer::UNKNOWN, place, day(TODAY));
        let found = policy.decide(&closed, set("spirits"));
        assert_eq!(found.action.is_some(), stands, "{scope:?} {from:?} {until:?} {country:?}");
        assert_eq!(closed.set.enforced.contains(cat("knife")), country.is_none());
    }
}

#[test]
fn an_unknown_country_is_the_strictest_of_all() {
    let at = |code, age| Rule { scope: Scope::Countries(vec![land(code)]), ..min_age("beer", age) };
    let policy = Policy::new(&tree(), vec![at("DE", 16), at("FR", 18), at("US", 21)]);
    for (lower, reasons) in [(15, 3), (16, 2), (18, 1), (20, 1), (21, 0)] {
        let viewer = viewer(lower, None, Class::Verified);
        let closed = policy.close(&viewer, Jurisdiction::Unknown, day(TODAY));
        assert_eq!(policy.decide(&closed, set("beer")).reasons.len(), reasons, "{lower}");
    }
}

#[test]
fn the_strongest_action_wins_and_every_failed_rule_is_named() {
    let with = |action, age| Rule { action, ..min_age("spirits", age) };
    type Case = (&'static [(Action, u8)], Option<Action>, &'static [usize]);
    let cases: [Case; 7] = [
        (&[(Mask, 18)], Some(Mask), &[0]),
        (&[(Mask, 18), (Omit, 18)], Some(Omit), &[0, 1]),
        (&[(Gate, 18), (Mask, 18), (Omit, 18)], Some(Gate), &[0, 1, 2]),
        (&[(Gate, 16), (Mask, 18)], Some(Mask), &[1]),
        (&[(Omit, 16), (Omit, 21)], Some(Omit), &[1]),
        (&[(Omit, 16), (Gate, 17)], None, &[]),
        (&[], None, &[]),
    ];
    for (rules, expected, named) in cases {
        let rules = rules.iter().map(|(action, age)| with(*action, *age)).collect();
        let decision = decide(rules, &viewer(17, None, Class::Verified), "spirits");
        assert_eq!(decision.action, expected);
        assert_eq!(decision.reasons.iter().map(|r| r.rule).collect::<Vec<_>>(), named);
    }
}

#[test]
fn a_rule_with_conditions_speaks_about_goods_that_meet_them() {
    use crate::attribute::{Amount, Attribute, Condition, Stated};
    let percent = |percent: u32| Amount::hundredths(percent * 100);
    let strong = Rule {
        conditions: vec![Condition::Over(Attribute::Abv, percent(6))],
        ..min_age("beer", 18)
    };
    let policy = Policy::new(&tree(), vec![min_age("beer", 16), strong]);
    let young = viewer(16, None, Class::Verified);
    let closed = policy.close(&young, Jurisdiction::Unknown, day(TODAY));
    let beer = CategorySet::of(cat("beer"));
    assert!(policy.asks(&closed, beer) && !policy.asks(&closed, CategorySet::of(cat("knife"))));
    let action = |abv: Option<u32>| {
        let mut stated = Stated::default();
        abv.into_iter().for_each(|abv| stated.note(Attribute::Abv, percent(abv)));
        policy.decide_stated(&closed, beer, &stated).action
    };
    assert_eq!(action(Some(5)), None);
    assert_eq!(action(Some(7)), Some(Omit));
    // Beer that does not say how strong it is may be strong; so may one that nobody has read.
    assert_eq!(action(None), Some(Omit));
    assert_eq!(policy.decide(&closed, beer).action, Some(Omit));
}

#[test]
fn a_reason_says_what_would_have_sufficed() {
    let strict = Rule { assurance: Class::Verified, ..min_age("alcohol", 18) };
    let decision = decide(vec![strict], &viewer(40, None, Class::Estimated), "beer spirits");
    let reason = |category| Reason {
        rule: 0,
        category: cat(category),
        requirement: Requirement::MinAge(Age(18)),
        assurance: Class::Verified,
    };
    assert_eq!(decision.reasons, [reason("beer"), reason("spirits")]);
}

#[test]
fn a_parent_covers_its_children_and_no_others() {
    let rules = || vec![min_age("alcohol", 18)];
    for (found, expected) in [
        ("alcohol", Some(Omit)),
        ("beer", Some(Omit)),
        ("spirits lingerie", Some(Omit)),
        ("knife", None),
        ("weapon", None),
        ("lingerie", None),
        ("", None),
    ] {
        assert_eq!(action(rules(), &Viewer::UNKNOWN, found), expected, "{found}");
    }
}

#[test]
fn a_group_finding_is_under_the_strictest_age_of_its_members() {
    let alcohol = || vec![min_age("beer", 16), min_age("spirits", 18)];
    let born = || vec![rule("spirits", Requirement::BornBefore(day("2000-01-01")))];
    let at = |age| viewer(age, None, Class::Verified);
    let cases = [
        (alcohol(), at(15), "alcohol", Some(Omit)),
        (alcohol(), at(16), "alcohol", Some(Omit)),
        (alcohol(), at(16), "beer", None),
        (alcohol(), at(18), "alcohol", None),
        (born(), at(18), "alcohol", Some(Omit)),
        (born(), at(18), "beer", None),
        // A label that says «weapon» may be about a kitchen knife: adults see it.
        (vec![min_age("knife", 18), prohibited("firearm")], at(18), "weapon", None),
        (vec![min_age("knife", 18), prohibited("firearm")], at(17), "weapon", Some(Omit)),
        (vec![prohibited("firearm")], Viewer::UNKNOWN, "weapon", None),
        (vec![prohibited("firearm"), prohibited("knife")], at(90), "weapon", Some(Omit)),
        (vec![prohibited("weapon")], at(90), "weapon", Some(Omit)),
        (vec![prohibited("jammer")], at(90), "banned", None),
        (vec![prohibited("narcotic")], at(90), "inner", Some(Omit)),
        (vec![prohibited("narcotic")], at(90), "banned", None),
        (vec![prohibited("narcotic"), prohibited("jammer")], at(90), "banned", Some(Omit)),
    ];
    for (rules, viewer, found, expected) in cases {
        let shown = format!("{found} for {} under {rules:?}", viewer.bounds.lower);
        let closed = closed(rules.clone(), &viewer);
        assert_eq!(closed.set.enforced.contains(cat(found)), expected.is_some(), "{shown}");
        assert_eq!(action(rules, &viewer, found), expected, "{shown}");
    }
}

#[test]
fn a_child_is_not_under_its_siblings_rules() {
    let rules = vec![min_age("beer", 16), min_age("spirits", 18)];
    let closed = closed(rules, &viewer(16, None, Class::Verified));
    assert_eq!(closed.set.enforced, set("alcohol spirits"));
}

#[test]
fn known_minor_rules_spare_strangers_only() {
    let limited = |requirement| Rule { viewers: Viewers::KnownMinors, ..rule("beer", requirement) };
    let years = || limited(Requirement::MinAge(Age(16)));
    let born = || limited(Requirement::BornBefore(day("2009-01-01")));
    let never = || limited(Requirement::Prohibited);
    let young = |upper| viewer(0, Some(upper), Class::SelfDeclared);
    let refused = Viewer { known_minor: true, ..Viewer::UNKNOWN };
    let cases = [
        (years(), Viewer::UNKNOWN, None),
        (years(), young(15), Some(Omit)),
        (years(), young(16), None),
        (years(), refused, Some(Omit)),
        (years(), minor(15, 15), Some(Omit)),
        (years(), minor(16, 16), None),
        (years(), viewer(18, None, Class::Verified), None),
        (born(), Viewer::UNKNOWN, None),
        (born(), young(16), Some(Omit)),
        (born(), young(17), None),
        (born(), refused, Some(Omit)),
        (never(), Viewer::UNKNOWN, None),
        (never(), refused, Some(Omit)),
        (never(), young(17), Some(Omit)),
        (never(), young(18), None),
    ];
    for (rule, viewer, expected) in cases {
        let shown = format!("{:?} {viewer:?}", rule.requirement);
        assert_eq!(action(vec![rule], &viewer, "beer"), expected, "{shown}");
    }
}

#[test]
fn observed_rules_record_and_never_act() {
    let observed = |rule| Rule { mode: Mode::Observe, action: Gate, ..rule };
    let rules = vec![observed(min_age("spirits", 18)), min_age("alcohol", 16)];
    let decision = decide(rules.clone(), &Viewer::UNKNOWN, "spirits");
    assert_eq!(decision.action, Some(Omit));
    assert_eq!(decision.reasons.iter().map(|r| r.rule).collect::<Vec<_>>(), [1]);
    assert_eq!(decision.observed.iter().map(|r| r.rule).collect::<Vec<_>>(), [0]);

    let closed = closed(rules, &viewer(16, None, Class::Verified));
    assert!(closed.set.enforced.is_empty() && !closed.set.age_rule_open);
    assert_eq!(closed.set.observed, set("alcohol spirits"));
    assert_eq!(closed.failed().collect::<Vec<_>>(), [0]);

    // An observed prohibition completes a group for the record only.
    let half = vec![prohibited("firearm"), observed(prohibited("knife"))];
    let decision = decide(half, &Viewer::UNKNOWN, "weapon");
    assert_eq!((decision.action, decision.reasons.len(), decision.observed.len()), (None, 0, 1));
}

/// A small generator (xorshift64) with a fixed seed, named in every failure.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn rule(&mut self, tree: &CategoryTree) -> Rule {
        let categories: Vec<Category> = tree.all().iter().collect();
        let index = usize::try_from(self.below(categories.len() as u64)).unwrap();
        let requirement = match self.below(4) {
            0 => Requirement::Prohibited,
            1 => Requirement::BornBefore(day("2009-01-01").plus_years(self.below(9) as i32 - 5)),
            _ => Requirement::MinAge(Age(14 + self.below(8) as u8)),
        };
        Rule {
            category: categories[index],
            assurance: Class::ALL[self.below(4) as usize],
            action: [Mask, Omit, Gate][self.below(3) as usize],
            mode: if self.below(3) == 0 { Mode::Observe } else { Mode::Enforce },
            scope: match self.below(3) {
                0 => Scope::Everywhere,
                1 => Scope::Countries(vec![land("DE")]),
                _ => Scope::Countries(vec![land("FR"), land("DE")]),
            },
            ..rule("beer", requirement)
        }
    }
}

const SEED: u64 = 0x5eed_ca5e_0024_1109;

#[test]
fn an_older_or_better_proven_viewer_never_sees_less() {
    let (tree, mut random) = (tree(), Random(SEED));
    for round in 0..1000 {
        let rules = (0..random.below(9)).map(|_| random.rule(&tree)).collect();
        let policy = Policy::new(&tree, rules);
        let born = |years: u64| day(TODAY).plus_years(-(years as i32));
        let (age, more) = (random.below(25), random.below(5));
        let (class, better) = (random.below(4), random.below(2));
        let at = |age: u64, class: u64| Viewer {
            born_not_after: Some(born(age)),
            ..viewer(age as u8, None, Class::ALL[(class as usize).min(3)])
        };
        let place =
            [Jurisdiction::In(land("DE")), Jurisdiction::In(land("PL")), Jurisdiction::Unknown]
                [random.below(3) as usize];
        let less = policy.close(&at(age, class), place, day(TODAY));
        let more = policy.close(&at(age + more, class + better), place, day(TODAY));
        let shown = format!("seed {SEED:#x} round {round}: {:?}", policy.rules());
        assert!(more.set.enforced.difference(less.set.enforced).is_empty(), "{shown}");
        for category in tree.all().iter().map(CategorySet::of) {
            let (before, after) = (policy.decide(&less, category), policy.decide(&more, category));
            assert!(after.action <= before.action, "{shown}");
            assert!(after.reasons.iter().all(|r| before.reasons.contains(r)), "{shown}");
        }
    }
}

#[test]
fn what_is_observed_changes_no_action() {
    let (tree, mut random) = (tree(), Random(SEED));
    for round in 0..1000 {
        let all: Vec<Rule> = (0..random.below(9)).map(|_| random.rule(&tree)).collect();
        let acting = all.iter().filter(|rule| rule.mode == Mode::Enforce).cloned().collect();
        let (with, without) = (Policy::new(&tree, all), Policy::new(&tree, acting));
        let viewer = viewer(random.below(25) as u8, None, Class::ALL[random.below(4) as usize]);
        let [a, b] = [&with, &without]
            .map(|policy| policy.close(&viewer, Jurisdiction::In(land("DE")), day(TODAY)));
        let shown = format!("seed {SEED:#x} round {round}: {:?}", with.rules());
        assert_eq!(a.set.enforced, b.set.enforced, "{shown}");
        assert_eq!(a.set.age_rule_open, b.set.age_rule_open, "{shown}");
        for found in (0..20).map(|_| tree.all().iter().filter(|_| random.below(4) == 0).collect()) {
            let (a, b) = (with.decide(&a, found), without.decide(&b, found));
            assert_eq!((a.action, a.reasons.len()), (b.action, b.reasons.len()), "{shown}");
        }
    }
}

#[test]
fn the_closed_set_holds_exactly_what_a_decision_withholds() {
    let (tree, mut random) = (tree(), Random(SEED));
    for round in 0..1000 {
        let policy = Policy::new(&tree, (0..6).map(|_| random.rule(&tree)).collect());
        let viewer = viewer(random.below(25) as u8, None, Class::ALL[random.below(4) as usize]);
        let closed = policy.close(&viewer, Jurisdiction::In(land("FR")), day(TODAY));
        for category in tree.all().iter() {
            let decision = policy.decide(&closed, CategorySet::of(category));
            let shown = format!("seed {SEED:#x} round {round}: {:?}", policy.rules());
            assert_eq!(
                closed.set.enforced.contains(category),
                decision.action.is_some(),
                "{shown}"
            );
            assert_eq!(
                closed.set.observed.contains(category),
                !decision.observed.is_empty(),
                "{shown}"
            );
        }
    }
}
