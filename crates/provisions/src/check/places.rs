//! Zones and lines.

use super::definitions::{head, unknown_clause};
use super::names::{self, Sort};
use super::{Ctx, chains, moments, selection};
use crate::agreement::{Agreement, Interval, Line as Drawn};
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::rule::{Moment, Near};
use crate::syntax::{Cursor, Line, Word};
use crate::zone::{Course, Zone, ZoneOutline, course_from_geojson, shape_from_geojson};

pub(super) fn zone(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let at = line.at.clone();
    let mut zone =
        Zone { id: id.clone(), label, within: None, outlines: Vec::new(), bands: Vec::new(), annex_missing: None, at };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("outline") {
            let found = annex(&mut cursor, agreement, ctx, shape_from_geojson);
            zone.outlines.extend(found.map(|(annex, held, shape)| ZoneOutline { annex, held, shape }));
        } else if cursor.eat("within") {
            if matches!(cursor.peek(), Some(Word::Number(_))) {
                zone.bands.extend(band(&mut cursor, ctx));
            } else {
                zone.within = names::expect(&mut cursor, &[Sort::Zone], ctx);
            }
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

/// `1 km of camp`.
fn band(cursor: &mut Cursor<'_>, ctx: &mut Ctx<'_>) -> Option<Near> {
    let metres = selection::distance(cursor, ctx)?;
    cursor.expect("of", &mut ctx.diagnostics)?;
    let of = names::expect(cursor, &[Sort::Line, Sort::Zone], ctx)?;
    Some(Near { metres, of })
}

pub(super) fn line(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    let Some((id, label)) = head(&mut cursor, ctx) else { return };
    cursor.finish(&mut ctx.diagnostics);
    let mut drawn = Drawn { id: id.clone(), label, courses: Vec::new(), annex_missing: None, at: line.at.clone() };
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        if cursor.eat("course") {
            let found = annex(&mut cursor, agreement, ctx, course_from_geojson);
            drawn.courses.extend(found.map(|(annex, held, shape)| Course { annex, held, shape }));
        } else if cursor.eat("annex missing") {
            drawn.annex_missing = cursor.text().map(str::to_owned).or_else(|| Some(String::new()));
        } else {
            unknown_clause(clause, &["course", "annex missing"], ctx);
            continue;
        }
        cursor.finish(&mut ctx.diagnostics);
    }
    agreement.lines.entry(id).or_insert(drawn);
}

/// `"file.geojson" from 2025-10-10 until 2026-01-01`: the file's name, its dates, and what it draws.
fn annex<T>(
    cursor: &mut Cursor<'_>,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
    shape: fn(&[u8]) -> Result<T, String>,
) -> Option<(String, Interval<jiff::Timestamp>, T)> {
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
    if let (Some(from), Some(until)) = (held.from, held.until) {
        moments::check_order(Some(&Moment::At(from)), Some(&Moment::At(until)), &at, ctx);
    }
    let Some(bytes) = ctx.annexes.get(annex) else {
        not_given(annex, at, ctx);
        return None;
    };
    match shape(bytes) {
        Ok(shape) => Some((annex.to_owned(), held, shape)),
        Err(why) => {
            let message = format!("The annex {annex:?} cannot be used: {why}.");
            ctx.diagnostics.push(Diagnostic::new(Code::AnnexFaulty, at, message));
            None
        }
    }
}

/// Says that a file was not given.
fn not_given(annex: &str, at: Position, ctx: &mut Ctx<'_>) {
    if ctx.for_figures {
        return;
    }
    let message = format!("The annex {annex:?} was not given.");
    ctx.diagnostics.push(
        Diagnostic::new(Code::AnnexUnread, at, message)
            .hint("put the file beside the agreement; if it is not public, write `annex missing \"why\"` instead"),
    );
}

/// A zone that lies within itself is taken out of its place; a band that rests on itself goes. So do those that rest on
/// others too many times over.
pub(super) fn without_circles(agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let each = |parts: fn(&Zone) -> Vec<String>| {
        chains::chains(&agreement.zones.iter().map(|(id, zone)| (id.clone(), parts(zone))).collect())
    };
    let within = each(|zone| zone.within.iter().cloned().collect());
    let bands = each(|zone| zone.bands.iter().map(|band| band.of.clone()).collect());
    let long = |found: &chains::Chains, id: &String| found.too_long.contains(id);
    let mut fault = |code: Code, zone: &Zone, message: String| {
        ctx.names.mark_faulty(&zone.id);
        ctx.diagnostics.push(Diagnostic::new(code, zone.at.clone(), message));
    };
    for zone in agreement.zones.values_mut() {
        if within.circular.contains(&zone.id) {
            fault(Code::Circle, zone, format!("The zone `{}` lies, by way of others, within itself.", zone.id));
            zone.within = None;
        }
        if bands.circular.contains(&zone.id) {
            let message = format!("The zone `{}` is a band that rests, by way of others, on itself.", zone.id);
            fault(Code::Circle, zone, message);
            zone.bands.clear();
        }
        if long(&within, &zone.id) || long(&bands, &zone.id) {
            let message =
                format!("The zone `{}` rests on others more than {} times over.", zone.id, chains::LENGTH_MAX);
            fault(Code::ChainLong, zone, message);
            zone.within = None;
            zone.bands.clear();
        }
    }
}
