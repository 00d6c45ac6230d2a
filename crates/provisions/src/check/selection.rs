//! Which events a clause means, and how much of them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Ctx;
use super::names::{self, Sort};
use crate::agreement::Agreement;
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::rule::{Amount, Bound, Holds, Particular, Selection};
use crate::syntax::{Cursor, Word};

/// `attack by a or b against c in zone of item`.
pub(super) fn selection(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Selection> {
    let name = names::expect(cursor, &[Sort::Event], ctx)?;
    let defined = agreement.event_types.get(&name);
    let mut selection = Selection {
        types: defined.map_or_else(|| BTreeSet::from([name.clone()]), |event| event.types.clone()),
        unit: defined.and_then(|event| event.unit.clone()),
        name,
        by: Vec::new(),
        against: Vec::new(),
        zones: Vec::new(),
        near: None,
        items: Vec::new(),
        with: Vec::new(),
    };
    loop {
        if at_actor(cursor, ctx) {
            cursor.expect("by", &mut ctx.diagnostics)?;
            selection.by = alternatives(cursor, &[Sort::Actor, Sort::Body], ctx)?;
        } else if cursor.eat("against") || (cursor.at("to") && !cursor.at("to them") && cursor.eat("to")) {
            selection.against = alternatives(cursor, &[Sort::Actor, Sort::Body], ctx)?;
        } else if cursor.at("in") && !cursor.at("in answer") && !cursor.at("in equal shares") {
            cursor.eat("in");
            selection.zones = alternatives(cursor, &[Sort::Zone], ctx)?;
        } else if cursor.at("of") && !cursor.at("of them") {
            cursor.expect("of", &mut ctx.diagnostics)?;
            selection.items = items(cursor, ctx)?;
        } else if cursor.at("with") && !cursor.at("with consent of") && !cursor.at("with the same") {
            cursor.eat("with");
            selection.with.push(particular(cursor, ctx)?);
        } else {
            return Some(selection);
        }
    }
}

/// `by` and an actor, not a due time. A party may be called by a word that can begin a moment.
fn at_actor(cursor: &Cursor<'_>, ctx: &Ctx<'_>) -> bool {
    match cursor.ahead(1) {
        Some(Word::Name(name)) if cursor.at("by") => match ctx.names.sort_of(name) {
            Some(Sort::Actor | Sort::Body) => !cursor.at("by a date to be agreed"),
            Some(Sort::Trigger | Sort::Milestone | Sort::Calendar) => false,
            _ => {
                !["a", "day", "working", "start", "end", "entry", "steps", "them", "decision"].contains(&name.as_str())
            }
        },
        _ => false,
    }
}

fn alternatives(cursor: &mut Cursor<'_>, sorts: &[Sort], ctx: &mut Ctx<'_>) -> Option<Vec<String>> {
    let mut found = vec![names::expect(cursor, sorts, ctx)?];
    while cursor.eat("or") {
        found.push(names::expect(cursor, sorts, ctx)?);
    }
    Some(found)
}

/// After `with`: `calibre at least 100`, `condition serviceable or damaged`.
fn particular(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Particular> {
    if cursor.at("same") || cursor.at("the") {
        return cursor.fail("`with the same` and a column", &mut ctx.diagnostics);
    }
    if cursor.eat("consent") {
        return cursor.fail("`of` and a body", &mut ctx.diagnostics);
    }
    let Some(column) = cursor.name() else {
        return cursor.fail("the name of a column", &mut ctx.diagnostics);
    };
    let column = column.to_owned();
    let least = cursor.eat("at least");
    let holds = if least || cursor.eat("at most") {
        let Some(number) = cursor.number() else { return cursor.fail("a number", &mut ctx.diagnostics) };
        if least { Holds::AtLeast(number) } else { Holds::AtMost(number) }
    } else {
        Holds::OneOf(items(cursor, ctx)?)
    };
    Some(Particular { column, holds })
}

/// `hostage_released at least 20`; without a number, one.
pub(super) fn count(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<(Selection, Amount)> {
    let selection = selection(cursor, agreement, ctx)?;
    let amount = if cursor.eat("at least") {
        amount(cursor, selection.unit.as_deref(), ctx)?
    } else {
        Amount::Number(Decimal::ONE)
    };
    Some((selection, amount))
}

/// `50 km`, `500 metres`: in metres.
pub(super) fn distance(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Decimal> {
    let Some(number) = cursor.number_if(|number| number.is_sign_positive() && !number.is_zero()) else {
        return cursor.fail("a distance above zero", &mut ctx.diagnostics);
    };
    let factor = cursor.name_as(|unit| match unit {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => Some(Decimal::ONE_THOUSAND),
        "m" | "metre" | "metres" | "meter" | "meters" => Some(Decimal::ONE),
        _ => None,
    });
    let Some(factor) = factor else { return cursor.fail("km or metres", &mut ctx.diagnostics) };
    number.checked_mul(factor)
}

/// Items are values of the data, not names of the agreement.
pub(super) fn items(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Vec<String>> {
    let mut found = Vec::new();
    loop {
        match cursor.name().or_else(|| cursor.text()) {
            Some(item) => found.push(item.to_owned()),
            None => return cursor.fail("a name or a quoted text", &mut ctx.diagnostics),
        }
        if !cursor.eat("or") {
            return Some(found);
        }
    }
}

/// `at least 600 trucks`, `at most 50`, `at least 30 % of arms`; `None` where no bound begins here or it is faulty.
pub(super) fn bound(cursor: &mut Cursor<'_>, unit: Option<&str>, ctx: &mut Ctx<'_>) -> Option<(Bound, Amount)> {
    let bound = if cursor.eat("at least") {
        Bound::AtLeast
    } else if cursor.eat("at most") {
        Bound::AtMost
    } else {
        return cursor.fail("`at least` or `at most`", &mut ctx.diagnostics);
    };
    amount(cursor, unit, ctx).map(|amount| (bound, amount))
}

/// `600 trucks`, `30 % of arms`, `daily_trucks`.
pub(super) fn amount(cursor: &mut Cursor<'_>, unit: Option<&str>, ctx: &mut Ctx<'_>) -> Option<Amount> {
    let amount = bare_amount(cursor, ctx)?;
    if matches!(amount, Amount::Number(_)) {
        amount_unit(cursor, unit, ctx);
    }
    Some(amount)
}

/// The same without a unit.
pub(super) fn bare_amount(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Amount> {
    if let Some(Word::Name(name)) = cursor.peek() {
        if ctx.names.sort_of(name).is_some() || matches!(cursor.ahead(1), None | Some(Word::Comma)) {
            return names::expect(cursor, &[Sort::Value], ctx).map(Amount::Value);
        }
        return cursor.fail("a number or the name of a value", &mut ctx.diagnostics);
    }
    let Some(number) = cursor.number() else {
        return cursor.fail("a number", &mut ctx.diagnostics);
    };
    if cursor.percent() {
        cursor.expect("of", &mut ctx.diagnostics)?;
        let baseline = names::expect(cursor, &[Sort::Baseline], ctx)?;
        return Some(Amount::Share(number, baseline));
    }
    Some(Amount::Number(number))
}

/// A unit may be repeated after a number, and must then be the event's own.
fn amount_unit(cursor: &mut Cursor<'_>, unit: Option<&str>, ctx: &mut Ctx<'_>) {
    let Some(Word::Name(word)) = cursor.peek() else { return };
    if ["within", "by", "between", "in", "of", "and", "for", "less", "once", "or", "together"].contains(&word.as_str())
    {
        return;
    }
    cursor.name();
    check_unit(word, cursor.last_position(), unit, ctx);
}

/// Says it where a unit is not the event's own.
pub(super) fn check_unit(word: &str, at: Position, unit: Option<&str>, ctx: &mut Ctx<'_>) {
    if unit.is_none_or(|unit| unit != word) {
        let message = match unit {
            Some(unit) => format!("The event is counted in {unit}; `{word}` is another unit."),
            None => format!("The event has no unit; `{word}` is not understood."),
        };
        ctx.diagnostics.push(
            Diagnostic::new(Code::UnitDiffers, at, message)
                .hint(format!("write `counted in {word}` where the event is defined, or leave the unit out")),
        );
    }
}
