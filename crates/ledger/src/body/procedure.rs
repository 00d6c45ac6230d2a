//! Steps in the case on an event.

use records::{CaseStep, Stage};

use super::fields::*;
use super::statement::{put_when, when};

pub(super) fn put_step(body: &mut Body, step: &CaseStep) -> &'static str {
    put_text(body, "event", &step.event);
    put_text(body, "stage", step.stage.to_text());
    put_text(body, "by", &step.by);
    put_some(body, "to", step.to.as_deref());
    put_some(body, "on", step.on.as_deref());
    put_some(body, "due", step.due.map(|due| due.to_string()).as_deref());
    put_when(body, &step.when);
    "case_step"
}

pub(super) fn step(body: &Body) -> Result<CaseStep, BodyError> {
    Ok(CaseStep {
        event: text(body, "event")?,
        stage: word(body, "stage", |text| Stage::from_text(text).filter(|stage| stage.is_step()))?,
        by: text(body, "by")?,
        to: some_text(body, "to")?,
        on: some_text(body, "on")?,
        due: some_word(body, "due", |text| text.parse().ok())?,
        when: when(body)?,
    })
}
