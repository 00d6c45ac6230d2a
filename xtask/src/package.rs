//! The package: the program without shared libraries, its manual pages, what shells complete, a Debian package, and the
//! notes of a release out of CHANGELOG.md.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, cargo};
use crate::tidy;

const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Makes it in the target folder's `package`. `binary` is packed as it is; none: one without shared libraries is built.
pub fn package(binary: Option<&Path>) -> Result<PathBuf, String> {
    let root = crate::root()?;
    let target = PathBuf::from(tidy::target_directory(&root)?);
    let folder = target.join("package");
    let _ = std::fs::remove_dir_all(&folder);
    make(&folder)?;
    let built = match binary {
        Some(binary) => binary.to_owned(),
        None => build(&root, &target)?,
    };
    copy(&built, &folder.join("truce"))?;
    let tree = folder.join("tree");
    fill(&root, &folder.join("truce"), &tree)?;
    let version = version(&read(&root.join("CHANGELOG.md"))?);
    control(&tree, &version)?;
    let package = folder.join(format!("truce_{version}_amd64.deb"));
    process::output(Command::new("dpkg-deb").args(["--root-owner-group", "--build"]).arg(&tree).arg(&package))?;
    std::fs::remove_dir_all(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
    println!("{}\n{}", folder.join("truce").display(), package.display());
    Ok(package)
}

/// The program, with all its libraries in it.
fn build(root: &Path, target: &Path) -> Result<PathBuf, String> {
    let args = ["build", "--release", "--locked", "-p", "cli", "--target", TARGET];
    let mut command = cargo();
    command.args(args).current_dir(root).env("RUSTFLAGS", "-C target-feature=+crt-static");
    if !process::run(&mut command)? {
        return Err("the program could not be built".to_owned());
    }
    Ok(target.join(TARGET).join("release").join("truce"))
}

/// What lies where once it is installed.
fn fill(root: &Path, binary: &Path, tree: &Path) -> Result<(), String> {
    let at = |path: &str| tree.join(path);
    copy(binary, &at("usr/bin/truce"))?;
    let pages = at("usr/share/man/man1");
    make(&pages)?;
    process::output(Command::new(binary).arg("manual").arg(&pages))?;
    let files: Vec<PathBuf> = std::fs::read_dir(&pages)
        .map_err(|error| format!("{}: {error}", pages.display()))?
        .filter_map(Result::ok)
        .map(|file| file.path())
        .collect();
    process::output(Command::new("gzip").arg("-9n").args(&files))?;
    for (shell, path) in [
        ("bash", "usr/share/bash-completion/completions/truce"),
        ("zsh", "usr/share/zsh/vendor-completions/_truce"),
        ("fish", "usr/share/fish/vendor_completions.d/truce.fish"),
    ] {
        write(&at(path), &process::output(Command::new(binary).args(["completions", shell]))?)?;
    }
    copy(&root.join("packaging/truce@.service"), &at("usr/lib/systemd/system/truce@.service"))?;
    let docs = at("usr/share/doc/truce");
    copy(&root.join("LICENSE"), &docs.join("copyright"))?;
    copy(&root.join("CHANGELOG.md"), &docs.join("changelog"))?;
    process::output(Command::new("gzip").arg("-9n").arg(docs.join("changelog"))).map(|_| ())
}

fn control(tree: &Path, version: &str) -> Result<(), String> {
    let text = format!(
        "Package: truce\nVersion: {version}\nArchitecture: amd64\nMaintainer: The Truce developers <truce@localhost>\nSection: misc\nPriority: optional\n\
         Description: the record of a ceasefire\n Agreements written so that they can be checked, reports that cannot be altered\n unseen, and provision by provision who keeps the agreement and how well that\n is known.\n"
    );
    write(&tree.join("DEBIAN/control"), &text)?;
    let script = "#!/bin/sh\nset -e\nif [ \"$1\" = configure ] && ! getent passwd truce >/dev/null; then\n  \
                  useradd --system --user-group --home-dir /var/lib/truce --shell /usr/sbin/nologin truce\nfi\n\
                  mkdir -p /var/lib/truce\nchown truce:truce /var/lib/truce\nchmod 0700 /var/lib/truce\n";
    let path = tree.join("DEBIAN/postinst");
    write(&path, script)?;
    process::output(Command::new("chmod").arg("0755").arg(&path)).map(|_| ())
}

/// The latest release that the changelog tells of; before the first, one that any release follows.
fn version(changelog: &str) -> String {
    let released = changelog.lines().filter_map(|line| line.strip_prefix("## ")).find(|title| *title != "Unreleased");
    released.and_then(|title| title.split_whitespace().next()).map_or("0.0.0~unreleased".to_owned(), str::to_owned)
}

/// What the changelog says of a release, by the first word of its heading.
pub fn notes(release: &str) -> Result<String, String> {
    notes_of(&read(&crate::root()?.join("CHANGELOG.md"))?, release)
        .ok_or_else(|| format!("CHANGELOG.md has no heading {release}"))
}

fn notes_of(changelog: &str, release: &str) -> Option<String> {
    let mut lines = changelog.lines();
    lines
        .find(|line| line.strip_prefix("## ").is_some_and(|title| title.split_whitespace().next() == Some(release)))?;
    let mut notes = String::new();
    for line in lines.take_while(|line| !line.starts_with("## ")) {
        let _ = writeln!(notes, "{line}");
    }
    Some(format!("{}\n", notes.trim()))
}

/// Installs a package, looks, and removes it again. Only a root user can.
pub fn try_package(package: &Path) -> Result<(), String> {
    let dpkg = |args: &[&str]| process::output(Command::new("dpkg").args(args));
    dpkg(&["--install", &package.display().to_string()])?;
    let looked = look();
    dpkg(&["--purge", "truce"])?;
    looked?;
    match Path::new("/usr/bin/truce").exists() {
        true => Err("/usr/bin/truce is there after the package was removed".to_owned()),
        false => Ok(()),
    }
}

/// What is there once it is installed.
fn look() -> Result<(), String> {
    process::output(Command::new("/usr/bin/truce").args(["help"]))?;
    for path in [
        "/usr/share/man/man1/truce.1.gz",
        "/usr/share/man/man1/truce-evaluate.1.gz",
        "/usr/share/bash-completion/completions/truce",
        "/usr/lib/systemd/system/truce@.service",
        "/var/lib/truce",
    ] {
        if !Path::new(path).exists() {
            return Err(format!("{path} is not there"));
        }
    }
    // What completes is what the shell itself makes of it.
    let asked = "source /usr/share/bash-completion/completions/truce; COMP_WORDS=(truce eval); COMP_CWORD=1; _truce truce eval truce; echo \"${COMPREPLY[@]}\"";
    let said = process::output(Command::new("bash").args(["-c", asked]))?;
    if said.trim() == "evaluate" { Ok(()) } else { Err(format!("`truce eval` is completed as {said:?}")) }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn make(folder: &Path) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    to.parent().map_or(Ok(()), make)?;
    std::fs::copy(from, to).map(|_| ()).map_err(|error| format!("{}: {error}", from.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    path.parent().map_or(Ok(()), make)?;
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\nWords.\n\n## Unreleased\n\n- New.\n\n## 1.2.0 (2030-01-02)\n\n- One.\n- Two.\n\n## 1.1.0\n\n- Old.\n";

    #[test]
    fn notes_are_what_stands_under_the_heading() {
        assert_eq!(notes_of(CHANGELOG, "1.2.0").as_deref(), Some("- One.\n- Two.\n"));
        assert_eq!(notes_of(CHANGELOG, "Unreleased").as_deref(), Some("- New.\n"));
        assert_eq!(notes_of(CHANGELOG, "1.1").as_deref(), None);
    }

    #[test]
    fn the_version_is_the_latest_release() {
        assert_eq!(version(CHANGELOG), "1.2.0");
        assert_eq!(version("# Changelog\n\n## Unreleased\n\n- New.\n"), "0.0.0~unreleased");
    }
}
