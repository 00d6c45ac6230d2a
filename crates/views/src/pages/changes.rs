//! What changed between two ledger sizes: assessments that are not what they were, and the entries from which that follows.

use askama::Template;
use assessments::Assessment;
use provisions::Reading;

use super::Frame;
use super::assessment::instance_shown;
use crate::messages::Put;
use crate::pictures::mark;
use crate::words::{level_words, outcome_shown, party_shown};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "changes.html")]
pub struct ChangesPage {
    /// Head and foot.
    pub frame: Frame,
    /// From which size to which, and how many changed.
    pub lead: String,
    /// The size from which, for the form.
    pub since: u64,
    /// Changes.
    pub rows: Vec<ChangeRow>,
}

/// A change.
pub struct ChangeRow {
    /// The rule's id.
    pub rule: String,
    /// Party, reading and instance.
    pub of: String,
    /// Mark of the level.
    pub mark: String,
    /// Its word.
    pub level: String,
    /// What it was.
    pub was: String,
    /// What it is.
    pub is: String,
    /// Link to the assessments.
    pub href: String,
    /// Entries: number and link; the first ones.
    pub entries: Vec<(String, String)>,
}

/// One change: what was, what is, and the entries from which it follows.
pub struct Changed<'a> {
    /// Before.
    pub was: Option<&'a Assessment>,
    /// Now.
    pub is: Option<&'a Assessment>,
    /// Ledger entries.
    pub entries: &'a [u64],
}

/// So many changes on the page, and entries for each.
const ROWS: usize = 300;
const ENTRIES: usize = 5;

/// Fills the page.
pub fn changes(record: &Record<'_>, since: u64, list: &[Changed<'_>], shown: &Shown) -> ChangesPage {
    let words = record.words;
    let told = |one: Option<&Assessment>| match one {
        Some(one) => {
            let (outcome, count) = (outcome_shown(record, one), words.number(one.count));
            words.with("outcome-and-count", &[("outcome", Put::from(&outcome)), ("count", Put::from(&count))])
        }
        None => words.say("no-such-instance"),
    };
    let row = |change: &Changed<'_>| {
        let one = change.is.or(change.was)?;
        let entry = |entry: &u64| (words.number(entry), super::board::entry_href(record, shown, *entry));
        let parts = [
            party_shown(words, record.agreement, &one.party),
            Some(&one.reading).filter(|name| *name != Reading::AS_WRITTEN).cloned().unwrap_or_default(),
            instance_shown(record, &one.instance),
        ];
        let query = [("rule", one.rule.as_str()), ("reading", one.reading.as_str()), ("party", one.party.as_str())];
        Some(ChangeRow {
            rule: one.rule.clone(),
            of: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            mark: mark(one.level),
            level: level_words(words, one.level),
            was: told(change.was),
            is: told(change.is),
            href: format!("/assessments{}", shown.query(&query)),
            entries: change.entries.iter().take(ENTRIES).map(entry).collect(),
        })
    };
    let (from, to) = (words.number(since), words.number(record.size));
    let lead = [("from", Put::from(&from)), ("to", Put::from(&to)), ("n", list.len().into())];
    ChangesPage {
        lead: words.with("changes-lead", &lead),
        since,
        rows: list.iter().take(ROWS).filter_map(row).collect(),
        frame: Frame::new(record, shown),
    }
}
