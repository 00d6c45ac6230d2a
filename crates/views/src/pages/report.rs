//! A report: what its source said, how it stands, who had its files, and the article out of which it was read.

use askama::Template;
use records::Report;

use super::Frame;
use super::inbox::{told, when_where};
use crate::messages::Put;
use crate::words::{basis_words, id_of};
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    /// Head and foot.
    pub frame: Frame,
    /// Its name, `source/id`.
    pub name: String,
    /// What it tells, in a line.
    pub what: String,
    /// When and where that was.
    pub when_where: String,
    /// The source's name.
    pub source: String,
    /// The origin's name, where it is another.
    pub origin: Option<String>,
    /// Its words.
    pub text: String,
    /// Their language.
    pub language: String,
    /// Where it stands in public.
    pub document: String,
    /// Grades and basis.
    pub grades: String,
    /// When the source told it, and when it was recorded.
    pub times: String,
    /// Names and values of what else it says.
    pub particulars: Vec<(String, String)>,
    /// The event of which it tells, with its link.
    pub event: Option<(String, String)>,
    /// Steps taken with it: what, who, when, why, and the entry.
    pub steps: Vec<StepRow>,
    /// Its files, with who had each.
    pub files: Vec<FileRow>,
    /// The article out of which it was read, in pieces; marked ones are what it rests on.
    pub article: Vec<(String, bool)>,
    /// Why there is an article and its text is not shown.
    pub no_article: Option<String>,
    /// Link to its entry.
    pub entry: (u64, String),
    /// Whether the reader may take steps.
    pub may_sort: bool,
    /// How it stands.
    pub stand: String,
    /// The page's own address.
    pub back: String,
    /// What became of the last step.
    pub said: Vec<String>,
}

/// A step taken with a report.
pub struct StepRow {
    /// What, by whom, when.
    pub words: String,
    /// Why.
    pub reason: String,
    /// Link to its entry.
    pub href: String,
}

/// A file that belongs to a report.
pub struct FileRow {
    /// Its type and size.
    pub what: String,
    /// SHA-256 of what is kept.
    pub digest: String,
    /// The compartment to which it is sealed.
    pub sealed: Option<String>,
    /// What was done with it, in order.
    pub custody: Vec<StepRow>,
}

