//! The periodic report's template: Markdown in which words between double braces stand for what the program puts there.
//!
//! A name that stands alone in a paragraph is a section (`{{provisions}}`); within a line it is a value (`{{from}}`). The order of the report
//! is that of the file, and all other words are the mission's own. What is wrong is said with its line, and the rest is read.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::Language;
use crate::document::Run;

/// A template as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The title, with its values still open.
    pub title: String,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading below the title: its level, from 1, and its words.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list.
    List(Vec<Vec<Run>>),
    /// What the program works out.
    Section(Section),
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// What, in English.
    pub says: String,
}

/// What the program works out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Key figures, and how many assessments have each status at each level.
    Summary,
    /// Every provision with its statuses and what they rest on.
    Provisions,
    /// Assessments that are not what they were when the period began.
    Changes,
    /// What the verification body found in the period.
    Findings,
    /// What parties answered in the period.
    Responses,
    /// Recommendations and what became of them.
    Remedies,
    /// What parties said to this report before it was published.
    Answers,
    /// What is claimed, by type, level and to whom it is laid.
    Allegations,
    /// Events week by week.
    Trend,
    /// Zones and what was claimed in each.
    Map,
    /// Where somebody could look, and where somebody was kept from it.
    Coverage,
    /// What was due up to the end of the period, and what bodies decided.
    Schedule,
    /// What is due next.
    Due,
    /// Statuses, levels, reasons.
    Definitions,
    /// The events of the period.
    Annex,
}

impl Section {
    /// Names in a template.
    pub const NAMES: [(&'static str, Section); 15] = [
        ("summary", Section::Summary),
        ("provisions", Section::Provisions),
        ("changes", Section::Changes),
        ("findings", Section::Findings),
        ("responses", Section::Responses),
        ("remedies", Section::Remedies),
        ("answers", Section::Answers),
        ("allegations", Section::Allegations),
        ("trend", Section::Trend),
        ("map", Section::Map),
        ("coverage", Section::Coverage),
        ("schedule", Section::Schedule),
        ("due", Section::Due),
        ("definitions", Section::Definitions),
        ("annex", Section::Annex),
    ];

    fn from_text(text: &str) -> Option<Section> {
        Section::NAMES.iter().find(|(name, _)| *name == text).map(|(_, section)| *section)
    }

    /// Its name in a template.
    pub fn to_text(self) -> &'static str {
        Section::NAMES.iter().find(|(_, section)| *section == self).map_or("", |(name, _)| name)
    }
}

/// Values that a line can ask for.
pub const VALUES: [&str; 9] =
    ["agreement", "version", "from", "to", "as_of", "size", "events", "events_withheld", "assessments_withheld"];

/// The template that the program brings, in a language.
pub fn standard(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../templates/periodic/report.en.md"),
        Language::Arabic => include_str!("../../templates/periodic/report.ar.md"),
        Language::Hebrew => include_str!("../../templates/periodic/report.he.md"),
        Language::Turkish => include_str!("../../templates/periodic/report.tr.md"),
    }
}

/// Reads a template.
pub fn read(text: &str) -> (Template, Vec<Fault>) {
    let mut reading =
        Reading { text, template: Template::default(), faults: Vec::new(), runs: Vec::new(), items: None };
    let mut level = 0;
    let (mut is_strong, mut is_emphasis) = (false, false);
    for (event, span) in Parser::new(text).into_offset_iter() {
        let at = span.start;
        match event {
            Event::Start(Tag::Heading { level: of, .. }) => level = of as u8,
            Event::End(TagEnd::Heading(_)) => reading.heading(level, at),
            Event::Start(Tag::Strong) => is_strong = true,
            Event::End(TagEnd::Strong) => is_strong = false,
            Event::Start(Tag::Emphasis) => is_emphasis = true,
            Event::End(TagEnd::Emphasis) => is_emphasis = false,
            Event::Start(Tag::List(_)) => reading.items = Some(Vec::new()),
            Event::End(TagEnd::Item) => reading.item(),
            Event::End(TagEnd::List(_)) => reading.list(),
            Event::End(TagEnd::Paragraph) => reading.paragraph(at),
            Event::SoftBreak | Event::HardBreak => reading.runs.push(Run::text(" ")),
            Event::Text(said) | Event::Code(said) => {
                let said = said.into_string();
                reading.runs.push(match (is_strong, is_emphasis) {
                    (true, _) => Run::Strong(said),
                    (_, true) => Run::Emphasis(said),
                    _ => Run::Text(said),
                });
            }
            Event::Start(Tag::Paragraph | Tag::Item) => {}
            Event::Start(_) => reading.fault(at, "only headings, paragraphs, lists, emphasis and names are read here"),
            _ => {}
        }
    }
    if reading.template.title.is_empty() {
        reading.fault(0, "there is no title: a line that begins with # and a blank");
    }
    (reading.template, reading.faults)
}

struct Reading<'t> {
    text: &'t str,
    template: Template,
    faults: Vec<Fault>,
    runs: Vec<Run>,
    items: Option<Vec<Vec<Run>>>,
}

