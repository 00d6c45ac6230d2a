//! Figures: baselines, values, conversions.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::definitions::{head, listed, reading_head, unknown_clause};
use super::names::{self, Sort};
use super::{Ctx, moments};
use crate::agreement::{Agreement, Baseline, BaselineClaim, Conversion, Declared, Value, ValueFrom};
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::{Kind, Reporting};
use crate::rule::{Amount, Rule};
use crate::syntax::{Cursor, Line, Word};

pub(super) fn baseline(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut baseline =
        Baseline { id: id.clone(), label, of: None, claims: Vec::new(), sealed: false, because: None, at };
    let mut plain: Vec<Declared> = Vec::new();
    let mut since: Option<Timestamp> = None;
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("of") {
            baseline.of = names::expect(&mut cursor, &[Sort::Actor, Sort::Body], ctx);
        } else if cursor.at("amount") {
            plain.extend(declared(&mut cursor, agreement, ctx));
        } else if cursor.eat("declared") {
            since = moments::date_time(&mut cursor, agreement, ctx);
        } else if cursor.eat("sealed") {
            baseline.because = cursor.text().map(str::to_owned);
            baseline.sealed = true;
        } else if cursor.eat("not declared") {
            baseline.because = cursor.text().map(str::to_owned);
        } else if cursor.at("reading") {
            let Some((name, held_by)) = reading_head(&mut cursor, ctx) else { continue };
            if let Some(amount) = declared(&mut cursor, agreement, ctx) {
                claim(&mut baseline.claims, name, held_by, amount);
            }
        } else {
            unknown_clause(clause, &["of", "amount", "declared", "not declared", "sealed", "reading"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    for amount in &mut plain {
        amount.since = amount.since.or(since);
    }
    // A sealed number counts for nothing until it is opened.
    if !plain.is_empty() && !baseline.sealed {
        plain.sort_by_key(|amount| amount.since);
        if plain.windows(2).any(|pair| pair[0].since == pair[1].since) {
            let message = "This baseline has two amounts of one time.";
            ctx.diagnostics.push(
                Diagnostic::new(Code::ClauseTwice, line.at.clone(), message)
                    .hint("say of each when it was declared, or make readings of them"),
            );
        }
        baseline.claims.insert(0, BaselineClaim { reading: None, held_by: Vec::new(), amounts: plain });
    }
    if baseline.sealed {
        baseline.claims.clear();
    }
    agreement.baselines.entry(id).or_insert(baseline);
}

/// Several amounts of one reading are one growing claim.
fn claim(claims: &mut Vec<BaselineClaim>, name: String, held_by: Vec<String>, amount: Declared) {
    match claims.iter_mut().find(|claim| claim.reading.as_deref() == Some(name.as_str())) {
        Some(claim) => {
            claim.amounts.push(amount);
            claim.amounts.sort_by_key(|amount| amount.since);
        }
        None => claims.push(BaselineClaim { reading: Some(name), held_by, amounts: vec![amount] }),
    }
}

/// `amount 2000 rifles declared 2030-03-15`.
fn declared(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Declared> {
    cursor.expect("amount", &mut ctx.diagnostics)?;
    let Some(amount) = cursor.number() else { return cursor.fail("a number", &mut ctx.diagnostics) };
    let unit = if cursor.at("declared") { None } else { cursor.name().map(str::to_owned) };
    let since = if cursor.eat("declared") { Some(moments::date_time(cursor, agreement, ctx)?) } else { None };
    Some(Declared { amount, unit, since })
}

pub(super) fn value(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let mut from = None;
    let mut is_faulty = cursor.failed();
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if from.is_some() {
            let message = "This value says twice what it is.";
            ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, clause.at.clone(), message));
            continue;
        }
        if cursor.eat("is") {
            match cursor.number() {
                Some(number) => {
                    cursor.name();
                    from = Some(ValueFrom::Text(number));
                }
                None => cursor.fail("a number", &mut ctx.diagnostics).unwrap_or_default(),
            }
        } else if cursor.eat("by decision of") {
            from = Some(ValueFrom::Decision(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx)));
        } else if cursor.eat("as in") {
            from = other_agreement(&mut cursor, ctx);
        } else {
            unknown_clause(clause, &["is", "as in", "by decision of"], ctx);
            is_faulty = true;
            continue;
        }
        is_faulty |= from.is_none();
        cursor.finish(&mut ctx.diagnostics);
    }
    if from.is_none() && !is_faulty {
        let message = "This value does not say what it is.";
        ctx.diagnostics.push(
            Diagnostic::new(Code::RuleNeeds, line.at.clone(), message)
                .hint("add is NUMBER, by decision of BODY, or as in RULE of \"agreement.md\""),
        );
    }
    let from = from.unwrap_or(ValueFrom::Decision(Vec::new()));
    agreement.values.entry(id.clone()).or_insert(Value { id, label, from, at: line.at.clone() });
}

