//! Pieces of English sentences: names, selections, amounts, moments, spans.

use jiff::civil::Date;
use provisions::{
    Amount, Anchor, Attributed, Bound, Due, Holds, Key, Moment, Near, Particular, Period, Selection, Span, Unit,
};

use super::English;
use crate::plain::labels::{self, Distance, Edge, EventLabel, OnClock};

/// Words in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// `A, B and C`.
pub(super) fn all_of(items: &[String]) -> String {
    joined(items, "and")
}

/// `A, B or C`.
pub(super) fn one_of(items: &[String]) -> String {
    joined(items, "or")
}

fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

pub(super) fn bound(bound: Bound) -> &'static str {
    match bound {
        Bound::AtLeast => "at least",
        Bound::AtMost => "at most",
    }
}

pub(super) fn distance(metres: rust_decimal::Decimal) -> String {
    match labels::distance(metres) {
        Distance::Kilometres(n) => format!("{} km", labels::number(n)),
        Distance::Metres(n) => format!("{} m", labels::number(n)),
    }
}

pub(super) fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

impl English<'_> {
    pub(super) fn actor(&self, id: &str) -> String {
        self.agreement.party_name(id).to_owned()
    }

    pub(super) fn actors(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.actor(id)).collect()
    }

    pub(super) fn event_name(&self, name: &str) -> String {
        match labels::event_label(self.agreement, name) {
            EventLabel::Own(label) => quoted(label),
            EventLabel::Base(base) => quoted(base.label),
        }
    }

    pub(super) fn zone_name(&self, name: &str) -> String {
        quoted(self.agreement.zones.get(name).map_or(name, |zone| &zone.label))
    }

    pub(super) fn zone_names(&self, names: &[String]) -> Vec<String> {
        names.iter().map(|name| self.zone_name(name)).collect()
    }

    /// A line or a zone.
    pub(super) fn place_name(&self, name: &str) -> String {
        match self.agreement.lines.get(name) {
            Some(line) => quoted(&line.label),
            None => self.zone_name(name),
        }
    }

    pub(super) fn state_name(&self, name: &str) -> String {
        quoted(self.agreement.states.get(name).map_or(name, |state| &state.label))
    }

    pub(super) fn trigger_name(&self, name: &str) -> String {
        quoted(self.agreement.triggers.get(name).map_or(name, |trigger| &trigger.label))
    }

    pub(super) fn milestone_name(&self, name: &str) -> String {
        quoted(self.agreement.milestones.get(name).map_or(name, |milestone| &milestone.label))
    }

    pub(super) fn attribute_name(&self, name: &str) -> String {
        quoted(self.agreement.attributes.get(name).map_or(name, |attribute| &attribute.label))
    }

    /// Those that have some attributes and lack others.
    pub(super) fn attributed(&self, those: &[Attributed]) -> String {
        let each = those.iter().map(|one| {
            let verb = if one.has { "have" } else { "do not have" };
            format!("{verb} the attribute {}", self.attribute_name(&one.attribute))
        });
        all_of(&each.collect::<Vec<_>>())
    }

    /// What counts, with everything that narrows it.
    pub(super) fn selection(&self, selection: &Selection) -> String {
        self.selection_by(selection, "")
    }

    /// The same, with words about the author where the clause names none.
    pub(super) fn selection_by(&self, selection: &Selection, unnamed: &str) -> String {
        let mut out = self.event_name(&selection.name);
        if selection.by.is_empty() {
            out.push_str(unnamed);
        } else {
            out.push_str(&format!(" done by {}", one_of(&self.actors(&selection.by))));
        }
        if !selection.against.is_empty() {
            out.push_str(&format!(" directed to or against {}", one_of(&self.actors(&selection.against))));
        }
        if !selection.zones.is_empty() {
            out.push_str(&format!(" in {}", one_of(&self.zone_names(&selection.zones))));
        }
        if let Some(near) = &selection.near {
            out.push_str(&format!(" {}", self.near(near)));
        }
        if !selection.items.is_empty() {
            out.push_str(&format!(" concerning {}", self.items(&selection.items)));
        }
        let with: Vec<String> = selection.with.iter().map(|one| self.particular(selection, one)).collect();
        if !with.is_empty() {
            out.push_str(&format!(" with {}", all_of(&with)));
        }
        out
    }

    pub(super) fn near(&self, near: &Near) -> String {
        format!("nearer than {} to {}", distance(near.metres), self.place_name(&near.of))
    }

    /// Items are values of the data; actors among them have names for people.
    pub(super) fn items(&self, items: &[String]) -> String {
        one_of(&items.iter().map(|item| quoted(self.agreement.party_name(item))).collect::<Vec<_>>())
    }

    fn particular(&self, selection: &Selection, particular: &Particular) -> String {
        let (label, unit) = labels::column(self.agreement, selection, &particular.column);
        let column = quoted(label.unwrap_or(&labels::words(&particular.column)));
        let unit = unit.map_or(String::new(), |unit| format!(" {unit}"));
        match &particular.holds {
            Holds::OneOf(values) => format!("{column} being {}", self.items(values)),
            Holds::AtLeast(n) => format!("{column} of at least {}{unit}", labels::number(*n)),
            Holds::AtMost(n) => format!("{column} of at most {}{unit}", labels::number(*n)),
        }
    }

    /// How much, in the unit of what is counted.
    pub(super) fn amount(&self, amount: &Amount, unit: Option<&str>) -> String {
        let unit = unit.map(labels::words);
        match amount {
            Amount::Number(n) => {
                format!("{}{}", labels::number(*n), unit.map_or(String::new(), |unit| format!(" {unit}")))
            }
            Amount::Share(percent, name) => {
                format!("{} % of {}", labels::number(*percent), self.baseline_named(name))
            }
            Amount::Value(name) => {
                let label = self.agreement.values.get(name).map_or(name.as_str(), |value| &value.label);
                let unit = unit.map_or(String::new(), |unit| format!(" in {unit}"));
                format!("the figure {}{unit}", quoted(label))
            }
        }
    }

    /// A baseline with its owner, and with what makes shares of it unknown.
    fn baseline_named(&self, name: &str) -> String {
        let Some(baseline) = self.agreement.baselines.get(name) else { return quoted(name) };
        let mut out = self.baseline_name(baseline);
        if baseline.sealed {
            out.push_str(" (an amount that is kept under seal)");
        } else if baseline.claims.is_empty() {
            out.push_str(" (for which no amount has been declared)");
        }
        out
    }

    pub(super) fn baseline_name(&self, baseline: &provisions::Baseline) -> String {
        let of = baseline.of.as_ref().map_or(String::new(), |of| format!(" of {}", self.actor(of)));
        format!("the baseline {}{of}", quoted(&baseline.label))
    }

    pub(super) fn due(&self, due: &Due) -> String {
        match due {
            Due::Within(span, Anchor::Moment(moment)) => {
                format!("within {} of {}", self.span(*span), self.moment(moment, labels::edge_of_base(moment)))
            }
            Due::Within(span, Anchor::Event(selection)) => {
                format!("within {} of each {}", self.span(*span), self.selection(selection))
            }
            Due::By(moment) => format!("by {}", self.moment(moment, Edge::Last)),
            Due::Between(from, until) => {
                format!("not before {} and by {}", self.moment(from, Edge::First), self.moment(until, Edge::Last))
            }
            Due::ToBeAgreed => "by a date that has still to be agreed".to_owned(),
        }
    }

    pub(super) fn moment(&self, moment: &Moment, edge: Edge) -> String {
        match moment {
            Moment::At(at) => match labels::on_clock(self.agreement, *at, edge) {
                OnClock::StartOf(day) => format!("the beginning of {}", date(day)),
                OnClock::EndOf(day) => format!("the end of {}", date(day)),
                OnClock::At(at) => format!("{}, {}", date(at.date()), labels::clock_time(at.time())),
            },
            Moment::Trigger(name) => self.trigger_name(name),
            Moment::EntryIntoForce => "the agreement's entry into force".to_owned(),
            Moment::StartOf(state) => format!("the beginning of {}", self.state_name(state)),
            Moment::EndOf(state) => format!("the end of {}", self.state_name(state)),
            Moment::After(span, of) => {
                format!("{} after {}", self.span(*span), self.moment(of, labels::edge_of_base(of)))
            }
            Moment::Before(span, of) => {
                format!("{} before {}", self.span(*span), self.moment(of, labels::edge_of_base(of)))
            }
            Moment::DayAfter(..) | Moment::WorkingDayAfter(..) => {
                let which = if edge == Edge::First { "beginning" } else { "end" };
                format!("the {which} of {}", self.day(moment))
            }
            Moment::ClockTime(time, of) => format!("{} on {}", labels::clock_time(*time), self.day(of)),
            Moment::Milestone(name) => format!("the moment at which {} is reached", self.milestone_name(name)),
        }
    }

    /// A whole day.
    fn day(&self, moment: &Moment) -> String {
        match moment {
            Moment::At(at) => date(self.agreement.calendar.date(*at)),
            Moment::DayAfter(0, of) => self.day(of),
            Moment::DayAfter(n, of) if *n < 0 => format!("day {} before {}", n.unsigned_abs(), self.day(of)),
            Moment::DayAfter(n, of) => format!("day {n} after {}", self.day(of)),
            Moment::WorkingDayAfter(n, unit, of) => {
                let of_calendar = self.of_calendar(*unit);
                format!("working day {n}{of_calendar} after {}", self.day(of))
            }
            Moment::Milestone(name) => format!("the day on which {} is reached", self.milestone_name(name)),
            other => format!("the day of {}", self.moment(other, Edge::First)),
        }
    }

    pub(super) fn span(&self, span: Span) -> String {
        let many = if span.count == 1 { "" } else { "s" };
        let of_calendar = self.of_calendar(span.unit);
        format!("{} {}{many}{of_calendar}", labels::number(span.count.into()), unit(span.unit))
    }

    /// ` of the calendar “banking”`.
    fn of_calendar(&self, unit: Unit) -> String {
        let Unit::Named(idx) = unit else { return String::new() };
        let named = self.agreement.calendar.named.get(usize::from(idx));
        named.map_or(String::new(), |named| format!(" of the calendar {}", quoted(&labels::words(&named.id))))
    }

    /// After `every`.
    pub(super) fn period(&self, period: Period) -> String {
        match period {
            Period::Calendar(Unit::Week) => "week from Monday to Sunday".to_owned(),
            Period::Calendar(unit @ (Unit::Month | Unit::Year)) => format!("calendar {}", self::unit(unit)),
            Period::Calendar(unit) => self::unit(unit).to_owned(),
            Period::Counted(span) => format!("{}, counted from the beginning of the rule's time", self.span(span)),
        }
    }

    /// What instances are kept apart by.
    pub(super) fn key(&self, key: &Key) -> String {
        match key.0.as_str() {
            "by" => "actor".to_owned(),
            "against" => "actor to or against whom it is directed".to_owned(),
            "zone" => "zone".to_owned(),
            "item" => "item".to_owned(),
            other => format!("value of {}", quoted(&labels::key(self.agreement, other))),
        }
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::WorkingDay | Unit::Named(_) => "working day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
    }
}