impl Reading<'_> {
    fn fault(&mut self, at: usize, says: impl Into<String>) {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        self.faults.push(Fault { line, says: says.into() });
    }

    fn heading(&mut self, level: u8, at: usize) {
        let text = plain(&std::mem::take(&mut self.runs));
        self.values(&text, at);
        match level {
            1 if self.template.title.is_empty() => self.template.title = text,
            1 => self.fault(at, "there is a title already: sections begin with ##"),
            level => self.template.parts.push(Part::Heading(level - 1, text)),
        }
    }

    fn paragraph(&mut self, at: usize) {
        if self.items.is_some() {
            return;
        }
        let runs = merged(std::mem::take(&mut self.runs));
        let text = plain(&runs);
        let alone = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
        match alone.filter(|name| !name.contains(['{', '}'])) {
            Some(name) if !VALUES.contains(&name) => match Section::from_text(name) {
                Some(section) => self.template.parts.push(Part::Section(section)),
                None => self.unknown(name, at),
            },
            _ => {
                self.values(&text, at);
                self.template.parts.push(Part::Paragraph(runs));
            }
        }
    }

    fn item(&mut self) {
        let runs = merged(std::mem::take(&mut self.runs));
        if let Some(items) = &mut self.items {
            items.push(runs);
        }
    }

    fn list(&mut self) {
        if let Some(items) = self.items.take() {
            self.template.parts.push(Part::List(items));
        }
    }

    /// Says which names in a line are none.
    fn values(&mut self, text: &str, at: usize) {
        for name in text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim()) {
            if Section::from_text(name).is_some() {
                self.fault(
                    at,
                    format!("{{{{{name}}}}} is a section: it stands alone, with an empty line before and after"),
                );
            } else if !VALUES.contains(&name) {
                self.unknown(name, at);
            }
        }
    }

    fn unknown(&mut self, name: &str, at: usize) {
        let all = VALUES.into_iter().chain(Section::NAMES.map(|(name, _)| name));
        let near = all.map(|known| (strsim::damerau_levenshtein(known, name), known)).min();
        let hint = near.filter(|(far, _)| *far <= 3).map(|(_, known)| format!("; did you mean {{{{{known}}}}}?"));
        self.fault(at, format!("nothing is called {{{{{name}}}}}{}", hint.unwrap_or_default()));
    }
}

fn plain(runs: &[Run]) -> String {
    let text = |run: &Run| match run {
        Run::Text(text) | Run::Strong(text) | Run::Emphasis(text) => text.clone(),
        Run::To { text, .. } => text.clone(),
        Run::Mark(_) => String::new(),
    };
    runs.iter().map(text).collect()
}

/// Pieces of plain text that follow one another are one: the reader of Markdown cuts at braces.
fn merged(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        match (out.last_mut(), run) {
            (Some(Run::Text(before)), Run::Text(text)) => before.push_str(&text),
            (_, run) => out.push(run),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(usize, String)> {
        read(text).1.into_iter().map(|fault| (fault.line, fault.says)).collect()
    }

    #[test]
    fn the_templates_that_come_with_it_have_every_section_once() {
        for language in Language::ALL {
            let (template, faults) = read(standard(language));
            assert_eq!(faults, [], "{language:?}");
            let sections = template.parts.iter().filter_map(|part| match part {
                Part::Section(section) => Some(section.to_text()),
                _ => None,
            });
            let sections: Vec<&str> = sections.collect();
            let mut sorted = sections.clone();
            sorted.sort_unstable();
            let mut names = Section::NAMES.map(|(name, _)| name).to_vec();
            names.sort_unstable();
            assert_eq!(sorted, names, "{language:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let text =
            "# Of {{agrement}}\n\n{{summary}}\n\n## Then\n\nfrom {{from}}, {{due}}\n\n{{provision}}\n\n| a |\n|---|\n";
        assert_eq!(
            faults(text),
            [
                (1, "nothing is called {{agrement}}; did you mean {{agreement}}?".to_owned()),
                (7, "{{due}} is a section: it stands alone, with an empty line before and after".to_owned()),
                (9, "nothing is called {{provision}}; did you mean {{provisions}}?".to_owned()),
            ]
        );
        assert_eq!(
            faults("{{summary}}\n"),
            [(1, "there is no title: a line that begins with # and a blank".to_owned())]
        );
    }

    #[test]
    fn words_are_the_missions_own() {
        let (template, faults) = read("# A\n\nOne **two** {{from}}\nthree.\n\n- x\n- *y*\n\n## B\n\n{{ due }}\n");
        assert_eq!(faults, []);
        let runs = vec![Run::text("One "), Run::Strong("two".to_owned()), Run::text(" {{from}} three.")];
        let list = vec![vec![Run::text("x")], vec![Run::Emphasis("y".to_owned())]];
        let parts =
            [Part::Paragraph(runs), Part::List(list), Part::Heading(1, "B".to_owned()), Part::Section(Section::Due)];
        assert_eq!(template, Template { title: "A".to_owned(), parts: parts.into() });
    }
}
