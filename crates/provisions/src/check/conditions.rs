//! What switches and what is reached: states, triggers, milestones, attributes of actors.

use super::definitions::{head, key, listed, reading_head, unknown_clause};
use super::names::{self, Sort};
use super::{Ctx, moments, selection};
use crate::agreement::{Agreement, Attribute, Interval, Milestone, State, Trigger, TriggerDate, Turning};
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Reached;
use crate::syntax::{Cursor, Line};

pub(super) fn state(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    let each = if cursor.eat("for each") { key(&mut cursor, ctx) } else { None };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut state =
        State { id: id.clone(), label, each, spans: Vec::new(), decided_by: Vec::new(), prolonged_while: None, at };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("from") {
            let Some(from) = moments::moment(&mut cursor, agreement, ctx) else { continue };
            let until = if cursor.eat("until") { moments::until(&mut cursor, agreement, ctx) } else { None };
            moments::check_order(Some(&from), until.as_ref(), &clause.at, ctx);
            state.spans.push(Interval { from: Some(from), until });
        } else if cursor.eat("begins and ends by decision of") || cursor.eat("ends by decision of") {
            state.decided_by.extend(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx));
        } else if cursor.eat("prolonged while") {
            state.prolonged_while = names::expect(&mut cursor, &[Sort::State], ctx);
        } else {
            let known = ["from", "begins and ends by decision of", "ends by decision of", "prolonged while"];
            unknown_clause(clause, &known, ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.states.entry(id).or_insert(state);
}

pub(super) fn trigger(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    let mut trigger = Trigger { id: id.clone(), label, dates: Vec::new(), decided_by: Vec::new(), at: line.at.clone() };
    if cursor.eat("at") {
        trigger_date(&mut cursor, None, agreement, &mut trigger, ctx);
    }
    cursor.finish(&mut ctx.diagnostics);
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.at("at") && trigger.dates.iter().any(|date| date.reading.is_none()) {
            let message = "This trigger has a date already.";
            ctx.diagnostics.push(
                Diagnostic::new(Code::ClauseTwice, clause.at.clone(), message)
                    .hint("make a reading of each date that is claimed"),
            );
            continue;
        }
        if cursor.eat("at") {
            trigger_date(&mut cursor, None, agreement, &mut trigger, ctx);
        } else if cursor.eat("by decision of") {
            trigger.decided_by.extend(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx));
        } else if cursor.at("reading") {
            let Some((name, held_by)) = reading_head(&mut cursor, ctx) else { continue };
            if trigger.dates.iter().any(|date| date.reading.as_ref() == Some(&name)) {
                let message = format!("This trigger has another reading {name:?}.");
                ctx.diagnostics.push(Diagnostic::new(Code::ReadingTwice, clause.at.clone(), message));
                continue;
            }
            if cursor.expect("at", &mut ctx.diagnostics).is_some() {
                trigger_date(&mut cursor, Some((name, held_by)), agreement, &mut trigger, ctx);
            }
        } else {
            unknown_clause(clause, &["at", "by decision of", "reading"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    if !trigger.dates.is_empty() && !trigger.decided_by.is_empty() {
        let message = format!("The trigger `{id}` has a date; a decision on it would change nothing.");
        ctx.diagnostics.push(
            Diagnostic::new(Code::DecidedInVain, line.at.clone(), message)
                .hint("leave out the date, or `by decision of`"),
        );
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

pub(super) fn milestone(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let mut when = Vec::new();
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("when") {
            when.extend(reached(&mut cursor, agreement, ctx));
        } else {
            unknown_clause(clause, &["when"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    if line.children.is_empty() {
        let message = "This milestone does not say when it is reached.";
        ctx.diagnostics
            .push(Diagnostic::new(Code::RuleNeeds, line.at.clone(), message).hint("add when EVENT at least NUMBER"));
    }
    agreement.milestones.entry(id.clone()).or_insert(Milestone { id, label, when, at: line.at.clone() });
}

/// `person_released at least 20 and remains_returned at least 28`.
pub(super) fn reached(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Vec<Reached> {
    let mut all = Vec::new();
    loop {
        let Some((of, at_least)) = selection::count(cursor, agreement, ctx) else { return all };
        all.push(Reached { of, at_least });
        if !cursor.eat("and") {
            return all;
        }
    }
}

pub(super) fn attribute(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut attribute =
        Attribute { id: id.clone(), label, begins: Vec::new(), ends: Vec::new(), decided_by: Vec::new(), at };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("begins with") {
            attribute.begins.extend(turning(&mut cursor, agreement, ctx));
        } else if cursor.eat("ends with") {
            attribute.ends.extend(turning(&mut cursor, agreement, ctx));
        } else if cursor.eat("by decision of") {
            attribute.decided_by.extend(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx));
        } else {
            unknown_clause(clause, &["begins with", "ends with", "by decision of"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    if line.children.is_empty() {
        let message = "This attribute does not say with what it begins.";
        ctx.diagnostics.push(
            Diagnostic::new(Code::RuleNeeds, line.at.clone(), message)
                .hint("add begins with EVENT, or by decision of BODY"),
        );
    }
    agreement.attributes.entry(id).or_insert(attribute);
}

/// `designation to them`.
fn turning(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Turning> {
    let with = selection::selection(cursor, agreement, ctx)?;
    let to_them = cursor.eat("to them");
    if !to_them {
        cursor.eat("by them");
    }
    Some(Turning { with, to_them })
}
