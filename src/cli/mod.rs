//! The program's commands. Only results go to stdout, everything else to stderr.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done, nothing to report |
//! | 1 | something was withheld, or a check found something |
//! | 2 | a fault: wrong usage, unreadable input, a configuration that does not compile |

mod arguments;
mod bench;
mod check;
mod classify;
mod demo;
mod eval;
mod explain;
mod fault;
mod filter;
mod init;
mod labelled;
mod listing;
mod outline;
mod progress;
mod revision;
mod serve;
mod suggest;
mod token;
mod viewer;

use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use fault::{Exit, Fault};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Takes age-restricted and illegal listings out of storefront responses.
#[derive(Debug, Parser)]
#[command(
    name = "agegate",
    version,
    after_help = "Begin with:
  $ agegate demo                                      what it does, in a browser
  $ agegate explain 'Single malt WH1SKY'              why something is withheld, and from whom
  $ agegate init shop --country NL                    a configuration of your own
  $ agegate serve --config shop --upstream http://127.0.0.1:3000"
)]
struct Cli {
    /// The configuration's directory; left out, `config/` if there is one, else the built-in one
    #[arg(
        long,
        global = true,
        display_order = 900,
        value_name = "DIR",
        value_parser = arguments::directory
    )]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bench(bench::Args),
    Check(check::Args),
    Classify(classify::Args),
    Demo(demo::Args),
    Eval(eval::Args),
    Explain(explain::Args),
    Filter(filter::Args),
    Init(init::Args),
    Serve(serve::Args),
    Suggest(suggest::Args),
    Token(token::Args),
}

/// The commands; those that read no configuration do not show its option.
fn command() -> clap::Command {
    let unread = |command: clap::Command| {
        let config = Arg::new("config").long("config").value_parser(arguments::directory);
        command.arg(config.hide(true))
    };
    Cli::command().mut_subcommand("init", unread).mut_subcommand("token", unread)
}

/// Runs the command of the process's arguments.
pub fn main() -> ExitCode {
    let parsed = command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            // Help on a closed pipe is no fault either.
            let _ = error.print();
            return if error.use_stderr() { Exit::Fault } else { Exit::Clean }.into();
        }
    };
    let config = cli.config.as_deref();
    if config.is_some() && matches!(cli.command, Command::Init(_) | Command::Token(_)) {
        let _ = writeln!(std::io::stderr(), "agegate: this command reads no configuration");
        return Exit::Fault.into();
    }
    let done = match &cli.command {
        Command::Bench(args) => bench::run(args, config),
        Command::Check(args) => check::run(args, config),
        Command::Classify(args) => classify::run(args, config),
        Command::Demo(args) => demo::run(args, config),
        Command::Eval(args) => eval::run(args, config),
        Command::Explain(args) => explain::run(args, config),
        Command::Filter(args) => filter::run(args, config),
        Command::Init(args) => init::run(args),
        Command::Serve(args) => serve::run(args, config),
        Command::Suggest(args) => suggest::run(args, config),
        Command::Token(args) => token::run(args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(Fault::OutputClosed) => Exit::Fault.into(),
        Err(Fault::Because(message)) => {
            let _ = writeln!(std::io::stderr(), "agegate: {message}");
            Exit::Fault.into()
        }
    }
}
