//! Definitions: which reads which, event types, calendars, the evidence block, and what all definitions share.

use std::collections::BTreeSet;

use records::Reliability;
use rust_decimal::Decimal;

use super::names::{self, Sort};
use super::{Ctx, amounts, chains, conditions, front_matter, places, procedure};
use crate::agreement::{Agreement, EventType, Field, FieldHolds};
use crate::calendar::NamedCalendar;
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::Key;
use crate::syntax::words::{self, OPENING};
use crate::syntax::{Cursor, Line, Word};

/// What other definitions and moments rest on: calendars before all.
pub(super) fn define_calendars(blocks: &[Vec<Line>], agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    for line in blocks.iter().flatten().filter(|line| line.keyword() == "calendar") {
        calendar(line, agreement, ctx);
    }
}

/// The word that was meant by one that opens nothing.
pub(super) fn meant_opening(keyword: &str) -> Option<&'static str> {
    if OPENING.contains(&keyword) || keyword.len() < 3 {
        return None;
    }
    OPENING.iter().copied().find(|known| strsim::damerau_levenshtein(known, keyword) <= 1 + keyword.len() / 4)
}

/// Reads a definition, and notes if it has a fault.
pub(super) fn define(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    noting_faults(line, agreement, ctx, define_one);
}

/// Reads a definition that selects events, when all types of events are known.
pub(super) fn define_selecting(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    noting_faults(line, agreement, ctx, define_selecting_one);
}

fn noting_faults(
    line: &Line,
    agreement: &mut Agreement,
    ctx: &mut Ctx<'_>,
    read: fn(&Line, &mut Agreement, &mut Ctx<'_>),
) {
    let n_said = ctx.diagnostics.len();
    ctx.names.meet_anew();
    read(line, agreement, ctx);
    let name = line.tokens.get(1).and_then(|token| ctx.lines.text().get(token.start..token.end)).unwrap_or_default();
    ctx.names.rest_on_met(name);
    let has_fault = ctx.has_error_since(n_said) || line.faulty || line.children.iter().any(|child| child.faulty);
    if !has_fault {
        return;
    }
    for part in std::iter::once(line).chain(&line.children) {
        ctx.names.mark_line_used(part);
    }
    ctx.names.mark_faulty(name);
}

fn define_one(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    match line.keyword() {
        "zone" => places::zone(line, agreement, ctx),
        "line" => places::line(line, agreement, ctx),
        "event" => event(line, agreement, ctx),
        "state" => conditions::state(line, agreement, ctx),
        "trigger" => conditions::trigger(line, agreement, ctx),
        "baseline" => amounts::baseline(line, agreement, ctx),
        "value" => amounts::value(line, agreement, ctx),
        "conversion" => amounts::conversion(line, agreement, ctx),
        "evidence" => evidence(line, agreement, ctx),
        "procedure" => procedure::procedure(line, agreement, ctx),
        "milestone" | "attribute" | "calendar" | "rule" => {}
        other => unknown_opening(other, line, ctx),
    }
}

fn define_selecting_one(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    match line.keyword() {
        "milestone" => conditions::milestone(line, agreement, ctx),
        "attribute" => conditions::attribute(line, agreement, ctx),
        _ => {}
    }
}

fn unknown_opening(other: &str, line: &Line, ctx: &mut Ctx<'_>) {
    if line.faulty && other.is_empty() {
        return;
    }
    let message = if other.is_empty() {
        "A definition or a rule is expected here.".to_owned()
    } else {
        format!("`{other}` does not open a definition or a rule.")
    };
    let hint = match meant_opening(other) {
        _ if words::opens_clause(other) => {
            "indent it by two spaces, under the rule or definition to which it belongs".to_owned()
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the words that can open one are {}; its clauses are indented", OPENING.join(", ")),
    };
    ctx.diagnostics.push(Diagnostic::new(Code::Definition, line.at.clone(), message).hint(hint));
}

/// Takes keyword, name and label.
pub(super) fn head<'a>(cursor: &mut Cursor<'a>, ctx: &mut Ctx<'_>) -> Option<(String, String)> {
    cursor.name();
    let Some(id) = cursor.id() else {
        return cursor.fail("a name", &mut ctx.diagnostics);
    };
    let label = cursor.text().map_or_else(|| id.replace('_', " "), str::to_owned);
    Some((id.to_owned(), label))
}

/// Says that a clause has no place here, or where it leaves one that has.
pub(super) fn unknown_clause(clause: &Line, known: &[&str], ctx: &mut Ctx<'_>) {
    let keyword = clause.keyword();
    if clause.faulty && keyword.is_empty() {
        return;
    }
    let begun = known
        .iter()
        .map(|phrase| (matched(clause, phrase), *phrase))
        .filter(|(n_words, phrase)| *n_words > 0 && *n_words < phrase.split(' ').count());
    if let Some((n_words, phrase)) = begun.max_by_key(|(n_words, _)| *n_words) {
        let expected = phrase.split(' ').nth(n_words).unwrap_or_default();
        let mut cursor = Cursor::new(clause, ctx.lines);
        (0..n_words).for_each(|_| {
            cursor.name();
        });
        return cursor.fail(&format!("`{expected}`"), &mut ctx.diagnostics).unwrap_or_default();
    }
    let message = if keyword.is_empty() {
        "A clause begins with a word that says what it is.".to_owned()
    } else {
        format!("A clause cannot begin with `{keyword}` here.")
    };
    let first = |phrase: &str| phrase.split(' ').next().unwrap_or_default().to_owned();
    let distance = |phrase: &&&str| strsim::damerau_levenshtein(&first(phrase), keyword);
    let near = known.iter().min_by_key(distance).filter(|phrase| distance(phrase) <= 1 + keyword.len() / 4);
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the clauses possible here begin with {}", known.join(", ")),
    };
    ctx.diagnostics.push(Diagnostic::new(Code::Clause, clause.at.clone(), message).hint(hint));
}

