//! Zones, event types, states, triggers, baselines, the evidence block.

use std::collections::BTreeSet;

use records::Reliability;

use super::names::{self, Sort};
use super::{Ctx, moments, selection};
use crate::agreement::{Agreement, Baseline, EventType, Interval, State, Trigger, TriggerDate};
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Key, Moment};
use crate::syntax::{Cursor, Line};
use crate::zone::{Zone, ZoneOutline, shape_from_geojson};

/// Reads one definition.
pub(super) fn define(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    match line.keyword() {
        "zone" => zone(line, agreement, ctx),
        "event" => event(line, agreement, ctx),
        "state" => state(line, agreement, ctx),
        "trigger" => trigger(line, agreement, ctx),
        "baseline" => baseline(line, agreement, ctx),
        "evidence" => evidence(line, agreement, ctx),
        other => {
            let message = if other.is_empty() {
                "A definition or a rule is expected here.".to_owned()
            } else {
                format!("`{other}` does not open a definition or a rule.")
            };
            let known = ["zone", "event", "state", "trigger", "baseline", "evidence", "rule"];
            let near = known.iter().find(|known| strsim::damerau_levenshtein(known, other) <= 2);
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the words that can open one are {}; its clauses are indented", known.join(", ")),
            };
            ctx.diagnostics.push(Diagnostic::new(Code::Definition, line.at.clone(), message).hint(hint));
        }
    }
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

/// Says that a clause has no place here.
pub(super) fn unknown_clause(clause: &Line, known: &[&str], ctx: &mut Ctx<'_>) {
    let keyword = clause.keyword();
    let message = if keyword.is_empty() {
        "A clause begins with a word that says what it is.".to_owned()
    } else {
        format!("A clause cannot begin with `{keyword}` here.")
    };
    let near = known.iter().find(|known| strsim::damerau_levenshtein(known, keyword) <= 1 + keyword.len() / 4);
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the clauses possible here begin with {}", known.join(", ")),
    };
    ctx.diagnostics.push(Diagnostic::new(Code::Clause, clause.at.clone(), message).hint(hint));
}

