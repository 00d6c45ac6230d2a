//! The front matter: who, when, where, in which version. `key: value` lines; an indented line continues the one before.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::names::{self, Sort};
use super::{Ctx, moments};
use crate::agreement::{Agreement, Party};
use crate::diagnostic::{Code, Diagnostic, Lines, Position};
use crate::syntax::{Cursor, Line, lex_line};
use crate::translated::is_tag;

/// Keys that name actors.
const ACTOR_KEYS: [&str; 3] = ["parties", "non-signatories", "bodies"];

/// A value with its place.
pub(super) struct Value {
    text: String,
    ranges: Vec<Range<usize>>,
    at: Position,
}

impl Value {
    /// The parts of a list, each with its place.
    fn parts(&self, ctx: &Ctx<'_>) -> Vec<(String, Position)> {
        let mut found = Vec::new();
        for range in &self.ranges {
            let mut offset = range.start;
            let text = ctx.lines.text().get(range.clone()).unwrap_or_default();
            for part in text.split_inclusive([',', '،']) {
                let word = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '،' | '"'));
                let start = offset + part.find(word).unwrap_or(0);
                if !word.is_empty() {
                    found.push((word.to_owned(), ctx.lines.position(start, start + word.len())));
                }
                offset += part.len();
            }
        }
        found
    }
}

type Keys = BTreeMap<String, Value>;

const KNOWN: &[&str] = &[
    "agreement",
    "title",
    "version",
    "truce",
    "time zone",
    "signed",
    "in force",
    "parties",
    "non-signatories",
    "bodies",
    "interpreted by",
    "version in force",
    "retired",
    "authentic languages",
    "precedence",
    "side letters",
    "weekend",
    "holidays",
    "invented",
];

/// Splits the front matter into keys.
pub(super) fn keys(
    text: &str,
    range: Option<Range<usize>>,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Keys {
    let mut keys = Keys::new();
    let Some(range) = range else { return keys };
    let mut offset = range.start;
    let mut last: Option<String> = None;
    for raw in text[range].split_inclusive('\n') {
        let line = raw.trim_end();
        let here = offset..offset + line.len();
        offset += raw.len();
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            if let Some(value) = last.as_ref().and_then(|key| keys.get_mut(key)) {
                value.text.push(' ');
                value.text.push_str(line.trim());
                value.ranges.push(here);
            }
            continue;
        }
        last = key_line(line, here, lines, &mut keys, diagnostics);
    }
    keys
}

fn key_line(
    line: &str,
    here: Range<usize>,
    lines: &Lines<'_>,
    keys: &mut Keys,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let Some((key, value)) = line.split_once(':') else {
        let at = lines.position(here.start, here.end);
        let message = "A line of the front matter is not of the form `key: value`.";
        diagnostics.push(Diagnostic::new(Code::FrontMatterKey, at, message));
        return None;
    };
    let at = lines.position(here.start, here.start + key.len());
    let key = key.trim();
    if !KNOWN.contains(&key) && language_of(key).is_none() {
        let near = KNOWN.iter().min_by_key(|known| strsim::damerau_levenshtein(known, key));
        let hint = match near.filter(|known| strsim::damerau_levenshtein(known, key) <= 3) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys are {}", KNOWN.join(", ")),
        };
        let message = format!("`{key}` is not a key of the front matter.");
        diagnostics.push(Diagnostic::new(Code::FrontMatterKey, at, message).hint(hint));
        return None;
    }
    if keys.contains_key(key) {
        let message = format!("The key `{key}` stands twice.");
        diagnostics.push(Diagnostic::new(Code::FrontMatterTwice, at, message));
        return None;
    }
    let start = here.end - value.len();
    let value_at = lines.position(start + (value.len() - value.trim_start().len()), here.end);
    let ranges = vec![Range { start, end: here.end }];
    keys.insert(key.to_owned(), Value { text: value.trim().to_owned(), ranges, at: value_at });
    Some(key.to_owned())
}

