//! The assessments of one rule, reading and party: every instance at every level, down to events, reports, entries.

use askama::Template;
use assessments::{Assessment, Day};
use jiff::civil::DateTime;
use records::Level;

use super::Frame;
use super::board::{Outcome, from_to, n_events};
use crate::messages::Put;
use crate::pictures::mark;
use crate::words::{level_words, outcome_shown, party_shown, role_words, sign, status_words};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "assessments.html")]
pub struct AssessmentsPage {
    /// Head and foot.
    pub frame: Frame,
    /// Provision's id.
    pub provision: String,
    /// Link to the provision.
    pub provision_href: String,
    /// Rule's id and title.
    pub rule: String,
    /// Reading, where there are several.
    pub reading: Option<String>,
    /// Party.
    pub party: String,
    /// Instances, the newest first; so many on a page.
    pub instances: Vec<InstanceRow>,
    /// How many there are in all.
    pub n_instances: usize,
    /// Links to newer and older ones.
    pub newer: Option<String>,
    /// See `newer`.
    pub older: Option<String>,
    /// How many there are, and how many of them are here.
    pub instances_of: String,
    /// Events week by week.
    pub picture: Option<String>,
    /// All instances in order of time, a line for each level; none where there is only one.
    pub timeline: Option<String>,
    /// Statuses in it, with what each means.
    pub statuses: Vec<Outcome>,
    /// Days by what is known of them, in runs.
    pub days: Vec<DayRun>,
}

/// One instance.
pub struct InstanceRow {
    /// Its name.
    pub name: String,
    /// From when, and when due.
    pub times: String,
    /// Alleged, corroborated, verified.
    pub levels: Vec<LevelCell>,
    /// Events that bear on it.
    pub events: Vec<EventLine>,
    /// How many.
    pub n_events: String,
}

/// One level of an instance.
pub struct LevelCell {
    /// Its mark.
    pub mark: String,
    /// Name of the level.
    pub level: String,
    /// Status and reason.
    pub outcome: Outcome,
    /// What is counted, and when it was decided.
    pub count: String,
}

/// An event in a list.
pub struct EventLine {
    /// Its id.
    pub id: String,
    /// Its role at each level.
    pub roles: String,
    /// When.
    pub when: String,
    /// What, by whom, as claimed.
    pub what: String,
    /// Who says so.
    pub claimed_by: String,
    /// Link to the event.
    pub href: String,
}

/// Days in a row of which the same is known.
pub struct DayRun {
    /// First and last.
    pub span: String,
    /// How many.
    pub n: usize,
    /// What is known.
    pub what: String,
}

/// Instances on one page.
const PAGE: usize = 50;

/// Which assessments are asked for.
pub struct Asked<'q> {
    /// Rule by its id.
    pub rule: &'q str,
    /// Reading by its name.
    pub reading: &'q str,
    /// Party by its id.
    pub party: &'q str,
    /// Page of instances, from 0.
    pub page: usize,
}

