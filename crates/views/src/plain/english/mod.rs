//! Rules read back in English.

mod ask;
mod phrases;

use jiff::civil::Weekday;
use provisions::{
    Agreement, Attribute, Baseline, BaselineClaim, Conversion, Declared, Duty, EventType, Interval, Line, Milestone,
    Moment, NamedCalendar, Reserve, Selection, State, Trigger, TriggerDate, Turning, Value, ValueFrom, Zone,
};
use rust_decimal::Decimal;

use super::labels::{self, Edge};
use super::tongue::Tongue;
use phrases::{all_of, one_of, quoted};

/// English, about one agreement.
pub(super) struct English<'a> {
    pub(super) agreement: &'a Agreement,
}

impl Tongue for English<'_> {
    fn asks(&self, duty: &Duty) -> String {
        self.duty(duty)
    }

    fn except(&self, except: &Selection) -> String {
        format!("This is excepted and left free: {}.", self.selection(except))
    }

    fn reserve(&self, reserve: &Reserve) -> String {
        let ground = quoted(&labels::words(&reserve.ground));
        match reserve.parties.as_slice() {
            [] => format!("The ground {ground} is reserved for everyone bound, who may plead it."),
            parties => {
                format!("The ground {ground} is reserved for {}, who may plead it.", all_of(&self.actors(parties)))
            }
        }
    }

    fn qualified(&self, quality: &str) -> String {
        let quality = quoted(&labels::words(quality));
        format!("An act counts only where a finding establishes its quality: {quality}.")
    }

    fn waived(&self, by: &[String]) -> String {
        format!("A decision of {} waives this, until a further decision ends the waiver.", one_of(&self.actors(by)))
    }

    fn counted_completely(&self) -> String {
        "The agreement declares the count complete: what was not reported did not happen.".to_owned()
    }

    fn coverage(&self, share: Decimal) -> String {
        let share = labels::number(share);
        format!("At least {share} % of the time must have been observed before it is said that no breach is recorded.")
    }

    fn coverage_of_all(&self, share: Decimal) -> String {
        let share = labels::number(share);
        format!(
            "As for all rules of the agreement, at least {share} % of the time must have been observed before it is said \
             that no breach is recorded."
        )
    }

    fn value_from(&self, words: &str) -> String {
        format!("The figures are taken from {}.", quoted(words))
    }

    fn value(&self, value: &Value) -> String {
        let label = quoted(&value.label);
        match &value.from {
            ValueFrom::Text(figure) => {
                format!("The figure {label} is {}, as the agreement says.", labels::number(*figure))
            }
            ValueFrom::Agreement { file, rule, figure: Some(figure) } => {
                let figure = labels::number(*figure);
                format!("The figure {label} is {figure}, that of rule {rule} in the agreement {}.", quoted(file))
            }
            ValueFrom::Agreement { file, rule, figure: None } => {
                format!(
                    "The figure {label} is that of rule {rule} in the agreement {}, where it could not be read.",
                    quoted(file)
                )
            }
            ValueFrom::Decision(by) => {
                format!("The figure {label} is set by decision of {}.", one_of(&self.actors(by)))
            }
        }
    }

    fn baseline(&self, baseline: &Baseline) -> String {
        let name = self.baseline_name(baseline);
        if baseline.sealed {
            return format!(
                "The amount of {name} was declared and is kept under seal, so that no share of it can be counted."
            );
        }
        match baseline.claims.as_slice() {
            [] => format!("No amount of {name} has been declared, so that no share of it can be counted."),
            [claim] => format!("The amount of {name} is {}.", self.as_claimed(claim)),
            claims => {
                let claims: Vec<String> = claims.iter().map(|claim| self.as_claimed(claim)).collect();
                format!("The amount of {name} is disputed: {}.", claims.join("; "))
            }
        }
    }

    fn because(&self, because: &str) -> String {
        format!("The reason: {}.", quoted(because))
    }

    fn supplied_by(&self, names: &[String]) -> String {
        format!("What is missing could be supplied by {}.", one_of(&self.actors(names)))
    }

    fn reading(&self, name: &str, held_by: &[String], of: usize) -> String {
        let held = match held_by {
            [] => "for which no holder is named".to_owned(),
            names => format!("held by {}", all_of(&self.actors(names))),
        };
        let of = if of == 1 { "1 reading".to_owned() } else { format!("{of} readings") };
        format!("This is the reading {}, {held}; the rule has {of}.", quoted(name))
    }

    fn date_taken(&self, trigger: &Trigger, date: &TriggerDate) -> String {
        let at = self.moment(&date.at, Edge::First);
        format!(
            "For {} this reading takes {}: {at}.",
            quoted(&trigger.label),
            self.claimed("the date", &date.reading, &date.held_by)
        )
    }

    fn claim_taken(&self, baseline: &Baseline, claim: &BaselineClaim) -> String {
        let amounts = self.declared(&claim.amounts);
        let claimed = self.claimed("the amount", &claim.reading, &claim.held_by);
        format!("For {} this reading takes {claimed}: {amounts}.", self.baseline_name(baseline))
    }

    fn entry_into_force(&self) -> String {
        let from = self.agreement.in_force.from.as_ref();
        let from = from.map_or("at a moment that it does not say".to_owned(), |from| {
            format!("at {}", self.moment(from, Edge::First))
        });
        format!("The agreement enters into force {from}.")
    }

    fn event(&self, event: &EventType) -> String {
        let parts: Vec<String> = labels::parts_of(event).map(|name| self.event_name(name)).collect();
        let name = self.event_name(&event.id);
        format!("{name} is each of these, and what is reported under that name itself: {}.", all_of(&parts))
    }

    fn zone(&self, zone: &Zone) -> String {
        let mut says: Vec<String> = Vec::new();
        says.extend(zone.within.iter().map(|outer| format!("it lies within {}", self.zone_name(outer))));
        says.extend(zone.bands.iter().map(|near| format!("it is what is {}", self.near(near))));
        let outlines = zone.outlines.iter().map(|outline| self.drawn("outline", &outline.annex, &outline.held));
        says.extend(outlines);
        says.extend(zone.annex_missing.iter().map(|why| no_annex("outline", why)));
        told("zone", &zone.label, &says, "the agreement does not say where it is")
    }

    fn line(&self, line: &Line) -> String {
        let courses = line.courses.iter().map(|course| self.drawn("course", &course.annex, &course.held));
        let mut says: Vec<String> = courses.collect();
        says.extend(line.annex_missing.iter().map(|why| no_annex("course", why)));
        told("line", &line.label, &says, "the agreement does not say where it is")
    }

    fn state(&self, state: &State) -> String {
        let mut says: Vec<String> = Vec::new();
        says.extend(state.each.iter().map(|key| format!("it is kept apart for each {}", self.key(key))));
        says.extend(state.spans.iter().map(|span| format!("it holds {}", self.bounds(span))));
        says.extend(state.prolonged_while.iter().map(|other| {
            format!("beyond an end that the text sets it goes on while {} holds", self.state_name(other))
        }));
        if !state.decided_by.is_empty() {
            says.push(format!("decisions of {} begin and end it", one_of(&self.actors(&state.decided_by))));
        }
        told("state", &state.label, &says, "nothing says when it holds")
    }

    fn trigger(&self, trigger: &Trigger) -> String {
        let mut says: Vec<String> =
            trigger.dates.iter().map(|date| format!("it is {}", self.moment(&date.at, Edge::First))).collect();
        if !trigger.decided_by.is_empty() {
            let by = one_of(&self.actors(&trigger.decided_by));
            says.push(match trigger.dates.is_empty() {
                true => format!("the first decision of {by} on it sets it"),
                false => format!("{by} may decide on it, and the date of the text stays"),
            });
        }
        told("moment", &trigger.label, &says, "nothing sets it")
    }

    fn milestone(&self, milestone: &Milestone) -> String {
        format!("{} is reached once this has happened: {}.", quoted(&milestone.label), self.reached(&milestone.when))
    }

    fn attribute(&self, attribute: &Attribute) -> String {
        let turned = |turning: &Turning| {
            let whose = if turning.to_them { "directed to or against the actor" } else { "done by the actor" };
            format!("{}, {whose}", self.selection(&turning.with))
        };
        let mut says: Vec<String> = Vec::new();
        says.extend(attribute.begins.iter().map(|one| format!("an actor has it from this on: {}", turned(one))));
        says.extend(attribute.ends.iter().map(|one| format!("an actor loses it with this: {}", turned(one))));
        if !attribute.decided_by.is_empty() {
            let by = one_of(&self.actors(&attribute.decided_by));
            says.push(format!("decisions of {by} give and take it, and go before events"));
        }
        told("attribute", &attribute.label, &says, "nothing says who has it")
    }

    fn conversion(&self, conversion: &Conversion) -> String {
        let (from, to) = (labels::words(&conversion.from), labels::words(&conversion.to));
        let by = one_of(&self.actors(&conversion.decided_by));
        match (conversion.ratio, conversion.decided_by.is_empty()) {
            (Some((n, of)), true) => format!("{} {from} count as {} {to}.", labels::number(n), labels::number(of)),
            (Some((n, of)), false) => {
                format!(
                    "From the first decision of {by} on it, {} {from} count as {} {to}.",
                    labels::number(n),
                    labels::number(of)
                )
            }
            (None, _) => format!("How many {from} count as 1 {to} is set by decision of {by}."),
        }
    }

    fn working_days(&self) -> String {
        let calendar = &self.agreement.calendar;
        format!("Working days are all days{}.", rest(&calendar.weekend, calendar.holidays.iter()))
    }

    fn calendar(&self, calendar: &NamedCalendar) -> String {
        let name = quoted(&labels::words(&calendar.id));
        format!(
            "Working days of the calendar {name} are all days{}.",
            rest(&calendar.weekend, calendar.holidays.iter())
        )
    }

    fn time_zone(&self) -> String {
        format!("Days and clock times are those of the time zone {}.", self.agreement.calendar.zone_name)
    }
}