/// Reads all but the times, which may name what the blocks define.
pub(super) fn identity(keys: &Keys, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let text = |key: &str| keys.get(key).map(|value| unquoted(&value.text));
    agreement.id = text("agreement").unwrap_or_default();
    agreement.title = text("title").unwrap_or_else(|| agreement.id.clone());
    agreement.version = text("version").unwrap_or_else(|| "1".to_owned());
    agreement.signed = text("signed");
    agreement.precedence = text("precedence");
    agreement.side_letters = text("side letters");
    agreement.retired = text("retired").map(|list| split(&list)).unwrap_or_default();
    agreement.invented = text("invented").is_some_and(|value| value == "yes" || value == "true");
    if let Some(value) =
        keys.get("invented").filter(|value| !["yes", "true", "no", "false"].contains(&value.text.as_str()))
    {
        fault(value, ctx, format!("{:?} does not say whether the text is invented.", value.text), "write yes or no");
    }
    agreement.languages = text("authentic languages").map(|list| split(&list)).unwrap_or_default();
    // A key that was misspelt, or lacks its colon, is not missing as well.
    let is_there = |key: &str| {
        keys.contains_key(key)
            || ctx.diagnostics.iter().any(|d| d.code == Code::FrontMatterMissing)
            || misread(ctx, key)
    };
    for needed in
        ["agreement", "title", "parties", "time zone"].into_iter().filter(|key| !is_there(key)).collect::<Vec<_>>()
    {
        {
            let message = format!("The front matter does not say `{needed}`.");
            ctx.diagnostics.push(
                Diagnostic::new(Code::FrontMatterNeeds, ctx.lines.position(0, 3), message)
                    .hint(format!("add a line `{needed}: …`")),
            );
        }
    }
    if let Some(value) = keys.get("truce").filter(|value| value.text != "1") {
        let message = format!("This version of Truce reads version 1 of the language, not {:?}.", value.text);
        ctx.diagnostics.push(Diagnostic::new(Code::FrontMatterValue, value.at.clone(), message));
    }
    ctx.names.actors_unread = !keys.contains_key("parties") || ACTOR_KEYS.iter().any(|key| misread(ctx, key));
    agreement.parties = people(keys.get("parties"), Sort::Actor, ctx);
    agreement.non_signatories = people(keys.get("non-signatories"), Sort::Actor, ctx);
    agreement.bodies = people(keys.get("bodies"), Sort::Body, ctx);
    calendar(keys, agreement, ctx);
    if let Some(value) = keys.get("interpreted by") {
        let line = value_line(value, ctx);
        let mut cursor = Cursor::new(&line, ctx.lines);
        agreement.interpreted_by = super::definitions::listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx);
        cursor.finish(&mut ctx.diagnostics);
    }
    if let Some(value) = keys.get("version in force") {
        let line = value_line(value, ctx);
        let mut cursor = Cursor::new(&line, ctx.lines);
        cursor.eat("from");
        agreement.version_from = moments::date_time(&mut cursor, agreement, ctx);
        cursor.finish(&mut ctx.diagnostics);
    }
}

/// The language of a key that gives names in it, `in ar`.
fn language_of(key: &str) -> Option<&str> {
    key.strip_prefix("in ").map(str::trim).filter(|tag| is_tag(tag))
}

/// `in ar: north "الشمال", valley "الوادي"`: names of what the agreement defines, in another language.
pub(super) fn names_in_languages(keys: &Keys, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    for (key, value) in keys {
        let Some(tag) = language_of(key).filter(|_| !KNOWN.contains(&key.as_str())) else { continue };
        let line = value_line(value, ctx);
        let mut cursor = Cursor::new(&line, ctx.lines);
        let mut names = BTreeMap::new();
        loop {
            let Some(id) = cursor.id() else {
                cursor.fail::<()>(
                    "the id of a party, a body, a provision or another thing of the agreement",
                    &mut ctx.diagnostics,
                );
                break;
            };
            let at = cursor.last_position();
            if !agreement.nameable().contains(id) && !ctx.names.actors_unread {
                let message =
                    format!("`{id}` is named here in another language, and nothing in the agreement has this id.");
                let near = agreement.nameable().into_iter().min_by_key(|known| strsim::damerau_levenshtein(known, id));
                let near = near.filter(|known| strsim::damerau_levenshtein(known, id) <= 2);
                let fault = Diagnostic::new(Code::UnknownName, at, message);
                ctx.diagnostics.push(match near {
                    Some(near) => fault.hint(format!("did you mean `{near}`?")),
                    None => fault,
                });
            }
            let Some(name) = cursor.text() else {
                cursor.fail::<()>("its name, in quotes", &mut ctx.diagnostics);
                break;
            };
            names.insert(id.to_owned(), name.to_owned());
            if !cursor.eat(",") {
                cursor.finish(&mut ctx.diagnostics);
                break;
            }
        }
        agreement.names.insert(tag.to_owned(), names);
    }
}

/// Whether a faulty line of the front matter was meant to have this key.
fn misread(ctx: &Ctx<'_>, key: &str) -> bool {
    let is_meant = |at: &Position| {
        let line = ctx.lines.text().get(at.start..at.end).unwrap_or_default().trim();
        line.split_whitespace().next() == key.split_whitespace().next() || strsim::damerau_levenshtein(key, line) <= 3
    };
    ctx.diagnostics.iter().any(|d| d.code == Code::FrontMatterKey && is_meant(&d.at))
}

