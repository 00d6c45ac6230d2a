//! `truce completions` and `truce manual`: what a shell completes and the manual pages, made from the command line's own
//! description.

use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Arguments;
use crate::output;
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce completions bash > /usr/share/bash-completion/completions/truce")]
pub(crate) struct Completions {
    /// The shell: bash, elvish, fish, powershell, zsh
    shell: Shell,
}

pub(crate) fn completions(asked: &Completions) -> Result<(), Problem> {
    let mut written = Vec::new();
    clap_complete::generate(asked.shell, &mut Arguments::command(), "truce", &mut written);
    output::text(&String::from_utf8_lossy(&written))
}

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce manual /usr/share/man/man1 && man truce-evaluate")]
pub(crate) struct Manual {
    /// Folder to write them into: truce.1, and truce-COMMAND.1 for each command
    folder: PathBuf,
}

pub(crate) fn manual(asked: &Manual) -> Result<(), Problem> {
    std::fs::create_dir_all(&asked.folder).map_err(|error| Problem::file(&asked.folder, error))?;
    let mut all = Arguments::command();
    all.build();
    let mut n_pages = 0;
    page(&all, "truce", &asked.folder, &mut n_pages)?;
    output::line(format_args!("{n_pages} pages in {}", asked.folder.display()))
}

/// The page of a command, then those of its own commands.
fn page(command: &clap::Command, name: &str, folder: &Path, n_pages: &mut usize) -> Result<(), Problem> {
    let path = folder.join(format!("{name}.1"));
    let mut text = Vec::new();
    // A page is the same whenever it is made: no date stands in it.
    let shown = command.clone().name(name.to_owned()).display_name(name.to_owned());
    let made = clap_mangen::Man::new(shown).title(name).section("1").source("Truce").manual("Truce").date("");
    made.render(&mut text)?;
    std::fs::write(&path, text).map_err(|error| Problem::file(&path, error))?;
    *n_pages += 1;
    for own in command.get_subcommands().filter(|own| own.get_name() != "help") {
        page(own, &format!("{name}-{}", own.get_name()), folder, n_pages)?;
    }
    Ok(())
}
