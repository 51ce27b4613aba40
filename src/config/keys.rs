//! Key files that `agegate.toml` names: session keys and issuers' public keys. Never embedded, never
//! logged.

use super::error::{At, ConfigError, ConfigErrors};
use super::named::{read, resolve, unreadable};
use super::schema::SessionKeys;
use crate::assurance::SessionKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use once_cell::sync::OnceCell;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The sealing keys that the settings name, the sealing one first. A random one is the same for the
/// life of the process, so that sessions outlive a reload.
///
/// # Errors
/// A file or variable that cannot be read, and every line in it that is no key.
pub(super) fn session_keys(
    keys: &SessionKeys,
    directory: Option<&Path>,
) -> Result<Vec<SessionKey>, ConfigErrors> {
    match keys {
        SessionKeys::Random => Ok(vec![random()?]),
        SessionKeys::File(path) => {
            let path = resolve(path, directory);
            let name: Arc<str> = Arc::from(path.display().to_string());
            let text = read(&path).and_then(|bytes| {
                String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
            });
            let text = text.map_err(|error| unreadable(&name, "session.key_file", &error))?;
            parse(&name, &text)
        }
        SessionKeys::Env(variable) => {
            let name: Arc<str> = Arc::from(format!("${variable}"));
            let text = std::env::var(variable).map_err(|_| {
                let message = "the environment variable is not set, or not UTF-8";
                ConfigError::new(At { file: Arc::clone(&name), line: 1, column: 1 }, message)
            })?;
            parse(&name, &text)
        }
    }
}

/// The bytes of a JWKS file that an issuer's settings name.
///
/// # Errors
/// When the file cannot be read or is too large.
pub(super) fn jwks_file(path: &Path, directory: Option<&Path>) -> Result<Vec<u8>, ConfigErrors> {
    let path = resolve(path, directory);
    let name: Arc<str> = Arc::from(path.display().to_string());
    read(&path).map_err(|error| unreadable(&name, "issuer.jwks_file", &error))
}

fn random() -> Result<SessionKey, ConfigErrors> {
    static DRAWN: OnceCell<[u8; 32]> = OnceCell::new();
    let draw = || {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map(|()| secret)
    };
    let secret = DRAWN.get_or_try_init(draw).map_err(|error| {
        let at = At { file: Arc::from("session.key_file"), line: 1, column: 1 };
        ConfigError::new(at, format!("no random key can be drawn ({error}); name a key file"))
    })?;
    Ok(SessionKey { id: "random".to_owned(), secret: *secret })
}

/// Reads `name:key` lines; empty ones and those that begin with `#` are passed over. No error shows
/// any of a key.
fn parse(file: &Arc<str>, text: &str) -> Result<Vec<SessionKey>, ConfigErrors> {
    let mut keys = Vec::new();
    let mut errors = Vec::new();
    let mut names = BTreeSet::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse_line(line) {
            Ok(key) if names.insert(key.id.clone()) => keys.push(key),
            Ok(key) => {
                errors.push((number, format!("there are two keys of the name `{}`", key.id)));
            }
            Err(message) => errors.push((number, message.to_owned())),
        }
    }
    if keys.is_empty() && errors.is_empty() {
        errors.push((1, "it holds no key; write one as `name:key`".to_owned()));
    }
    if errors.is_empty() {
        return Ok(keys);
    }
    let at = |line| At { file: Arc::clone(file), line, column: 1 };
    let errors = errors.into_iter().map(|(line, message)| ConfigError::new(at(line), message));
    Err(ConfigErrors::new(errors.collect()))
}

