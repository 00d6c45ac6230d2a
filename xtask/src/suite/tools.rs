//! The programs that the checks need beside Rust: finds them, and installs them where that is ours to do.
//!
//! Only a root user with `apt-get` is served; anybody else is told what is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// Where the programs are.
pub(crate) struct Tools {
    pub(crate) chromium: PathBuf,
    pub(crate) node: PathBuf,
    pub(crate) npm: PathBuf,
}

struct Need {
    /// Names it goes by, the usual one first.
    programs: &'static [&'static str],
    /// The Debian package that brings it.
    package: &'static str,
    /// A variable that names the program outright.
    variable: &'static str,
}

const CHROMIUM: Need = Need {
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium",
    variable: "CHROMIUM",
};
const NODE: Need = Need { programs: &["node", "nodejs"], package: "nodejs", variable: "NODE" };
const NPM: Need = Need { programs: &["npm"], package: "npm", variable: "NPM" };

/// Programs of others that the tests hold ours against, and what brings them. PostgreSQL's server lies off the path.
const OUTSIDE: [(&str, &str); 8] = [
    ("go", "golang-go"),
    ("initdb", "postgresql"),
    ("age", "age"),
    ("cc", "gcc"),
    ("javac", "default-jdk-headless"),
    ("pip3", "python3-pip"),
    ("ogrinfo", "gdal-bin"),
    ("pdftotext", "poppler-utils"),
];
/// The package whose wheel holds ODK Validate, and with it JavaRosa, the engine of ODK Collect.
const FORMS: &str = "pyxform==4.5.0";
const FORMS_JAR: &str = "pyxform/validators/odk_validate/bin/ODK_Validate.jar";
/// Holds a server against the description of its API.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// Readers of what is exported: of Parquet, of spreadsheets, of HXL.
const READERS: [&str; 3] = ["duckdb==2.0.1", "openpyxl==3.1.5", "libhxl==5.2.2"];
/// A cluster of Apache Spark, with Java 17.
const SPARK: &str = "pyspark==4.3.0";
/// Go's libraries for transparency logs, as Debian lays them out.
const GO_LIBRARY: (&str, &str) = ("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog", "golang-golang-x-mod-dev");

/// Installs what is missing of the programs of others; else says which packages are.
pub(crate) fn provide_outside() -> Result<(), String> {
    let packages = missing_outside();
    if !packages.is_empty() {
        install(&packages)?;
    }
    let missing = missing_outside();
    if missing.is_empty() { Ok(()) } else { Err(is_missing(&missing, "installed, yet not found")) }
}

fn missing_outside() -> Vec<&'static str> {
    let servers = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let places: Vec<PathBuf> = folders().into_iter().chain(servers.map(|version| version.path().join("bin"))).collect();
    let programs = OUTSIDE.iter().filter(|(program, _)| first_in(&places, &[program]).is_none());
    let library = Some(GO_LIBRARY).filter(|(folder, _)| !std::path::Path::new(folder).is_dir());
    programs.map(|(_, package)| *package).chain(library.map(|(_, package)| package)).collect()
}