fn zone(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut zone = Zone { id: id.clone(), label, within: None, outlines: Vec::new(), annex_missing: None, at };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("outline") {
            zone.outlines.extend(outline(&mut cursor, agreement, ctx));
        } else if cursor.eat("within") {
            zone.within = names::expect(&mut cursor, &[Sort::Zone], ctx);
        } else if cursor.eat("annex missing") {
            zone.annex_missing = cursor.text().map(str::to_owned).or_else(|| Some(String::new()));
        } else {
            unknown_clause(clause, &["outline", "within", "annex missing"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.zones.entry(id).or_insert(zone);
}

/// `outline "file.geojson" from 2025-10-10 until 2026-01-01`.
fn outline(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<ZoneOutline> {
    let Some(annex) = cursor.text() else {
        return cursor.fail("the name of a GeoJSON file in quotes", &mut ctx.diagnostics);
    };
    let at = cursor.last_position();
    let mut held = Interval { from: None, until: None };
    if cursor.eat("from") {
        held.from = moments::date_time(cursor, agreement, ctx);
    }
    if cursor.eat("until") {
        held.until = match moments::until(cursor, agreement, ctx) {
            Some(Moment::At(at)) => Some(at),
            _ => return cursor.fail("a date", &mut ctx.diagnostics),
        };
    }
    let Some(bytes) = ctx.annexes.get(annex) else {
        let message = format!("The annex {annex:?} was not given.");
        ctx.diagnostics.push(
            Diagnostic::new(Code::AnnexUnread, at, message)
                .hint("put the file beside the agreement; if it is not public, write `annex missing \"why\"` instead"),
        );
        return None;
    };
    match shape_from_geojson(bytes) {
        Ok(shape) => Some(ZoneOutline { annex: annex.to_owned(), held, shape }),
        Err(why) => {
            let message = format!("The annex {annex:?} cannot be used: {why}.");
            ctx.diagnostics.push(Diagnostic::new(Code::AnnexFaulty, at, message));
            None
        }
    }
}

fn event(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    let mut event =
        EventType { types: BTreeSet::from([id.clone()]), id: id.clone(), label, unit: None, at: Some(line.at.clone()) };
    event_clauses(&mut cursor, &mut event, ctx);
    cursor.finish(&mut ctx.diagnostics);
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if !cursor.at("is") && !cursor.at("counted") {
            unknown_clause(clause, &["is", "counted in"], ctx);
            continue;
        }
        event_clauses(&mut cursor, &mut event, ctx);
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.event_types.entry(id).or_insert(event);
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

fn state(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    let each = if cursor.eat("for each") { key(&mut cursor, ctx) } else { None };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut state = State { id: id.clone(), label, each, spans: Vec::new(), decided_by: Vec::new(), at };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("from") {
            let Some(from) = moments::moment(&mut cursor, agreement, ctx) else { continue };
            let until = if cursor.eat("until") { moments::until(&mut cursor, agreement, ctx) } else { None };
            moments::check_order(Some(&from), until.as_ref(), &clause.at, ctx);
            state.spans.push(Interval { from: Some(from), until });
        } else if cursor.eat("begins and ends by decision of") || cursor.eat("ends by decision of") {
            state.decided_by.extend(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx));
        } else {
            unknown_clause(clause, &["from", "begins and ends by decision of", "ends by decision of"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.states.entry(id).or_insert(state);
}

/// A list joined by commas or `and`.
pub(super) fn listed(cursor: &mut Cursor<'_>, sorts: &[Sort], ctx: &mut Ctx<'_>) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        found.extend(names::expect(cursor, sorts, ctx));
        if cursor.failed() || !(cursor.eat(",") || cursor.eat("and")) {
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

fn trigger(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    let mut trigger = Trigger { id: id.clone(), label, dates: Vec::new(), decided_by: Vec::new(), at: line.at.clone() };
    if cursor.eat("at") {
        trigger_date(&mut cursor, None, agreement, &mut trigger, ctx);
    }
    cursor.finish(&mut ctx.diagnostics);
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("at") {
            trigger_date(&mut cursor, None, agreement, &mut trigger, ctx);
        } else if cursor.eat("by decision of") {
            trigger.decided_by.extend(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx));
        } else if cursor.at("reading") {
            let Some((name, held_by)) = reading_head(&mut cursor, ctx) else { continue };
            if cursor.expect("at", &mut ctx.diagnostics).is_some() {
                trigger_date(&mut cursor, Some((name, held_by)), agreement, &mut trigger, ctx);
            }
        } else {
            unknown_clause(clause, &["at", "by decision of", "reading"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.triggers.entry(id).or_insert(trigger);
}

fn trigger_date(
    cursor: &mut Cursor<'_>,
    reading: Option<(String, Vec<String>)>,
    agreement: &Agreement,
    trigger: &mut Trigger,
    ctx: &mut Ctx<'_>,
) {
    if let Some(at) = moments::moment(cursor, agreement, ctx) {
        let (reading, held_by) = reading.map_or((None, Vec::new()), |(name, held_by)| (Some(name), held_by));
        trigger.dates.push(TriggerDate { reading, held_by, at });
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

fn baseline(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut baseline = Baseline { id: id.clone(), label, of: None, amount: None, declared: None, at };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("of") {
            baseline.of = names::expect(&mut cursor, &[Sort::Actor], ctx);
        } else if cursor.eat("amount") {
            match cursor.number() {
                Some(number) => baseline.amount = Some((number, cursor.name().map(str::to_owned))),
                None => cursor.fail("a number", &mut ctx.diagnostics).unwrap_or_default(),
            }
        } else if cursor.eat("declared") {
            baseline.declared = moments::date_time(&mut cursor, agreement, ctx);
        } else if cursor.eat("not declared") {
            cursor.text();
        } else {
            unknown_clause(clause, &["of", "amount", "declared", "not declared"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.baselines.entry(id).or_insert(baseline);
}

fn evidence(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("corroboration needs") {
            match cursor.number().and_then(|number| u32::try_from(number).ok()).filter(|number| *number >= 1) {
                Some(number) => agreement.evidence.origins = number,
                None => cursor.fail("a whole number of origins", &mut ctx.diagnostics).unwrap_or_default(),
            }
            cursor.eat("origins");
        } else if cursor.eat("reliability at least") {
            match cursor.name().and_then(Reliability::from_text) {
                Some(grade) => agreement.evidence.reliability = grade,
                None => cursor.fail("a letter A to F", &mut ctx.diagnostics).unwrap_or_default(),
            }
        } else if cursor.eat("credibility at least") {
            match cursor.number().and_then(|number| u8::try_from(number).ok()).filter(|grade| (1..=6).contains(grade)) {
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
pub(super) fn coverage(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<rust_decimal::Decimal> {
    let share = cursor.number().filter(|share| *share <= rust_decimal::Decimal::ONE_HUNDRED);
    if share.is_none() || !cursor.percent() {
        return cursor.fail("a share in percent, at most 100", &mut ctx.diagnostics);
    }
    share
}

/// Unions of unions, and circles among definitions.
pub(super) fn close(agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let direct = agreement.event_types.clone();
    for event in agreement.event_types.values_mut() {
        let mut open: Vec<String> = event.types.iter().cloned().collect();
        while let Some(name) = open.pop() {
            for part in direct.get(&name).into_iter().flat_map(|part| &part.types) {
                if part == &event.id && name != event.id {
                    let message = format!("The event type `{}` is defined by way of itself.", event.id);
                    let at = event.at.clone().unwrap_or_default();
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
    selection::zones_without_circles(agreement, ctx);
    super::outlook::triggers_without_circles(agreement, ctx);
}