/// Fills the page; `None` where there is no such rule or reading.
pub fn assessments(record: &Record<'_>, asked: &Asked<'_>, shown: &Shown) -> Option<AssessmentsPage> {
    let Asked { rule: rule_id, reading: reading_name, party, page } = *asked;
    let (provision, rule) = record.rule(rule_id)?;
    let reading = rule.readings.iter().find(|reading| reading.name == reading_name)?;
    let list: Vec<&Assessment> = record.of_reading(rule_id, reading_name).filter(|a| a.party == party).collect();
    let chunks: Vec<&[&Assessment]> = list.chunk_by(|a, b| a.instance == b.instance).collect();
    let newest_first = chunks.iter().rev().skip(page.saturating_mul(PAGE)).take(PAGE);
    let rows = newest_first.map(|levels| instance(record, levels, shown));
    let link = |page: usize| {
        let page = page.to_string();
        let asked = [("rule", rule_id), ("reading", reading_name), ("party", party), ("page", page.as_str())];
        format!("/assessments{}", shown.query(&asked))
    };
    let several = rule.readings.len() > 1;
    Some(AssessmentsPage {
        frame: Frame::new(record, shown),
        provision: provision.id.clone(),
        provision_href: format!("/provision{}", shown.query(&[("id", &provision.id)])),
        rule: format!("{} {}", rule.id, rule.title),
        reading: several.then(|| reading.name.clone()),
        party: party_shown(record.words, record.agreement, party),
        instances: rows.collect(),
        n_instances: chunks.len(),
        instances_of: record.words.with(
            "instances-newest-first",
            &[
                ("n", chunks.len().into()),
                ("here", chunks.len().saturating_sub(page.saturating_mul(PAGE)).min(PAGE).into()),
            ],
        ),
        timeline: timeline(record, &chunks),
        statuses: statuses(record, &list),
        picture: super::trend::of(record, &record.support_of_party(rule_id, reading_name, party, &list))
            .map(|trend| trend.picture(record)),
        newer: page.checked_sub(1).map(link),
        older: (chunks.len() > page.saturating_add(1).saturating_mul(PAGE)).then(|| link(page + 1)),
        days: day_runs(record, &record.days(reading, party)),
    })
}

fn instance(record: &Record<'_>, levels: &[&Assessment], shown: &Shown) -> InstanceRow {
    let first = levels[0];
    let cells = levels.iter().map(|assessment| LevelCell {
        level: level_words(record.words, assessment.level),
        outcome: Outcome {
            sign: sign(assessment.status),
            class: assessment.status.to_text().to_owned(),
            words: outcome_shown(record, assessment),
            times: None,
        },
        mark: mark(assessment.level),
        count: counted(record, assessment),
    });
    let events = events(record, levels, shown);
    InstanceRow {
        name: instance_shown(record, &first.instance),
        times: times(record, first),
        levels: cells.collect(),
        n_events: n_events(record, events.len()),
        events,
    }
}

/// Instances one after the other, the oldest first.
fn timeline(record: &Record<'_>, chunks: &[&[&Assessment]]) -> Option<String> {
    let line = |level: Level| {
        let at = chunks.iter().map(|levels| {
            let found = levels.iter().find(|assessment| assessment.level == level);
            found.map_or("none", |assessment| assessment.status.to_text())
        });
        (level_words(record.words, level), at.collect())
    };
    let lines: Vec<(String, Vec<&str>)> = Level::ALL.into_iter().map(line).collect();
    let label = record.words.n("timeline", chunks.len());
    (chunks.len() > 1).then(|| crate::pictures::timeline(&lines, &label))
}

fn statuses(record: &Record<'_>, list: &[&Assessment]) -> Vec<Outcome> {
    let all: std::collections::BTreeSet<assessments::Status> =
        list.iter().map(|assessment| assessment.status).collect();
    let shown = |status| Outcome {
        sign: sign(status),
        class: status.to_text().to_owned(),
        words: status_words(record.words, status),
        times: None,
    };
    all.into_iter().map(shown).collect()
}

/// An instance's name. One that is set by an event has the event's name in it, which tells its source.
pub(crate) fn instance_shown(record: &Record<'_>, instance: &str) -> String {
    if instance.is_empty() {
        return record.words.say("instance-only");
    }
    if let Some(shown) = instance_of_time(record, instance) {
        return shown;
    }
    if instance.contains('/') && !record.sight.sources {
        return record.words.say("instance-of-event");
    }
    instance.to_owned()
}

