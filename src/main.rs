//! `beadle`: parse, run, print the error chain, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    match beadle::cli::run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("beadle: {error:#}");
            ExitCode::FAILURE
        }
    }
}
