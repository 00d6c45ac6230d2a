//! `cargo xtask <command>`: reads the arguments and calls the library; it decides nothing itself.

use std::process::ExitCode;

use xtask::package;
use xtask::suite::{self, Pace};
use xtask::tidy;

const HELP: &str = "\
cargo xtask <command>

  test         install what is missing, then run every check and test there is
  test --fast  the same without the slow tests and the browser
  tidy         compare the tree with what ARCHITECTURE.md and STYLE.md promise
  package      the program without shared libraries, and a Debian package, in target/package
               --try: installs it, looks, and removes it again
  notes NAME   what CHANGELOG.md says of a release
  fmt-check    fail where `cargo fmt --all` would change a file
  help         this text
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(true)
        }
        ["test"] => suite::run(Pace::Full),
        ["test", "--fast"] => suite::run(Pace::Fast),
        ["tidy"] => run_tidy(),
        ["package"] => package::package(None).map(|_| true),
        ["package", "--try"] => package::package(None).and_then(|made| package::try_package(&made)).map(|()| true),
        ["notes", release] => package::notes(release).map(|notes| {
            print!("{notes}");
            true
        }),
        ["fmt-check"] => suite::format_check(),
        _ => {
            eprint!("unknown command: {}\n\n{HELP}", args.join(" "));
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_tidy() -> Result<bool, String> {
    let house = tidy::House::load(&xtask::root()?)?;
    let faults: Vec<tidy::Fault> = tidy::CHECKS.iter().flat_map(|check| check(&house)).collect();
    if faults.is_empty() {
        println!("tidy: {} files, nothing to say", house.files.len());
    } else {
        print!("{}", tidy::report(&faults));
    }
    Ok(faults.is_empty())
}
