//! Who is called what: every name of an agreement, and what a misspelt one may have meant.

use std::collections::{BTreeMap, BTreeSet};

use records::taxonomy;

use super::{Ctx, definitions};
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::syntax::{Cursor, Line, Token, Word};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Actor,
    Body,
    Zone,
    Event,
    State,
    Trigger,
    Baseline,
    Line,
    Milestone,
    Value,
    Conversion,
    Attribute,
    Calendar,
    Rule,
}

impl Sort {
    pub(super) fn word(self) -> &'static str {
        match self {
            Sort::Actor => "a party or other actor",
            Sort::Body => "a body",
            Sort::Zone => "a zone",
            Sort::Event => "an event type",
            Sort::State => "a state",
            Sort::Trigger => "a trigger",
            Sort::Baseline => "a baseline",
            Sort::Line => "a line",
            Sort::Milestone => "a milestone",
            Sort::Value => "a value",
            Sort::Conversion => "a conversion",
            Sort::Attribute => "an attribute",
            Sort::Calendar => "a calendar",
            Sort::Rule => "a rule",
        }
    }

    fn of_keyword(keyword: &str) -> Option<Sort> {
        Some(match keyword {
            "zone" => Sort::Zone,
            "event" => Sort::Event,
            "state" => Sort::State,
            "trigger" => Sort::Trigger,
            "baseline" => Sort::Baseline,
            "line" => Sort::Line,
            "milestone" => Sort::Milestone,
            "value" => Sort::Value,
            "conversion" => Sort::Conversion,
            "attribute" => Sort::Attribute,
            "calendar" => Sort::Calendar,
            "rule" => Sort::Rule,
            _ => return None,
        })
    }
}

/// So many unknown names are guessed at.
const GUESSES_MAX: usize = 200;

/// All names, and which of them were used.
#[derive(Debug, Default)]
pub(super) struct Names {
    defined: BTreeMap<String, (Sort, Position)>,
    used: BTreeSet<String>,
    /// Definitions with a fault: what rests on them is not assessed.
    faulty: BTreeSet<String>,
    /// How many names were not known.
    n_unknown: usize,
    /// Whether a faulty or unknown name was met since this was last looked at.
    met_faulty: bool,
    /// What was met since this was last looked at.
    met: BTreeSet<String>,
    /// What each definition rests on.
    rests_on: BTreeMap<String, BTreeSet<String>>,
    /// The front matter could not say who the actors are: their names are then not held against anybody.
    pub(super) actors_unread: bool,
}

impl Names {
    pub(super) fn sort_of(&self, name: &str) -> Option<Sort> {
        match self.defined.get(name) {
            Some((sort, _)) => Some(*sort),
            None => taxonomy::find(name).map(|_| Sort::Event),
        }
    }

    /// Whether the name was defined at this place, and not taken before.
    pub(super) fn is_defined_at(&self, name: &str, start: usize) -> bool {
        self.defined.get(name).is_some_and(|(_, at)| at.start == start)
    }

    pub(super) fn is_used(&self, name: &str) -> bool {
        self.used.contains(name)
    }

    /// Notes that the definition of a name has a fault.
    pub(super) fn mark_faulty(&mut self, name: &str) {
        self.faulty.insert(name.to_owned());
    }

    /// Whether a name with a fault was met since the last question.
    pub(super) fn take_met_faulty(&mut self) -> bool {
        std::mem::take(&mut self.met_faulty)
    }

    /// Forgets what was met.
    pub(super) fn meet_anew(&mut self) {
        self.met.clear();
    }

    /// Notes that a definition rests on all that was met since.
    pub(super) fn rest_on_met(&mut self, name: &str) {
        let met = std::mem::take(&mut self.met);
        self.rests_on.entry(name.to_owned()).or_default().extend(met);
    }

    /// A fault of one definition is a fault of all that rest on it, however many lie between.
    pub(super) fn spread_faults(&mut self) {
        let mut carries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, parts) in &self.rests_on {
            for part in parts {
                carries.entry(part).or_default().push(name);
            }
        }
        let mut open: Vec<&str> = self.faulty.iter().map(String::as_str).collect();
        let mut reached: BTreeSet<&str> = open.iter().copied().collect();
        while let Some(name) = open.pop() {
            let on_it = carries.get(name).into_iter().flatten().copied();
            open.extend(on_it.filter(|other| reached.insert(other)));
        }
        self.faulty = reached.into_iter().map(str::to_owned).collect();
    }

    /// What a line that was not understood names is not called unused.
    pub(super) fn mark_line_used(&mut self, line: &Line) {
        for token in &line.tokens {
            if let Word::Name(name) = &token.word {
                self.used.insert(name.clone());
            }
        }
    }

    pub(super) fn mark_used(&mut self, name: &str) {
        self.used.insert(name.to_owned());
    }

    fn nearest(&self, name: &str, sorts: &[Sort]) -> Option<&str> {
        let own = self.defined.iter().filter(|(_, (sort, _))| sorts.contains(sort)).map(|(known, _)| known.as_str());
        let base = taxonomy::TYPES.iter().map(|base| base.name).filter(|_| sorts.contains(&Sort::Event));
        let n_chars = name.chars().count();
        let limit = 1 + n_chars / 4;
        let alike = |known: &&str| known.chars().count().abs_diff(n_chars) <= limit;
        let near = own.chain(base).filter(alike).map(|known| (strsim::damerau_levenshtein(known, name), known));
        near.filter(|(distance, _)| *distance <= limit).min().map(|(_, known)| known)
    }
}

