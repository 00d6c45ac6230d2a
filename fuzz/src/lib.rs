//! What each fuzz target asks of any bytes. A target panics where an answer is wrong.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::Value;
use ledger::body::{self, Body};
use provisions::{Agreement, Annexes, Diagnostic};
use records::{Place, PlacePrecision, Point};
use sources::{Draft, Format};

/// A target by name.
pub type Target = fn(&[u8]);

/// All of them.
pub const TARGETS: [(&str, Target); 4] =
    [("agreement", agreement), ("geojson", geojson), ("table", table), ("entry", entry)];

/// Stands between an agreement's text and the bytes of all its annexes.
const ANNEX_AFTER: u8 = 0;

/// An agreement that names one outline, and zones within zones.
const ONE_OUTLINE: &str = "---\n\
    agreement: fuzz\ntitle: Fuzz\ntruce: 1\nversion: 1\nin force: from 2025-01-01\ntime zone: UTC\nparties: a \"A\"\n\
    ---\n\n# Fuzz\n\n```truce\nzone z \"the zone\"\n  outline \"z.geojson\"\n```\n\n## P1. Nothing\n\n> Nothing.\n\n\
    ```truce\nrule P1 \"nothing\"\n  obliges a\n  never shelling in z\n```\n";

/// Any text is read without a panic, and each diagnostic stands on whole characters of it.
pub fn agreement(data: &[u8]) {
    let (text, annex) = match data.iter().rposition(|byte| *byte == ANNEX_AFTER) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[][..]),
    };
    let text = String::from_utf8_lossy(text);
    let annexes: Annexes = provisions::annex_names(&text).into_iter().map(|name| (name, annex.to_vec())).collect();
    read(&text, &annexes);
}

/// Any bytes are taken as an annex, and whatever outline comes of them can be asked where places lie.
pub fn geojson(data: &[u8]) {
    let annexes = BTreeMap::from([("z.geojson".to_owned(), data.to_vec())]);
    let agreement = read(ONE_OUTLINE, &annexes);
    for (lon, lat) in [("0", "0"), ("34.4", "31.4"), ("-180", "90"), ("180", "-90"), ("179.9999999", "0.0000001")] {
        for precision in ["1", "2", "3", "7"] {
            let place = Place {
                zone: None,
                point: Point::from_text(lon, lat),
                precision: PlacePrecision::from_text(precision).expect("a precision of UCDP"),
                name: None,
            };
            agreement.zones["z"].locates(&place, Timestamp::UNIX_EPOCH);
        }
    }
}

fn read(text: &str, annexes: &Annexes) -> Agreement {
    let (agreement, diagnostics) = provisions::read("fuzz.md", text, annexes);
    diagnostics.iter().for_each(|diagnostic| check(diagnostic, text));
    agreement
}

fn check(diagnostic: &Diagnostic, text: &str) {
    let at = &diagnostic.at;
    assert!(at.start <= at.end, "it ends before it begins: {diagnostic:?}");
    assert!(at.end <= text.len(), "it ends after the text ({}): {diagnostic:?}", text.len());
    assert!(text.is_char_boundary(at.start), "it begins within a character: {diagnostic:?}");
    assert!(text.is_char_boundary(at.end), "it ends within a character: {diagnostic:?}");
    let line_start = text[..at.start].rfind('\n').map_or(0, |newline| newline + 1);
    let n_lines = text[..line_start].matches('\n').count();
    assert_eq!(at.line, n_lines + 1, "another line: {diagnostic:?}");
    assert_eq!(at.column, text[line_start..at.start].chars().count() + 1, "another column: {diagnostic:?}");
    assert!(!diagnostic.to_string().is_empty());
}

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
            Ok(Draft::Source(source)) => {
                let body = read_back(body::source_to_body(&source));
                assert_eq!(body::source_from_body(&body).as_ref(), Ok(&source));
            }
            Err(rejected) => check(&rejected),
        });
        assert!(read.is_ok(), "{read:?}");
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
