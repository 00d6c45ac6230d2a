//! What each fuzz target asks of any bytes. A target panics where an answer is wrong.

mod agreements;
mod places;

use jiff::tz::TimeZone;
use ledger::Value;
use ledger::body::{self, Body};
use sources::{Draft, Format};

pub use agreements::{agreement, front_matter, parser};
pub use places::geojson;

/// A target by name.
pub type Target = fn(&[u8]);

/// All of them.
pub const TARGETS: [(&str, Target); 11] = [
    ("parser", parser),
    ("agreement", agreement),
    ("front_matter", front_matter),
    ("geojson", geojson),
    ("table", table),
    ("entry", entry),
    ("submission", submission),
    ("workbook", workbook),
    ("exported", exported),
    ("picture", picture),
    ("article", article),
];

/// Any bytes are read as every kind of table; each row that is not used says why and where, and each that is used can
/// be written to the ledger and read back the same.
pub fn table(data: &[u8]) {
    let zone = TimeZone::get("Asia/Gaza").expect("a zone of the bundle");
    let n_lines = data.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    let check = |rejected: &sources::Rejected| {
        assert!((1..=n_lines).contains(&rejected.line), "no such line: {rejected:?}");
        assert!(!rejected.reason.is_empty(), "no reason: {rejected:?}");
    };
    let mut input = data;
    let read = sources::read_events(&mut input, &zone, &mut |row| match row {
        Ok(_) => {}
        Err(rejected) => check(&rejected),
    });
    assert!(read.is_ok(), "{read:?}");
    for (_, format) in Format::NAMES {
        let mut input = data;
        let read = sources::read_drafts(format, &mut input, &zone, &mut |row| match row {
            Ok(Draft::Report(report)) => {
                let report: &records::Report = &report;
                let body = read_back(body::report_to_body(report));
                assert_eq!(body::report_from_body(&body, report.text.clone()).as_ref(), Ok(report));
            }
            Ok(Draft::Again(again)) => check(&again.1),
            Ok(Draft::Source(source)) => {
                let body = read_back(body::source_to_body(&source));
                assert_eq!(body::source_from_body(&body).as_ref(), Ok(&source));
            }
            Ok(Draft::Tie(tie)) => {
                let body = read_back(body::tie_to_body(&tie));
                assert_eq!(body::tie_from_body(&body).as_ref(), Ok(&tie));
            }
            Ok(Draft::LeftOut(code)) => assert!(!code.is_empty()),
            Err(rejected) => check(&rejected),
        });
        assert!(read.is_ok(), "{read:?}");
    }
}

/// Whatever a device sends is a submission or none; each of its reports is one sentence or can be written and read back.
pub fn submission(data: &[u8]) {
    let Ok(submission) = sources::Submission::read(data) else { return };
    for report in submission.reports("s", "i", &TimeZone::UTC) {
        match report {
            Ok(report) => {
                let body = read_back(body::report_to_body(&report));
                assert_eq!(body::report_from_body(&body, report.text.clone()).as_ref(), Ok(&report));
            }
            Err(reason) => assert!(!reason.is_empty()),
        }
    }
}

/// Whatever is taken for a spreadsheet becomes text that can be read, or a reason.
pub fn workbook(data: &[u8]) {
    match sources::csv_of_workbook(data.to_vec()) {
        Ok(text) => assert!(std::str::from_utf8(&text).is_ok()),
        Err(reason) => assert!(!reason.is_empty()),
    }
}

