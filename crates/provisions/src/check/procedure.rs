//! The procedure block: time limits of the case on an event.

use records::Stage;

use super::definitions::unknown_clause;
use super::{Ctx, moments};
use crate::agreement::{Agreement, TimeLimit};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::{Cursor, Line};

/// Words of the stages, and what each means.
const STAGES: [(&str, Stage); 13] = [
    ("allegation", Stage::Allegation),
    ("preliminary look", Stage::PreliminaryLook),
    ("tasking", Stage::Tasking),
    ("site visit", Stage::SiteVisit),
    ("notification", Stage::Notification),
    ("response", Stage::Response),
    ("draft", Stage::Draft),
    ("decision", Stage::Decision),
    ("publication", Stage::Publication),
    ("recommendation", Stage::Recommendation),
    ("cessation", Stage::Cessation),
    ("remedy", Stage::Remedy),
    ("follow up", Stage::FollowUp),
];

/// `site visit within 3 days of allegation`.
pub(super) fn procedure(line: &Line, agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut cursor = Cursor::new(line, ctx.lines);
    cursor.name();
    cursor.finish(&mut ctx.diagnostics);
    if std::mem::replace(&mut ctx.has_procedure, true) {
        let message = "There is a procedure block already.";
        ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, line.at.clone(), message));
        return;
    }
    for clause in &line.children {
        let mut cursor = Cursor::new(clause, ctx.lines);
        let Some(stage) = stage(&mut cursor) else {
            unknown_clause(clause, &STAGES.map(|(words, _)| words), ctx);
            continue;
        };
        let Some(limit) = limit(&mut cursor, stage, clause, agreement, ctx) else { continue };
        let n_said = ctx.diagnostics.len();
        cursor.finish(&mut ctx.diagnostics);
        if agreement.procedure.iter().any(|earlier| (earlier.stage, earlier.of) == (limit.stage, limit.of)) {
            let message = "Within what time this follows is said already.";
            ctx.diagnostics.push(Diagnostic::new(Code::ClauseTwice, clause.at.clone(), message));
        } else if !ctx.has_error_since(n_said) {
            agreement.procedure.push(limit);
        }
    }
}

fn stage(cursor: &mut Cursor<'_>) -> Option<Stage> {
    STAGES.iter().find(|(words, _)| cursor.eat(words)).map(|(_, stage)| *stage)
}

fn limit(
    cursor: &mut Cursor<'_>,
    stage: Stage,
    clause: &Line,
    agreement: &Agreement,
    ctx: &mut Ctx<'_>,
) -> Option<TimeLimit> {
    cursor.expect("within", &mut ctx.diagnostics)?;
    let within = moments::span(cursor, agreement, ctx)?;
    if !cursor.eat("after") {
        cursor.expect("of", &mut ctx.diagnostics)?;
    }
    let at = cursor.position();
    let Some(of) = self::stage(cursor) else {
        let words = STAGES.map(|(words, _)| words).join(", ");
        return cursor.fail(&format!("a stage of the case ({words})"), &mut ctx.diagnostics);
    };
    if of == stage {
        let message = "A stage does not follow itself.";
        ctx.diagnostics.push(Diagnostic::new(Code::Expected, at, message));
        return None;
    }
    Some(TimeLimit { stage, within, of, at: clause.at.clone() })
}
