//! Which requests a route is about: host, normalised path, method.
//!
//! 1. A path is compared in its normalised form (RFC 3986 section 6.2.2): unreserved characters
//!    decoded, dot segments and doubled slashes gone, hexadecimal digits in upper case.
//! 2. A route that lets things pass matches strictly: the raw path must be the normalised one and
//!    hold nothing that servers read in different ways (`%2F`, `%5C`, `%00`, `\`, `;`). Else
//!    `/open/..;/api` would be open here and the API there.
//! 3. A route that closes, whatever comes, is looked for in every way in which some server may read the
//!    path. Else `/closed%2Fa.jpg` would be nothing here and the picture there.

use http::Method;
use std::fmt;

/// A pattern in which `*` stands for any run of characters, none too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    pattern: String,
    has_star: bool,
}

impl Glob {
    /// Takes a pattern.
    ///
    /// ```
    /// use agegate::engine::route::Glob;
    /// assert!(Glob::new("application/*+json").matches("application/ld+json"));
    /// ```
    pub fn new(pattern: &str) -> Self {
        Self { pattern: pattern.to_owned(), has_star: pattern.contains('*') }
    }

    /// Whether the whole of `text` fits.
    pub fn matches(&self, text: &str) -> bool {
        if !self.has_star {
            return self.pattern == text;
        }
        fits(self.pattern.as_bytes(), text.as_bytes(), |p| *p == b'*', |p, t| p == t)
    }

    fn matches_in_any_case(&self, text: &str) -> bool {
        let is_same = |p: &u8, t: &u8| p.eq_ignore_ascii_case(t);
        fits(self.pattern.as_bytes(), text.as_bytes(), |p| *p == b'*', is_same)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }
}

/// Greedy matching that goes back to the last star only: O(pattern × text), whatever the pattern.
fn fits<P, T>(
    pattern: &[P],
    text: &[T],
    is_star: impl Fn(&P) -> bool,
    is_same: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(token) = text.get(t) {
        match pattern.get(p) {
            Some(star) if is_star(star) => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(plain) if is_same(plain, token) => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((after, from)) => {
                    back = Some((after, from + 1));
                    p = after;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(is_star))
}

/// A path pattern: segments with `*` inside one, and `**` for any number of whole segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathGlob {
    pattern: String,
    segments: Vec<Glob>,
}

impl PathGlob {
    /// Takes a pattern apart.
    ///
    /// ```
    /// use agegate::engine::route::PathGlob;
    /// let api = PathGlob::parse("/api/**").unwrap();
    /// assert!(api.matches("/api/v1/products") && api.matches("/api") && !api.matches("/apis"));
    /// ```
    ///
    /// # Errors
    /// When the pattern could never match a normalised path, or `**` is not a whole segment.
    pub fn parse(pattern: &str) -> Result<Self, PatternError> {
        let Some(rest) = pattern.strip_prefix('/') else { return Err(PatternError::NoSlash) };
        if pattern.contains(['?', '#']) {
            return Err(PatternError::Query);
        }
        let normalised = normalise(pattern);
        if normalised != pattern {
            return Err(PatternError::NotNormalised(normalised));
        }
        let segments: Vec<Glob> = rest.split('/').map(Glob::new).collect();
        if segments.iter().any(|s| s.as_str().contains("**") && s.as_str() != "**") {
            return Err(PatternError::DoubleStar);
        }
        Ok(Self { pattern: pattern.to_owned(), segments })
    }

    /// Whether a normalised path fits.
    pub fn matches(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix('/') else { return false };
        let segments: Vec<&str> = rest.split('/').collect();
        fits(&self.segments, &segments, |p| p.as_str() == "**", |p, t| p.matches(t))
    }

    /// The same, whatever the case of letters.
    fn matches_in_any_case(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix('/') else { return false };
        let segments: Vec<&str> = rest.split('/').collect();
        let is_same = |p: &Glob, t: &&str| p.matches_in_any_case(t);
        fits(&self.segments, &segments, |p| p.as_str() == "**", is_same)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }
}

/// Why a path or host pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// A path begins with `/`.
    NoSlash,
    /// A query is not part of a path.
    Query,
    /// `**` must stand alone between slashes.
    DoubleStar,
    /// The pattern is not in normalised form; this would be.
    NotNormalised(String),
    /// Not a host name, nor `*.` before one.
    Host,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSlash => f.write_str("a path pattern begins with `/`"),
            Self::Query => f.write_str("a path pattern has no query and no fragment"),
            Self::DoubleStar => f.write_str("`**` must stand alone between two slashes"),
            Self::NotNormalised(form) => {
                write!(f, "a path pattern is compared with normalised paths; write `{form}`")
            }
            Self::Host => f.write_str("a host is a name without port, or `*.` before one"),
        }
    }
}

impl std::error::Error for PatternError {}

/// Which requests a route is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteMatch {
    hosts: Vec<String>,
    path: Option<PathGlob>,
    methods: Vec<Method>,
}

impl RouteMatch {
    /// Requests to any of `hosts`, below `path`, by any of `methods`; what is empty matches all.
    /// `GET` includes `HEAD`, which answers for the same representation.
    ///
    /// # Errors
    /// When a host is not a name, nor `*.` before one.
    pub fn new(
        hosts: &[String],
        path: Option<PathGlob>,
        methods: Vec<Method>,
    ) -> Result<Self, PatternError> {
        let hosts: Option<Vec<String>> = hosts.iter().map(|host| host_pattern(host)).collect();
        Ok(Self { hosts: hosts.ok_or(PatternError::Host)?, path, methods })
    }

