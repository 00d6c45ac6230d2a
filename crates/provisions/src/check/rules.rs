//! Rules: clauses gathered, readings made, and one kind for each reading.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::asks::{self, Ask};
use super::definitions::{coverage, head, key, listed, reading_head, unknown_clause};
use super::names::Sort;
use super::{Ctx, conditions, moments, outlook, selection};
use crate::agreement::{Agreement, Interval};
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::kind::{Away, Kind, Step};
use crate::rule::{Amount, Bound, Due, Duty, Key, Moment, Reading, Reserve, Rule, Selection, Undefined};
use crate::syntax::{Cursor, Line, Word, words};

/// Clauses of a rule or of one reading of it, before they are put together.
#[derive(Clone, Default)]
struct Parts {
    obliges: Option<Vec<String>>,
    permits: Option<Vec<String>>,
    each: Option<Key>,
    states: Vec<String>,
    from: Option<Moment>,
    until: Option<Moment>,
    once: Vec<Moment>,
    asks: Vec<(Position, Ask)>,
    due: Option<Due>,
    steps: Vec<Step>,
    step_units: Vec<(String, Position)>,
    contrary: Option<Selection>,
    except: Vec<Selection>,
    waived_by: Vec<String>,
    reserves: Vec<Reserve>,
    qualified: Option<String>,
    counted_completely: bool,
    coverage: Option<Decimal>,
    value_from: Option<String>,
    because: Option<String>,
    supplied_by: Vec<String>,
    faulty: bool,
}

