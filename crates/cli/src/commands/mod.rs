//! The commands, one file each.

mod alert;
mod amend;
mod attach;
mod backup;
mod candidates;
mod check;
mod custody;
mod decide;
mod decide_reports;
mod demo;
mod device;
mod erase;
mod evaluate;
mod events;
mod explain;
mod export;
mod extract;
mod fmt;
mod forms;
mod grades;
mod import;
mod inbox;
mod init;
mod keys;
mod link;
mod manual;
mod member;
mod proof;
mod register;
mod report;
mod serve;
mod site;
mod sql;
mod status;
mod sync;
mod verify;
mod witness;

use crate::problem::Problem;

/// What can be asked of the program.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make a mission from the worked example and its real data, show its board, and serve it
    Demo(demo::Demo),
    /// Make a new mission from an agreement
    Init(init::Init),
    /// Record a new version of a mission's agreement
    Amend(amend::Amend),
    /// Read agreements and say what is wrong in them, where, and what to do; what they leave open; what their rules say
    Check(check::Check),
    /// Assess an agreement over a file of events, without a mission
    Evaluate(evaluate::Evaluate),
    /// Write an agreement's rules as SQL, for DuckDB, PostgreSQL or Spark
    Sql(sql::Sql),
    /// Write agreements in their canonical form
    Fmt(fmt::Fmt),
    /// Enrol devices that send field forms, and strike them off
    Device(device::Device),
    /// Write field forms (XForms) made from the agreement
    Forms(forms::Forms),
    /// Find out which reports of a file tell of the same event, and why; or learn how to link a mission's reports
    Link(link::Link),
    /// How reports and their sources are graded, and whether the two were set apart
    Grades(grades::Grades),
    /// What came in, and how far each report has been looked at: take, accept, return, set aside
    Inbox(inbox::Inbox),
    /// What articles tell and nobody has looked at: make reports of it, mend it, set it aside
    Candidates(candidates::Candidates),
    /// Who has a place in the mission, and tokens for programs of theirs
    Member(member::Member),
    /// Read articles: who says that who did what, where, when, and on whose word
    Extract(extract::Extract),
    /// Take reports into the ledger
    Import(import::Import),
    /// Show the board: provision by provision, party by party, at three levels
    Status(status::Status),
    /// List what happened, as best known; or the pairs of reports that a person should look at
    Events(events::Events),
    /// Show all that is known of an event: its reports side by side, why they are linked, how well it is known and why
    Event(events::OneEvent),
    /// Decide: merge, split or move events' reports; find, or respond, on an event
    Decide(decide::Decide),
    /// Write out the ledger as a folder that anybody can check
    Export(export::Export),
    /// Write the periodic report: what is known, provision by provision, of how the agreement was kept
    Report(report::Report),
    /// Tell people and programs what changes, falls due, is claimed, found or published: by webhook, e-mail, feed
    Alert(alert::Alert),
    /// Prove to somebody that an entry is in the ledger, that it goes on from what he kept, or that two copies differ
    Proof(proof::Proof),
    /// Keys: who may sign what; new ones, their ends, and what to do when one is lost
    Keys(keys::Keys),
    /// Erase the words kept beside an entry, and record that and why
    Erase(erase::Erase),
    /// Keep a file that belongs to a report
    Attach(attach::Attach),
    /// What was done with a file since it came; working copies without what a camera wrote
    Custody(custody::Custody),
    /// What is sealed to the keys of a compartment: who sources are, files
    Sealed(attach::Sealed),
    /// Follow an assessment down to its clause, events, reports and ledger entries
    Explain(explain::Explain),
    /// Meetings, stands, what is due: what lasts, drawn from events and statements
    Register(register::Register),
    /// Serve the board to a browser
    Serve(serve::Serve),
    /// The sites of a mission: new ones, invitations, what each lacks, what is in dispute; strike one off
    Site(site::Site),
    /// Bring the entries of two sites together: with a folder, a file that somebody carries, or over HTTP
    Sync(sync::Sync),
    /// Write the whole mission into one file, while others go on writing
    Backup(backup::Backup),
    /// Make a mission again from such a file
    Restore(backup::Restore),
    /// Watch a ledger for a party: sign its checkpoints only where it goes on from what was signed before
    Witness(witness::Witness),
    /// Write what a shell needs to complete this command line
    Completions(manual::Completions),
    /// Write the manual pages
    Manual(manual::Manual),
    /// Check every entry and checkpoint of the ledger, and name the first thing that is wrong
    Verify(verify::Verify),
}

/// Runs one.
pub(crate) fn run(command: Command) -> Result<(), Problem> {
    match command {
        Command::Demo(demo) => demo::run(&demo),
        Command::Init(init) => init::run(&init),
        Command::Amend(amend) => amend::run(&amend),
        Command::Check(check) => check::run(&check),
        Command::Evaluate(evaluate) => evaluate::run(&evaluate),
        Command::Completions(asked) => manual::completions(&asked),
        Command::Manual(asked) => manual::manual(&asked),
        Command::Sql(sql) => sql::run(&sql),
        Command::Fmt(fmt) => fmt::run(&fmt),
        Command::Device(device) => device::run(&device),
        Command::Forms(forms) => forms::run(&forms),
        Command::Link(link) => link::run(&link),
        Command::Grades(asked) => grades::run(&asked),
        Command::Inbox(asked) => inbox::run(&asked),
        Command::Candidates(asked) => candidates::run(&asked),
        Command::Member(asked) => member::run(&asked),
        Command::Extract(extract) => extract::run(&extract),
        Command::Import(import) => import::run(&import),
        Command::Status(status) => status::run(&status),
        Command::Events(list) => events::list(&list),
        Command::Event(one) => events::one(&one),
        Command::Decide(decide) => decide::run(&decide),
        Command::Alert(alert) => alert::run(&alert),
        Command::Export(export) => export::run(&export),
        Command::Report(report) => report::run(&report),
        Command::Proof(proof) => proof::run(&proof),
        Command::Keys(keys) => keys::run(&keys),
        Command::Erase(erase) => erase::run(&erase),
        Command::Attach(attach) => attach::attach(&attach),
        Command::Custody(asked) => custody::run(&asked),
        Command::Sealed(sealed) => attach::sealed(&sealed),
        Command::Explain(explain) => explain::run(&explain),
        Command::Register(register) => register::run(&register),
        Command::Serve(serve) => serve::run(&serve),
        Command::Site(asked) => site::run(&asked),
        Command::Sync(asked) => sync::run(&asked),
        Command::Backup(asked) => backup::backup(&asked),
        Command::Restore(asked) => backup::restore(&asked),
        Command::Witness(witness) => witness::run(&witness),
        Command::Verify(verify) => verify::run(&verify),
    }
}