fn calendar(keys: &Keys, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    if let Some(value) = keys.get("time zone") {
        let name = unquoted(&value.text);
        match TimeZone::get(&name) {
            Ok(zone) => {
                agreement.calendar.zone = zone;
                agreement.calendar.zone_name = name;
            }
            Err(_) => fault(
                value,
                ctx,
                format!("{name:?} is not a time zone."),
                "write an IANA name, such as Africa/Khartoum",
            ),
        }
    }
    if let Some(value) = keys.get("weekend") {
        for (day, at) in value.parts(ctx) {
            match weekday(&day) {
                Some(day) => agreement.calendar.weekend.push(day),
                None => {
                    let message = format!("{day:?} is not a day of the week.");
                    let fault = Diagnostic::new(Code::FrontMatterValue, at, message);
                    ctx.diagnostics.push(fault.hint("write friday, saturday"));
                }
            }
        }
    }
    if let Some(value) = keys.get("holidays") {
        for (day, at) in value.parts(ctx) {
            match day.parse() {
                Ok(date) => {
                    agreement.calendar.holidays.insert(date);
                }
                Err(_) => {
                    let fault = Diagnostic::new(Code::FrontMatterValue, at, format!("{day:?} is not a date."));
                    ctx.diagnostics.push(fault.hint("write year-month-day, year-month-day"));
                }
            }
        }
    }
}

/// `in force: from 2025-10-10 12:00 until 2027-12-31`.
pub(super) fn in_force(keys: &Keys, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let n_said = ctx.diagnostics.len();
    let Some(value) = keys.get("in force") else {
        ctx.in_force_unread = misread(ctx, "in force") || ctx.diagnostics.iter().any(|d| d.code.text() < "E103");
        return;
    };
    let line = value_line(value, ctx);
    let mut cursor = Cursor::new(&line, ctx.lines);
    cursor.eat("from");
    agreement.in_force.from = moments::moment(&mut cursor, agreement, ctx);
    if cursor.eat("until") {
        agreement.in_force.until = moments::until(&mut cursor, agreement, ctx);
    }
    cursor.finish(&mut ctx.diagnostics);
    let in_force = &agreement.in_force;
    moments::check_order(in_force.from.as_ref(), in_force.until.as_ref(), &value.at, ctx);
    ctx.in_force_unread = ctx.has_error_since(n_said) || line.faulty;
}

/// `north "The North", south "The South"`.
fn people(value: Option<&Value>, sort: Sort, ctx: &mut Ctx<'_>) -> Vec<Party> {
    let Some(value) = value else { return Vec::new() };
    let line = value_line(value, ctx);
    let mut cursor = Cursor::new(&line, ctx.lines);
    let mut found = Vec::new();
    loop {
        let Some(id) = cursor.name() else {
            cursor.fail::<()>("a short name", &mut ctx.diagnostics);
            ctx.names.actors_unread = true;
            return found;
        };
        names::define(id, sort, cursor.last_position(), ctx);
        let name = cursor.text().unwrap_or(id);
        found.push(Party { id: id.to_owned(), name: name.to_owned() });
        if !cursor.eat(",") {
            cursor.finish(&mut ctx.diagnostics);
            ctx.names.actors_unread |= cursor.failed() || line.faulty;
            return found;
        }
    }
}

fn value_line(value: &Value, ctx: &mut Ctx<'_>) -> Line {
    let text = ctx.lines.text();
    let mut tokens = Vec::new();
    let n_said = ctx.diagnostics.len();
    for range in &value.ranges {
        tokens.extend(lex_line(text, range.start, range.end, ctx.lines, &mut ctx.diagnostics));
    }
    let end = value.ranges.last().map_or(value.at.end, |range| range.end);
    let faulty = ctx.has_error_since(n_said);
    Line { tokens, at: Position { end, ..value.at.clone() }, children: Vec::new(), faulty }
}

fn fault(value: &Value, ctx: &mut Ctx<'_>, message: String, hint: &str) {
    ctx.diagnostics.push(Diagnostic::new(Code::FrontMatterValue, value.at.clone(), message).hint(hint));
}

fn split(list: &str) -> Vec<String> {
    list.split([',', '،']).map(|part| unquoted(part.trim())).filter(|part| !part.is_empty()).collect()
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').to_owned()
}

pub(super) fn weekday(name: &str) -> Option<Weekday> {
    Some(match name.to_lowercase().as_str() {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}
