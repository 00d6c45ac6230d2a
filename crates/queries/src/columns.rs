//! The table of events that a script reads: which columns it has, and what they hold.
//!
//! Names of the published table that SQL has other uses for (`by`, `to`, `of`, `on`, `key`) are quoted once, in the first
//! step, and then go by names of their own.

use std::collections::{BTreeMap, BTreeSet};

use provisions::{Agreement, Anchor, Away, Due, Holds, Kind, Near, Precondition, Reporting, Selection};

use crate::dialect::Dialect;
use crate::maker::plain;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Text.
    Text,
    /// A moment in UTC, to the microsecond.
    Moment,
    /// Yes or no.
    Flag,
    /// A number with up to nine digits behind the point, and nineteen before it.
    Number,
    /// A whole number.
    Whole,
    /// Degrees, and numbers as others read them.
    Float,
}

/// The statement that makes an empty table of events.
pub fn create_table(dialect: Dialect, columns: &[(String, Holding)]) -> String {
    let of = |holding: &Holding| match (holding, dialect) {
        // Ids are put in order by their bytes, whatever language the database is in.
        (Holding::Text, Dialect::Postgres) => "TEXT COLLATE \"C\"",
        (Holding::Text, _) => dialect.text(),
        (Holding::Moment, Dialect::Spark) => "TIMESTAMP_NTZ",
        (Holding::Moment, _) => "TIMESTAMP",
        (Holding::Flag, _) => "BOOLEAN",
        (Holding::Number, _) => "DECIMAL(28,9)",
        (Holding::Whole, _) => "BIGINT",
        (Holding::Float, Dialect::Spark) => "DOUBLE",
        (Holding::Float, _) => "DOUBLE PRECISION",
    };
    let columns: Vec<String> =
        columns.iter().map(|(name, holding)| format!("  {} {}", dialect.quoted(name), of(holding))).collect();
    format!("CREATE TABLE events (\n{}\n)", columns.join(",\n"))
}

/// What is asked of places, each a column of answers: `yes`, `no`, `place` (perhaps: the place is not known precisely
/// enough), `outline` (perhaps: the agreement has no outline).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// Whether it lies in a zone.
    In(String),
    /// Whether it is nearer than a distance to a line or zone.
    Near(Near),
}

impl Predicate {
    /// The column of its answers, before a number is added where two would have one name.
    fn name(&self) -> String {
        match self {
            Predicate::In(zone) => format!("place_in_{}", plain(zone)),
            Predicate::Near(near) => {
                format!("place_within_{}_m_of_{}", plain(&near.metres.normalize().to_string()), plain(&near.of))
            }
        }
    }
}

/// The month in which a row begins, in UTC; `none` where it has no time. Files are kept apart by it, and by the type.
pub const MONTH: &str = "row_month";

/// Columns beside those of the published table, in their order: name, what it holds.
pub const MORE: [(&str, Holding); 10] = [
    (MONTH, Holding::Text),
    ("row_begins", Holding::Moment),
    ("row_ends", Holding::Moment),
    ("row_exact", Holding::Flag),
    ("row_amount", Holding::Number),
    ("row_sets", Holding::Number),
    ("row_recorded_at", Holding::Moment),
    ("row_supersedes", Holding::Text),
    ("row_party", Holding::Text),
    ("row_score", Holding::Whole),
];

/// The columns in which a rule of the agreement can look up what it asks of places.
pub fn predicates(agreement: &Agreement) -> Vec<(String, Predicate)> {
    let mut all: Vec<Predicate> = Vec::new();
    for selection in selections(agreement) {
        all.extend(selection.zones.iter().cloned().map(Predicate::In));
        all.extend(selection.near.clone().map(Predicate::Near));
    }
    for (_, rule) in agreement.rules() {
        for reading in &rule.readings {
            match &reading.duty.kind {
                Kind::Placement { away: Away::OutOf(zones), .. } => {
                    all.extend(zones.iter().cloned().map(Predicate::In));
                }
                Kind::Placement { away: Away::From(near), .. } => all.push(Predicate::Near(near.clone())),
                Kind::Placement { away: Away::OwnLines { lines, .. }, .. } => {
                    all.extend(lines.iter().map(|(_, near)| Predicate::Near(near.clone())));
                }
                _ => {}
            }
        }
    }
    let (mut named, mut taken): (Vec<(String, Predicate)>, BTreeMap<String, usize>) = (Vec::new(), BTreeMap::new());
    for predicate in all {
        if named.iter().any(|(_, before)| *before == predicate) {
            continue;
        }
        let name = predicate.name();
        let n = taken.entry(name.clone()).or_default();
        *n += 1;
        named.push((if *n > 1 { format!("{name}_{n}") } else { name }, predicate));
    }
    named
}

