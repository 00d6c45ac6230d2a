//! Assessments and diagnostics as JSON: the objects of `docs/formats/assessments.md`.

use assessments::{Assessment, Bearing, Cause, Condition, Role, Score};
use jiff::Timestamp;
use provisions::{Diagnostic, OpenPoint, Rule, Severity};
use records::Verdict;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Above so many events, `because` holds their number and digest.
pub(crate) const BECAUSE_MAX: usize = 100;

/// One assessment.
pub fn assessment(assessment: &Assessment) -> Map<String, Value> {
    let moment = |at: Option<Timestamp>| at.map_or(Value::Null, |at| Value::String(at.to_string()));
    let pairs = [
        ("provision", json!(assessment.provision)),
        ("rule", json!(assessment.rule)),
        ("reading", json!(assessment.reading)),
        ("party", json!(assessment.party)),
        ("instance", json!(assessment.instance)),
        ("level", json!(assessment.level.to_text())),
        ("status", json!(assessment.status.to_text())),
        ("reason", assessment.reason.map_or(Value::Null, |reason| json!(reason.to_text()))),
        ("start", moment(assessment.start)),
        ("due", moment(assessment.due)),
        ("decided_at", moment(assessment.decided_at)),
        ("late", json!(assessment.late)),
        ("pleaded", json!(assessment.pleaded)),
        ("count", number(assessment.count)),
        ("because", because(&assessment.because)),
        ("roles", roles(&assessment.because)),
        ("scores", scores(&assessment.scores)),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// One assessment with all its ids, however many.
pub fn assessment_whole(one: &Assessment) -> Map<String, Value> {
    let mut object = assessment(one);
    let ids = one.because.iter().map(|cause| Value::String(cause.event.clone())).collect();
    object.insert("because".to_owned(), ids);
    object
}

/// One assessment with all its ids, what was asked, where the clause stands, and, where it is wanted, what bears on it.
pub fn explained(
    record: &crate::Record<'_>,
    rule: &Rule,
    one: &Assessment,
    bearing: Option<Vec<Bearing>>,
) -> Map<String, Value> {
    let mut object = assessment_whole(one);
    let condition = assessments::condition(record.agreement, rule, one);
    let asked = condition.map_or(Value::Null, |condition| match condition {
        Condition::AtLeast(amount) => json!({ "at_least": number(amount) }),
        Condition::AtMost(limit) => json!({ "at_most": number(limit) }),
    });
    object.insert("condition".to_owned(), asked);
    object.insert("clause".to_owned(), json!(format!("{}:{}", rule.at.file, rule.at.line)));
    if let Some(bearing) = bearing {
        let verdict = |(event, verdict): &(String, Verdict)| {
            let word = if *verdict == Verdict::Established { "established" } else { "refuted" };
            json!({ "event": event, "verdict": word })
        };
        let one = |one: &Bearing| {
            json!({
                "verdicts": one.verdicts.iter().map(verdict).collect::<Vec<Value>>(),
                "status": one.status.map(assessments::Status::to_text),
                "reason": one.reason.map(assessments::Reason::to_text),
            })
        };
        object.insert("bears".to_owned(), bearing.iter().map(one).collect());
    }
    object
}

/// A whole number where it is one, else its digits as text, so that no reader rounds it.
pub(crate) fn number(count: rust_decimal::Decimal) -> Value {
    match i64::try_from(count) {
        Ok(whole) if rust_decimal::Decimal::from(whole) == count => json!(whole),
        _ => json!(count.normalize().to_string()),
    }
}

/// Ids in order; above a hundred, their number and the SHA-256 of the ids, each ended by a line feed.
fn because(causes: &[Cause]) -> Value {
    if causes.len() <= BECAUSE_MAX {
        return causes.iter().map(|cause| Value::String(cause.event.clone())).collect();
    }
    let mut hash = Sha256::new();
    for cause in causes {
        hash.update(cause.event.as_bytes());
        hash.update(b"\n");
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "number": causes.len(), "sha256": digest })
}

/// What assessors scored; null where a score waits for a second assessor's.
pub(crate) fn scores(scores: &[Score]) -> Value {
    scores.iter().map(|one| json!({ "by": one.by, "score": one.score, "at": one.at.to_string() })).collect()
}

/// Events by role, where they are listed.
fn roles(causes: &[Cause]) -> Value {
    if causes.len() > BECAUSE_MAX {
        return Value::Null;
    }
    let of = |role: Role| -> Value {
        causes.iter().filter(|cause| cause.role == role).map(|cause| Value::String(cause.event.clone())).collect()
    };
    json!({
        "trigger": of(Role::Trigger),
        "counted": of(Role::Counted),
        "open": of(Role::Open),
        "author_unknown": of(Role::AuthorUnknown),
    })
}

/// What an assessment was and is, and the ledger entries from which that follows.
pub fn changed(was: Option<&Assessment>, is: Option<&Assessment>, entries: &[u64]) -> Map<String, Value> {
    let side = |one: Option<&Assessment>| match one {
        None => Value::Null,
        Some(one) => {
            let whole = assessment(one);
            let kept = ["status", "reason", "start", "due", "decided_at", "late", "pleaded", "count", "because"];
            whole.into_iter().filter(|(name, _)| kept.contains(&name.as_str())).collect()
        }
    };
    let Some(one) = is.or(was) else { return Map::new() };
    let pairs = [
        ("provision", json!(one.provision)),
        ("rule", json!(one.rule)),
        ("reading", json!(one.reading)),
        ("party", json!(one.party)),
        ("instance", json!(one.instance)),
        ("level", json!(one.level.to_text())),
        ("was", side(was)),
        ("is", side(is)),
        ("entries", json!(entries)),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// One diagnostic.
pub fn diagnostic(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code.text(),
        "severity": match diagnostic.code.severity() { Severity::Error => "error", Severity::Warning => "warning" },
        "file": diagnostic.at.file,
        "line": diagnostic.at.line,
        "column": diagnostic.at.column,
        "start": diagnostic.at.start,
        "end": diagnostic.at.end,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    })
}

/// One thing that an agreement leaves open.
pub fn open_point(point: &OpenPoint) -> Value {
    json!({
        "provision": point.provision,
        "rule": point.rule,
        "open": point.opening.to_text(),
        "what": point.what,
        "because": point.because,
        "supplied_by": point.supplied_by,
        "file": point.at.file,
        "line": point.at.line,
    })
}

/// An assessment of a mission: with the days of its time for which no source gave an account or a number.
pub fn of_mission(record: &crate::Record<'_>) -> Vec<Map<String, Value>> {
    let mut days: std::collections::BTreeMap<(&str, &str, &str), Vec<jiff::civil::Date>> = Default::default();
    for (_, rule) in record.agreement.rules() {
        for reading in &rule.readings {
            for party in reading.duty.obliges.iter().map(String::as_str).chain(["unknown"]) {
                let unreported = record.days(reading, party).into_iter();
                let unreported = unreported.filter(|(_, day)| *day == assessments::Day::NoReport);
                days.insert((&rule.id, &reading.name, party), unreported.map(|(date, _)| date).collect());
            }
        }
    }
    let calendar = &record.agreement.calendar;
    let with_days = |a: &Assessment| {
        let mut object = assessment(a);
        let key = (a.rule.as_str(), a.reading.as_str(), a.party.as_str());
        let (first, last) = (a.start.map(|at| calendar.date(at)), a.due.map(|at| calendar.date(at)));
        let within = |date: &&jiff::civil::Date| {
            first.is_none_or(|first| first <= **date) && last.is_none_or(|last| **date <= last)
        };
        let of_instance = days.get(&key).into_iter().flatten().filter(within);
        object.insert("no_report".to_owned(), of_instance.map(|date| Value::String(date.to_string())).collect());
        object.insert("as_of".to_owned(), json!(record.as_of.to_string()));
        object.insert("ledger_size".to_owned(), json!(record.size));
        object
    };
    record.assessments.iter().map(with_days).collect()
}

/// The board as its publication is known by: the lines that `truce evaluate --format ndjson` writes, in the order of their bytes.
pub fn board(record: &crate::Record<'_>) -> String {
    let mut lines: Vec<String> =
        record.assessments.iter().map(|one| format!("{}\n", Value::Object(assessment(one)))).collect();
    lines.sort_unstable();
    lines.concat()
}

/// How much of the standing duties' time somebody could see.
pub fn watched(record: &crate::Record<'_>) -> Vec<Map<String, Value>> {
    let mut all = Vec::new();
    for (provision, rule) in record.agreement.rules() {
        for reading in &rule.readings {
            for one in record.watched(reading) {
                let hour = rust_decimal::Decimal::from(3_600);
                let pairs = [
                    ("provision", json!(provision.id)),
                    ("rule", json!(rule.id)),
                    ("reading", json!(reading.name)),
                    ("zone", json!(one.zone)),
                    ("from", json!(one.from.to_string())),
                    ("until", json!(one.until.to_string())),
                    ("type", json!(one.kind)),
                    ("means", json!(one.means)),
                    ("observed_hours", number((one.observed / hour).round_dp(6))),
                    ("refused_hours", number((one.refused / hour).round_dp(6))),
                    ("share", number(one.share().round_dp_with_strategy(6, rust_decimal::RoundingStrategy::ToZero))),
                    ("asked", record.watch_asked(reading).map_or(Value::Null, number)),
                    ("as_of", json!(record.as_of.to_string())),
                    ("ledger_size", json!(record.size)),
                ];
                all.push(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
            }
        }
    }
    all
}
