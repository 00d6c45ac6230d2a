//! The binary `truce`: reads arguments, runs one command, says how it went by its exit code.
//!
//! 0 done; 1 the input or the record is at fault; 2 wrong usage; 3 the world failed (disk, network).

mod agreement_file;
mod articles;
mod bundle;
mod candidates;
mod commands;
mod devices;
mod enciphered;
mod enrolment;
mod geoparquet;
mod keys;
mod lists;
mod mission;
mod output;
mod partitioned;
mod parts;
mod peers;
mod problem;
mod rejected;
mod remarks;
mod scratch;
mod sealing;
mod settings;
mod sharded;
mod spreadsheet;
mod store;
mod tokens;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

/// The record of a ceasefire: provision by provision, who keeps it, and how well that is known.
#[derive(Parser)]
#[command(name = "truce", disable_version_flag = true, max_term_width = 100, subcommand_required = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match commands::run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            if !problem.is_said() {
                eprintln!("truce: {problem}");
            }
            problem.exit_code()
        }
    }
}
