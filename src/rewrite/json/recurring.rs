//! Values that come again and again in one field of a list, such as its categories: what was found
//! to say nothing once says nothing again.

/// How many values of one field are remembered.
const VALUES: usize = 16;
/// The longest value that is, in bytes as spelled.
const LONGEST: usize = 64;
/// After so many new values in a row a field is taken for one whose values do not come again.
const PATIENCE: u8 = 64;

/// The values of one field that were found to say nothing.
#[derive(Debug, Default)]
pub(super) struct Recurring {
    /// Each with its [`mark`], which nearly always differs where they do.
    values: Vec<(u64, Box<str>)>,
    /// Which one is replaced next.
    next: usize,
    new: u8,
}

impl Recurring {
    /// Whether a value, as spelled, came before.
    pub(super) fn has(&self, spelled: &str) -> bool {
        let mark = mark(spelled);
        self.values.iter().any(|(known, value)| *known == mark && **value == *spelled)
    }

    /// A value came again.
    pub(super) const fn came_again(&mut self) {
        self.new = 0;
    }

    /// Remembers a value, as spelled, that says nothing.
    pub(super) fn learn(&mut self, spelled: &str) {
        if spelled.len() > LONGEST || self.new >= PATIENCE {
            return;
        }
        self.new += 1;
        if self.values.len() < VALUES {
            self.values.push((mark(spelled), spelled.into()));
        } else if let Some(slot) = self.values.get_mut(self.next) {
            *slot = (mark(spelled), spelled.into());
            self.next = (self.next + 1) % VALUES;
        }
    }

    /// The most memory that the values of one field take, about.
    pub(super) const MOST: usize = VALUES * (LONGEST + size_of::<(u64, Box<str>)>());
}

/// The last letters and the length of a text.
fn mark(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let last = match bytes.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => bytes.iter().fold(0, |mark, byte| mark << 8 | u64::from(*byte)),
    };
    last.rotate_left(bytes.len() as u32 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_a_few_values_and_gives_up_where_none_comes_again() {
        let value = |number: usize| format!("Home > Shelf {number}");
        let mut recurring = Recurring::default();
        (0..VALUES).for_each(|number| recurring.learn(&value(number)));
        assert!((0..VALUES).all(|number| recurring.has(&value(number))));
        recurring.learn(&value(VALUES));
        assert!(recurring.has(&value(VALUES)) && !recurring.has(&value(0)));
        recurring.learn(&"long ".repeat(20));
        assert!(!recurring.has(&"long ".repeat(20)));
        (0..200).for_each(|number| recurring.learn(&value(number)));
        assert!(!recurring.has(&value(199)), "none came again");
    }
}