/// ODK Validate, fetched into a folder if it is not there yet.
pub(crate) fn provide_forms(folder: &Path) -> Result<PathBuf, String> {
    let jar = folder.join(FORMS_JAR);
    if jar.is_file() {
        return Ok(jar);
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", FORMS, "--no-deps", "--only-binary", ":all:", "--dest"]).arg(folder);
    process::output(&mut pip)?;
    let mut files = std::fs::read_dir(folder).map_err(|error| error.to_string())?.filter_map(Result::ok);
    let wheel = files.find(|file| file.path().extension().is_some_and(|extension| extension == "whl"));
    let wheel = wheel.ok_or("pip fetched no wheel of pyxform")?.path();
    process::output(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(folder))?;
    if jar.is_file() { Ok(jar) } else { Err(format!("{FORMS} holds no {FORMS_JAR}")) }
}

/// The engine of ODK Web Forms with the script that fills forms by it, in a folder of its own.
pub(crate) fn provide_engine(root: &Path, folder: &Path) -> Result<PathBuf, String> {
    let missing = [&NODE, &NPM].into_iter().filter(|need| find(need).is_none()).map(|need| need.package);
    let packages: Vec<&str> = missing.collect();
    if !packages.is_empty() {
        install(&packages)?;
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let own = root.join("crates/cli/tests/outside/engine");
    let mut is_same = folder.join("node_modules").is_dir();
    for name in ["package.json", "package-lock.json", "fill.mjs"] {
        let (from, to) = (own.join(name), folder.join(name));
        let text = std::fs::read(&from).map_err(|error| format!("{}: {error}", from.display()))?;
        is_same &= name == "fill.mjs" || std::fs::read(&to).is_ok_and(|held| held == text);
        std::fs::write(&to, text).map_err(|error| format!("{}: {error}", to.display()))?;
    }
    if !is_same {
        let npm = find(&NPM).ok_or("npm is missing")?;
        process::output(Command::new(npm).arg("ci").current_dir(folder))?;
    }
    Ok(folder.to_owned())
}

/// Schemathesis in a folder of its own, installed if it is not there yet.
pub(crate) fn provide_schemathesis(folder: &Path) -> Result<PathBuf, String> {
    let program = folder.join("bin").join("schemathesis");
    if !program.is_file() {
        let mut pip = Command::new("python3");
        process::output(pip.args(["-m", "pip", "install", "--quiet", SCHEMATHESIS, "--target"]).arg(folder))?;
    }
    if program.is_file() { Ok(program) } else { Err(format!("{SCHEMATHESIS} brings no program")) }
}

/// Readers of what is exported, in a folder of their own, installed if they are not there yet.
pub(crate) fn provide_readers(folder: &Path) -> Result<PathBuf, String> {
    let last = folder.join("bin").join("hxlvalidate");
    if !last.is_file() {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet"]).args(READERS).arg("--target").arg(folder);
        process::output(&mut pip)?;
    }
    if last.is_file() { Ok(folder.to_owned()) } else { Err(format!("{} brings no program", READERS.join(", "))) }
}

/// Spark in a folder of its own, installed if it is not there yet.
pub(crate) fn provide_spark(folder: &Path) -> Result<PathBuf, String> {
    let program = folder.join("pyspark").join("bin").join("spark-class");
    if !program.is_file() {
        let mut pip = Command::new("python3");
        process::output(pip.args(["-m", "pip", "install", "--quiet", SPARK, "--target"]).arg(folder))?;
    }
    if program.is_file() { Ok(folder.to_owned()) } else { Err(format!("{SPARK} brings no program")) }
}

/// Finds every tool, installing first what is missing; else says which packages are.
pub(crate) fn provide() -> Result<Tools, String> {
    let packages = missing();
    if !packages.is_empty() {
        install(&packages)?;
    }
    found().ok_or_else(|| is_missing(&missing(), "installed, yet not found on the path"))
}

fn found() -> Option<Tools> {
    Some(Tools { chromium: find(&CHROMIUM)?, node: find(&NODE)?, npm: find(&NPM)? })
}

fn missing() -> Vec<&'static str> {
    let needs = [CHROMIUM, NODE, NPM].into_iter().filter(|need| find(need).is_none());
    needs.map(|need| need.package).collect()
}

fn find(need: &Need) -> Option<PathBuf> {
    let named = std::env::var_os(need.variable).map(PathBuf::from);
    named.filter(|path| path.is_file()).or_else(|| first_in(&folders(), need.programs))
}

/// Where programs are looked for.
fn folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect()
}

fn first_in(folders: &[PathBuf], programs: &[&str]) -> Option<PathBuf> {
    let candidates = programs.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    candidates.into_iter().find(|path| path.is_file())
}

/// Whether a package can be installed here and removed again: not where somebody has it installed.
pub(crate) fn may_install() -> bool {
    let is_root = process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let is_there = || process::output(Command::new("dpkg").args(["--status", "truce"])).is_ok();
    is_root && first_in(&folders(), &["dpkg-deb"]).is_some() && !is_there()
}

fn install(packages: &[&str]) -> Result<(), String> {
    let Some(apt_get) = first_in(&folders(), &["apt-get"]) else {
        return Err(is_missing(packages, "this machine has no apt-get: install by hand"));
    };
    if process::output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err(is_missing(packages, "only root can install: run apt-get install by hand"));
    }
    println!("installing {}", packages.join(", "));
    let apt_get = || {
        let mut command = Command::new(&apt_get);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    // A stale list may still do; the installation tells.
    process::run(apt_get().arg("update"))?;
    let is_installed = process::run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))?;
    if is_installed { Ok(()) } else { Err(is_missing(packages, "apt-get could not install it")) }
}

fn is_missing(packages: &[&str], reason: &str) -> String {
    format!("missing: {} ({reason})", packages.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_name_wins_and_absent_programs_are_not_found() {
        let found = first_in(&folders(), &["no-such-program-anywhere", "sh"]).unwrap();
        assert!(found.ends_with("sh"));
        assert_eq!(first_in(&folders(), &["no-such-program-anywhere"]), None);
        assert_eq!(first_in(&[], &["sh"]), None);
    }
}
