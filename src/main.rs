//! The command-line tool: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mcplan::commands::run(std::env::args_os()))
}
