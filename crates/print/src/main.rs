//! `truce-print`: a document's JSON in, a PDF out that can be kept (PDF/A-2a) and read aloud (PDF/UA-1).
//!
//! It knows nothing of agreements: `document.typ` says how a document looks, and `docs/formats/document.md` what its JSON holds. It reads
//! no clock, no font of the machine and no file but its input, so that the same document gives the same bytes.

mod marks;
mod world;

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;

const USAGE: &str = "truce-print [DOCUMENT.json] [OUT.pdf]\n\n\
    Draws a document as PDF/A-2a and PDF/UA-1. - or nothing: standard input, standard output.";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (from, to) = (args.next(), args.next());
    let asks = |arg: &Option<String>| arg.as_deref().is_some_and(|arg| arg.starts_with("--") || arg == "-h");
    if args.next().is_some() || asks(&from) || asks(&to) {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    match run(from.as_deref().unwrap_or("-"), to.as_deref().unwrap_or("-")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(from: &str, to: &str) -> Result<(), String> {
    let mut document = Vec::new();
    let named = |name: &str, error: io::Error| format!("{name}: {error}");
    match from {
        "-" => io::stdin().read_to_end(&mut document),
        path => File::open(path).and_then(|mut file| file.read_to_end(&mut document)),
    }
    .map_err(|error| named(from, error))?;
    let pdf = world::printed(document)?;
    match to {
        "-" => io::stdout().write_all(&pdf),
        path => File::create(path).and_then(|mut file| file.write_all(&pdf)),
    }
    .map_err(|error| named(to, error))
}
