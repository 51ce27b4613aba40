#[path = "../../benches/instructions/gate.rs"]
mod table;

use table::{Row, Table, report};

const TABLE: &str = "# case\tinstructions, rustc 1.95.0 x86_64\nlist\t1000000\npage\t5\n";

#[test]
fn is_read_as_it_is_written() {
    assert_eq!(Table::read(TABLE).to_string(), TABLE);
}

/// What is counted where the table says a million, and whether it lands.
#[test]
fn five_per_cent_are_refused_and_one_passes() {
    let table = Table::read(TABLE);
    for (compiler, count, lands) in [
        ("1.95.0 x86_64", 1_000_000, true),
        ("1.95.0 x86_64", 1_010_000, true),
        ("1.95.0 x86_64", 1_020_000, true),
        ("1.95.0 x86_64", 1_020_001, false),
        ("1.95.0 x86_64", 1_050_000, false),
        ("1.95.0 x86_64", 980_000, true),
        ("1.95.0 x86_64", 979_999, false),
        ("1.96.0 x86_64", 1_050_000, true),
        ("1.96.0 x86_64", 1_200_001, false),
        ("1.95.0 aarch64", 799_999, false),
        ("1.95.0 x86_64", u64::MAX, false),
    ] {
        let rows = table.compare(compiler, &[("list", count)]);
        assert!(rows.iter().all(|row| row.fits() == lands), "{compiler}: {count}");
        assert_eq!(report(&rows).contains("beyond the gate"), !lands, "{compiler}: {count}");
    }
}

/// What the shipped lexicon looks through costs more with every word.
#[test]
fn ten_per_cent_pass_where_the_lexicon_is_the_shipped_one() {
    let table = Table::read("# case\tinstructions, rustc 1.95.0 x86_64\nshipped/list\t1000\n");
    for (compiler, count, lands) in [
        ("1.95.0 x86_64", 1100, true),
        ("1.95.0 x86_64", 1101, false),
        ("1.95.0 x86_64", 900, true),
        ("1.95.0 x86_64", 899, false),
        ("1.96.0 x86_64", 1200, true),
        ("1.96.0 x86_64", 1201, false),
    ] {
        let rows = table.compare(compiler, &[("shipped/list", count)]);
        assert!(rows.iter().all(|row| row.fits() == lands), "{compiler}: {count}");
    }
}

#[test]
fn a_case_that_the_table_does_not_know_is_refused() {
    let rows = Table::read(TABLE).compare("1.95.0 x86_64", &[("page", 5), ("feed", 5)]);
    assert_eq!(rows.iter().map(Row::fits).collect::<Vec<_>>(), [true, false]);
    assert!(report(&rows).contains("new"));
    assert!(Table::read("").compare("", &[("page", 5)]).iter().all(|row| !row.fits()));
}