fn parse_line(line: &str) -> Result<SessionKey, &'static str> {
    let (name, key) = line.split_once(':').ok_or("a key is written as `name:key`")?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if name.is_empty() || name.len() > 64 || !name.bytes().all(is_name) {
        return Err("a key's name has up to 64 letters, digits, `-`, `_` and `.`");
    }
    let bytes = URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')).unwrap_or_default();
    let secret: [u8; 32] =
        bytes.try_into().map_err(|_| "a key is 32 random bytes in base64url, 43 characters")?;
    // A counting or constant key is a placeholder somebody forgot to replace.
    let distinct: BTreeSet<u8> = secret.iter().copied().collect();
    let counts = secret.windows(2).all(|pair| matches!(pair, [a, b] if a.wrapping_add(1) == *b));
    if distinct.len() < 8 || counts {
        return Err("the key is not random; draw one with a generator for secrets");
    }
    Ok(SessionKey { id: name.to_owned(), secret })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::PathBuf;

    const KEY: &str = "3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs";

    fn parsed(text: &str) -> Result<Vec<String>, String> {
        let keys = parse(&Arc::from("keys"), text).map_err(|errors| errors.to_string())?;
        Ok(keys.into_iter().map(|key| key.id).collect())
    }

    #[test]
    fn lines_are_keys() {
        let other = KEY.replace("3q2", "4q2");
        let text = format!("# rotated in spring\n\n new:{KEY}=\r\nold.1:{other}\n");
        assert_eq!(parsed(&text), Ok(vec!["new".to_owned(), "old.1".to_owned()]));
    }

    #[test]
    fn what_is_no_key_is_refused_and_never_shown() {
        let zeros = "A".repeat(43);
        let counting = URL_SAFE_NO_PAD.encode((0..32).collect::<Vec<u8>>());
        let cases = [
            (String::new(), "keys:1:1: it holds no key; write one as `name:key`"),
            (KEY.to_owned(), "keys:1:1: a key is written as `name:key`"),
            (
                format!("\n:{KEY}"),
                "keys:2:1: a key's name has up to 64 letters, digits, `-`, `_` and `.`",
            ),
            (
                format!("a b:{KEY}"),
                "keys:1:1: a key's name has up to 64 letters, digits, `-`, `_` and `.`",
            ),
            (format!("a:{KEY}x"), "keys:1:1: a key is 32 random bytes in base64url, 43 characters"),
            ("a:".to_owned(), "keys:1:1: a key is 32 random bytes in base64url, 43 characters"),
            (format!("a:{KEY}\na:{KEY}"), "keys:2:1: there are two keys of the name `a`"),
            (
                format!("a:{zeros}"),
                "keys:1:1: the key is not random; draw one with a generator for secrets",
            ),
            (
                format!("a:{counting}"),
                "keys:1:1: the key is not random; draw one with a generator for secrets",
            ),
        ];
        for (text, expected) in cases {
            let error = parsed(&text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.contains(KEY));
        }
        let shown = format!("{:?}", parse(&Arc::from("keys"), &format!("a:{KEY}")));
        assert_eq!(shown, "Ok([SessionKey { id: \"a\", .. }])");
    }

    #[test]
    fn keys_come_from_where_the_settings_say() {
        let draw = || session_keys(&SessionKeys::Random, None).unwrap();
        assert_eq!(draw()[0].secret, draw()[0].secret, "one for the process");
        assert_ne!(draw()[0].secret, [0; 32]);
        let absent = SessionKeys::Env("AGEGATE_TEST_VARIABLE_THAT_IS_NOT_SET".to_owned());
        let error = session_keys(&absent, None).unwrap_err().to_string();
        assert!(error.ends_with("the environment variable is not set, or not UTF-8"), "{error}");
        let directory = std::env::temp_dir();
        let name = format!("agegate-keys-{}", std::process::id());
        let path = directory.join(&name);
        let file = SessionKeys::File(PathBuf::from(&name));
        assert!(session_keys(&file, Some(&directory)).is_err());
        fs::write(&path, format!("a:{KEY}")).unwrap();
        let keys = session_keys(&file, Some(&directory)).unwrap();
        let bytes = jwks_file(Path::new(&name), Some(&directory)).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!((keys.len(), bytes.len()), (1, KEY.len() + 2));
    }
}
