//! The one test command: installs what is missing, runs every step, and ends with one line of sums.
//!
//! A step that fails does not stop the next, so that one run shows every fault.

mod browser;
mod tally;
mod tools;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::package;
use crate::process::{self, cargo};
use crate::tidy;
use tally::Tally;

/// How much of the suite to run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Everything.
    Full,
    /// Without the slow tests, the release build they need, and the browser.
    Fast,
}

/// Runs the suite; true if nothing failed.
pub fn run(pace: Pace) -> Result<bool, String> {
    let root = crate::root()?;
    let mut suite = Suite { root, tally: Tally::default(), faults: Vec::new() };
    match pace {
        Pace::Full => {
            let tools = suite.set_up();
            suite.lint();
            let binary = suite.release_binary();
            suite.typesetter();
            suite.package(binary.as_deref());
            suite.tests(pace, binary.as_deref());
            suite.sites();
            suite.browser(tools.as_ref(), binary.as_deref());
        }
        Pace::Fast => {
            suite.lint();
            suite.tests(pace, None);
            suite.skip("slow tests", "--fast");
            if browser::is_present(&suite.root) {
                suite.skip("browser", "--fast");
            }
        }
    }
    Ok(suite.close())
}

/// `cargo fmt --all --check`, alone; true if nothing would change.
pub fn format_check() -> Result<bool, String> {
    process::run(format_command().current_dir(crate::root()?))
}

fn format_command() -> Command {
    let mut command = cargo();
    command.args(["fmt", "--all", "--check"]);
    command
}

/// Where programs of others are kept, beside what is built.
fn outside(root: &Path, name: &str) -> Result<PathBuf, String> {
    Ok(Path::new(&tidy::target_directory(root)?).join("outside").join(name))
}

struct Suite {
    root: PathBuf,
    tally: Tally,
    faults: Vec<String>,
}

impl Suite {
    /// Installs the programs that ours is held against, and what the browser check needs, if there is one.
    fn set_up(&mut self) -> Option<tools::Tools> {
        if let Err(missing) = tools::provide_outside() {
            // The tests that need them say so, and fail.
            println!("{missing}");
        }
        if !browser::is_present(&self.root) {
            return None;
        }
        println!("\n== set-up");
        match tools::provide() {
            Ok(tools) => Some(tools),
            Err(missing) => {
                println!("{missing}");
                None
            }
        }
    }

    fn lint(&mut self) {
        self.step("format", |root| process::run(format_command().current_dir(root)));
        self.step("clippy", |root| {
            let args =
                ["clippy", "--workspace", "--exclude", "print", "--all-targets", "--locked", "--", "-D", "warnings"];
            process::run(cargo().args(args).current_dir(root))
        });
    }

    /// The program itself, which the whole-program tests start.
    fn release_binary(&mut self) -> Option<PathBuf> {
        let mut binary = None;
        self.step("release build", |root| {
            let is_built = process::run(cargo().args(["build", "--release", "--locked"]).current_dir(root))?;
            let name = format!("truce{}", std::env::consts::EXE_SUFFIX);
            let path = Path::new(&tidy::target_directory(root)?).join("release").join(name);
            if is_built && !path.is_file() {
                return Err("the build made no binary named `truce`".to_owned());
            }
            // An older binary would let the tests pass on yesterday's program.
            binary = is_built.then_some(path);
            Ok(is_built)
        });
        binary
    }

    /// The program that sets PDFs, apart: in the other profile it would be built once more.
    fn typesetter(&mut self) {
        let mut sum = Tally::default();
        self.step_with_tally("typesetter", &mut sum, |root, sum| {
            let run = |command: &str| {
                let args = [command, "--release", "--locked", "-p", "print"];
                let mut cargo = cargo();
                cargo.args(args).current_dir(root);
                cargo
            };
            let is_clean = process::run(run("clippy").args(["--all-targets", "--", "-D", "warnings"]))?;
            let is_built = process::run(&mut run("build"))?;
            let is_right = process::run_reading(&mut run("test"), |line| {
                sum.add(tally::from_libtest(line).unwrap_or_default());
            })?;
            Ok(is_clean && is_built && is_right)
        });
    }

    /// The Debian package, installed and removed again; of the program that is built already.
    fn package(&mut self, binary: Option<&Path>) {
        let Some(binary) = binary else { return };
        if !tools::may_install() {
            return self.skip("package", "it takes a root user with dpkg, and no truce that is installed already");
        }
        self.step("package", |_| {
            package::package(Some(binary)).and_then(|made| package::try_package(&made)).map(|()| true)
        });
    }

