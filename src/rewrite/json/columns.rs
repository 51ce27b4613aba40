//! Listings in columns: `{"ids": […], "titles": […], "prices": […]}`, of which each index is one, and
//! so are the suggestions of OpenSearch: `["query", [titles], [descriptions], [links]]`.
//!
//! An index that goes leaves every column, so that the others stay beside what belongs to them.

use super::forms::holds_words;
use super::judging::position;
use super::level::Level;
use super::names::Says;
use super::node::{Class, Edit, Kind, NONE, Node};
use super::tape::Tape;
use super::units::Settler;
use crate::classify::{Role, Scalar};
use crate::rewrite::sweep::Ident;
use crate::rewrite::{Judge, Unit, UnitKind, Verdict, Withheld};

/// Whether the arrays in an object are columns: at least two, of the same length, of scalars alone, and
/// one of them of names beside one that shows or identifies what is named.
pub(super) fn are_columns(tape: &Tape, source: &str, object: u32) -> bool {
    let arrays = tape.children(object).filter(|(_, node)| node.kind == Kind::Array);
    let (mut named, mut shown, mut length) = (false, false, None);
    for (at, array) in arrays {
        // An empty list stands beside columns without being one.
        if array.children == 0 {
            continue;
        }
        let scalars = tape.children(at).all(|(_, node)| !node.kind.is_container());
        if !scalars || *length.get_or_insert(array.children) != array.children {
            return false;
        }
        let role = role_of(tape, source, array);
        named |= role == Role::Name;
        shown |= matches!(role, Role::Id | Role::Url | Role::Slug | Role::Price | Role::Image);
    }
    named && shown && length > Some(1)
}

/// Whether an array holds the columns themselves: `[["a", "b"], [1, 2]]`. At least two, of the same
/// length, each of one kind, and one of them of words beside one of numbers.
pub(super) fn are_rows_across(tape: &Tape, source: &str, array: u32) -> bool {
    let (mut words, mut numbers, mut length) = (false, false, None);
    for (at, column) in tape.children(array) {
        let first = tape.get(at + 1).map(|first| first.kind);
        let Some(kind) = first.filter(|kind| column.kind == Kind::Array && !kind.is_container())
        else {
            return false;
        };
        let alike = tape.children(at).all(|(_, node)| node.kind == kind || node.kind == Kind::Null);
        let long = *length.get_or_insert(column.children);
        if !alike || column.children < 2 || column.children != long {
            return false;
        }
        words |= kind == Kind::Text && holds_words(tape, source, at);
        numbers |= kind == Kind::Number;
    }
    words && numbers
}

/// Whether an object in a listing holds other ones in columns: companions, or what a section shows.
pub(super) fn are_companions(tape: &Tape, source: &str, object: u32, listing: &Level) -> bool {
    let Some(node) = tape.get(object) else { return false };
    let price = |node: &Node| node.role == Role::Price && !node.kind.is_container();
    // A section is called something and costs nothing itself.
    let section = || {
        let listing = matches!(listing.class, Class::Listing | Class::Subject);
        listing && node.parent != NONE && !tape.children(node.parent).any(|(_, node)| price(node))
    };
    node.kind == Kind::Object
        && node.role == Role::Other
        && are_columns_alone(tape, source, object)
        && (node.says.any(Says::COMPANIONS) || listing.may_be_shelf() || section())
}

/// Whether an object says nothing of itself beside its columns.
pub(super) fn are_columns_alone(tape: &Tape, source: &str, object: u32) -> bool {
    let tells = |node: &Node| matches!(node.role, Role::Name | Role::Price | Role::Id);
    let mut scalars = tape.children(object).filter(|(_, node)| !node.kind.is_container());
    !scalars.any(|(_, node)| tells(node)) && are_columns(tape, source, object)
}

/// Whether the document is suggestions: a query and, behind it, columns without names, of which those
/// that hold anything hold as much as the first.
pub(super) fn are_suggestions(tape: &Tape, array: u32) -> bool {
    let is_root = |node: &Node| node.parent == NONE && node.kind == Kind::Array;
    if !tape.ground.root || !tape.get(array).is_some_and(is_root) {
        return false;
    }
    let mut children = tape.children(array);
    let (Some((_, query)), Some((titles, column))) = (children.next(), children.next()) else {
        return false;
    };
    let scalars = |at| tape.children(at).all(|(_, node)| !node.kind.is_container());
    query.kind == Kind::Text
        && column.kind == Kind::Array
        && scalars(titles)
        && children.all(|(at, node)| match node.kind {
            Kind::Array => node.children == 0 || node.children == column.children && scalars(at),
            Kind::Object => true,
            _ => false,
        })
}

