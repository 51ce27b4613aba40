//! How a command ends.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// A command's end that is no fault of its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Nothing to report.
    Clean,
    /// Something was withheld or found.
    Found,
    /// Some of the input could not be read; the rest was done.
    Fault,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Found => 1,
            Exit::Fault => 2,
        })
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) enum Fault {
    /// Whoever read stdout has gone: nothing is said about it.
    OutputClosed,
    /// A message for stderr.
    Because(String),
}

impl Fault {
    pub(super) fn because(message: impl fmt::Display) -> Self {
        Self::Because(message.to_string())
    }

    /// A failed write of a result.
    pub(super) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Because(format!("cannot write to stdout: {error}")),
        }
    }
}