    /// Several sites that meet in any order: many runs, for which the test profile is too slow.
    fn sites(&mut self) {
        let mut sum = Tally::default();
        self.step_with_tally("several sites, 10,000 runs", &mut sum, |root, sum| {
            let args = ["test", "--release", "--locked", "-p", "monitor", "--test", "sites"];
            let mut command = cargo();
            command.args(args).current_dir(root).env("SITES_RUNS", "10000");
            process::run_reading(&mut command, |line| sum.add(tally::from_libtest(line).unwrap_or_default()))
        });
    }

    fn tests(&mut self, pace: Pace, binary: Option<&Path>) {
        let mut command = cargo();
        command.args(["test", "--workspace", "--exclude", "print", "--locked", "--no-fail-fast"]);
        match pace {
            Pace::Full => command.env("RUN_SLOW_TESTS", "1"),
            Pace::Fast => command.env_remove("RUN_SLOW_TESTS"),
        };
        if let Some(binary) = binary {
            command.env("TRUCE_BIN", binary);
        }
        if pace == Pace::Full {
            let folder = Path::new(&tidy::target_directory(&self.root).unwrap_or_default()).join("release");
            command.env("TRUCE_PRINT", folder.join(format!("truce-print{}", std::env::consts::EXE_SUFFIX)));
            let programs = [
                ("ODK_VALIDATE", outside(&self.root, "pyxform").and_then(|folder| tools::provide_forms(&folder))),
                (
                    "FORMS_ENGINE",
                    outside(&self.root, "engine").and_then(|folder| tools::provide_engine(&self.root, &folder)),
                ),
                ("READERS", outside(&self.root, "readers").and_then(|folder| tools::provide_readers(&folder))),
                ("SPARK", outside(&self.root, "spark").and_then(|folder| tools::provide_spark(&folder))),
                (
                    "SCHEMATHESIS",
                    outside(&self.root, "schemathesis").and_then(|folder| tools::provide_schemathesis(&folder)),
                ),
            ];
            for (variable, program) in programs {
                match program {
                    Ok(program) => drop(command.env(variable, program)),
                    // The test that needs it says so, and fails.
                    Err(missing) => println!("{missing}"),
                }
            }
        }
        let mut sum = Tally::default();
        self.step_with_tally("tests", &mut sum, |root, sum| {
            process::run_reading(command.current_dir(root), |line| {
                sum.add(tally::from_libtest(line).unwrap_or_default());
            })
        });
    }

    fn browser(&mut self, tools: Option<&tools::Tools>, binary: Option<&Path>) {
        if !browser::is_present(&self.root) {
            return;
        }
        match (tools, binary) {
            (Some(tools), Some(binary)) => {
                let mut sum = Tally::default();
                self.step_with_tally("browser", &mut sum, |root, sum| browser::run(root, tools, binary, sum));
            }
            (None, _) => self.skip("browser", "a tool it needs is missing, see set-up"),
            (_, None) => self.skip("browser", "there is no release build"),
        }
    }

    fn step(&mut self, name: &str, work: impl FnOnce(&Path) -> Result<bool, String>) {
        self.step_with_tally(name, &mut Tally::default(), |root, _| work(root));
    }

    /// Runs one step. A step that fails without a failing test of its own counts as one failure, so that the
    /// sums never look better than the run.
    fn step_with_tally(
        &mut self,
        name: &str,
        sum: &mut Tally,
        work: impl FnOnce(&Path, &mut Tally) -> Result<bool, String>,
    ) {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = work(&self.root, sum).unwrap_or_else(|error| {
            println!("{error}");
            false
        });
        if !outcome || sum.failed > 0 {
            sum.failed = sum.failed.max(1);
            self.faults.push(name.to_owned());
        }
        let verdict = if sum.failed == 0 { "ok" } else { "FAILED" };
        println!("== {name}: {verdict} ({} s)", start.elapsed().as_secs());
        self.tally.add(*sum);
    }

    fn skip(&mut self, name: &str, reason: &str) {
        println!("\n== {name}: skipped ({reason})");
        self.tally.skipped += 1;
    }

    fn close(&self) -> bool {
        println!();
        if !self.faults.is_empty() {
            println!("failed: {}", self.faults.join(", "));
        }
        println!("{}", self.tally);
        self.tally.failed == 0
    }
}
