//! Copies that parties have before a report is published, and what they answer. Both are entries; the words of an answer lie beside its entry.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use ledger::Digest;
use ledger::body::Publication;
use sha2::{Digest as _, Sha256};
use views::periodic::PartyAnswer;

use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// The copies of the report on a period that ended on a day.
pub(super) struct Copies {
    /// What parties answered.
    pub(super) answers: Vec<PartyAnswer>,
    /// So many days before publication parties have their copies, where the agreement says so.
    days: Option<u32>,
    parties: BTreeSet<String>,
    today: Date,
}

impl Copies {
    pub(super) fn of(mission: &Mission, to: Date) -> Result<Copies, Problem> {
        let calendar = mission.monitor.calendar();
        let answer = |copy: monitor::AdvanceCopy| {
            let monitor::AdvanceCopy { party, copy, answer } = copy;
            PartyAnswer { party, copy, answer }
        };
        let answers = mission.monitor.advance_copies(to)?.into_iter().map(answer).collect();
        let version = mission.monitor.state().version();
        let parties = version.iter().flat_map(|version| &version.agreement.parties).map(|party| party.id.clone());
        let now = mission.fixed_as_of()?.unwrap_or_else(Timestamp::now).max(Timestamp::now());
        Ok(Copies { answers, days: mission.advance_days()?, parties: parties.collect(), today: calendar.date(now) })
    }

    /// Until when a party answers that has its copy today.
    pub(super) fn until(&self) -> Option<Date> {
        self.today.checked_add(Span::new().days(i64::from(self.days?))).ok()
    }

    /// Copies go to parties.
    pub(super) fn check(&self, party: &str) -> Result<(), Problem> {
        if self.parties.contains(party) {
            return Ok(());
        }
        let all: Vec<&str> = self.parties.iter().map(String::as_str).collect();
        Err(Problem::AtFault(format!("the agreement has no party {party}: {}", all.join(", "))))
    }

    /// Where parties are to have the report first, it is not published before they answered or had their time.
    pub(super) fn refuse_early(&self, of: impl Display) -> Result<(), Problem> {
        let Some(days) = self.days else { return Ok(()) };
        let mut missing = Vec::new();
        for party in &self.parties {
            match self.answers.iter().find(|answer| answer.party == *party) {
                None => missing.push(format!("{party} has no copy (--advance-to {party})")),
                Some(PartyAnswer { copy, answer: None, .. }) => {
                    let until = copy.1 + jiff::SignedDuration::from_hours(24 * i64::from(days));
                    if Timestamp::now() < until {
                        missing.push(format!("{party} has until {until} to answer"));
                    }
                }
                Some(_) => {}
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(Problem::AtFault(format!(
            "{of} is not published: mission.toml says that parties have it {days} days before ([public] advance_days); {}",
            missing.join("; ")
        )))
    }
}

/// Records what a party answers to its copy.
pub(super) fn answer(mission: &mut Mission, entry: u64, path: &Path) -> Result<(), Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    if text.trim().is_empty() {
        return Err(Problem::AtFault(format!("{}: there is no answer in it", path.display())));
    }
    let published = mission.monitor.published();
    let copy = published.iter().find(|one| one.entry == entry).map(|one| &one.what);
    let copy = copy.and_then(|copy| Some((copy.what.strip_prefix(&monitor::copy_for(""))?.to_owned(), copy)));
    let (party, copy) = copy.ok_or_else(|| Problem::AtFault(format!("entry {entry} is no advance copy")))?;
    let what = monitor::answer_to(&party, entry);
    let (size, as_of) = (copy.size, copy.as_of);
    let digest = Digest(Sha256::digest(text.as_bytes()).into());
    let publication = Publication { what, size, as_of, digest, corrects: None };
    let note = Some(text.trim());
    let own = mission.monitor.record_publication(&publication, note, None, Timestamp::now())?;
    let own = own.map_err(Problem::AtFault)?;
    mission.keep_checkpoint()?;
    output::line(format_args!("entry {own} of the ledger: what {party} answers"))
}