impl English<'_> {
    fn declared(&self, amounts: &[Declared]) -> String {
        let each = amounts.iter().map(|one| {
            let unit = one.unit.as_deref().map_or(String::new(), |unit| format!(" {}", labels::words(unit)));
            let since = one.since.map_or(String::new(), |since| {
                format!(", declared as of {}", self.moment(&Moment::At(since), Edge::First))
            });
            format!("{}{unit}{since}", labels::number(one.amount))
        });
        each.collect::<Vec<_>>().join(", then ")
    }

    fn as_claimed(&self, claim: &BaselineClaim) -> String {
        let reading = claim.reading.as_deref();
        let reading = reading.map_or(String::new(), |name| format!(" in the reading {}", quoted(name)));
        format!("{}{reading}", self.declared(&claim.amounts))
    }

    fn claimed(&self, what: &str, reading: &Option<String>, held_by: &[String]) -> String {
        let named = reading.as_deref().map_or(String::new(), |name| format!(" claimed as {}", quoted(name)));
        let held =
            if held_by.is_empty() { String::new() } else { format!(", held by {}", all_of(&self.actors(held_by))) };
        format!("{what}{named}{held}")
    }

    fn bounds(&self, span: &Interval<Moment>) -> String {
        let from = span.from.as_ref().map(|from| format!("from {}", self.moment(from, Edge::First)));
        let until = span.until.as_ref().map(|until| format!("until {}", self.moment(until, Edge::Until)));
        from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
    }

    fn drawn(&self, what: &str, annex: &str, held: &Interval<jiff::Timestamp>) -> String {
        let held = Interval { from: held.from.map(Moment::At), until: held.until.map(Moment::At) };
        let bounds = self.bounds(&held);
        let bounds = if bounds.is_empty() { String::new() } else { format!(" {bounds}") };
        format!("its {what} is that of the annex {}{bounds}", quoted(annex))
    }
}

