//! What a clause asks: from `never` to `undefined`, one function for each opening word.

use rust_decimal::Decimal;

use super::names::{self, Sort};
use super::{Ctx, moments, selection};
use crate::agreement::Agreement;
use crate::diagnostic::{Code, Diagnostic};
use crate::kind::{Attributed, Away, Eligible, Following, Kind, Precondition, Reporting};
use crate::rule::{Amount, Bound, Due, Key, Measure, Missing, Moment, Near, Selection};
use crate::syntax::{Cursor, Word, words};

/// What a clause asks, as far as the clause alone can say it.
#[derive(Clone)]
pub(super) enum Ask {
    /// All of it.
    Whole(Kind),
    /// Something that must happen, perhaps with its due time.
    Must { selection: Selection, total: bool, bound: Bound, amount: Amount, due: Option<Due> },
    /// A total by steps, which stand in clauses of their own.
    Steps(Selection),
    /// What cannot be checked; why, and who could supply it, stand in clauses of their own.
    Undefined(Missing, String),
}

/// Whether what a rule asks begins here.
pub(super) fn at_ask(cursor: &Cursor<'_>) -> bool {
    words::ASKS.iter().any(|words| cursor.at(words))
}

/// Reads it.
pub(super) fn ask(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Ask> {
    if cursor.eat("never") {
        never(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("must") {
        must(cursor, agreement, ctx)
    } else if cursor.eat("may") {
        may(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("only") {
        only(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("keep") {
        keep(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("always") {
        let holds = selection::selection(cursor, agreement, ctx)?;
        Some(Ask::Whole(Kind::Continuous { holds, absence: false, hours: None, contrary: None }))
    } else if cursor.eat("every") {
        every(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("at any time") {
        cap(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("prevent") {
        let acts = selection::selection(cursor, agreement, ctx)?;
        let strictly = cursor.eat("strictly");
        Some(Ask::Whole(Kind::Prevention { acts, strictly }))
    } else if cursor.eat("endeavour") || cursor.eat("endeavor") {
        effort(cursor, agreement, ctx).map(Ask::Whole)
    } else if cursor.eat("term") {
        names::expect(cursor, &[Sort::State], ctx).map(|state| Ask::Whole(Kind::Term(state)))
    } else {
        undefined(cursor, ctx)
    }
}

fn undefined(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Ask> {
    let missing = if cursor.eat("undefined") {
        Missing::Term
    } else if cursor.eat("to be agreed") {
        Missing::Agreement
    } else if cursor.eat("annex missing") {
        Missing::Annex
    } else {
        cursor.expect("no baseline", &mut ctx.diagnostics)?;
        Missing::Baseline
    };
    match cursor.text() {
        Some(term) => Some(Ask::Undefined(missing, term.to_owned())),
        None => cursor.fail("the term in quotes", &mut ctx.diagnostics),
    }
}

/// `attack`, or `attack within 6 hours after attack in answer with the same zone`.
fn never(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let never = selection::selection(cursor, agreement, ctx)?;
    if !cursor.eat("within") {
        return Some(Kind::Prohibition { never, after: None });
    }
    let within = moments::span(cursor, agreement, ctx)?;
    cursor.expect("after", &mut ctx.diagnostics)?;
    let of = selection::selection(cursor, agreement, ctx)?;
    let mut after = Following { within, of, in_answer: false, same: Vec::new() };
    loop {
        if cursor.eat("in answer") {
            after.in_answer = true;
        } else if cursor.eat("with the same") {
            match cursor.name() {
                Some("party" | "actor") => after.same.push(Key("by".to_owned())),
                Some(column) => after.same.push(Key(column.to_owned())),
                None => return cursor.fail("the name of a column", &mut ctx.diagnostics),
            }
        } else {
            return Some(Kind::Prohibition { never, after: Some(after) });
        }
    }
}

/// `[total] SELECTION [at least N] [due]`, or one of the forms that begin so.
fn must(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Ask> {
    if cursor.eat("report to") {
        return report(cursor, agreement, ctx).map(Ask::Whole);
    }
    if cursor.eat("notify") {
        return notify(cursor, agreement, ctx).map(Ask::Whole);
    }
    let total = cursor.eat("total");
    let selection = selection::selection(cursor, agreement, ctx)?;
    if cursor.eat("together with") {
        let with = selection::selection(cursor, agreement, ctx)?;
        cursor.expect("within", &mut ctx.diagnostics)?;
        let within = moments::span(cursor, agreement, ctx)?;
        return Some(Ask::Whole(Kind::Together { must: selection, with, within }));
    }
    if total && cursor.eat("by steps") {
        return Some(Ask::Steps(selection));
    }
    let (bound, amount) = if cursor.at("at least") || cursor.at("at most") {
        selection::bound(cursor, selection.unit.as_deref(), ctx)?
    } else {
        (Bound::AtLeast, Amount::Number(Decimal::ONE))
    };
    if cursor.at("for every") {
        return ratio(cursor, selection, bound, amount, agreement, ctx).map(Ask::Whole);
    }
    let due = if moments::at_due(cursor) { Some(moments::due(cursor, agreement, ctx)?) } else { None };
    Some(Ask::Must { selection, total, bound, amount, due })
}

/// `for every hostage_released within 2 days`.
fn ratio(
    cursor: &mut Cursor<'_>,
    must: Selection,
    bound: Bound,
    amount: Amount,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> Option<Kind> {
    let at = cursor.position();
    cursor.expect("for every", &mut ctx.diagnostics)?;
    let (Bound::AtLeast, Amount::Number(times)) = (bound, amount) else {
        let message = "For each of another there is at least a number, not a share and not at most.";
        ctx.diagnostics.push(Diagnostic::new(Code::Expected, at, message).hint("write at least 15 for every …"));
        cursor.give_up();
        return None;
    };
    let every = selection::selection(cursor, agreement, ctx)?;
    let within = if cursor.eat("within") { Some(moments::span(cursor, agreement, ctx)?) } else { None };
    Some(Kind::Ratio { must, times, every, within })
}

/// `security_council every 6 months`, `commission by day 180 of d_day`.
fn report(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let to = any_of(cursor, ctx)?;
    let when = if cursor.eat("every") {
        Reporting::Every(moments::period(cursor, agreement, ctx)?)
    } else if moments::at_due(cursor) {
        match moments::due(cursor, agreement, ctx)? {
            Due::Within(span, crate::rule::Anchor::Event(event)) => Reporting::Of { event, within: Some(span) },
            due => Reporting::Once(due),
        }
    } else {
        Reporting::Once(Due::ToBeAgreed)
    };
    Some(Kind::Report { to, when })
}

/// `commission of attack within 24 hours`.
fn notify(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let to = any_of(cursor, ctx)?;
    cursor.expect("of", &mut ctx.diagnostics)?;
    let event = selection::selection(cursor, agreement, ctx)?;
    let within = if cursor.eat("within") { Some(moments::span(cursor, agreement, ctx)?) } else { None };
    Some(Kind::Report { to, when: Reporting::Of { event, within } })
}

/// Names of actors or bodies, any of whom will do.
fn any_of(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Vec<String>> {
    let mut names = vec![names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)?];
    while cursor.eat("or") || cursor.eat(",") {
        names.push(names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)?);
    }
    Some(names)
}

/// `SELECTION`, or `SELECTION only after verification and with consent of commission`.
fn may(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let may = selection::selection(cursor, agreement, ctx)?;
    if !cursor.eat("only") {
        return Some(Kind::Permission { may });
    }
    let only = preconditions(cursor, agreement, ctx)?;
    Some(Kind::Sequence { may, only })
}

/// `north or commission may E …`, `those that are accepted and not listed may E …`.
fn only(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let only = if cursor.at("those") {
        cursor.expect("those that are", &mut ctx.diagnostics)?;
        let mut attributes = Vec::new();
        loop {
            let has = !cursor.eat("not");
            let attribute = names::expect(cursor, &[Sort::Attribute], ctx)?;
            attributes.push(Attributed { has, attribute });
            if !cursor.eat("and") {
                break Eligible::Those(attributes);
            }
        }
    } else {
        let mut actors = vec![names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)?];
        while cursor.eat("or") || cursor.eat(",") {
            actors.push(names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)?);
        }
        Eligible::Actors(actors)
    };
    cursor.expect("may", &mut ctx.diagnostics)?;
    let may = selection::selection(cursor, agreement, ctx)?;
    let after = if cursor.peek().is_some() { preconditions(cursor, agreement, ctx)? } else { Vec::new() };
    Some(Kind::Eligibility { only, may, after })
}

/// `after consultation of a and with consent of b and after E at least 20`.
fn preconditions(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Vec<Precondition>> {
    let mut all = Vec::new();
    loop {
        all.push(if cursor.eat("with consent of") {
            Precondition::Consent(bodies(cursor, ctx)?)
        } else if cursor.eat("after consultation of") {
            Precondition::Consultation(bodies(cursor, ctx)?)
        } else if cursor.eat("after") {
            match cursor.peek() {
                Some(Word::Name(name)) if ctx.names.sort_of(name) == Some(Sort::Event) => {
                    let (event, amount) = selection::count(cursor, agreement, ctx)?;
                    Precondition::Happened(event, amount)
                }
                _ => Precondition::Moment(come(cursor, agreement, ctx)?),
            }
        } else {
            return cursor.fail("`after …`, `after consultation of …` or `with consent of …`", &mut ctx.diagnostics);
        });
        if !cursor.eat("and") && !cursor.eat(",") {
            return Some(all);
        }
    }
}

/// A moment that must have come. A milestone stands for what it counts, and nothing is counted from it here.
fn come(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Moment> {
    let at = cursor.position();
    let moment = moments::moment(cursor, agreement, ctx)?;
    if moment.milestone().is_some() && !matches!(moment, Moment::Milestone(_)) {
        let message = "A time counted from a milestone cannot be what an act must wait for.";
        ctx.diagnostics
            .push(Diagnostic::new(Code::WrongKind, at, message).hint("write `only after` and the milestone itself"));
        cursor.give_up();
        return None;
    }
    Some(moment)
}

/// Names joined by commas or `and`, up to the next precondition.
fn bodies(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Vec<String>> {
    let mut found = vec![names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)?];
    loop {
        let next = if cursor.at(",") || cursor.at("and") { cursor.ahead(1) } else { None };
        match next {
            Some(Word::Name(name)) if name != "with" && name != "after" => {
                cursor.eat(",");
                cursor.eat("and");
                found.push(names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)?);
            }
            _ => return Some(found),
        }
    }
}

/// `E out of Z`, `E 50 km from L`, `E 50 km apart`, `E 10 hours of every day`.
fn keep(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let absence = cursor.eat("free of");
    let selected_at = cursor.position();
    let keep = selection::selection(cursor, agreement, ctx)?;
    let is_hours = matches!(cursor.ahead(1), Some(Word::Name(unit)) if unit == "hours" || unit == "hour");
    if absence || is_hours {
        let Some(hours) = cursor.number() else { return cursor.fail("a number of hours", &mut ctx.diagnostics) };
        if !cursor.eat("hours") {
            cursor.expect("hour", &mut ctx.diagnostics)?;
        }
        cursor.expect("of every", &mut ctx.diagnostics)?;
        let period = moments::period(cursor, agreement, ctx)?;
        return Some(Kind::Continuous { holds: keep, absence, hours: Some((hours, period)), contrary: None });
    }
    if !keep.zones.is_empty() {
        let message = "Where it must not be is said by `out of` or a distance; `in` says it a second time.";
        ctx.diagnostics.push(
            Diagnostic::new(Code::Expected, selected_at, message)
                .hint("leave `in …` out, or name a zone that is what is meant"),
        );
        cursor.give_up();
        return None;
    }
    if cursor.eat("out of") {
        let mut zones = vec![names::expect(cursor, &[Sort::Zone], ctx)?];
        while cursor.eat("or") || cursor.eat(",") || cursor.eat("and") {
            zones.push(names::expect(cursor, &[Sort::Zone], ctx)?);
        }
        return Some(Kind::Placement { keep, away: Away::OutOf(zones) });
    }
    if !matches!(cursor.peek(), Some(Word::Number(_))) {
        return cursor.fail("`out of` a zone, a distance, or hours of every day,", &mut ctx.diagnostics);
    }
    let metres = selection::distance(cursor, ctx)?;
    if cursor.eat("apart") {
        if !cursor.eat("in equal shares") {
            return Some(Kind::Placement { keep, away: Away::Apart(metres) });
        }
        let half = metres / Decimal::TWO;
        let lines = own_lines(cursor, half, agreement, ctx)?;
        return Some(Kind::Placement { keep, away: Away::OwnLines { lines, apart: Some(metres) } });
    }
    let from = Near { metres, of: from(cursor, ctx)? };
    if !cursor.at("for") || cursor.at("for each") {
        return Some(Kind::Placement { keep, away: Away::From(from) });
    }
    let first = for_actor(cursor, ctx)?;
    let mut lines = vec![(first, from)];
    if cursor.eat(",") {
        let others = own_lines(cursor, metres, agreement, ctx)?;
        if others.iter().any(|(of, _)| *of == lines[0].0) {
            let message = format!("`{}` has a line here already.", lines[0].0);
            ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, cursor.last_position(), message));
        }
        lines.extend(others);
    }
    Some(Kind::Placement { keep, away: Away::OwnLines { lines, apart: None } })
}

/// `from L1 for north, from L2 for south`.
fn own_lines(
    cursor: &mut Cursor<'_>,
    metres: Decimal,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> Option<Vec<(String, Near)>> {
    let mut lines: Vec<(String, Near)> = Vec::new();
    loop {
        let near = Near { metres, of: from(cursor, ctx)? };
        let actor = for_actor(cursor, ctx)?;
        if lines.iter().any(|(of, _)| *of == actor) {
            let message = format!("`{actor}` has a line here already.");
            ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, cursor.last_position(), message));
        }
        lines.push((actor, near));
        if !cursor.eat(",") && !cursor.eat("and") {
            let order = |actor: &String| agreement.parties.iter().position(|party| party.id == *actor);
            lines.sort_by_key(|(actor, _)| order(actor).unwrap_or(usize::MAX));
            return Some(lines);
        }
    }
}

fn from(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<String> {
    cursor.expect("from", &mut ctx.diagnostics)?;
    names::expect(cursor, &[Sort::Line, Sort::Zone], ctx)
}

fn for_actor(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<String> {
    cursor.expect("for", &mut ctx.diagnostics)?;
    names::expect(cursor, &[Sort::Actor, Sort::Body], ctx)
}

/// `day SELECTION at least 600, of them fuel at least 50`.
fn every(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let every = moments::period(cursor, agreement, ctx)?;
    let whole = selection::selection(cursor, agreement, ctx)?;
    let mut measures = vec![measure(cursor, whole.clone(), None, ctx)?];
    while cursor.eat(",") {
        cursor.expect("of them", &mut ctx.diagnostics)?;
        let mut part = whole.clone();
        let name = if cursor.eat("in") {
            part.zones = vec![names::expect(cursor, &[Sort::Zone], ctx)?];
            part.zones.join(" or ")
        } else {
            part.items = selection::items(cursor, ctx)?;
            part.items.join(" or ")
        };
        measures.push(measure(cursor, part, Some(name), ctx)?);
    }
    Some(Kind::Rate { every, measures })
}

fn measure(cursor: &mut Cursor<'_>, selection: Selection, part: Option<String>, ctx: &mut Ctx<'_>) -> Option<Measure> {
    let at = cursor.position();
    let (bound, amount) = selection::bound(cursor, selection.unit.as_deref(), ctx)?;
    if matches!(amount, Amount::Share(..)) {
        let message = "A rate is a number in each period, not a share of a baseline.";
        ctx.diagnostics.push(Diagnostic::new(Code::Expected, at, message));
        cursor.give_up();
        return None;
    }
    Some(Measure { selection, bound, amount, part })
}

/// `at most 50 E less F`.
fn cap(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    cursor.expect("at most", &mut ctx.diagnostics)?;
    let at_most = selection::bare_amount(cursor, ctx)?;
    let is_event = |word: Option<&Word>, ctx: &Ctx<'_>| match word {
        Some(Word::Name(name)) => ctx.names.sort_of(name) == Some(Sort::Event),
        _ => false,
    };
    let unit = if !is_event(cursor.peek(), ctx) && is_event(cursor.ahead(1), ctx) { cursor.name() } else { None };
    let unit_at = cursor.last_position();
    let of = selection::selection(cursor, agreement, ctx)?;
    if let Some(unit) = unit {
        selection::check_unit(unit, unit_at, of.unit.as_deref(), ctx);
    }
    let less = if cursor.eat("less") { Some(selection::selection(cursor, agreement, ctx)?) } else { None };
    Some(Kind::Cap { at_most, of, less })
}

/// `"facilitate talks" through meeting or consultation`.
fn effort(cursor: &mut Cursor<'_>, agreement: &Agreement, ctx: &mut Ctx<'_>) -> Option<Kind> {
    let Some(what) = cursor.text() else {
        return cursor.fail("what is to be endeavoured, in quotes", &mut ctx.diagnostics);
    };
    let through = if cursor.eat("through") { Some(selection::selection(cursor, agreement, ctx)?) } else { None };
    Some(Kind::Effort { what: what.to_owned(), through })
}