/// Columns of the agreement's own that its rules ask about, in the order of their names: the column of the table, and
/// its name in a script.
pub fn fields(agreement: &Agreement) -> Vec<(String, String)> {
    let mut names = BTreeSet::new();
    for selection in selections(agreement) {
        names.extend(selection.with.iter().map(|particular| particular.column.clone()));
    }
    for state in agreement.states.values() {
        names.extend(state.each.iter().map(|key| key.0.clone()));
    }
    for (_, rule) in agreement.rules() {
        for reading in &rule.readings {
            names.extend(reading.duty.each.iter().map(|key| key.0.clone()));
            if let Kind::Prohibition { after: Some(following), .. } = &reading.duty.kind {
                names.extend(following.same.iter().map(|key| key.0.clone()));
            }
        }
    }
    let own = names.into_iter().filter(|name| of_every_table(name).is_none());
    own.enumerate().map(|(idx, name)| (name.clone(), format!("f{}_{}", idx + 1, plain(&name)))).collect()
}

/// What a column that every table has is called in a script.
pub(crate) fn of_every_table(name: &str) -> Option<&'static str> {
    Some(match name {
        "by" => "author",
        "to" => "target",
        "item" => "item",
        "zone" => "zone",
        "unit" => "unit",
        "quantity" => "quantity",
        "killed" => "killed",
        "injured" => "injured",
        _ => return None,
    })
}

/// Every clause of the agreement that looks at events.
pub(crate) fn selections(agreement: &Agreement) -> Vec<&Selection> {
    let mut all: Vec<&Selection> = Vec::new();
    for milestone in agreement.milestones.values() {
        all.extend(milestone.when.iter().map(|reached| &reached.of));
    }
    for attribute in agreement.attributes.values() {
        all.extend(attribute.begins.iter().chain(&attribute.ends).map(|turning| &turning.with));
    }
    for (_, rule) in agreement.rules() {
        for reading in &rule.readings {
            all.extend(&reading.duty.except);
            all.extend(reading.duty.kind.selections());
            of_kind(&reading.duty.kind, &mut all);
        }
    }
    all
}

/// Clauses of a kind beside what it asks for or forbids.
fn of_kind<'a>(kind: &'a Kind, all: &mut Vec<&'a Selection>) {
    let mut of_due = |due: &'a Due| {
        if let Due::Within(_, Anchor::Event(selection)) = due {
            all.push(selection);
        }
    };
    match kind {
        Kind::Deadline { due, .. } | Kind::Report { when: Reporting::Once(due), .. } => of_due(due),
        Kind::Cumulative { due, .. } => due.iter().for_each(of_due),
        Kind::Report { when: Reporting::Of { event, .. }, .. } => all.push(event),
        Kind::Together { with, .. } => all.push(with),
        Kind::Prohibition { after: Some(following), .. } => all.push(&following.of),
        Kind::Continuous { contrary, .. } => all.extend(contrary),
        Kind::Cap { less, .. } => all.extend(less),
        Kind::Ratio { every, .. } => all.push(every),
        Kind::Sequence { only: before, .. } | Kind::Eligibility { after: before, .. } => {
            all.extend(before.iter().filter_map(|one| match one {
                Precondition::Happened(selection, _) => Some(selection),
                _ => None,
            }));
        }
        Kind::Conditional { steps, .. } => {
            all.extend(steps.iter().flat_map(|step| &step.once).map(|reached| &reached.of));
        }
        _ => {}
    }
}

/// Whether what a column must hold is a number.
pub(crate) fn is_number(holds: &Holds) -> bool {
    !matches!(holds, Holds::OneOf(_))
}