    /// Whether a request belongs here. `host` is its authority, `path` its raw path without query.
    /// `strictly` refuses every path that is not its own normalised form.
    pub fn matches(&self, host: Option<&str>, path: &str, method: &Method, strictly: bool) -> bool {
        if !self.matches_method(method) || !self.matches_host(host) {
            return false;
        }
        let normalised = normalise(path);
        if strictly && (normalised != path || is_ambiguous(path)) {
            return false;
        }
        self.path.as_ref().is_none_or(|glob| glob.matches(&normalised))
    }

    /// Whether a request belongs here if its path is read as this one of its [`readings`], by a server
    /// that tells no capitals from small letters.
    pub(crate) fn may_match(&self, host: Option<&str>, reading: &str, method: &Method) -> bool {
        let path = self.path.as_ref();
        self.matches_method(method)
            && self.matches_host(host)
            && path.is_none_or(|glob| glob.matches_in_any_case(reading))
    }

    fn matches_method(&self, method: &Method) -> bool {
        self.methods.is_empty()
            || self.methods.contains(method)
            || (*method == Method::HEAD && self.methods.contains(&Method::GET))
    }

    fn matches_host(&self, host: Option<&str>) -> bool {
        if self.hosts.is_empty() {
            return true;
        }
        let Some(host) = host.map(bare_host) else { return false };
        self.hosts.iter().any(|pattern| match pattern.strip_prefix('*') {
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            None => host == *pattern,
        })
    }

    /// The path pattern as written, `/**` if there is none.
    pub fn path(&self) -> &str {
        self.path.as_ref().map_or("/**", PathGlob::as_str)
    }

    /// The hosts in lower case; empty: all.
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// The methods; empty: all.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }
}

fn host_pattern(host: &str) -> Option<String> {
    let name = host.strip_prefix("*.").unwrap_or(host);
    let is_ip6 = name.starts_with('[') && name.ends_with(']');
    let is_name = !name.is_empty()
        && name.split('.').all(|label| {
            !label.is_empty()
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        });
    (is_name || is_ip6).then(|| host.to_ascii_lowercase())
}

/// The host of an authority: lower case, without user information, port and the root's dot.
fn bare_host(authority: &str) -> String {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => host,
    };
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// The normalised form of a path (RFC 3986 section 6.2.2), with doubled slashes merged.
///
/// ```
/// use agegate::engine::route::normalise;
/// assert_eq!(normalise("//api/%70roducts/../%7euser/./x%2fy"), "/api/~user/x%2Fy");
/// ```
pub fn normalise(path: &str) -> String {
    let decoded = decode_unreserved(path);
    let mut kept: Vec<&str> = Vec::new();
    let mut open_end = true;
    for segment in decoded.split('/') {
        open_end = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            name => kept.push(name),
        }
    }
    let mut normalised = String::with_capacity(path.len());
    for segment in &kept {
        normalised.push('/');
        normalised.push_str(segment);
    }
    if open_end {
        normalised.push('/');
    }
    normalised
}

fn decode_unreserved(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| escaped(bytes, at)).flatten();
        match code {
            Some(code) if code.is_ascii_alphanumeric() || b"-._~".contains(&code) => {
                out.push(code);
                at += 3;
            }
            Some(code) => {
                out.extend_from_slice(format!("%{code:02X}").as_bytes());
                at += 3;
            }
            // A space or a letter beyond ASCII in a pattern; on the wire there is none.
            None if !(0x21..0x7f).contains(&byte) => {
                out.extend_from_slice(format!("%{byte:02X}").as_bytes());
                at += 1;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn escaped(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |offset: usize| char::from(*bytes.get(at + offset)?).to_digit(16);
    u8::try_from(digit(1)? * 16 + digit(2)?).ok()
}

/// Whether servers may read the path in different ways. Escapes of UTF-8 beyond ASCII are clear;
/// bytes that no UTF-8 has may stand for a slash.
fn is_ambiguous(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut escapes = (0..bytes.len()).filter(|at| bytes.get(*at) == Some(&b'%'));
    let is_clear = |byte: u8| (0x80..0xf5).contains(&byte) && !matches!(byte, 0xc0 | 0xc1);
    path.contains(['\\', ';']) || escapes.any(|at| !escaped(bytes, at).is_some_and(is_clear))
}

/// How often servers undo escapes at most: once, and once more behind a proxy.
const ROUNDS: usize = 2;

/// The ways in which servers may read a path, normalised: escapes undone or not, `\` for `/` or not,
/// without parameters, and without the dots and blanks that end names.
///
/// ```
/// use agegate::engine::route::readings;
/// assert_eq!(readings("/a"), ["/a"]);
/// assert!(readings("/a%2Fb").contains(&"/a/b".to_owned()));
/// assert!(readings("/x/..;v=1/a./b").contains(&"/a/b".to_owned()));
/// ```
pub fn readings(path: &str) -> Vec<String> {
    let mut readings = vec![normalise(path)];
    let mut add = |path: &str| {
        let reading = normalise(path);
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    let mut undone = path.to_owned();
    for round in 0..=ROUNDS {
        for slashes in [undone.clone(), undone.replace('\\', "/")] {
            let bare = |segment: &str| segment.split(';').next().unwrap_or_default().to_owned();
            let without: Vec<String> = slashes.split('/').map(bare).collect();
            let ended: Vec<&str> = without.iter().map(|name| without_end(name)).collect();
            [slashes.as_str(), &without.join("/"), &ended.join("/")].into_iter().for_each(&mut add);
        }
        if round < ROUNDS && undone.contains('%') {
            undone = undo_escapes(&undone);
        }
    }
    readings
}

/// A name without the dots and blanks that some file systems do not tell it by.
fn without_end(name: &str) -> &str {
    if matches!(name, "." | "..") { name } else { name.trim_end_matches(['.', ' ']) }
}

fn undo_escapes(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte == b'%').then(|| escaped(bytes, at)).flatten() {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;