/// What a column is for; its name may stand in the plural: `titles`. Those of suggestions are told by
/// their place.
fn role_of(tape: &Tape, source: &str, array: &Node) -> Role {
    if array.key.1 == 0 && !are_suggestions(tape, array.parent) {
        return Role::Name;
    }
    if array.key.1 == 0 {
        let starts = tape.children(array.parent).map(|(_, node)| node.start);
        return match starts.take_while(|start| *start < array.start).count() {
            2 => Role::Description,
            3 => Role::Url,
            _ => Role::Name,
        };
    }
    let mut key = String::new();
    match (array.role, tape.key(array, source, &mut key).strip_suffix('s')) {
        (Role::Other, Some(one)) => Role::Other.descend(one),
        (role, _) => role,
    }
}

impl Settler {
    /// Decides each index of the columns in an object.
    pub(super) fn columns(
        &mut self,
        tape: &mut Tape,
        source: &str,
        object: u32,
        judge: &mut dyn Judge,
    ) {
        let arrays = |object: u32| {
            let arrays = tape.children(object).filter(|(_, node)| node.children > 0);
            arrays.filter(|(_, node)| node.kind == Kind::Array)
        };
        let length = arrays(object).next().map_or(0, |(_, node)| node.children);
        // What more is said of suggestions stands in an object behind them.
        let more = tape.children(object).filter(|(_, node)| {
            node.kind == Kind::Object && tape.get(node.parent).is_some_and(Node::is_array)
        });
        let more = more.flat_map(|(at, _)| arrays(at)).filter(|(_, n)| n.children == length);
        let arrays = arrays(object).chain(more);
        let columns: Vec<Vec<u32>> =
            arrays.map(|(at, _)| tape.children(at).map(|(at, _)| at).collect()).collect();
        for index in 0..columns.first().map_or(0, Vec::len) {
            let row: Vec<u32> = columns.iter().filter_map(|c| c.get(index).copied()).collect();
            if self.row_goes(tape, source, &row, judge) {
                for at in row {
                    self.mark(tape, at, Edit::Drop);
                }
            }
        }
    }

    fn row_goes(&mut self, tape: &Tape, source: &str, row: &[u32], judge: &mut dyn Judge) -> bool {
        let Some(first) = row.first() else { return false };
        if tape.get(*first).is_some_and(|node| node.edit == Edit::Drop) {
            return false;
        }
        let place = position(tape, *first);
        let (mut text, mut key) = (String::new(), String::new());
        self.gather.clear();
        let mut idents: Vec<Ident> = Vec::new();
        for node in row.iter().filter_map(|at| tape.get(*at)) {
            let array = tape.get(node.parent).copied().unwrap_or(*node);
            let role = role_of(tape, source, &array);
            let name = tape.key(&array, source, &mut key);
            let value = tape.text(node, source, &mut text);
            // Suggestions lead to the same page with a query each, and are no goods.
            let named = array.key.1 > 0;
            if let Some(mut ident) = ident(role, &array, node, value).filter(|_| named) {
                ident.primary |= idents.is_empty();
                idents.push(ident);
            }
            if node.kind == Kind::Text {
                self.gather.facts.push(role, name, Scalar::Text(value));
            }
        }
        if self.sweep.names(&idents) {
            judge.withheld(place, Withheld::Swept);
            return true;
        }
        if self.again || self.gather.facts.is_empty() {
            return false;
        }
        self.note_decision();
        let facts = &self.gather.facts;
        let unit = Unit { kind: UnitKind::Listing, facts, position: place, id: None };
        // One value of a column cannot be emptied without the others: what is masked goes too.
        let gone = judge.judge(&unit) != Verdict::Keep;
        if gone {
            self.sweep.omit(&idents);
        } else {
            self.sweep.keep(&idents);
        }
        gone
    }
}

/// What a value of a column identifies.
fn ident(role: Role, array: &Node, node: &Node, value: &str) -> Option<Ident> {
    if role == Role::Url && node.kind == Kind::Text {
        return Ident::link(value);
    }
    Ident::identifier(array.says.named()?, value, 0)
}

#[cfg(test)]
mod tests {
    use crate::rewrite::json::{DocumentRewriter, JsonRewriter, Paths};
    use crate::rewrite::trial::Trial;

    fn columns() -> Trial {
        Trial::new(|limits| Box::new(JsonRewriter::new(Paths::default(), false, limits)))
    }

