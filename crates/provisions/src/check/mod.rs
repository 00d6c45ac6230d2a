//! Gives meaning to lines: names first, then definitions, then rules; every fault found, none hidden by another.

mod amounts;
mod asks;
mod chains;
mod conditions;
mod definitions;
mod front_matter;
mod moments;
mod names;
mod outlook;
mod places;
mod procedure;
mod rules;
mod selection;

use std::collections::BTreeMap;

use crate::agreement::{Agreement, Annexes, Evidence, Interval, Provision};
use crate::calendar::Calendar;
use crate::diagnostic::{Code, Diagnostic, Lines, Severity};
use crate::markdown::{self, Part};
use crate::syntax::{Line, Word, lines_of, words};
use crate::translated;
use names::Names;

/// What the checks share.
struct Ctx<'a> {
    lines: &'a Lines<'a>,
    annexes: &'a Annexes,
    /// Whether only the figures of this agreement are asked for: its annexes are then not missed.
    for_figures: bool,
    names: Names,
    diagnostics: Vec<Diagnostic>,
    /// Whether a rule is read: only there moments may hang on a milestone.
    in_rule: bool,
    /// Named calendars and where they stand.
    calendars: Vec<(String, crate::Position)>,
    /// Whether an evidence block was read.
    has_evidence: bool,
    /// Whether a procedure block was read.
    has_procedure: bool,
    /// Whether the time in force could not be read: that it is missing is then not said of every rule.
    in_force_unread: bool,
    /// Whether clauses stand at the left margin: what a rule above seems to lack is then there.
    has_marginal_clauses: bool,
}

impl Ctx<'_> {
    /// Whether an error was said since so many diagnostics.
    fn has_error_since(&self, n_said: usize) -> bool {
        self.diagnostics[n_said..].iter().any(|one| one.code.severity() == Severity::Error)
    }
}

/// Reads an agreement. `file` is its name in diagnostics; `annexes` are the files that it names.
///
/// Never fails: returns what could be made of the text, and the diagnostics in the order of the text.
pub fn read(file: &str, text: &str, annexes: &Annexes) -> (Agreement, Vec<Diagnostic>) {
    read_for(file, text, annexes, false)
}

/// Reads another agreement for the figures that it gives, without its annexes.
fn read_for_figures(file: &str, text: &str) -> Agreement {
    read_for(file, text, &Annexes::new(), true).0
}

fn read_for(file: &str, text: &str, annexes: &Annexes, for_figures: bool) -> (Agreement, Vec<Diagnostic>) {
    let lines = Lines::new(file, text);
    let mut diagnostics = Vec::new();
    let document = markdown::parse(text, &lines, &mut diagnostics);
    let keys = front_matter::keys(text, document.front_matter.clone(), &lines, &mut diagnostics);
    let mut ctx = Ctx {
        lines: &lines,
        annexes,
        for_figures,
        names: Names::default(),
        diagnostics,
        in_rule: false,
        calendars: Vec::new(),
        has_evidence: false,
        has_procedure: false,
        in_force_unread: false,
        has_marginal_clauses: false,
    };
    let mut agreement = blank();
    front_matter::identity(&keys, &mut agreement, &mut ctx);

    let mut blocks = Vec::new();
    for part in &document.parts {
        if let Part::Block { range } = part {
            let block = lines_of(text, range.clone(), &lines, &mut ctx.diagnostics);
            names::collect(&block, &agreement.retired, &mut ctx);
            blocks.push(block);
        }
    }
    // `value` opens a definition and, with `from`, a clause.
    let is_marginal = |line: &Line| words::opens_clause(line.keyword()) && !words::OPENING.contains(&line.keyword());
    ctx.has_marginal_clauses = blocks.iter().flatten().any(is_marginal);
    definitions::define_calendars(&blocks, &mut agreement, &mut ctx);
    front_matter::in_force(&keys, &mut agreement, &mut ctx);
    for line in blocks.iter().flatten() {
        definitions::define(line, &mut agreement, &mut ctx);
    }
    ctx.names.take_met_faulty();
    definitions::close(&mut agreement, &mut ctx);
    for line in blocks.iter().flatten() {
        definitions::define_selecting(line, &mut agreement, &mut ctx);
    }
    ctx.names.spread_faults();
    ctx.in_rule = true;
    provisions(&document.parts, &blocks, &mut agreement, &mut ctx);
    front_matter::names_in_languages(&keys, &mut agreement, &mut ctx);
    outlook::warn(&agreement, &mut ctx);
    let mut diagnostics = ctx.diagnostics;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.at.start, diagnostic.code));
    (agreement, diagnostics)
}