/// `2025-10-10/fuel`, `valley 2025-10-10T12:00:00`: the beginning, with the key before it and the part behind it.
fn instance_of_time(record: &Record<'_>, instance: &str) -> Option<String> {
    let (head, part) = instance.split_once('/').map_or((instance, None), |(head, part)| (head, Some(part)));
    let (key, at) = head.rsplit_once(' ').map_or((None, head), |(key, at)| (Some(key), at));
    let words = record.words;
    let at = match at.parse::<jiff::civil::Date>() {
        Ok(day) if at.len() == 10 => words.day(day),
        _ => words.moment(&at.parse::<DateTime>().ok()?.to_zoned(record.agreement.calendar.zone.clone()).ok()?),
    };
    let key = key.map(|key| match record.agreement.zones.contains_key(key) {
        true => record.zone_shown(key).to_owned(),
        false => crate::case::name(record, key),
    });
    let part = part.map(|part| part.replace('_', " "));
    Some(key.into_iter().chain([at]).chain(part).collect::<Vec<_>>().join(" · "))
}

/// What is counted, and what decided it.
fn counted(record: &Record<'_>, assessment: &Assessment) -> String {
    let (words, count) = (record.words, record.words.number(assessment.count));
    match assessment.decided_at {
        Some(at) => {
            let at = record.moment_shown(at);
            words.with("count-decided", &[("count", Put::from(&count)), ("at", Put::from(&at))])
        }
        None => words.of_it("count", &count),
    }
}

/// From when, and when due.
fn times(record: &Record<'_>, of: &Assessment) -> String {
    let shown = |id: &str, at: Option<jiff::Timestamp>| at.map(|at| record.words.of_it(id, record.moment_shown(at)));
    let both = [shown("time-from", of.start), shown("due-at", of.due)];
    both.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Events that bear on an instance at any level, each with its role at each.
fn events(record: &Record<'_>, levels: &[&Assessment], shown: &Shown) -> Vec<EventLine> {
    let mut ids: Vec<&str> = levels.iter().flat_map(|a| a.because.iter().map(|cause| cause.event.as_str())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| event_line(record, id, levels, shown)).collect()
}

fn event_line(record: &Record<'_>, id: &str, levels: &[&Assessment], shown: &Shown) -> EventLine {
    let roles: Vec<String> = Level::ALL
        .into_iter()
        .filter_map(|level| {
            let assessment = levels.iter().find(|assessment| assessment.level == level)?;
            let cause = assessment.because.iter().find(|cause| cause.event == id)?;
            let (level, role) = (level_words(record.words, level), role_words(record.words, cause.role));
            Some(record.words.with("level-and-role", &[("level", Put::from(&level)), ("role", Put::from(&role))]))
        })
        .collect();
    let event = record.event(id);
    EventLine {
        id: id.to_owned(),
        roles: record.words.list(&roles),
        when: event.map(|event| super::board::span(record, event.happening.when)).unwrap_or_default(),
        what: event.map(|event| super::event::what(record, &event.happening)).unwrap_or_default(),
        claimed_by: event.map(|event| super::event::claimed_by(record, event)).unwrap_or_default(),
        href: format!("/event{}", shown.query(&[("id", id)])),
    }
}

fn day_runs(record: &Record<'_>, days: &std::collections::BTreeMap<jiff::civil::Date, Day>) -> Vec<DayRun> {
    let days: Vec<(&jiff::civil::Date, &Day)> = days.iter().collect();
    let consecutive = |a: &(&jiff::civil::Date, &Day), b: &(&jiff::civil::Date, &Day)| {
        a.1 == b.1 && a.0.tomorrow().is_ok_and(|next| next == *b.0)
    };
    days.chunk_by(consecutive)
        .map(|run| {
            let (first, last) = (run[0].0, run[run.len() - 1].0);
            let (first, last) = (record.words.day(*first), record.words.day(*last));
            let span = if run.len() == 1 { first } else { from_to(record, &first, &last) };
            DayRun { span, n: run.len(), what: record.words.say(day_words(*run[0].1)) }
        })
        .collect()
}

fn day_words(day: Day) -> &'static str {
    match day {
        Day::NoReport => "day-no-report",
        Day::WithinLongerSpan => "day-within-longer-span",
        Day::NotStated => "day-not-stated",
        Day::StatedZero => "day-stated-zero",
        Day::Number => "day-number",
    }
}