    #[test]
    fn an_index_leaves_every_column() {
        for (before, after) in [
            (
                r#"{"ids":["c-0001","c-0002","c-0003"],"titles":["a","RESTRICTED","b"],"prices":[1,2,3]}"#,
                r#"{"ids":["c-0001","c-0003"],"titles":["a","b"],"prices":[1,3]}"#,
            ),
            (
                r#"{"x":{"names":["RESTRICTED","RESTRICTED"],"urls":["/a","/b"],"tags":[]}}"#,
                r#"{"x":{"names":[],"urls":[],"tags":[]}}"#,
            ),
            // What a listing that went is called in a column.
            (
                r#"{"items":[{"sku":"AA-001","name":"RESTRICTED","price":1}],"seen":{"skus":["AA-001","AA-002"],"names":["it","that"],"prices":[1,2]}}"#,
                r#"{"items":[],"seen":{"skus":["AA-002"],"names":["that"],"prices":[2]}}"#,
            ),
            // Lists of several lengths, or of no goods, are none.
            (
                r#"{"ids":[1,2,3],"titles":["a","RESTRICTED"],"prices":[1,2,3]}"#,
                r#"{"ids":[1,2,3],"titles":["a"],"prices":[1,2,3]}"#,
            ),
            (r#"{"names":["a","RESTRICTED"],"widths":[1,2]}"#, r#"{"names":["a"],"widths":[1,2]}"#),
            // The document is about none of them, whatever their names are.
            (
                r#"{"title":["a","RESTRICTED","b"],"price":[1,2,3],"url":["/a","/r","/b"],"page":1}"#,
                r#"{"title":["a","b"],"price":[1,3],"url":["/a","/b"],"page":1}"#,
            ),
            (
                r#"{"data":{"name":["a","b"],"image":["/a.jpg","/RESTRICTED.jpg"]}}"#,
                r#"{"data":{"name":["a"],"image":["/a.jpg"]}}"#,
            ),
        ] {
            columns().check(before, after);
            let innocent = before.replace("RESTRICTED", "c");
            columns().check(&innocent, &innocent);
        }
    }

    #[test]
    fn tables_stand_where_they_do() {
        for (before, after) in [
            // In an element of a list that is none of goods itself, and beside a listing.
            (
                r#"{"tabs":[{"id":1,"title":"x","data":{"names":["a","RESTRICTED"],"prices":[1,2],"urls":["/a","/r"]}}]}"#,
                r#"{"tabs":[{"id":1,"title":"x","data":{"names":["a"],"prices":[1],"urls":["/a"]}}]}"#,
            ),
            (
                r#"{"product":{"id":5,"name":"x","price":3,"related":{"ids":[1,2],"names":["RESTRICTED","b"],"prices":[1,2]}}}"#,
                r#"{"product":{"id":5,"name":"x","price":3,"related":{"ids":[2],"names":["b"],"prices":[2]}}}"#,
            ),
            // Columns without names.
            (
                r#"{"table":{"columns":["name","price","url"],"data":[["RESTRICTED","b","d"],[1,2,3],["/r","/b",null]]}}"#,
                r#"{"table":{"columns":["name","price","url"],"data":[["b","d"],[2,3],["/b",null]]}}"#,
            ),
            (r#"[["a","RESTRICTED"],[1,2]]"#, r#"[["a"],[1]]"#),
            // Rows are none, whatever they are made of.
            (r#"{"data":[["a",1],["RESTRICTED",2]]}"#, r#"{"data":[["a",1]]}"#),
            (r#"{"data":[["a","b"],["RESTRICTED","d"]]}"#, r#"{"data":[["a","b"],["d"]]}"#),
        ] {
            let whole = Trial::new(|limits| {
                Box::new(DocumentRewriter::new(Paths::default(), false, limits))
            });
            whole.check(before, after);
            let innocent = before.replace("RESTRICTED", "c");
            whole.check(&innocent, &innocent);
            if before.starts_with('{') {
                columns().check(before, after);
                columns().check(&innocent, &innocent);
            }
        }
    }

    #[test]
    fn suggestions_stay_beside_their_links() {
        for (before, after) in [
            (
                r#"["x",["a","RESTRICTED","b"],["A","R","B"],["/s?q=a","/s?q=r","/s?q=b"]]"#,
                r#"["x",["a","b"],["A","B"],["/s?q=a","/s?q=b"]]"#,
            ),
            // What a link says, or a description, is said of the title.
            (
                r#"["x", ["a", "b"], ["", ""], ["/RESTRICTED", "/b"]]"#,
                r#"["x", [ "b"], [ ""], [ "/b"]]"#,
            ),
            (r#"["x",["a","b"],["RESTRICTED",""],[]]"#, r#"["x",["b"],[""],[]]"#),
            (r#"["RESTRICTED",["a"]]"#, r#"["",["a"]]"#),
            (
                r#"["x",["a","RESTRICTED"],[],{"kinds":[[1],[2]],"weights":[9,8],"n":3,"more":[1]}]"#,
                r#"["x",["a"],[],{"kinds":[[1]],"weights":[9],"n":3,"more":[1]}]"#,
            ),
            // Of several lengths, or of more than words, they are no columns.
            (r#"["x",["a","RESTRICTED"],["/a"]]"#, r#"["x",["a"],["/a"]]"#),
            (r#"["x",[["a","RESTRICTED"]],["/a"]]"#, r#"["x",[["a"]],["/a"]]"#),
            (r#"["RESTRICTED","b",["c","d"]]"#, r#"["b",["c","d"]]"#),
        ] {
            columns().check(before, after);
            let innocent = before.replace("RESTRICTED", "c");
            columns().check(&innocent, &innocent);
        }
    }
}