/// Names of the annex files that an agreement's text asks for.
pub fn annex_names(text: &str) -> Vec<String> {
    let lines = Lines::new("", text);
    let mut ignored = Vec::new();
    let document = markdown::parse(text, &lines, &mut ignored);
    let mut found = Vec::new();
    for part in &document.parts {
        if let Part::Block { range } = part {
            for line in lines_of(text, range.clone(), &lines, &mut ignored) {
                let names_file = |clause: &&Line| ["outline", "course", "as"].contains(&clause.keyword());
                found.extend(line.children.iter().filter(names_file).filter_map(annex_of));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn annex_of(clause: &Line) -> Option<String> {
    clause.tokens.iter().find_map(|token| match &token.word {
        Word::Text(text) => Some(text.clone()),
        _ => None,
    })
}

/// Headings become provisions where a text or a rule stands under them.
fn provisions(parts: &[Part], blocks: &[Vec<Line>], agreement: &mut Agreement, ctx: &mut Ctx<'_>) {
    let mut current: Option<Provision> = None;
    let mut has_rule_lines = false;
    let mut blocks = blocks.iter();
    for part in parts {
        match part {
            Part::Heading { text, range } => {
                keep(current.take(), has_rule_lines, agreement);
                has_rule_lines = false;
                let (id, title) = heading(text);
                let at = ctx.lines.position(range.start, range.end);
                current = Some(Provision {
                    id,
                    title,
                    text: Vec::new(),
                    translations: BTreeMap::new(),
                    original: Vec::new(),
                    at,
                    rules: Vec::new(),
                });
            }
            Part::Quote { text } => {
                if let Some(provision) = &mut current {
                    match translated::tagged(text) {
                        Some((tag, text)) => {
                            provision.translations.entry(tag.to_owned()).or_default().push(text.to_owned());
                        }
                        None => provision.text.push(text.clone()),
                    }
                }
            }
            Part::Block { .. } => {
                for line in blocks.next().into_iter().flatten().filter(|line| line.keyword() == "rule") {
                    let rule = rules::rule(line, agreement, ctx);
                    has_rule_lines = true;
                    match (&mut current, rule) {
                        (Some(provision), Some(rule)) => provision.rules.push(rule),
                        (None, Some(rule)) => ctx.diagnostics.push(
                            Diagnostic::new(Code::RuleOutside, rule.at, "This rule stands under no heading.")
                                .hint("every rule belongs to a provision: put a heading before it"),
                        ),
                        (_, None) => {}
                    }
                }
            }
        }
    }
    keep(current, has_rule_lines, agreement);
}

/// A text beside which a faulty rule stands is not without a rule.
fn keep(provision: Option<Provision>, has_rule_lines: bool, agreement: &mut Agreement) {
    let Some(provision) = provision else { return };
    if !provision.rules.is_empty() {
        agreement.provisions.push(provision);
    } else if !provision.text.is_empty() && !has_rule_lines {
        agreement.unmeasured.push(provision);
    }
}

/// `GP3a. Operations are suspended` → `GP3a` and the rest.
fn heading(text: &str) -> (String, String) {
    let (mut first, mut rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    // "Article 1. Fire ceases": the number belongs to the id.
    if !first.contains(char::is_numeric) && rest.starts_with(char::is_numeric) {
        let number = rest.split(char::is_whitespace).next().unwrap_or(rest).len();
        (first, rest) = text.split_at(text.len() - rest.len() + number);
    }
    let id = first.trim_end_matches(['.', ':', ')', '—', '–', '·']);
    let title = rest.trim_start_matches(['.', ':', '—', '–', '·', '-', ' ']);
    (id.to_owned(), if title.is_empty() { id.to_owned() } else { title.to_owned() })
}

fn blank() -> Agreement {
    Agreement {
        id: String::new(),
        title: String::new(),
        version: "1".to_owned(),
        invented: false,
        signed: None,
        in_force: Interval { from: None, until: None },
        parties: Vec::new(),
        non_signatories: Vec::new(),
        bodies: Vec::new(),
        calendar: Calendar::utc(),
        languages: Vec::new(),
        precedence: None,
        side_letters: None,
        interpreted_by: Vec::new(),
        version_from: None,
        retired: Vec::new(),
        evidence: Evidence::default(),
        procedure: Vec::new(),
        zones: BTreeMap::new(),
        event_types: BTreeMap::new(),
        states: BTreeMap::new(),
        triggers: BTreeMap::new(),
        baselines: BTreeMap::new(),
        lines: BTreeMap::new(),
        values: BTreeMap::new(),
        conversions: Vec::new(),
        milestones: BTreeMap::new(),
        attributes: BTreeMap::new(),
        provisions: Vec::new(),
        unmeasured: Vec::new(),
        names: BTreeMap::new(),
    }
}