/// Types of row that say something else than that something happened.
const RESERVED: &[&str] = &[
    "account",
    "observation",
    "access_denied",
    "decision",
    "finding",
    "response",
    "case_step",
    "figure",
    "tally",
    "stance",
    "score",
    "withdrawn",
];

/// Notes the names that a block defines.
pub(super) fn collect(block: &[Line], retired: &[String], ctx: &mut Ctx<'_>) {
    for line in block {
        let keyword = line.keyword();
        // A keyword misspelt defines all the same what it was meant to.
        let meant = definitions::meant_opening(keyword);
        let Some(sort) = Sort::of_keyword(meant.unwrap_or(keyword)) else { continue };
        if let Some(Token { word: Word::Name(_) | Word::Number(_), start, end }) = line.tokens.get(1) {
            let at = ctx.lines.position(*start, *end);
            let name = ctx.lines.text().get(*start..*end).unwrap_or_default();
            if sort == Sort::Event && RESERVED.contains(&name) {
                let message = format!("The data use `{name}` for something else than a happening.");
                ctx.diagnostics.push(
                    Diagnostic::new(Code::Reserved, at.clone(), message).hint("give this type of event another name"),
                );
                ctx.names.mark_faulty(name);
            }
            if sort == Sort::Rule && retired.iter().any(|id| id == name) {
                let message = format!("The id `{name}` was a rule of an earlier version and is not used again.");
                ctx.diagnostics.push(
                    Diagnostic::new(Code::Retired, at.clone(), message)
                        .hint("give this rule a new id, or take the id out of `retired`"),
                );
            }
            if meant.is_some() {
                ctx.names.mark_faulty(name);
                ctx.names.mark_used(name);
            }
            define(name, sort, at, ctx);
        }
    }
}

/// Notes one name; says it where the name is taken.
pub(super) fn define(name: &str, sort: Sort, at: Position, ctx: &mut Ctx<'_>) {
    if let Some((before, first)) = ctx.names.defined.get(name) {
        let message = format!("The name `{name}` already stands for {} (line {}).", before.word(), first.line);
        ctx.diagnostics.push(Diagnostic::new(Code::Twice, at, message).hint("give this one another name"));
        return;
    }
    ctx.names.defined.insert(name.to_owned(), (sort, at));
}

/// Takes a name of one of these sorts, or says what is wrong with the one that stands there.
pub(super) fn expect(cursor: &mut Cursor<'_>, sorts: &[Sort], ctx: &mut Ctx<'_>) -> Option<String> {
    let Some(name) = cursor.name() else {
        return cursor.fail(&format!("the name of {}", listed(sorts)), &mut ctx.diagnostics);
    };
    match ctx.names.sort_of(name) {
        Some(sort) if sorts.contains(&sort) => {
            ctx.names.mark_used(name);
            ctx.names.met_faulty |= ctx.names.faulty.contains(name);
            ctx.names.met.insert(name.to_owned());
            Some(name.to_owned())
        }
        // The line goes on with the name as it stands, so that its other faults are found, too.
        Some(sort) => {
            ctx.names.mark_used(name);
            ctx.names.met_faulty = true;
            let message = format!("`{name}` is {}; {} is needed here.", sort.word(), listed(sorts));
            ctx.diagnostics.push(Diagnostic::new(Code::WrongKind, cursor.last_position(), message));
            cursor.doubt();
            Some(name.to_owned())
        }
        None if ctx.names.actors_unread && sorts.contains(&Sort::Actor) => Some(name.to_owned()),
        None => {
            let message = format!("`{name}` is not defined; {} is needed here.", listed(sorts));
            // Where hardly a name is known, nobody is helped by guesses.
            ctx.names.n_unknown += 1;
            let guesses = ctx.names.n_unknown <= GUESSES_MAX;
            let near = if guesses { ctx.names.nearest(name, sorts).map(str::to_owned) } else { None };
            let hint = match near {
                Some(near) => {
                    ctx.names.mark_used(&near);
                    format!("did you mean `{near}`?")
                }
                None => hint_for(sorts, name),
            };
            ctx.diagnostics.push(Diagnostic::new(Code::UnknownName, cursor.last_position(), message).hint(hint));
            ctx.names.met_faulty = true;
            cursor.doubt();
            Some(name.to_owned())
        }
    }
}

fn hint_for(sorts: &[Sort], name: &str) -> String {
    if name == "not" && sorts.contains(&Sort::Event) {
        return "what must not happen is said by `never`".to_owned();
    }
    match sorts.first() {
        Some(Sort::Actor | Sort::Body) => {
            format!("name `{name}` in the front matter, under parties, non-signatories or bodies")
        }
        Some(Sort::Zone) => format!("define it: zone {name} \"…\""),
        Some(Sort::Event) => format!("define it: event {name} \"…\""),
        Some(Sort::State) => format!("define it: state {name} \"…\""),
        Some(Sort::Trigger) => format!("define it: trigger {name} \"…\""),
        Some(Sort::Baseline) => format!("define it: baseline {name} \"…\""),
        Some(Sort::Line) => format!("define it: line {name} \"…\""),
        Some(Sort::Milestone) => format!("define it: milestone {name} \"…\""),
        Some(Sort::Value) => format!("define it: value {name} \"…\""),
        Some(Sort::Conversion) => format!("define it: conversion {name} \"…\""),
        Some(Sort::Attribute) => format!("define it: attribute {name} \"…\""),
        Some(Sort::Calendar) => format!("define it: calendar {name} \"…\""),
        Some(Sort::Rule) | None => format!("write a rule {name}"),
    }
}

fn listed(sorts: &[Sort]) -> String {
    sorts.iter().map(|sort| sort.word()).collect::<Vec<_>>().join(" or ")
}