/// What the monitor knows of a report besides itself.
pub struct Beside {
    /// Its entry, and when that was recorded.
    pub entry: (u64, jiff::Timestamp),
    /// Steps: its word, who, when, why, entry.
    pub steps: Vec<(&'static str, String, jiff::Timestamp, Option<String>, u64)>,
    /// Files: media type, bytes, digest, compartment, and what was done: act, who, when, to whom, what came of it, entry.
    pub files: Vec<FileBeside>,
    /// The article out of which it was read.
    pub article: Option<ArticleBeside>,
}

/// An article out of which a report was read.
pub enum ArticleBeside {
    /// Its text, and the bytes of it on which the report rests.
    Read(String, Vec<(usize, usize)>),
    /// It is sealed to a compartment.
    Sealed(String),
    /// Its file is not here.
    Missing,
}

/// A file of a report.
pub struct FileBeside {
    /// Media type.
    pub media_type: String,
    /// How many bytes are kept.
    pub n_bytes: u64,
    /// SHA-256 of them.
    pub digest: String,
    /// The compartment to which it is sealed.
    pub compartment: Option<String>,
    /// What was done with it, in order.
    pub custody: Vec<Handled>,
}

/// Something done with a file.
pub struct Handled {
    /// What.
    pub act: &'static str,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: jiff::Timestamp,
    /// To whom it was given.
    pub to: Option<String>,
    /// SHA-256 of what came of it.
    pub after: Option<String>,
    /// The entry that says so.
    pub entry: u64,
}

/// Fills the page.
pub fn report(
    record: &Record<'_>,
    report: &Report,
    beside: Beside,
    (may_sort, said): (bool, Vec<String>),
    shown: &Shown,
) -> ReportPage {
    let words = record.words;
    let name = format!("{}/{}", report.source, report.id);
    let link = |entry: u64| format!("/entry{}", shown.query(&[("position", &entry.to_string())]));
    let origin = report.origin.as_deref().filter(|origin| *origin != report.source);
    let graded = report.credibility.map_or_else(|| words.say("not-graded"), |grade| words.number(grade.grade()));
    let reliability = record.cards.sources.get(&report.source).and_then(|card| card.reliability);
    let reliability = reliability.map_or_else(|| words.say("not-graded"), |grade| grade.to_text().to_owned());
    let basis = report.basis.map_or_else(|| words.say("not-stated"), |basis| basis_words(words, basis));
    let grades = [("source", Put::from(&reliability)), ("report", Put::from(&graded)), ("basis", Put::from(&basis))];
    let told_at = report.reported_at.map_or_else(|| words.say("not-stated"), |at| record.moment_shown(at));
    let recorded = record.moment_shown(beside.entry.1);
    let stand = beside.steps.last().map_or("received", |step| step.0);
    let event = record.event_named(&name).map(|id| {
        let words = record.event(id).map(|event| super::event::what(record, &event.happening)).unwrap_or_default();
        (words, format!("/event{}", shown.query(&[("id", id)])))
    });
    let steps = beside.steps.into_iter().map(|(step, by, at, reason, entry)| StepRow {
        words: step_words(record, step, &by, at),
        reason: reason.unwrap_or_default(),
        href: link(entry),
    });
    let file = |file: FileBeside| FileRow {
        what: format!(
            "{} · {}",
            file.media_type,
            words.n("n-bytes", usize::try_from(file.n_bytes).unwrap_or(usize::MAX))
        ),
        digest: file.digest,
        sealed: file.compartment,
        custody: file.custody.into_iter().map(|act| custody(record, act, &link)).collect(),
    };
    let (article, no_article) = match beside.article {
        Some(ArticleBeside::Read(text, spans)) => (pieces(&text, spans), None),
        Some(ArticleBeside::Sealed(compartment)) => (Vec::new(), Some(words.of_it("sealed-to", compartment))),
        Some(ArticleBeside::Missing) => (Vec::new(), Some(words.say("article-missing"))),
        None => (Vec::new(), None),
    };
    ReportPage {
        what: told(record, report),
        when_where: when_where(record, report),
        source: record.source_name(&report.source).to_owned(),
        origin: origin.map(|origin| record.source_name(origin).to_owned()),
        text: report.text.clone().unwrap_or_default(),
        language: report.language.clone().unwrap_or_default(),
        document: report.document.clone().unwrap_or_default(),
        grades: words.with("grades", &grades),
        times: words.with("told-and-recorded", &[("told", Put::from(&told_at)), ("recorded", Put::from(&recorded))]),
        particulars: particulars(record, report),
        event,
        steps: steps.collect(),
        files: beside.files.into_iter().map(file).collect(),
        no_article: no_article.filter(|_| article.is_empty()),
        article,
        entry: (beside.entry.0, link(beside.entry.0)),
        may_sort,
        stand: words.say(&id_of("stand", stand)),
        back: format!("/report{}", shown.query(&[("name", &name)])),
        said,
        name,
        frame: Frame::new(record, shown),
    }
}

fn step_words(record: &Record<'_>, step: &str, by: &str, at: jiff::Timestamp) -> String {
    let (stand, at) = (record.words.say(&id_of("stand", step)), record.moment_shown(at));
    record.words.with("stand-by", &[("stand", Put::from(&stand)), ("by", by.into()), ("at", Put::from(&at))])
}

fn custody(record: &Record<'_>, handled: Handled, link: &impl Fn(u64) -> String) -> StepRow {
    let words = record.words;
    let Handled { by, to, after, entry, .. } = handled;
    let (act, at) = (words.say(&id_of("custody", handled.act)), record.moment_shown(handled.at));
    let said = words.with("stand-by", &[("stand", Put::from(&act)), ("by", Put::from(&by)), ("at", Put::from(&at))]);
    let to = to.map(|to| words.of_it("custody-to", to));
    let after = after.map(|after| words.of_it("custody-after", after));
    StepRow {
        words: said,
        reason: [to, after].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        href: link(entry),
    }
}

fn particulars(record: &Record<'_>, report: &Report) -> Vec<(String, String)> {
    let words = record.words;
    let mut out = match &report.statement {
        records::Statement::Happening(happening) => super::event::particulars(record, happening),
        records::Statement::Figure(figure) => super::event::particulars(record, &figure.happening),
        _ => Vec::new(),
    };
    if let Some(observer) = &report.observer {
        let at = observer.at.map(|at| format!("{:.5}, {:.5}", at.lat(), at.lon()));
        let numbers = [
            ("observer-bearing", observer.bearing.map(u32::from)),
            ("observer-distance", observer.distance_m),
            ("observer-detonations", observer.detonations),
        ];
        out.extend(at.map(|at| (words.say("observer-at"), at)));
        out.extend(numbers.into_iter().filter_map(|(id, n)| Some((words.say(id), words.number(n?)))));
    }
    out
}

/// A text in pieces: what a report rests on is marked. Spans are in bytes, may lie one within the other, and cut nothing.
fn pieces(text: &str, mut spans: Vec<(usize, usize)>) -> Vec<(String, bool)> {
    spans.sort_unstable();
    let (mut out, mut at): (Vec<(String, bool)>, usize) = (Vec::new(), 0);
    for (start, end) in spans {
        let start = start.max(at);
        let (Some(before), Some(marked)) = (text.get(at..start), text.get(start..end)) else { continue };
        if marked.is_empty() {
            continue;
        }
        match out.last_mut() {
            Some((last, true)) if before.is_empty() => last.push_str(marked),
            _ => {
                out.extend((!before.is_empty()).then(|| (before.to_owned(), false)));
                out.push((marked.to_owned(), true));
            }
        }
        at = end;
    }
    out.extend(text.get(at..).filter(|rest| !rest.is_empty() && !out.is_empty()).map(|rest| (rest.to_owned(), false)));
    out
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn what_a_report_rests_on_is_marked() {
        let shown = |text: &str, spans: &[(usize, usize)]| {
            let pieces = pieces(text, spans.to_vec());
            pieces.into_iter().map(|(text, marked)| if marked { format!("[{text}]") } else { text }).collect::<String>()
        };
        assert_eq!(shown("one two three", &[(4, 7)]), "one [two] three");
        assert_eq!(shown("one two three", &[(8, 13), (0, 3)]), "[one] two [three]");
        assert_eq!(shown("one two three", &[(0, 7), (4, 9)]), "[one two t]hree");
        assert_eq!(shown("one two", &[(2, 2), (90, 99)]), "");
        assert_eq!(shown("سلام", &[(1, 3)]), "");
    }
}
