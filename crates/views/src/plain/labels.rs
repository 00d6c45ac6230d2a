//! What things are called, and how moments, distances and columns are cut into words, in whatever language.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use provisions::{Agreement, EventType, FieldHolds, Measure, Moment, Selection};
use records::taxonomy::{self, BaseType};
use rust_decimal::Decimal;

/// What a type of event is called.
pub(super) enum EventLabel<'a> {
    /// As the agreement's author calls it.
    Own(&'a str),
    /// As the taxonomy does.
    Base(&'static BaseType),
}

/// The author's words for a type; where there are none, the base type.
pub(super) fn event_label<'a>(agreement: &'a Agreement, name: &'a str) -> EventLabel<'a> {
    let label = agreement.event_types.get(name).map_or(name, |event| &event.label);
    // A type without words of its own is called by its name.
    match taxonomy::find(name) {
        Some(base) if label == name || label == words(name) => EventLabel::Base(base),
        _ => EventLabel::Own(label),
    }
}

/// The edge of a day for which a moment stands where it is a whole day, and how a bare midnight is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// From here on: the first moment of a day.
    First,
    /// By here: the last moment of a day, still in time.
    Last,
    /// Until here: the moment itself is no longer part of it, so that a midnight ends the day before.
    Until,
}

/// A moment as a clock shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnClock {
    /// The first moment of a day.
    StartOf(Date),
    /// The last moment of a day.
    EndOf(Date),
    /// Some other moment.
    At(DateTime),
}

/// How a moment is shown in the agreement's own time zone.
pub(super) fn on_clock(agreement: &Agreement, at: Timestamp, edge: Edge) -> OnClock {
    let calendar = &agreement.calendar;
    let begins = |at: Timestamp| {
        let date = calendar.date(at);
        (calendar.start_of(date) == Some(at)).then_some(date)
    };
    let shown = match edge {
        Edge::First => begins(at).map(OnClock::StartOf),
        Edge::Last => at.checked_add(1.second()).ok().and_then(begins).and_then(day_before).map(OnClock::EndOf),
        Edge::Until => begins(at).and_then(day_before).map(OnClock::EndOf),
    };
    shown.unwrap_or_else(|| OnClock::At(at.to_zoned(calendar.zone.clone()).datetime()))
}

fn day_before(date: Date) -> Option<Date> {
    date.yesterday().ok()
}

/// What a span is counted from, where that is a day, is its last moment; a bare date its first.
pub(super) fn edge_of_base(moment: &Moment) -> Edge {
    if moment.is_day() { Edge::Last } else { Edge::First }
}

/// The clock of a time without seconds that say nothing.
pub(super) fn clock_time(time: jiff::civil::Time) -> String {
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    time.strftime(format).to_string()
}

/// A distance as a number of kilometres, where it is that, or of metres.
pub(super) enum Distance {
    /// Kilometres.
    Kilometres(Decimal),
    /// Metres.
    Metres(Decimal),
}

/// How a distance is best said.
pub(super) fn distance(metres: Decimal) -> Distance {
    let thousand = Decimal::ONE_THOUSAND;
    if metres >= thousand {
        Distance::Kilometres((metres / thousand).normalize())
    } else {
        Distance::Metres(metres.normalize())
    }
}

/// A number with its thousands parted.
pub(super) fn number(number: Decimal) -> String {
    let text = number.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, rest) =
        digits.split_once('.').map_or((digits, String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let mut parted = String::new();
    for (idx, digit) in whole.chars().enumerate() {
        if idx > 0 && (whole.len() - idx).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    format!("{sign}{parted}{rest}")
}

/// A word of the data as people write it.
pub(super) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// The author's words for a column of these events, if the agreement has any, and its unit.
pub(super) fn column<'a>(
    agreement: &'a Agreement,
    selection: &Selection,
    column: &'a str,
) -> (Option<&'a str>, Option<&'a str>) {
    let types = selection.types.iter().filter_map(|name| agreement.event_types.get(name));
    let mut fields =
        agreement.event_types.get(&selection.name).into_iter().chain(types).flat_map(|event| &event.fields);
    let Some(field) = fields.find(|field| field.id == column) else { return (None, None) };
    let unit = match &field.holds {
        FieldHolds::Number(unit) => unit.as_deref(),
        _ => None,
    };
    (Some(&field.label), unit)
}

/// The author's words for a column by which something is kept apart, whatever events have it.
pub(super) fn key(agreement: &Agreement, column: &str) -> String {
    let mut fields = agreement.event_types.values().flat_map(|event| &event.fields);
    fields.find(|field| field.id == column).map_or_else(|| words(column), |field| field.label.clone())
}

/// The types that a union brings together, without itself.
pub(super) fn parts_of(event: &EventType) -> impl Iterator<Item = &String> {
    event.types.iter().filter(|name| **name != event.id)
}

/// Whether the part of a rate is one by items; else it is one by zones.
pub(super) fn is_part_by_items(measure: &Measure) -> bool {
    measure.part.as_deref() == Some(measure.selection.items.join(" or ").as_str())
}
