//! `agegate token`: keys and tokens of a development issuer.

use super::fault::{Exit, Fault};
use crate::assurance::Algorithm;
use crate::assurance::mint::DevelopmentIssuer;
use crate::clock::{Clock as _, Date, SystemClock};
use serde_json::{Map, Value};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest life of a development token.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Make keys and tokens of a development issuer
///
/// Nothing but the demo accepts them (`agegate demo --keys`): they are for trying out.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate token keys --out dev.jwk.json > dev.jwks.json
  $ agegate demo --keys dev.jwks.json &
  $ TOKEN=$(agegate token mint --key dev.jwk.json --age-over 18 --audience http://127.0.0.1:8080)
  $ curl -H \"Age-Assurance-Token: $TOKEN\" http://127.0.0.1:8080/api/search?q=whisky"
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a key pair: the private JWK goes to a new file, the public JWKS to stdout
    #[command(after_help = "Example:
  $ agegate token keys --out dev.jwk.json > dev.jwks.json")]
    Keys {
        /// Where the private key goes; the file must not exist
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// `ES256` or `EdDSA`
        #[arg(long, default_value = "ES256", value_parser = algorithm)]
        algorithm: Algorithm,
    },
    /// Make a token, to stdout
    #[command(after_help = "Example:
  $ agegate token mint --key dev.jwk.json --age-over 18 --audience https://shop.example")]
    Mint(Mint),
}

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("age").required(true).args(["age_over", "birthdate"]))]
struct Mint {
    /// The private key that `agegate token keys` made
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// An age that the bearer has reached: the claim `age_over_NN`; may be repeated
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u8).range(1..=99))]
    age_over: Vec<u8>,
    /// The bearer's date of birth: the claim `birthdate`
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    birthdate: Option<Date>,
    /// Who the token is for
    #[arg(long, value_name = "NAME")]
    audience: String,
    /// How long it holds, as `300s`, `5m` or `1h`
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = lifetime)]
    lifetime: Duration,
}

fn algorithm(name: &str) -> Result<Algorithm, String> {
    let found = Algorithm::from_name(name);
    found
        .filter(|algorithm| matches!(algorithm, Algorithm::Es256 | Algorithm::Ed25519))
        .ok_or_else(|| format!("`{name}` is no algorithm of development keys: `ES256` or `EdDSA`"))
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("`{text}` is no day, as `2008-11-24`"))
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.strip_prefix(digits).map(str::trim);
    let seconds = match unit {
        Some("" | "s") => Some(1_u64),
        Some("m" | "min") => Some(60),
        Some("h") => Some(3600),
        _ => None,
    };
    let number = digits.parse::<u64>().ok();
    number
        .zip(seconds)
        .and_then(|(number, seconds)| number.checked_mul(seconds))
        .map(Duration::from_secs)
        .filter(|lifetime| !lifetime.is_zero() && *lifetime <= LONGEST)
        .ok_or_else(|| format!("`{text}` is no time from `1s` to `24h`, as `300s`, `5m` or `1h`"))
}

pub(super) fn run(args: &Args) -> Result<Exit, Fault> {
    let line = match &args.action {
        Action::Keys { out, algorithm } => {
            let issuer = DevelopmentIssuer::generate(*algorithm).map_err(Fault::because)?;
            write_private(out, &issuer.private_jwk()).map_err(|error| {
                let out = out.display();
                Fault::because(if error.kind() == io::ErrorKind::AlreadyExists {
                    format!("`{out}` is there already; nothing was written")
                } else {
                    format!("cannot make the file `{out}`: {error}")
                })
            })?;
            issuer.jwks()
        }
        Action::Mint(mint) => mint.token()?,
    };
    writeln!(io::stdout().lock(), "{line}").map_err(Fault::output)?;
    Ok(Exit::Clean)
}

impl Mint {
    fn token(&self) -> Result<String, Fault> {
        let named = |cause: &dyn std::fmt::Display| {
            Fault::because(format!("cannot use the key `{}`: {cause}", self.key.display()))
        };
        let key = fs::read_to_string(&self.key).map_err(|error| named(&error))?;
        let issuer = DevelopmentIssuer::from_private_jwk(&key).map_err(|error| named(&error))?;
        let now = SystemClock.now();
        let mut claims = Map::new();
        for years in &self.age_over {
            claims.insert(format!("age_over_{years:02}"), true.into());
        }
        if let Some(birthdate) = self.birthdate {
            if birthdate > now.date() {
                return Err(Fault::because(format!("`{birthdate}` is yet to come")));
            }
            claims.insert("birthdate".to_owned(), birthdate.to_string().into());
        }
        issuer
            .token(&Value::Object(claims), &self.audience, now, self.lifetime)
            .map_err(Fault::because)
    }
}

/// Writes a new file that nobody else can read.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_bounded() {
        let cases = [
            ("300", Some(300)),
            ("300s", Some(300)),
            ("5m", Some(300)),
            ("5 min", Some(300)),
            ("24h", Some(86_400)),
            ("25h", None),
            ("0s", None),
            ("", None),
            ("h", None),
            ("-5m", None),
            ("5d", None),
            ("99999999999999999999", None),
            ("9999999999999999999h", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(lifetime(text).ok(), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
