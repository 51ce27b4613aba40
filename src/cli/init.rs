//! `agegate init`: a directory of one's own to begin with.

use super::fault::{Exit, Fault};
use super::viewer;
use crate::config::{File, FileSet};
use crate::jurisdiction::Jurisdiction;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Begin a configuration of your own
///
/// Writes the shipped `agegate.toml`, in which every setting has its default and its
/// reason, and prints what was written. Rules, categories and words stay the built-in
/// ones: `extends` in it says how to add yours. Nothing that is there is overwritten.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:
  $ agegate init shop --country NL && agegate check --config shop"
)]
pub(super) struct Args {
    /// The directory; it is made if need be
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Where you sell: a country code, for `jurisdiction.default`
    #[arg(long, value_name = "CC", value_parser = viewer::country)]
    country: Option<Jurisdiction>,
    /// Write categories, rules, words and samples as well, to change or take away shipped ones
    #[arg(long)]
    whole: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Fault> {
    let shipped = FileSet::built_in();
    let chosen = || shipped.iter().filter(|file| args.whole || file.path == SETTINGS);
    for path in chosen().map(|file| args.directory.join(&file.path)) {
        if path.exists() {
            return Err(Fault::because(format!(
                "`{}` is there already; nothing was written",
                path.display()
            )));
        }
    }
    let mut output = io::stdout().lock();
    for file in chosen() {
        let path = args.directory.join(&file.path);
        write(&path, &text(file, args.country)).map_err(|error| {
            Fault::because(format!("cannot write `{}`: {error}", path.display()))
        })?;
        writeln!(output, "{}", path.display()).map_err(Fault::output)?;
    }
    output.flush().map_err(Fault::output)?;
    Ok(Exit::Clean)
}

const SETTINGS: &str = "agegate.toml";

/// The line of the shipped settings that says the country.
const DEFAULT: &str = "\ndefault = \"unknown\"\n";

fn text(file: &File, country: Option<Jurisdiction>) -> String {
    match country {
        Some(country) if file.path == SETTINGS => {
            file.text.replacen(DEFAULT, &format!("\ndefault = \"{country}\"\n"), 1)
        }
        _ => file.text.clone(),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Made between the look and now, it is somebody else's.
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::compile;

    #[test]
    fn the_country_is_the_only_change() {
        let shipped = FileSet::built_in();
        let file = shipped.iter().find(|file| file.path == SETTINGS).unwrap();
        let country = Jurisdiction::parse("NL");
        let written = text(file, country);
        let compiled = compile(&FileSet::from_memory([(SETTINGS, written.as_str())])).unwrap();
        assert_eq!(compiled.settings.runtime.jurisdiction.default, country.unwrap());
        assert_eq!(written.lines().count(), file.text.lines().count());
        assert_eq!(text(file, None), file.text);
    }
}