/// With how many words of a phrase a line begins.
fn matched(line: &Line, phrase: &str) -> usize {
    let names = line.tokens.iter().map(|token| match &token.word {
        Word::Name(name) => name.as_str(),
        _ => "",
    });
    phrase.split(' ').zip(names).take_while(|(word, name)| word == name).count()
}

fn event(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    let (types, at) = (BTreeSet::from([id.clone()]), Some(line.at.clone()));
    let mut event = EventType { types, id: id.clone(), label, unit: None, fields: Vec::new(), at };
    event_clauses(&mut cursor, &mut event, ctx);
    cursor.finish(&mut ctx.diagnostics);
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("field") {
            let found = field(&mut cursor, ctx);
            if found.as_ref().is_some_and(|new| event.fields.iter().any(|field| field.id == new.id)) {
                let message = "This event type has a field of that name already.";
                ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, clause.at.clone(), message));
                continue;
            }
            event.fields.extend(found);
        } else if cursor.at("is") || cursor.at("counted") {
            event_clauses(&mut cursor, &mut event, ctx);
        } else {
            unknown_clause(clause, &["is", "counted in", "field"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.event_types.entry(id).or_insert(event);
}

/// `calibre "calibre" number in mm`, `condition one of serviceable, damaged`.
fn field(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Field> {
    let Some(id) = cursor.name() else { return cursor.fail("the name of a column", &mut ctx.diagnostics) };
    let label = cursor.text().map_or_else(|| id.replace('_', " "), str::to_owned);
    let holds = if cursor.eat("number") {
        FieldHolds::Number(if cursor.eat("in") { cursor.name().map(str::to_owned) } else { None })
    } else if cursor.eat("one of") {
        let mut words = Vec::new();
        loop {
            match cursor.name().or_else(|| cursor.text()) {
                Some(word) => words.push(word.to_owned()),
                None => return cursor.fail("a word that the field can hold", &mut ctx.diagnostics),
            }
            if !cursor.eat(",") && !cursor.eat("or") {
                break;
            }
        }
        FieldHolds::OneOf(words)
    } else {
        cursor.eat("text");
        FieldHolds::Text
    };
    Some(Field { id: id.to_owned(), label, holds })
}

fn calendar(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, _)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    ctx.calendars.push((id.clone(), line.at.clone()));
    let mut named = NamedCalendar { id, weekend: Vec::new(), holidays: BTreeSet::new() };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("weekend") {
            loop {
                match cursor.name_as(front_matter::weekday) {
                    Some(day) => named.weekend.push(day),
                    None => cursor.fail("a day of the week", &mut ctx.diagnostics).unwrap_or_default(),
                }
                if cursor.failed() || !(cursor.eat(",") || cursor.eat("and")) {
                    break;
                }
            }
        } else if cursor.eat("holidays") {
            loop {
                match cursor.date() {
                    Some(date) => {
                        named.holidays.insert(date);
                    }
                    None => cursor.fail("a date (year-month-day)", &mut ctx.diagnostics).unwrap_or_default(),
                }
                if cursor.failed() || !(cursor.eat(",") || cursor.eat("and")) {
                    break;
                }
            }
        } else {
            unknown_clause(clause, &["weekend", "holidays"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    if agreement.calendar.named.len() < 200 && !agreement.calendar.named.iter().any(|known| known.id == named.id) {
        agreement.calendar.named.push(named);
    }
}

/// `is a or b`, `counted in trucks`.
fn event_clauses(cursor: &mut Cursor<'_>, event: &mut EventType, ctx: &mut Ctx<'_>) {
    loop {
        if cursor.eat("is") {
            loop {
                let Some(name) = names::expect(cursor, &[Sort::Event], ctx) else { return };
                if name == event.id {
                    let message = format!("The event type `{name}` is defined by way of itself.");
                    ctx.diagnostics.push(Diagnostic::new(Code::Circle, cursor.last_position(), message));
                }
                event.types.insert(name);
                if !cursor.eat("or") {
                    break;
                }
            }
        } else if cursor.eat("counted in") {
            match cursor.name() {
                Some(unit) => event.unit = Some(unit.to_owned()),
                None => return cursor.fail("the name of a unit", &mut ctx.diagnostics).unwrap_or_default(),
            }
        } else {
            return;
        }
    }
}

/// A list joined by commas or `and`.
pub(super) fn listed(cursor: &mut Cursor<'_>, sorts: &[Sort], ctx: &mut Ctx<'_>) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        found.extend(names::expect(cursor, sorts, ctx));
        if cursor.failed() || !(cursor.eat(", and") || cursor.eat(",") || cursor.eat("and")) {
            return found;
        }
    }
}

/// `item`, `zone`, `by`, or another column.
pub(super) fn key(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Key> {
    match cursor.name() {
        Some("party" | "actor") => Some(Key("by".to_owned())),
        Some(name) => Some(Key(name.to_owned())),
        None => cursor.fail("what to keep apart: zone, item, or another column", &mut ctx.diagnostics),
    }
}

/// `reading "joint duty" held by a, b`.
pub(super) fn reading_head(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<(String, Vec<String>)> {
    cursor.expect("reading", &mut ctx.diagnostics)?;
    let Some(name) = cursor.text() else {
        return cursor.fail("the name of the reading in quotes", &mut ctx.diagnostics);
    };
    cursor.eat(",");
    let held_by = if cursor.eat("held by") { listed(cursor, &[Sort::Actor, Sort::Body], ctx) } else { Vec::new() };
    Some((name.to_owned(), held_by))
}

fn evidence(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    cursor.name();
    cursor.finish(&mut ctx.diagnostics);
    if std::mem::replace(&mut ctx.has_evidence, true) {
        let message = "There is an evidence block already.";
        ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, line.at.clone(), message));
        return;
    }
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("corroboration needs") {
            let whole = cursor.number_if(|number| number.is_integer() && number >= Decimal::ONE);
            match whole.and_then(|number| u32::try_from(number).ok()) {
                Some(number) => agreement.evidence.origins = number,
                None => cursor.fail("a whole number of origins", &mut ctx.diagnostics).unwrap_or_default(),
            }
            cursor.eat("origins");
        } else if cursor.eat("reliability at least") {
            match cursor.name_as(Reliability::from_text) {
                Some(grade) => agreement.evidence.reliability = grade,
                None => cursor.fail("a letter A to F", &mut ctx.diagnostics).unwrap_or_default(),
            }
        } else if cursor.eat("credibility at least") {
            let is_grade =
                |number: Decimal| number.is_integer() && number >= Decimal::ONE && number <= Decimal::from(6);
            match cursor.number_if(is_grade).and_then(|number| u8::try_from(number).ok()) {
                Some(grade) => agreement.evidence.credibility = grade,
                None => cursor.fail("a grade 1 to 6", &mut ctx.diagnostics).unwrap_or_default(),
            }
        } else if cursor.eat("own observation does not corroborate") {
            agreement.evidence.own_observation = false;
        } else if cursor.eat("admission does not corroborate") {
            agreement.evidence.admission = false;
        } else if cursor.eat("coverage at least") {
            agreement.evidence.coverage = coverage(&mut cursor, ctx);
        } else {
            let known = ["corroboration needs", "reliability at least", "credibility at least", "coverage at least"];
            unknown_clause(clause, &known, ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
}

/// `60 %`.
pub(super) fn coverage(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Decimal> {
    let share = cursor.number_if(|share| share <= Decimal::ONE_HUNDRED);
    if share.is_none() || !cursor.percent() {
        return cursor.fail("a share in percent, at most 100", &mut ctx.diagnostics);
    }
    share
}

/// Unions of unions, and circles among definitions.
pub(super) fn close(agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let parts = agreement.event_types.iter().map(|(id, event)| {
        let others = event.types.iter().filter(|part| *part != id);
        (id.clone(), others.cloned().collect())
    });
    for id in chains::chains(&parts.collect()).too_long {
        let Some(event) = agreement.event_types.get_mut(&id) else { continue };
        let message = format!("The event type `{id}` rests on others more than {} times over.", chains::LENGTH_MAX);
        let at = event.at.clone().unwrap_or_default();
        ctx.diagnostics.push(Diagnostic::new(Code::ChainLong, at, message));
        ctx.names.mark_faulty(&id);
        event.types = BTreeSet::from([id]);
    }
    let direct = agreement.event_types.clone();
    for event in agreement.event_types.values_mut() {
        let mut open: Vec<String> = event.types.iter().cloned().collect();
        while let Some(name) = open.pop() {
            for part in direct.get(&name).into_iter().flat_map(|part| &part.types) {
                if part == &event.id && name != event.id {
                    let message = format!("The event type `{}` is defined by way of itself.", event.id);
                    let at = event.at.clone().unwrap_or_default();
                    ctx.names.mark_faulty(&event.id);
                    if !ctx.diagnostics.iter().any(|d| d.code == Code::Circle && d.at == at) {
                        ctx.diagnostics.push(Diagnostic::new(Code::Circle, at, message));
                    }
                }
                if event.types.insert(part.clone()) {
                    open.push(part.clone());
                }
            }
        }
    }
    places::without_circles(agreement, ctx);
    super::outlook::triggers_without_circles(agreement, ctx);
}
