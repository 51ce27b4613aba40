//! The `agegate` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    agegate::cli::main()
}
