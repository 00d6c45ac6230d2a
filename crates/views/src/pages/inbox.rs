//! The inbox: what came in, how far each report has been looked at, and what can be done with it, one by one or many at once.

use askama::Template;
use records::{Report, Statement};

use super::Frame;
use crate::inbox::Item;
use crate::messages::Put;
use crate::words::{basis_words, id_of};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "inbox.html")]
pub struct InboxPage {
    /// Head and foot.
    pub frame: Frame,
    /// Stands with the number of reports at each, and links to them alone.
    pub stands: Vec<StandLink>,
    /// Reports, oldest first.
    pub rows: Vec<InboxRow>,
    /// Link to those that follow.
    pub next: Option<String>,
    /// Whether the reader may take steps.
    pub may_sort: bool,
    /// The page's own address, to come back to.
    pub back: String,
    /// What became of the last steps.
    pub said: Vec<String>,
}

/// A stand, as a filter.
pub struct StandLink {
    /// Its word.
    pub words: String,
    /// How many reports stand so.
    pub n: String,
    /// Link.
    pub href: String,
    /// Whether these are shown.
    pub is_shown: bool,
}

/// A report in the inbox.
pub struct InboxRow {
    /// Its name, `source/id`.
    pub name: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// The source's name.
    pub source: String,
    /// What it tells, in a line.
    pub what: String,
    /// When and where that was.
    pub when_where: String,
    /// Words of it.
    pub text: String,
    /// How the source knows.
    pub basis: String,
    /// How it stands, for its class.
    pub stand: &'static str,
    /// How it stands, in words, by whom.
    pub stand_words: String,
    /// Link to the report.
    pub href: String,
}

/// What is asked for, and how many there are.
pub struct Asked<'a> {
    /// The stand that is shown; empty: all.
    pub stand: &'a str,
    /// How many reports stand at each.
    pub counts: &'a [(&'static str, usize)],
    /// The entry after which the next page begins.
    pub next: Option<u64>,
    /// Whether the reader may take steps.
    pub may_sort: bool,
    /// What became of the last steps.
    pub said: Vec<String>,
}

/// Fills the page.
pub fn inbox(record: &Record<'_>, items: &[Item<'_>], asked: Asked<'_>, shown: &Shown) -> InboxPage {
    let words = record.words;
    let link = |stand: &str| format!("/inbox{}", shown.query(&[("state", stand)]));
    let stands = asked.counts.iter().map(|(stand, n)| StandLink {
        words: words.say(&id_of("stand", stand)),
        n: words.number(n),
        href: link(stand),
        is_shown: *stand == asked.stand,
    });
    let next = asked.next.map(|after| {
        let after = after.to_string();
        format!("/inbox{}", shown.query(&[("state", asked.stand), ("after", &after)]))
    });
    InboxPage {
        stands: stands.collect(),
        rows: items.iter().map(|item| row(record, item, shown)).collect(),
        next,
        may_sort: asked.may_sort,
        back: link(asked.stand),
        said: asked.said,
        frame: Frame::new(record, shown),
    }
}

fn row(record: &Record<'_>, item: &Item<'_>, shown: &Shown) -> InboxRow {
    let (words, report) = (record.words, item.report);
    let name = format!("{}/{}", report.source, report.id);
    let stand = words.say(&id_of("stand", item.stand));
    InboxRow {
        recorded_at: record.moment_shown(item.recorded_at),
        source: record.source_name(&report.source).to_owned(),
        what: told(record, report),
        when_where: when_where(record, report),
        text: report.text.clone().unwrap_or_default(),
        basis: report.basis.map(|basis| basis_words(words, basis)).unwrap_or_default(),
        stand: item.stand,
        stand_words: match item.step {
            Some((by, at, _)) => {
                let at = record.moment_shown(at);
                words.with("stand-by", &[("stand", Put::from(&stand)), ("by", by.into()), ("at", Put::from(&at))])
            }
            None => stand,
        },
        href: format!("/report{}", shown.query(&[("name", &name)])),
        name,
    }
}

/// What a report tells, in a line.
pub(crate) fn told(record: &Record<'_>, report: &Report) -> String {
    match &report.statement {
        Statement::Happening(happening) => super::event::what(record, happening),
        Statement::Figure(figure) => super::event::what(record, &figure.happening),
        Statement::Tally(tally) => {
            let unit = tally.unit.as_deref().unwrap_or(&tally.of).replace('_', " ");
            format!("{} {unit}", record.words.number(tally.number))
        }
        Statement::Finding(finding) => crate::case::finding_words(record, finding),
        Statement::Stance(stance) => {
            let by = crate::case::name(record, &stance.by);
            format!("{by}: {} {}", stance.position.replace('_', " "), stance.on)
        }
        other => record.words.say(&id_of("statement", other.word())),
    }
}

/// When and where what a report tells was.
pub(crate) fn when_where(record: &Record<'_>, report: &Report) -> String {
    let (Statement::Happening(happening) | Statement::Figure(records::Figure { happening, .. })) = &report.statement
    else {
        return String::new();
    };
    let when = super::board::span(record, happening.when);
    let place = happening.place.zone.as_deref().map(|zone| record.zone_shown(zone).to_owned());
    let parts: Vec<String> = [Some(when), place, happening.place.name.clone()].into_iter().flatten().collect();
    parts.join(" · ")
}
