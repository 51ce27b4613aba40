//! `[limits]`: budgets, each with the bounds in which it makes sense.

use super::assign;
use crate::config::read::Table;
use crate::engine::settings::RuntimeLimits;

pub(super) fn read(table: &mut Table<'_>, limits: &mut RuntimeLimits) {
    // Under 1 KiB hardly a listing fits, and everything would be withheld.
    let size = |table: &mut Table<'_>, key| table.size(key, 1024).map(|spot| spot.value);
    let body = &mut limits.body;
    assign(&mut body.unit, size(table, "unit"));
    assign(&mut body.page, size(table, "page"));
    assign(&mut body.hold, size(table, "hold"));
    assign(&mut limits.held_total, size(table, "held_total"));
    assign(&mut limits.token, size(table, "token"));
    let body = &mut limits.body;
    assign(&mut body.depth, count(table, "depth", 8, 100_000));
    assign(&mut body.prose, count(table, "prose", 40, 1_000_000));
    assign(&mut body.swept_identifiers, count(table, "swept_identifiers", 1, 10_000_000));
    assign(&mut limits.verified_tokens, count(table, "verified_tokens", 0, 10_000_000));
    assign(&mut limits.remembered_listings, count(table, "remembered_listings", 0, 100_000_000));
    assign(&mut limits.remembered_findings, count(table, "remembered_findings", 0, 100_000_000));
    let ratio = table.integer("decode_ratio", 2..=1_000_000);
    assign(&mut limits.decode_ratio, ratio.and_then(|spot| u32::try_from(spot.value).ok()));
    assign(&mut limits.hold_time, table.duration("hold_time").map(|spot| spot.value));
    assign(&mut limits.stream_age, table.duration("stream_age").map(|spot| spot.value));
    check_order(table, limits);
}

fn count(table: &mut Table<'_>, key: &'static str, least: u64, most: u64) -> Option<usize> {
    table.integer(key, least..=most).and_then(|spot| usize::try_from(spot.value).ok())
}

/// A budget that can never be reached hides a mistake.
fn check_order(table: &Table<'_>, limits: &RuntimeLimits) {
    let body = limits.body;
    let pairs = [
        ("hold", body.hold, "page", body.page),
        ("unit", body.unit, "page", body.page),
        ("page", body.page, "held_total", limits.held_total),
    ];
    for (inner, inner_size, outer, outer_size) in pairs {
        if inner_size > outer_size {
            let place = table.place_of(inner).or_else(|| table.place_of(outer));
            let message = format!("`{inner}` must not be greater than `{outer}`");
            table.source().error(place.unwrap_or(table.at()), message);
        }
    }
}