/// Reads a rule; `None` where nothing that could be evaluated is left of it.
pub(super) fn rule(line: &Line, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Rule> {
    let n_said = ctx.diagnostics.len();
    let mut cursor = Cursor::new(line, ctx.lines);
    // Without an id the clauses are read for their faults alone.
    let (id, title) = head(&mut cursor, ctx).unwrap_or_default();
    // A second rule of one id was said where the names were gathered; only the first is evaluated.
    let is_first = line.tokens.get(1).is_some_and(|token| ctx.names.is_defined_at(&id, token.start));
    cursor.finish(&mut ctx.diagnostics);
    let head_at_fault = ctx.has_error_since(n_said) || line.faulty;
    let mut base = Parts { faulty: head_at_fault, ..Parts::default() };
    for child in line.children.iter().filter(|child| child.keyword() != "reading") {
        clause(child, &mut base, agreement, ctx);
    }
    let mut readings = Vec::new();
    let mut has_readings = false;
    let mut is_whole = true;
    for block in line.children.iter().filter(|child| child.keyword() == "reading") {
        has_readings = true;
        let mut cursor = Cursor::new(block, ctx.lines);
        let head_said = ctx.diagnostics.len();
        let (name, held_by) = reading_head(&mut cursor, ctx).unwrap_or_default();
        cursor.finish(&mut ctx.diagnostics);
        let head_at_fault = ctx.has_error_since(head_said) || block.faulty;
        if readings.iter().any(|(earlier, _, _)| *earlier == name) {
            let message = format!("This rule has another reading {name:?}.");
            ctx.diagnostics.push(Diagnostic::new(Code::ReadingTwice, block.at.clone(), message));
            is_whole = false;
            continue;
        }
        let mut parts = over(&base, block);
        parts.faulty |= head_at_fault;
        for child in &block.children {
            clause(child, &mut parts, agreement, ctx);
        }
        let at = block.at.clone();
        let duty = assemble(parts, &at, agreement, ctx);
        is_whole &= duty.is_some();
        readings.extend(duty.map(|duty| (name, held_by, duty)));
    }
    if !has_readings {
        base.faulty |= line.children.is_empty() && ctx.has_marginal_clauses;
        let duty = assemble(base, &line.at, agreement, ctx);
        readings.extend(duty.map(|duty| (Reading::AS_WRITTEN.to_owned(), Vec::new(), duty)));
    }
    said_once(n_said, ctx);
    if !is_whole || head_at_fault {
        // By the readings that are left the rule would say more, or less, than was meant.
        return None;
    }
    let readings: Vec<Reading> =
        readings.into_iter().flat_map(|reading| outlook::with_choices(reading, &line.at, agreement, ctx)).collect();
    (is_first && !readings.is_empty()).then(|| Rule { id, title, at: line.at.clone(), end: line.end(), readings })
}

/// What is wrong with shared clauses is not said again for every reading.
fn said_once(n_said: usize, ctx: &mut Ctx<'_>) {
    let tail = ctx.diagnostics.split_off(n_said);
    for one in tail {
        let needs = one.code == Code::RuleNeeds || one.code == Code::NoTime;
        let is_new = |other: &Diagnostic| !(needs && other.code == one.code && other.message == one.message);
        if ctx.diagnostics[n_said..].iter().all(is_new) {
            ctx.diagnostics.push(one);
        }
    }
}

/// The shared clauses, without those that the reading's own take the place of.
fn over(base: &Parts, block: &Line) -> Parts {
    let mut parts = base.clone();
    for child in &block.children {
        match child.keyword() {
            "obliges" => parts.obliges = None,
            "permits" => parts.permits = None,
            "once" => parts.once.clear(),
            "step" => {
                parts.steps.clear();
                parts.step_units.clear();
            }
            "contrary" => parts.contrary = None,
            "except" => parts.except.clear(),
            "waived" => parts.waived_by.clear(),
            "for" => parts.each = None,
            "while" => parts.states.clear(),
            "from" => {
                parts.from = None;
                // `from … until …` on one line says both anew.
                if child.tokens.iter().any(|token| matches!(&token.word, Word::Name(word) if word == "until")) {
                    parts.until = None;
                }
            }
            "until" => parts.until = None,
            "counted" => parts.counted_completely = false,
            "coverage" => parts.coverage = None,
            "value" => parts.value_from = None,
            "because" => parts.because = None,
            "supplied" => parts.supplied_by.clear(),
            "within" | "by" | "between" => {
                parts.due = None;
                for (_, ask) in &mut parts.asks {
                    if let Ask::Must { due, .. } = ask {
                        *due = None;
                    }
                }
            }
            word if words::opens_ask(word) => parts.asks.clear(),
            "qualified" => parts.qualified = None,
            "reserves" => parts.reserves.clear(),
            _ => {}
        }
    }
    parts
}

fn clause(line: &Line, parts: &mut Parts, agreement: &Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let before = ctx.diagnostics.len();
    let n_asks = parts.asks.len();
    let mut is_known = true;
    ctx.names.take_met_faulty();
    if !who_and_when(&mut cursor, line, parts, agreement, ctx)
        && !what(&mut cursor, line, parts, agreement, ctx)
        && !beside(&mut cursor, line, parts, agreement, ctx)
    {
        unknown_clause(line, &words::clauses(), ctx);
        cursor.give_up();
        is_known = false;
    }
    cursor.finish(&mut ctx.diagnostics);
    for child in line.children.iter().filter(|_| is_known) {
        let message = "Nothing can be indented under this clause.";
        ctx.diagnostics.push(Diagnostic::new(Code::Indent, child.at.clone(), message).hint("indent it less"));
    }
    let met_faulty = ctx.names.take_met_faulty();
    if ctx.has_error_since(before) || line.faulty || cursor.failed() || met_faulty {
        ctx.names.mark_line_used(line);
        // Half a clause could ask for more than was meant: a faulty one asks for nothing.
        parts.faulty = true;
        parts.asks.truncate(n_asks);
    }
}

fn twice(line: &Line, is: bool, ctx: &mut Ctx<'_>) {
    if is {
        let message = format!("The clause `{}` stands twice.", line.keyword());
        ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, line.at.clone(), message));
    }
}

