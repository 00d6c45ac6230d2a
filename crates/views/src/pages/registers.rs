//! Registers: what lasts, and what was done with it, row by row with what each rests on.

use askama::Template;
use assessments::registers::{Cell, Kind};
use provisions::Reading;

use super::Frame;
use super::assessment::instance_shown;
use super::event::kind_shown;
use super::pictured::figure;
use crate::case::name;
use crate::registers::Audience;
use crate::words::id_of;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "registers.html")]
pub struct RegistersPage {
    /// Head and foot.
    pub frame: Frame,
    /// Its title.
    pub title: String,
    /// Registers: words, link, whether it is shown.
    pub all: Vec<(String, String, bool)>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<RegisterRow>,
    /// A picture of it, where it has one.
    pub picture: Option<String>,
    /// How many there are.
    pub n: String,
    /// Links to those before and after.
    pub before: Option<String>,
    /// See `before`.
    pub after: Option<String>,
    /// Where it comes as a calendar.
    pub calendar: Option<String>,
}

/// A row of a register.
pub struct RegisterRow {
    /// A value for each column.
    pub cells: Vec<String>,
    /// Events that it rests on, with links.
    pub events: Vec<(String, String)>,
}

const PAGE: usize = 100;
/// So many events of a row are named.
const EVENTS: usize = 3;

/// Fills the page with a register; `None` where there is none of that name.
pub fn registers(
    record: &Record<'_>,
    (asked, page): (&str, usize),
    audience: Audience,
    shown: &Shown,
) -> Option<RegistersPage> {
    let kind = Kind::from_text(asked)?;
    let register = crate::registers::of(record, kind, audience);
    let words = record.words;
    let link = |page: usize| {
        shown.here(|other| {
            other.others.retain(|(name, _)| name != "page");
            other.others.push(("page".to_owned(), page.to_string()));
        })
    };
    let all = Kind::NAMES.iter().map(|(name, _)| {
        let href = format!("/registers{}", shown.query(&[("name", name)]));
        (words.say(&id_of("register", name)), href, *name == asked)
    });
    let row = |row: &assessments::registers::Row| RegisterRow {
        cells: register
            .columns
            .iter()
            .zip(&row.cells)
            .map(
                |(column, cell)| {
                    if is_seen(record, column, cell) { cell_shown(record, column, cell) } else { String::new() }
                },
            )
            .collect(),
        events: row
            .events
            .iter()
            .filter(|_| record.sight.sources)
            .take(EVENTS)
            .map(|id| (id.clone(), format!("/event{}", shown.query(&[("id", id)]))))
            .collect(),
    };
    Some(RegistersPage {
        title: words.say(&id_of("register", asked)),
        all: all.collect(),
        columns: register.columns.iter().map(|column| column_shown(record, column)).collect(),
        picture: figure(record, kind, &register),
        n: words.n("n-rows", register.rows.len()),
        rows: register.rows.iter().skip(page.saturating_mul(PAGE)).take(PAGE).map(row).collect(),
        before: page.checked_sub(1).map(link),
        after: (register.rows.len() > page.saturating_add(1).saturating_mul(PAGE)).then(|| link(page + 1)),
        calendar: (kind == Kind::Due).then(|| format!("/due.ics{}", shown.query(&[]))),
        frame: Frame::new(record, shown),
    })
}

/// Columns whose texts are words of the agreement or of the program. All others can hold words of a source.
const OWN_WORDS: [&str; 17] = [
    "alleged",
    "corroborated",
    "verified",
    "then_alleged",
    "then_corroborated",
    "then_verified",
    "state",
    "stage",
    "reading",
    "rule",
    "unit",
    "in_unit",
    "currency",
    "kind",
    "class",
    "position",
    "on",
];

/// Whether a value may be seen: where words of sources may not, only words of our own.
pub(crate) fn is_seen(record: &Record<'_>, column: &str, cell: &Cell) -> bool {
    // Who tells does not leave, and is not nobody.
    if record.withheld.is_some() && matches!(column, "told_by" | "told_in" | "rate_told_by" | "source") {
        return false;
    }
    record.sight.words || !matches!(cell, Cell::Text(_)) || OWN_WORDS.contains(&column)
}

pub(crate) fn column_shown(record: &Record<'_>, column: &str) -> String {
    let id = id_of("field", column);
    if record.words.has(&id) { record.words.say(&id) } else { column.replace('_', " ") }
}

pub(crate) fn cell_shown(record: &Record<'_>, column: &str, cell: &Cell) -> String {
    let words = record.words;
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) if text == Reading::AS_WRITTEN => words.say("as-written"),
        Cell::Text(text) if column == "instance" => instance_shown(record, text),
        Cell::Text(text) if column == "state" || column.ends_with("known") => {
            let id = id_of("held", &text.replace(',', ""));
            if words.has(&id) { words.say(&id) } else { text_shown(record, text) }
        }
        Cell::Text(text) => text_shown(record, text),
        Cell::Actor(id) => name(record, id),
        Cell::Actors(ids) => words.list(&ids.iter().map(|id| name(record, id)).collect::<Vec<_>>()),
        Cell::Moment(at) => record.moment_shown(*at),
        Cell::Day(at) => record.day_shown(*at),
        Cell::Month(at) => {
            let date = record.agreement.calendar.date(*at);
            format!("{} {}", words.say(&format!("month-{}", date.month())), words.number(date.year()))
        }
        Cell::Count(n) => words.number(n),
        Cell::Amount(n) => words.number(n.normalize()),
        Cell::Type(kind) => kind_shown(record, kind),
        Cell::Types(kinds) => words.list(&kinds.iter().map(|kind| kind_shown(record, kind)).collect::<Vec<_>>()),
        Cell::Zone(zone) => record.zone_shown(zone).to_owned(),
    }
}

/// A text; a status with its reason in the reader's words.
fn text_shown(record: &Record<'_>, text: &str) -> String {
    let words = record.words;
    // `met, late`: a status, and that it came after its time.
    if let Some((status, "late")) = text.split_once(", ") {
        return words.of_it("status-late", text_shown(record, status));
    }
    let (status, reason) = text.split_once(": ").map_or((text, None), |(status, reason)| (status, Some(reason)));
    let said = |family: &str, word: &str| Some(id_of(family, word)).filter(|id| words.has(id)).map(|id| words.say(&id));
    match (said("status", status), reason.map(|reason| said("reason", reason))) {
        (Some(status), None) => status,
        (Some(status), Some(Some(reason))) => {
            words.with("status-because", &[("status", (&status).into()), ("reason", (&reason).into())])
        }
        _ => text.to_owned(),
    }
}
