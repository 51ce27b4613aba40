//! Reads `[evidence]`, `[[issuer]]`, `[session]`, `[shop]` and `[trusted_header]`.

use super::caps::{METHODS, WEAKEST, caps};
use super::evidence::{
    EvidenceSettings, LONGEST_SESSION, SessionKeys, SessionSettings, TrustedHeaderSettings,
};
use super::{assign, header_name, issuer};
use crate::config::read::Table;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// The longest tolerance for clocks that differ.
const LONGEST_LEEWAY: Duration = Duration::from_secs(300);

pub(super) fn read(root: &mut Table<'_>, settings: &mut EvidenceSettings, trusts_peers: bool) {
    root.table("evidence", |table| general(table, settings));
    let mut taken = BTreeSet::new();
    let issuers = root.tables("issuer", |table| issuer::read(table, &mut taken));
    assign(&mut settings.issuers, issuers.map(|read| read.into_iter().flatten().collect()));
    root.table("session", |table| session(table, &mut settings.session));
    root.table("shop", |table| settings.shop = caps(table, settings.shop));
    let header = root.table("trusted_header", |table| trusted_header(table, trusts_peers));
    settings.trusted_header = header.flatten();
}

fn general(table: &mut Table<'_>, settings: &mut EvidenceSettings) {
    assign(&mut settings.prefer_safe, table.bool("prefer_safe"));
    let leeway = table.duration("leeway");
    if let Some(leeway) = leeway.filter(|leeway| leeway.value > LONGEST_LEEWAY) {
        table.source().error(leeway.at, "`leeway` is 5 min at most: it is for clocks that differ");
    }
    assign(&mut settings.leeway, leeway.map(|spot| spot.value));
    let offset = table.parsed("utc_offset", utc_offset).map(|spot| spot.value);
    assign(&mut settings.utc_offset_minutes, offset);
}

/// Minutes of an offset as RFC 3339 writes it, `+01:00`.
fn utc_offset(text: &str) -> Result<i32, &'static str> {
    let wrong = "it must be an offset such as `+01:00`, between -14:00 and +14:00";
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return Err(wrong),
    };
    let number = |digits: &str, most: i32| {
        let fits = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| fits && *number <= most)
    };
    let (hours, minutes) = rest.split_once(':').ok_or(wrong)?;
    let (hours, minutes) = (number(hours, 14).ok_or(wrong)?, number(minutes, 59).ok_or(wrong)?);
    let all = hours * 60 + minutes;
    if all <= 14 * 60 { Ok(sign * all) } else { Err(wrong) }
}

fn session(table: &mut Table<'_>, settings: &mut SessionSettings) {
    let lifetime = table.duration("lifetime");
    if let Some(lifetime) = lifetime.filter(|lifetime| lifetime.value > LONGEST_SESSION) {
        table.source().error(
            lifetime.at,
            "`lifetime` is 12 h at most: whoever uses the device next is let in",
        );
    }
    assign(&mut settings.lifetime, lifetime.map(|spot| spot.value));
    assign(&mut settings.max_token_age, table.duration("max_token_age").map(|spot| spot.value));
    let remembered = table.integer("remembered_tokens", 1..=100_000_000);
    let remembered = remembered.and_then(|spot| usize::try_from(spot.value).ok());
    assign(&mut settings.remembered_tokens, remembered);
    assign(&mut settings.persistent, table.bool("persistent"));
    let file = table.text("key_file");
    let env = table.parsed("key_env", |name| {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let fits = !name.is_empty() && name.bytes().all(is_name);
        if fits { Ok(name.to_owned()) } else { Err("it is no name of an environment variable") }
    });
    match (file, env) {
        (Some(_), Some(env)) => {
            let message = "the keys come from `key_file` or `key_env`, not from both";
            table.source().error(env.at, message);
        }
        (Some(file), None) => settings.keys = SessionKeys::File(PathBuf::from(file.value)),
        (None, Some(env)) => settings.keys = SessionKeys::Env(env.value),
        (None, None) => {}
    }
}

fn trusted_header(table: &mut Table<'_>, trusts_peers: bool) -> Option<TrustedHeaderSettings> {
    let name = header_name(table, "name");
    if table.place_of("name").is_none() {
        table.missing("name", "which header the peers set");
    }
    let issuer = table.text("issuer").map_or("trusted-header", |spot| spot.value);
    let caps = caps(table, WEAKEST);
    let method = table.word("method", &METHODS).map(|spot| spot.value);
    if !trusts_peers {
        let message =
            "`trusted_header` is believed from trusted peers only, and `trust.peers` names none";
        table.source().error(table.at(), message);
    }
    Some(TrustedHeaderSettings { name: name?, issuer: issuer.to_owned(), caps, method })
}
