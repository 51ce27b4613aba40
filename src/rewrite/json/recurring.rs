//! Values that come again and again in one field of a list, such as its categories: what was found
//! to say nothing once says nothing again, in whichever listing it stands.

use crate::classify::Role;
use crate::rewrite::slots::place;

/// How many fields are remembered.
const FIELDS: usize = 8;
/// How many values of one field.
const VALUES: usize = 64;
/// The longest value that is, in bytes as spelled, and how many bytes all of one field may have.
const LONGEST: usize = 96;
const ROOM: usize = 1024;
/// After so many new values in a row a field is taken for one whose values do not come again.
const PATIENCE: u8 = 64;

/// The fields of a list whose values may come again: at most 18 KiB.
#[derive(Debug, Default)]
pub(super) struct Recurring(Vec<Field>);

#[derive(Debug)]
struct Field {
    role: Role,
    key: Box<str>,
    /// Whether its values are strings.
    text: bool,
    /// The values that were found to say nothing, each at its [`place`].
    values: Box<[Box<str>]>,
    held: usize,
    new: u8,
}

impl Recurring {
    /// The place of a field among them, by what decides how its values are read.
    pub(super) fn field(&mut self, role: Role, key: &str, text: bool) -> Option<usize> {
        let is_it = |field: &Field| (field.role, field.text, &*field.key) == (role, text, key);
        let known = self.0.iter().position(is_it);
        if known.is_some() || self.0.len() == FIELDS || key.len() > LONGEST {
            return known;
        }
        let values = vec![Box::default(); VALUES].into();
        self.0.push(Field { role, key: key.into(), text, values, held: 0, new: 0 });
        Some(self.0.len() - 1)
    }

    /// Whether a value, as spelled, was found to say nothing in a field.
    pub(super) fn is_silent(&mut self, field: usize, spelled: &str) -> bool {
        let Some(field) = self.0.get_mut(field) else { return false };
        let known =
            field.values.get(place(spelled, VALUES)).is_some_and(|known| **known == *spelled);
        if known {
            field.new = 0;
        }
        known && !spelled.is_empty()
    }

    /// Remembers a value, as spelled, that says nothing.
    pub(super) fn learn(&mut self, field: usize, spelled: &str) {
        let Some(field) = self.0.get_mut(field) else { return };
        if spelled.len() > LONGEST || field.new >= PATIENCE {
            return;
        }
        field.new += 1;
        let Some(slot) = field.values.get_mut(place(spelled, VALUES)) else { return };
        let held = field.held - slot.len() + spelled.len();
        if held <= ROOM {
            field.held = held;
            *slot = spelled.into();
        }
    }

    /// Forgets all fields.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_a_few_values_and_gives_up_where_none_comes_again() {
        let value = |number: usize| format!("Home > Shelf {number}");
        let mut recurring = Recurring::default();
        let category = recurring.field(Role::Category, "category", true).unwrap();
        let brand = recurring.field(Role::Brand, "brand", true).unwrap();
        assert_eq!(recurring.field(Role::Category, "category", true), Some(category));
        recurring.learn(category, &value(1));
        assert!(recurring.is_silent(category, &value(1)));
        assert!(!recurring.is_silent(brand, &value(1)), "another field");
        assert!(!recurring.is_silent(category, &value(2)));
        let long = "long ".repeat(20);
        recurring.learn(category, &long);
        assert!(!recurring.is_silent(category, &long));
        assert!(!recurring.is_silent(brand, ""), "nothing is no value");
        (0..200).for_each(|number| recurring.learn(brand, &value(number)));
        assert!(!recurring.is_silent(brand, &value(199)), "none came again");
        let held: usize = recurring.0[brand].values.iter().map(|value| value.len()).sum();
        assert_eq!(held, recurring.0[brand].held);
        assert!(held <= ROOM);
        assert_ne!(recurring.field(Role::Brand, "brand", false), Some(brand));
        for number in 0..20 {
            recurring.field(Role::Other, &number.to_string(), true);
        }
        assert_eq!(recurring.0.len(), FIELDS);
        recurring.clear();
        assert!(!recurring.is_silent(category, &value(1)));
    }
}