/// `R1/fuel of "other.md"`.
fn other_agreement(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<ValueFrom> {
    let Some(rule) = cursor.id() else { return cursor.fail("the id of a rule", &mut ctx.diagnostics) };
    cursor.expect("of", &mut ctx.diagnostics)?;
    let Some(file) = cursor.text() else {
        return cursor.fail("the name of the other agreement's file in quotes", &mut ctx.diagnostics);
    };
    let at = cursor.last_position();
    let figure = match ctx.annexes.get(file) {
        None => {
            let message = format!("The agreement {file:?} was not given: its figure is not known.");
            ctx.diagnostics.push(
                Diagnostic::new(Code::AgreementUnread, at, message)
                    .hint("put the file beside this one; until then what asks for the figure is undetermined"),
            );
            None
        }
        Some(bytes) => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            // Its own annexes are not looked at: a figure that it takes from a third agreement is not known here.
            let other = super::read_for_figures(file, &text);
            let found = other.rules().find_map(|(_, of_other)| figure(of_other, rule));
            if found.is_none() {
                let message = format!("The agreement {file:?} has no figure under {rule:?}.");
                ctx.diagnostics.push(
                    Diagnostic::new(Code::AnnexFaulty, at, message)
                        .hint("name a rule of it that asks for a number, and a part after a slash: R1/fuel"),
                );
            }
            found
        }
    };
    Some(ValueFrom::Agreement { file: file.to_owned(), rule: rule.to_owned(), figure })
}

/// The number that a rule asks for, if all its readings ask for the same.
fn figure(rule: &Rule, asked: &str) -> Option<Decimal> {
    let (id, part) = match asked.split_once('/') {
        Some((id, part)) => (id, Some(part)),
        None => (asked, None),
    };
    if rule.id != id {
        return None;
    }
    let mut found = rule.readings.iter().map(|reading| figure_of(&reading.duty.kind, part));
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}

fn figure_of(kind: &Kind, part: Option<&str>) -> Option<Decimal> {
    let number = |amount: &Amount| match amount {
        Amount::Number(number) => Some(*number),
        _ => None,
    };
    match (kind, part) {
        (Kind::Rate { measures, .. }, part) => {
            let measure = measures.iter().find(|measure| measure.part.as_deref() == part)?;
            number(&measure.amount)
        }
        (_, Some(_)) => None,
        (Kind::Deadline { at_least: amount, .. } | Kind::Cumulative { amount, .. }, None) => number(amount),
        (Kind::Cap { at_most, .. }, None) => number(at_most),
        (Kind::Ratio { times, .. }, None) => Some(*times),
        (Kind::Continuous { hours: Some((hours, _)), .. }, None) => Some(*hours),
        (Kind::Report { when: Reporting::Every(_), .. }, None) => Some(Decimal::ONE),
        _ => None,
    }
}

pub(super) fn conversion(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let mut units: Option<(String, String)> = None;
    let mut ratio = None;
    let mut decided_by = Vec::new();
    let mut is_faulty = cursor.failed() || line.children.iter().any(|child| child.faulty);
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if matches!(cursor.peek(), Some(Word::Number(_))) {
            if let Some((from, to, numbers)) = converted(&mut cursor, ctx) {
                (units, ratio) = (Some((from, to)), Some(numbers));
            }
            is_faulty |= ratio.is_none();
        } else if cursor.eat("by decision of") {
            decided_by.extend(listed(&mut cursor, &[Sort::Body, Sort::Actor], ctx));
        } else if matches!(cursor.ahead(1), Some(Word::Name(to)) if to == "to") {
            let from = cursor.name().unwrap_or_default().to_owned();
            cursor.eat("to");
            match cursor.name() {
                Some(to) => units = Some((from, to.to_owned())),
                None => cursor.fail("the name of a unit", &mut ctx.diagnostics).unwrap_or_default(),
            }
            is_faulty |= cursor.failed();
        } else {
            unknown_clause(clause, &["24 pallets are 1 trucks", "pallets to trucks", "by decision of"], ctx);
            is_faulty = true;
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    let complete = units.is_some() && (ratio.is_some() || !decided_by.is_empty());
    match units {
        Some((from, to)) if complete => {
            agreement.conversions.push(Conversion { id, label, from, to, ratio, decided_by, at: line.at.clone() });
        }
        _ if is_faulty => {}
        _ => ctx.diagnostics.push(
            Diagnostic::new(Code::RuleNeeds, line.at.clone(), "This conversion does not say how many make how many.")
                .hint("add a line such as 24 pallets are 1 trucks, or pallets to trucks and by decision of BODY"),
        ),
    }
}

/// `24 pallets are 1 trucks`.
fn converted(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<(String, String, (Decimal, Decimal))> {
    let (n_from, from) = side(cursor, ctx)?;
    if !cursor.eat("are") && !cursor.eat("is") {
        return cursor.fail("`are`", &mut ctx.diagnostics);
    }
    let (n_to, to) = side(cursor, ctx)?;
    Some((from, to, (n_from, n_to)))
}

/// `24 pallets`.
fn side(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<(Decimal, String)> {
    let number = cursor.number_if(|number| number.is_sign_positive() && !number.is_zero());
    let Some(number) = number else { return cursor.fail("a number above zero", &mut ctx.diagnostics) };
    let Some(unit) = cursor.name() else { return cursor.fail("the name of a unit", &mut ctx.diagnostics) };
    Some((number, unit.to_owned()))
}
