//! `[[route]]`: special treatment by host, path and method.

use super::media;
use crate::config::data::Names;
use crate::config::read::{Table, nearest};
use crate::engine::route::{PathGlob, PatternError, RouteMatch};
use crate::engine::settings::{MediaTable, Route, RouteMode};
use crate::rewrite::{ItemError, Shape, names_in};
use http::Method;

const MODES: [(&str, RouteMode); 3] = [
    ("filter", RouteMode::Filter),
    ("observe", RouteMode::Observe),
    ("unfiltered_i_accept_the_risk", RouteMode::Unfiltered),
];

/// The usual methods, for suggestions; others are allowed (RFC 9110 section 9.1).
const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

pub(super) fn read(root: &mut Table<'_>, names: Names<'_>) -> Option<Vec<Route>> {
    let mut covered_by: Option<String> = None;
    let routes = root.tables("route", |table| {
        if let Some(first) = &covered_by {
            let message = format!("no request gets here: the route at {first} takes all");
            table.source().warn(table.at(), "route_unreachable", message);
        }
        let route = read_one(table, names)?;
        let takes_all = route.matcher.hosts().is_empty()
            && route.matcher.methods().is_empty()
            && route.matcher.path() == "/**";
        // An exempt route leaves what it cannot match strictly to the next one.
        if takes_all && !route.is_exempt() && covered_by.is_none() {
            covered_by = Some(route.place.clone());
        }
        Some(route)
    })?;
    Some(routes.into_iter().flatten().collect())
}

fn read_one(table: &mut Table<'_>, names: Names<'_>) -> Option<Route> {
    let matcher = matcher(table);
    let mode = table.word("mode", &MODES).map_or(RouteMode::Filter, |spot| spot.value);
    let shape = shape(table);
    let subject_viewer = table.bool("subject_viewer").unwrap_or(false);
    let categories = names.set(table, "category").unwrap_or_default();
    let media = MediaTable { rules: media::read(table).unwrap_or_default() };
    if mode == RouteMode::Unfiltered {
        let idle = ["items", "sweep", "when_emptied", "subject_viewer", "category", "media"];
        for key in idle {
            if let Some(at) = table.place_of(key) {
                let message = format!("`{key}` has no effect on an unfiltered route; take one out");
                table.source().error(at, message);
            }
        }
    }
    let place = table.source().at(table.at()).to_string();
    let route = Route { matcher: matcher?, mode, shape, subject_viewer, categories, media, place };
    if let Some(at) = table.place_of("hosts")
        && route.is_exempt()
        && route.matcher.path() == "/**"
    {
        let message = "whoever asks names the host; where the shop behind answers to others too, all of \
                       it is exempt: name a `path`";
        table.source().warn(at, "exempt_by_host", message.to_owned());
    }
    Some(route)
}

fn matcher(table: &mut Table<'_>) -> Option<RouteMatch> {
    let hosts = table.texts("hosts").unwrap_or_default();
    let path = table.parsed("path", PathGlob::parse);
    let methods = table.texts("methods").unwrap_or_default();
    let mut valid = path.is_some() == table.place_of("path").is_some();
    for key in ["hosts", "methods"] {
        let emptied = if key == "hosts" { hosts.is_empty() } else { methods.is_empty() };
        if let (Some(at), true) = (table.place_of(key), emptied) {
            table.source().error(at, format!("`{key}` is empty; leave it out for all"));
            valid = false;
        }
    }
    if ["hosts", "path", "methods"].iter().all(|key| table.place_of(key).is_none()) {
        table.missing("path", "a route names requests by `hosts`, `path` or `methods`");
        valid = false;
    }
    let mut names = Vec::with_capacity(hosts.len());
    for host in hosts {
        let name = host.value.to_owned();
        match RouteMatch::new(std::slice::from_ref(&name), None, Vec::new()) {
            Ok(_) => names.push(name),
            Err(error) => {
                table.source().error(host.at, format!("`hosts` holds `{name}`: {error}"));
                valid = false;
            }
        }
    }
    let mut kept = Vec::with_capacity(methods.len());
    for method in methods {
        let word = method.value;
        let in_capitals = !word.is_empty() && !word.bytes().any(|b| b.is_ascii_lowercase());
        match Method::from_bytes(word.as_bytes()) {
            Ok(parsed) if in_capitals => kept.push(parsed),
            _ => {
                let message = format!("`{word}` is no HTTP method in capitals");
                table.source().error_near(method.at, message, nearest(word, METHODS));
                valid = false;
            }
        }
    }
    let matcher: Result<_, PatternError> =
        RouteMatch::new(&names, path.map(|spot| spot.value), kept);
    matcher.ok().filter(|_| valid)
}

fn shape(table: &mut Table<'_>) -> Shape {
    let items = table.texts("items").unwrap_or_default();
    for item in &items {
        if let Err(ItemError { at, what, .. }) = names_in(item.value) {
            let before = item.value.get(..at).map_or(0, |before| before.chars().count());
            let kind = if item.value.starts_with('$') {
                "no JSONPath (RFC 9535) that can be followed"
            } else {
                "neither a JSONPath (`$.products[*]`) nor the name of an element (`catalog/product`) \
                 nor a CSS selector (`.product-card`)"
            };
            let message =
                format!("`{}` is {kind}; at its character {}: {what}", item.value, before + 1);
            table.source().error(item.at, message);
        }
    }
    let sweep = table.word("sweep", &[("forward", false), ("document", true)]);
    let emptied = table.word("when_emptied", &[("keep_empty", false), ("keep_one_masked", true)]);
    Shape {
        items: items.into_iter().map(|item| item.value.to_owned()).collect(),
        sweep_document: sweep.is_some_and(|spot| spot.value),
        keep_one_masked: emptied.is_some_and(|spot| spot.value),
    }
}