fn who_and_when(
    cursor: &mut Cursor<'_>,
    line: &Line,
    parts: &mut Parts,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> bool {
    if cursor.eat("obliges") {
        twice(line, parts.obliges.is_some(), ctx);
        parts.obliges = Some(whom(cursor, agreement, ctx));
    } else if cursor.eat("permits") {
        twice(line, parts.permits.is_some(), ctx);
        parts.permits = Some(whom(cursor, agreement, ctx));
    } else if cursor.eat("once") {
        loop {
            parts.once.extend(moments::moment(cursor, agreement, ctx));
            if cursor.failed() || !(cursor.eat("and") || cursor.eat(",")) {
                break;
            }
        }
    } else if cursor.eat("for each") {
        twice(line, parts.each.is_some(), ctx);
        parts.each = key(cursor, ctx);
    } else if cursor.eat("while") {
        parts.states.extend(listed(cursor, &[Sort::State], ctx));
    } else if cursor.eat("from") {
        twice(line, parts.from.is_some(), ctx);
        parts.from = moments::moment(cursor, agreement, ctx);
        if cursor.eat("until") {
            twice(line, parts.until.is_some(), ctx);
            parts.until = moments::until(cursor, agreement, ctx);
        }
    } else if cursor.eat("until") {
        twice(line, parts.until.is_some(), ctx);
        parts.until = moments::until(cursor, agreement, ctx);
    } else {
        return false;
    }
    true
}

/// `each party`, or names.
fn whom(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Vec<String> {
    if cursor.eat("each party") {
        return agreement.parties.iter().map(|party| party.id.clone()).collect();
    }
    in_agreement_order(listed(cursor, &[Sort::Actor, Sort::Body], ctx), agreement)
}

fn in_agreement_order(mut names: Vec<String>, agreement: &Agreement) -> Vec<String> {
    let known = agreement.parties.iter().chain(&agreement.non_signatories).chain(&agreement.bodies);
    let order: Vec<&str> = known.map(|party| party.id.as_str()).collect();
    names.sort_by_key(|name| order.iter().position(|id| id == name));
    names.dedup();
    names
}

fn what(cursor: &mut Cursor<'_>, line: &Line, parts: &mut Parts, agreement: &Agreement, ctx: &mut Ctx<'_>) -> bool {
    if asks::at_ask(cursor) {
        let ask = asks::ask(cursor, agreement, ctx);
        parts.asks.extend(ask.map(|ask| (line.at.clone(), ask)));
    } else if moments::at_due(cursor) {
        twice(line, parts.due.is_some(), ctx);
        parts.due = moments::due(cursor, agreement, ctx);
    } else if cursor.eat("step at least") {
        parts.steps.extend(step(cursor, &mut parts.step_units, agreement, ctx));
    } else if cursor.eat("contrary") {
        twice(line, parts.contrary.is_some(), ctx);
        parts.contrary = selection::selection(cursor, agreement, ctx);
    } else if cursor.eat("except") {
        parts.except.extend(selection::selection(cursor, agreement, ctx));
    } else {
        return false;
    }
    true
}

/// `30 % of positions within 10 days once weapon_handed_over at least 30 % of arms`.
fn step(
    cursor: &mut Cursor<'_>,
    units: &mut Vec<(String, Position)>,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> Option<Step> {
    let at_least = selection::bare_amount(cursor, ctx)?;
    let goes_on = matches!(cursor.ahead(1), Some(Word::Name(word)) if word == "within" || word == "once");
    if goes_on && !cursor.at("within") && matches!(at_least, Amount::Number(_)) {
        let unit = cursor.name().map(str::to_owned);
        units.extend(unit.map(|unit| (unit, cursor.last_position())));
    }
    let within = if cursor.eat("within") { Some(moments::span(cursor, agreement, ctx)?) } else { None };
    cursor.expect("once", &mut ctx.diagnostics)?;
    let once = conditions::reached(cursor, agreement, ctx);
    (!once.is_empty()).then_some(Step { at_least, within, once })
}

fn beside(cursor: &mut Cursor<'_>, line: &Line, parts: &mut Parts, agreement: &Agreement, ctx: &mut Ctx<'_>) -> bool {
    if cursor.eat("reserves") {
        let Some(ground) = cursor.name() else {
            cursor.fail::<()>("the name of a ground", &mut ctx.diagnostics);
            return true;
        };
        let parties = if cursor.eat("for") {
            in_agreement_order(listed(cursor, &[Sort::Actor], ctx), agreement)
        } else {
            Vec::new()
        };
        parts.reserves.push(Reserve { ground: ground.to_owned(), parties });
    } else if cursor.eat("qualified") {
        twice(line, parts.qualified.is_some(), ctx);
        parts.qualified = cursor.name().map(str::to_owned);
        if parts.qualified.is_none() {
            cursor.fail::<()>("the name of a quality", &mut ctx.diagnostics);
            return true;
        }
        cursor.eat(",");
        let _said = cursor.expect("by finding", &mut ctx.diagnostics);
    } else if cursor.eat("waived by decision of") {
        parts.waived_by.extend(listed(cursor, &[Sort::Body, Sort::Actor], ctx));
    } else if cursor.eat("counted completely") {
        twice(line, parts.counted_completely, ctx);
        parts.counted_completely = true;
    } else if cursor.eat("coverage at least") {
        twice(line, parts.coverage.is_some(), ctx);
        parts.coverage = coverage(cursor, ctx);
    } else if cursor.eat("value from") {
        twice(line, parts.value_from.is_some(), ctx);
        let words: Vec<&str> = std::iter::from_fn(|| cursor.text()).collect();
        parts.value_from = Some(words.join(", "));
    } else if cursor.eat("because") {
        twice(line, parts.because.is_some(), ctx);
        parts.because = match cursor.text() {
            Some(text) => Some(text.to_owned()),
            None => cursor.fail("the reason in quotes", &mut ctx.diagnostics),
        };
    } else if cursor.eat("supplied by") {
        twice(line, !parts.supplied_by.is_empty(), ctx);
        parts.supplied_by = listed(cursor, &[Sort::Actor, Sort::Body], ctx);
    } else {
        return false;
    }
    true
}

/// Puts the clauses together. A fault in a clause was said where it stands and is not said again here.
fn assemble(parts: Parts, at: &Position, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Duty> {
    let n_said = ctx.diagnostics.len();
    let mut asks = parts.asks.clone();
    if asks.len() > 1 {
        let (second, _) = asks.swap_remove(1);
        let message = "This rule asks for more than one thing.";
        ctx.diagnostics.push(
            Diagnostic::new(Code::RuleTwoKinds, second, message)
                .hint("write a rule of its own for each thing; `of them` adds parts to a rate"),
        );
        return None;
    }
    let Some((_, ask)) = asks.pop() else {
        if !parts.faulty {
            needs::<()>(at, "what it asks", "add never …, must …, every …, term … or undefined \"…\"", ctx);
        }
        return None;
    };
    let obliges = bound(&ask, &parts, at, ctx)?;
    let kind = kind(ask, &parts, at, ctx)?;
    if let Kind::Placement { away: Away::OwnLines { lines, .. }, .. } = &kind {
        let has_line = |party: &&String| lines.iter().any(|(of, _)| of == *party);
        if let Some(without) = obliges.iter().find(|party| !has_line(party)) {
            let what = format!("from which line `{without}`, whom it obliges, keeps its distance");
            return needs(at, &what, "add from LINE for each party that is bound", ctx);
        }
        if let Some((other, _)) = lines.iter().find(|(of, _)| !obliges.contains(of)) {
            let what = format!("that `{other}`, for which it names a line, is bound");
            return needs(at, &what, "oblige it, or leave its line out", ctx);
        }
    }
    moments::check_order(parts.from.as_ref(), parts.until.as_ref(), at, ctx);
    let needs_time = !matches!(kind, Kind::Undefined(_) | Kind::Term(_));
    let has_time =
        !parts.states.is_empty() || parts.from.is_some() || !parts.once.is_empty() || agreement.in_force.from.is_some();
    if needs_time && !has_time && !ctx.in_force_unread {
        let message = "Nothing says when this rule is in force; it counts as always in force.";
        ctx.diagnostics.push(
            Diagnostic::new(Code::NoTime, at.clone(), message)
                .hint("add `in force: from …` to the front matter, or while STATE to the rule"),
        );
    }
    if parts.faulty || ctx.has_error_since(n_said) {
        // Without a clause that its author wrote, a rule could bind more, or for longer, than was meant.
        return None;
    }
    Some(Duty {
        obliges,
        each: parts.each,
        states: parts.states,
        time: Interval { from: parts.from, until: parts.until },
        once: parts.once,
        kind,
        except: parts.except,
        waived_by: parts.waived_by,
        reserves: parts.reserves,
        qualified: parts.qualified,
        counted_completely: parts.counted_completely,
        coverage: parts.coverage,
        value_from: parts.value_from,
    })
}

/// Whom it binds, or permits. A term needs nobody.
fn bound(ask: &Ask, parts: &Parts, at: &Position, ctx: &mut Ctx<'_>) -> Option<Vec<String>> {
    let is_permission = matches!(ask, Ask::Whole(Kind::Permission { .. }));
    match (&parts.obliges, &parts.permits) {
        (Some(_), Some(_)) => needs(at, "whether it obliges or permits", "leave one of the two clauses out", ctx),
        (None, Some(parties)) if is_permission => Some(parties.clone()),
        (Some(parties), None) if !is_permission => Some(parties.clone()),
        (None, None) if matches!(ask, Ask::Whole(Kind::Term(_))) => Some(Vec::new()),
        _ if parts.faulty => None,
        _ if is_permission => needs(at, "whom it permits", "add permits PARTY, or permits each party", ctx),
        (_, Some(_)) => needs(at, "what it permits", "permits goes with may …; a duty has obliges PARTY", ctx),
        _ => needs(at, "whom it obliges", "add obliges PARTY, or obliges each party", ctx),
    }
}

fn kind(ask: Ask, parts: &Parts, at: &Position, ctx: &mut Ctx<'_>) -> Option<Kind> {
    if parts.due.is_some() && !matches!(ask, Ask::Must { .. }) {
        needs::<()>(at, "something that must happen by its due time", "write must …", ctx);
    }
    if !parts.steps.is_empty() && !matches!(ask, Ask::Steps(_)) {
        needs::<()>(at, "what its steps count", "write must total … by steps", ctx);
    }
    if (parts.because.is_some() || !parts.supplied_by.is_empty()) && !matches!(ask, Ask::Undefined(..)) {
        needs::<()>(
            at,
            "what is missing",
            "because and supplied by go with undefined, annex missing and the like",
            ctx,
        );
    }
    let is_free = !matches!(&ask, Ask::Whole(kind) if forbids(kind));
    if !parts.except.is_empty() && is_free && !matches!(ask, Ask::Must { bound: Bound::AtMost, .. }) {
        needs::<()>(at, "what the exception is from", "except goes with what forbids: never, keep, prevent", ctx);
    }
    let is_continuous = matches!(ask, Ask::Whole(Kind::Continuous { .. }));
    if parts.contrary.is_some() && !is_continuous {
        needs::<()>(at, "what its contrary is the contrary of", "contrary goes with always … and keep … hours of", ctx);
    }
    Some(match ask {
        Ask::Whole(Kind::Continuous { holds, absence, hours, .. }) => {
            Kind::Continuous { holds, absence, hours, contrary: parts.contrary.clone() }
        }
        Ask::Whole(kind) => kind,
        Ask::Steps(_) if parts.steps.is_empty() && parts.faulty => return None,
        Ask::Steps(_) if parts.steps.is_empty() => {
            return needs(at, "its steps", "add step at least … within … once …, a line for each", ctx);
        }
        Ask::Steps(total) => {
            for (unit, at) in &parts.step_units {
                selection::check_unit(unit, at.clone(), total.unit.as_deref(), ctx);
            }
            Kind::Conditional { total, steps: parts.steps.clone() }
        }
        Ask::Undefined(missing, term) => {
            let (because, supplied_by) = (parts.because.clone(), parts.supplied_by.clone());
            Kind::Undefined(Undefined { missing, term, because, supplied_by })
        }
        Ask::Must { selection, total, bound, amount, due } => {
            if due.is_some() && parts.due.is_some() {
                let message = "This rule says twice when it is due.";
                ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, at.clone(), message));
                return None;
            }
            let due = due.or_else(|| parts.due.clone());
            let cumulative = total || bound == Bound::AtMost || matches!(amount, Amount::Share(..));
            match (cumulative, bound, due) {
                (true, Bound::AtMost, due) => Kind::Cumulative { total: selection, bound, amount, due },
                (true, Bound::AtLeast, Some(due)) => {
                    Kind::Cumulative { total: selection, bound, amount, due: Some(due) }
                }
                (false, _, Some(due)) => Kind::Deadline { must: selection, at_least: amount, due },
                (_, _, None) if parts.faulty => return None,
                (_, _, None) => {
                    return needs(at, "when it is due", "add within … of …, by DATE, or by a date to be agreed", ctx);
                }
            }
        }
    })
}

/// Whether acts are forbidden, from which some can be excepted.
fn forbids(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Prohibition { .. }
            | Kind::Sequence { .. }
            | Kind::Eligibility { .. }
            | Kind::Placement { .. }
            | Kind::Prevention { .. }
            | Kind::Cap { .. }
    )
}

fn needs<T>(at: &Position, what: &str, hint: &str, ctx: &mut Ctx<'_>) -> Option<T> {
    let message = format!("This rule does not say {what}.");
    ctx.diagnostics.push(Diagnostic::new(Code::RuleNeeds, at.clone(), message).hint(hint));
    None
}

/// The choices of one claimed date for each of these triggers, so many at most.
pub(super) fn choices(disputed: &[(String, usize)], n_max: usize) -> Vec<BTreeMap<String, usize>> {
    let mut all = vec![BTreeMap::new()];
    for (trigger, n_dates) in disputed {
        all = all
            .into_iter()
            .flat_map(|chosen: BTreeMap<String, usize>| {
                (0..*n_dates).map(move |date_idx| {
                    let mut chosen = chosen.clone();
                    chosen.insert(trigger.clone(), date_idx);
                    chosen
                })
            })
            .take(n_max)
            .collect();
    }
    all
}
