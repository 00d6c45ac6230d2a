//! `truce check`: what is wrong in agreements, where, and what to do; what they leave open; what their rules say.

use std::collections::BTreeSet;
use std::path::PathBuf;

use provisions::{Agreement, Diagnostic, Severity, open_points};
use serde_json::{Map, Value, json};
use views::plain::{self, Language};

use crate::agreement_file;
use crate::output::{self, Format};
use crate::problem::Problem;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce check agreements/*.md\n  truce check draft.md --open\n  \
                        truce check draft.md --plain --language ar\n  truce check draft.md --format json")]
pub(crate) struct Check {
    /// Agreements, Markdown files
    #[arg(required = true, value_name = "FILE.md")]
    files: Vec<PathBuf>,
    /// List what the agreements leave open: terms, dates, annexes, baselines, values, readings, unmeasured provisions
    #[arg(long)]
    open: bool,
    /// Say each rule in plain sentences, made from the rule and not from the clause
    #[arg(long)]
    plain: bool,
    /// The language of the plain sentences, en or ar; both if left out
    #[arg(long, value_name = "LANGUAGE", value_parser = language, requires = "plain")]
    language: Option<Language>,
    /// How results are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn language(text: &str) -> Result<Language, String> {
    let known = Language::from_text(text).filter(|language| plain::LANGUAGES.contains(language));
    known.ok_or_else(|| "neither en nor ar".to_owned())
}

pub(crate) fn run(check: &Check) -> Result<(), Problem> {
    let mut read = Vec::new();
    for path in &check.files {
        let text = agreement_file::read(path)?;
        let (agreement, diagnostics) = agreement_file::parse(path, &text);
        read.push((path.display().to_string(), agreement, diagnostics));
    }
    let all = || read.iter().flat_map(|(_, _, diagnostics)| diagnostics);
    let n_errors = all().filter(|d| d.code.severity() == Severity::Error).count();
    let asked_more = check.open || check.plain;
    match check.format {
        Format::Text => {
            for (name, agreement, diagnostics) in &read {
                summary(name, agreement)?;
                if check.open {
                    say_open(agreement)?;
                }
                if check.plain {
                    say_plain(agreement, check.language)?;
                }
                if asked_more {
                    say(diagnostics)?;
                }
            }
            if !asked_more {
                for (_, _, diagnostics) in &read {
                    say(diagnostics)?;
                }
            }
            let n_warnings = all().count() - n_errors;
            let (errors, warnings) = (counted(n_errors, "error"), counted(n_warnings, "warning"));
            output::line(format_args!("{errors}, {warnings}"))?;
        }
        format if asked_more => {
            agreement_file::say(&all().cloned().collect::<Vec<_>>());
            let of_one = |(name, agreement, _): &(String, Agreement, Vec<Diagnostic>)| {
                let mut objects = Vec::new();
                if check.open {
                    objects.extend(open_points(agreement).iter().map(views::exports::json::open_point));
                }
                if check.plain {
                    objects.extend(plain_objects(name, agreement, check.language));
                }
                objects
            };
            output::objects(format, read.iter().flat_map(of_one).filter_map(object))?;
        }
        format => output::objects(format, all().map(views::exports::json::diagnostic).filter_map(object))?,
    }
    if n_errors > 0 { Err(Problem::Said) } else { Ok(()) }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

fn summary(name: &str, agreement: &Agreement) -> Result<(), Problem> {
    let provisions = counted(agreement.provisions.len(), "provision");
    let rules = counted(agreement.rules().count(), "rule");
    let unmeasured = match agreement.unmeasured.len() {
        0 => String::new(),
        n => format!(", {n} with a text and no rule"),
    };
    output::line(format_args!("{name}: {provisions}, {rules}{unmeasured}"))
}

/// `1 rule`, `2 rules`.
fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn say(diagnostics: &[Diagnostic]) -> Result<(), Problem> {
    for diagnostic in diagnostics {
        output::line(format_args!("{diagnostic}"))?;
    }
    Ok(())
}

fn say_open(agreement: &Agreement) -> Result<(), Problem> {
    let points = open_points(agreement);
    if points.is_empty() {
        output::line(format_args!("  nothing is left open"))?;
    }
    for point in points {
        let whose = point.rule.as_deref().unwrap_or(&point.provision);
        let kind = point.opening.to_text().replace('_', " ");
        output::line(format_args!("  {}:{} {whose}: {kind}: {}", point.at.file, point.at.line, point.what))?;
        if let Some(because) = &point.because {
            output::line(format_args!("      because {because}"))?;
        }
        if !point.supplied_by.is_empty() {
            let who: Vec<&str> = point.supplied_by.iter().map(|id| agreement.party_name(id)).collect();
            output::line(format_args!("      could be supplied by {}", who.join(", ")))?;
        }
    }
    Ok(())
}

fn languages(asked: Option<Language>) -> Vec<Language> {
    asked.map_or_else(|| plain::LANGUAGES.to_vec(), |one| vec![one])
}

fn say_plain(agreement: &Agreement, asked: Option<Language>) -> Result<(), Problem> {
    for (provision, rule) in agreement.rules() {
        let of_provision = if rule.id == provision.id { String::new() } else { format!(" ({})", provision.id) };
        output::line(format_args!("\n{}{of_provision}: {}", rule.id, rule.title))?;
        for reading in &rule.readings {
            if rule.readings.len() > 1 {
                output::line(format_args!("  [{}]", reading.name))?;
            }
            for language in languages(asked) {
                for sentence in plain::sentences(agreement, rule, reading, language) {
                    output::line(format_args!("  {sentence}"))?;
                }
            }
        }
    }
    for language in languages(asked) {
        let mut said = BTreeSet::new();
        let readings = agreement.rules().flat_map(|(_, rule)| &rule.readings);
        let sentences = readings.flat_map(|reading| plain::definitions(agreement, reading, language));
        for (sentence_idx, sentence) in sentences.filter(|sentence| said.insert(sentence.clone())).enumerate() {
            if sentence_idx == 0 {
                let title = if language == Language::English { "Words" } else { "المصطلحات" };
                output::line(format_args!("\n{title}"))?;
            }
            output::line(format_args!("  {sentence}"))?;
        }
    }
    output::line(format_args!(""))
}

fn plain_objects(file: &str, agreement: &Agreement, asked: Option<Language>) -> Vec<Value> {
    let mut objects = Vec::new();
    for (provision, rule) in agreement.rules() {
        for reading in &rule.readings {
            for language in languages(asked) {
                objects.push(json!({
                    "provision": provision.id,
                    "rule": rule.id,
                    "reading": reading.name,
                    "kind": reading.duty.kind.name(),
                    "language": language.code(),
                    "sentences": plain::sentences(agreement, rule, reading, language),
                    "file": file,
                    "line": rule.at.line,
                }));
            }
        }
    }
    objects
}
