//! Which events a clause means, and how much of them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Ctx;
use super::names::{self, Sort};
use crate::agreement::Agreement;
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Amount, Bound, Selection};
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
        items: Vec::new(),
    };
    loop {
        if at_actor(cursor, ctx) {
            cursor.expect("by", &mut ctx.diagnostics)?;
            selection.by = alternatives(cursor, &[Sort::Actor, Sort::Body], ctx)?;
        } else if cursor.eat("against") || cursor.eat("to") {
            selection.against = alternatives(cursor, &[Sort::Actor, Sort::Body], ctx)?;
        } else if cursor.eat("in") {
            selection.zones = alternatives(cursor, &[Sort::Zone], ctx)?;
        } else if cursor.at("of") && !cursor.at("of them") {
            cursor.expect("of", &mut ctx.diagnostics)?;
            selection.items = items(cursor, ctx)?;
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
            Some(Sort::Trigger) => false,
            _ => !["a", "day", "start", "end", "entry"].contains(&name.as_str()),
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
    let Some(number) = cursor.number() else {
        return cursor.fail("a number", &mut ctx.diagnostics);
    };
    if cursor.percent() {
        cursor.expect("of", &mut ctx.diagnostics)?;
        let baseline = names::expect(cursor, &[Sort::Baseline], ctx)?;
        return Some((bound, Amount::Share(number, baseline)));
    }
    amount_unit(cursor, unit, ctx);
    Some((bound, Amount::Number(number)))
}

/// A unit may be repeated after a number, and must then be the event's own.
fn amount_unit(cursor: &mut Cursor<'_>, unit: Option<&str>, ctx: &mut Ctx<'_>) {
    let Some(Word::Name(word)) = cursor.peek() else { return };
    if ["within", "by", "between", "in", "of", "and"].contains(&word.as_str()) {
        return;
    }
    cursor.name();
    if unit.is_none_or(|unit| unit != word) {
        let message = match unit {
            Some(unit) => format!("The event is counted in {unit}; `{word}` is another unit."),
            None => format!("The event has no unit; `{word}` is not understood."),
        };
        ctx.diagnostics.push(
            Diagnostic::new(Code::UnitDiffers, cursor.last_position(), message)
                .hint(format!("write `counted in {word}` where the event is defined, or leave the unit out")),
        );
    }
}

/// A plain number of a bound.
pub(super) fn number_of(amount: Amount) -> Option<Decimal> {
    match amount {
        Amount::Number(number) => Some(number),
        Amount::Share(..) => None,
    }
}

/// A zone that lies within itself is taken out of its place.
pub(super) fn zones_without_circles(agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let outer: std::collections::BTreeMap<String, Option<String>> =
        agreement.zones.iter().map(|(id, zone)| (id.clone(), zone.within.clone())).collect();
    for zone in agreement.zones.values_mut() {
        let mut seen = BTreeSet::new();
        let mut next = zone.within.clone();
        while let Some(name) = next {
            if name == zone.id {
                let message = format!("The zone `{}` lies, by way of others, within itself.", zone.id);
                ctx.diagnostics.push(Diagnostic::new(Code::Circle, zone.at.clone(), message));
                zone.within = None;
                break;
            }
            next = if seen.insert(name.clone()) { outer.get(&name).cloned().flatten() } else { None };
        }
    }
}