/// Whatever is taken for the export of a form server gives reports that can be written and read back, or reasons.
pub fn exported(data: &[u8]) {
    let Ok(parts) = sources::parts_of("visits", data.to_vec()) else { return };
    // Cut in two, the second part is a table of what is repeated.
    let cut = data.len() / 2;
    let part = |name: &str, bytes: &[u8]| sources::Part { name: name.to_owned(), bytes: bytes.to_vec() };
    let two = [part("visits", &data[..cut]), part("visits-act", &data[cut..])];
    for parts in [&parts[..], &two] {
        let mapping = sources::Mapping::default();
        sources::read_export(parts, &mapping, Some("s"), &TimeZone::UTC, &mut |row| match row {
            Ok((_, Draft::Report(report))) => {
                let body = read_back(body::report_to_body(&report));
                assert_eq!(body::report_from_body(&body, report.text.clone()).as_ref(), Ok(&*report));
            }
            Ok(other) => panic!("{other:?}"),
            Err(rejected) => assert!(!rejected.reason.is_empty() && rejected.line > 0),
        });
    }
}

/// Any bytes are read as articles; every span of every candidate lies within the file and on the borders of its letters, and points at
/// the words that it stands for where those are written as they are read.
pub fn article(data: &[u8]) {
    static NAMES: std::sync::OnceLock<news::Dictionary> = std::sync::OnceLock::new();
    let Ok((documents, wrong)) = news::read(data) else { return };
    assert!(wrong.iter().all(|reason| !reason.is_empty()));
    let file = std::str::from_utf8(data).expect("only UTF-8 is read");
    for mut document in documents {
        document.date = document.date.or(jiff::civil::Date::new(2031, 5, 14).ok());
        let article = news::extract(&document, NAMES.get_or_init(news::Dictionary::default));
        for (idx, candidate) in article.candidates.iter().enumerate() {
            assert_eq!(candidate.number, idx + 1);
            for other in [candidate.within, candidate.part_of].into_iter().flatten() {
                assert!((1..=article.candidates.len()).contains(&other) && other != candidate.number);
            }
            let spans = &candidate.spans;
            let parties = candidate.by.iter().chain(&candidate.to).map(|party| &party.span);
            let numbers = candidate.numbers.iter().map(|number| &number.span);
            let single = [&spans.said_by, &spans.cue, &spans.act, &spans.when, &spans.place];
            let all = single.into_iter().flatten().chain(&spans.content).chain(parties).chain(numbers);
            for span in all {
                let inside = span.start <= span.end && span.end <= file.len();
                assert!(inside && file.is_char_boundary(span.start) && file.is_char_boundary(span.end), "{span:?}");
            }
            if news::Form::of(data) == news::Form::Text {
                let pieces: Vec<&str> = spans.content.iter().map(|piece| &file[piece.clone()]).collect();
                assert!(pieces.join(" … ").starts_with(&candidate.text), "{:?} {:?}", pieces, candidate.text);
            }
        }
    }
}

/// Whatever is taken for a picture gives a copy, of which a copy can be made, or a reason.
pub fn picture(data: &[u8]) {
    match sources::working_copy(data) {
        Ok(copy) => assert!(sources::working_copy(&copy).is_ok(), "no copy of a copy"),
        Err(reason) => assert!(!reason.is_empty()),
    }
}

fn read_back(body: Body) -> Body {
    match ledger::encoding::from_bytes(&ledger::encoding::to_bytes(&Value::Map(body))) {
        Ok(Value::Map(body)) => body,
        other => panic!("a body became {other:?}"),
    }
}

/// Whatever bytes are taken as an entry, or as a value, come back byte for byte; what a body says, written again,
/// says the same.
pub fn entry(data: &[u8]) {
    if let Ok(value) = ledger::encoding::from_bytes(data) {
        assert_eq!(ledger::encoding::to_bytes(&value), data, "another value: {value:?}");
    }
    if let Ok(entry) = ledger::Entry::from_bytes(data) {
        assert_eq!(entry.to_bytes(), data, "another entry: {entry:?}");
        if let Ok(report) = body::report_from_body(&entry.body, None) {
            assert_eq!(body::report_from_body(&body::report_to_body(&report), None).as_ref(), Ok(&report));
        }
        if let Ok(source) = body::source_from_body(&entry.body) {
            assert_eq!(body::source_from_body(&body::source_to_body(&source)).as_ref(), Ok(&source));
        }
    }
}