/// `The zone “name”: this; that.`
fn told(sort: &str, label: &str, says: &[String], nothing: &str) -> String {
    let says = if says.is_empty() { nothing.to_owned() } else { says.join("; ") };
    format!("The {sort} {}: {says}.", quoted(label))
}

fn no_annex(what: &str, why: &str) -> String {
    let why = if why.is_empty() { String::new() } else { format!(", because: {}", quoted(why)) };
    format!("the agreement has no {what} of it{why}")
}

/// ` but Fridays and Saturdays, and but 21 March 2030`.
fn rest<'d>(weekend: &[Weekday], holidays: impl Iterator<Item = &'d jiff::civil::Date>) -> String {
    let mut days: Vec<String> = weekend.iter().map(|day| weekday(*day).to_owned()).collect();
    days.extend(holidays.map(|day| phrases::date(*day)));
    if days.is_empty() { String::new() } else { format!(" but {}", all_of(&days)) }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mondays",
        Weekday::Tuesday => "Tuesdays",
        Weekday::Wednesday => "Wednesdays",
        Weekday::Thursday => "Thursdays",
        Weekday::Friday => "Fridays",
        Weekday::Saturday => "Saturdays",
        Weekday::Sunday => "Sundays",
    }
}

/// With a capital letter at its beginning.
fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
