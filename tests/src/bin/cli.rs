//! The program's own command line, for tests that call it as people and systems do.

use std::process::ExitCode;

fn main() -> ExitCode {
    bluerider::run()
}
