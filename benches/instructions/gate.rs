//! The committed table of counts, and what is refused beside it.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// How far a count may be from the table, in thousandths.
const NEAR: u64 = 20;
/// The same under another compiler than the table's.
const NEAR_ELSEWHERE: u64 = 200;

/// And for what is looked through by the shipped lexicon, which grows.
const SHIPPED: &str = "shipped/";
const NEAR_SHIPPED: u64 = 100;

/// Instructions by case, and the compiler that they were counted under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) compiler: String,
    pub(crate) counts: BTreeMap<String, u64>,
}

impl Table {
    pub(crate) fn read(text: &str) -> Self {
        let compiler = text.lines().next().and_then(|line| line.split_once("rustc "));
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        let rows = rows.filter_map(|line| line.split_once('\t'));
        Self {
            compiler: compiler.map_or_else(String::new, |(_, version)| version.to_owned()),
            counts: rows
                .filter_map(|(name, count)| Some((name.to_owned(), count.parse().ok()?)))
                .collect(),
        }
    }

    /// Compares `counted` under `compiler` with the table.
    pub(crate) fn compare<'c>(&self, compiler: &str, counted: &[(&'c str, u64)]) -> Vec<Row<'c>> {
        let near = if self.compiler == compiler { NEAR } else { NEAR_ELSEWHERE };
        let row = |&(name, count): &(&'c str, u64)| {
            let near = if name.starts_with(SHIPPED) { near.max(NEAR_SHIPPED) } else { near };
            Row { name, count, before: self.counts.get(name).copied(), near }
        };
        counted.iter().map(row).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# case\tinstructions, rustc {}", self.compiler)?;
        self.counts.iter().try_for_each(|(name, count)| writeln!(f, "{name}\t{count}"))
    }
}

/// A case beside the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row<'c> {
    name: &'c str,
    count: u64,
    /// What the table says; `None`: it does not know the case.
    before: Option<u64>,
    near: u64,
}

impl Row<'_> {
    /// Whether the case may land: a slower one may not, and a faster one is written down first.
    pub(crate) fn fits(&self) -> bool {
        self.before.is_some_and(|before| {
            u128::from(self.count.abs_diff(before)) * 1000
                <= u128::from(before) * u128::from(self.near)
        })
    }
}

/// The rows as a table, and what to do where one does not fit.
pub(crate) fn report(rows: &[Row<'_>]) -> String {
    let mut said = String::from("| case | instructions | table | change |\n|---|---:|---:|---:|\n");
    for row in rows {
        let Row { name, count, before, .. } = row;
        let _ = match before {
            None => writeln!(said, "| {name} | {count} | – | new: `--bless` writes it down |"),
            Some(before) => {
                let change = (*count as f64 / *before as f64 - 1.0) * 100.0;
                let beyond = if row.fits() { "" } else { " **beyond the gate**" };
                writeln!(said, "| {name} | {count} | {before} | {change:+.2} %{beyond} |")
            }
        };
    }
    said
}
