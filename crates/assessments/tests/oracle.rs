//! The evaluator against the oracle: generated agreements, events and moments; every assessment the same.

mod generated;
#[path = "oracle/mod.rs"]
mod slow;

use assessments::Assessment;

/// Cases in an ordinary run; `ORACLE_CASES` sets more, `ORACLE_SEED` the first.
const CASES: u64 = 1_500;

/// Cases that once differed, far from the first ones.
const FOUND: [u64; 1] = [203_724];

/// Counts are compared by their value, not by how many zeros they are written with.
fn sorted(mut list: Vec<Assessment>) -> Vec<String> {
    for assessment in &mut list {
        assessment.count = assessment.count.normalize();
    }
    list.sort_by(|a, b| key(a).cmp(&key(b)));
    list.iter().map(|assessment| format!("{assessment:?}")).collect()
}

fn key(a: &Assessment) -> (&str, &str, &str, &str, records::Level) {
    (&a.rule, &a.reading, &a.party, &a.instance, a.level)
}

/// Assessments produced more than once.
fn repeated(sorted: &[String]) -> Vec<&String> {
    sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn evaluator_and_oracle_agree_on_generated_cases() {
    let first = number("ORACLE_SEED").unwrap_or(1);
    let n_cases = number("ORACLE_CASES").unwrap_or(CASES);
    let mut n_compared = 0;
    for seed in FOUND.into_iter().chain(first..first + n_cases) {
        let case = generated::case(seed);
        let (agreement, _) = provisions::read("case.md", &case.text, &generated::annexes());
        let known = events::from_rows(case.rows.clone(), case.known_at);
        let fast = sorted(assessments::evaluate(&agreement, &known, case.as_of));
        let slow = sorted(slow::assess(&agreement, &known, case.as_of));
        let differ: Vec<&String> = fast.iter().filter(|line| !slow.contains(line)).collect();
        let other: Vec<&String> = slow.iter().filter(|line| !fast.contains(line)).collect();
        assert!(repeated(&fast).is_empty(), "seed {seed}: the evaluator repeats {:?}", repeated(&fast));
        assert!(repeated(&slow).is_empty(), "seed {seed}: the oracle repeats {:?}", repeated(&slow));
        assert!(
            differ.is_empty() && other.is_empty() && fast.len() == slow.len(),
            "seed {seed}, as of {}\n{}\n{:#?}\nevaluator:\n{:#?}\noracle:\n{:#?}",
            case.as_of,
            case.text,
            case.rows,
            differ,
            other
        );
        confirmed(seed, &agreement, &known, case.as_of);
        n_compared += fast.len();
        for plain in [false, true] {
            rows_agree(seed, &agreement, &case, plain);
            steps_agree(seed, &agreement, &case, plain);
        }
    }
    assert!(n_compared > 1_000, "the cases are too thin: {n_compared}");
}

/// Every assessment follows from what it names.
fn confirmed(seed: u64, agreement: &provisions::Agreement, known: &events::Known, as_of: jiff::Timestamp) {
    let mut named = std::collections::BTreeMap::new();
    for event in &known.events {
        let events::Evidence::Stated { fact, .. } = event.evidence else { continue };
        let happening = &event.happening;
        named
            .insert(event.id.as_str(), assessments::Named { when: happening.when, quantity: happening.quantity, fact });
    }
    let is_body = |name: &str| agreement.bodies.iter().any(|body| body.id == name);
    let mut findings: Vec<_> = known.findings.iter().filter(|found| is_body(&found.what.by)).collect();
    findings.retain(|found| found.what.when.start() <= as_of && found.what.fact.is_some());
    findings.sort_by(|a, b| (a.what.when.start(), &a.id).cmp(&(b.what.when.start(), &b.id)));
    let latest: std::collections::BTreeMap<&str, _> =
        findings.iter().map(|found| (found.what.event.as_str(), found.what.fact)).collect();
    for (event, verdict) in latest {
        if let (Some(named), Some(records::Verdict::Established)) = (named.get_mut(event), verdict) {
            named.fact = records::Level::Verified;
        }
    }
    for response in known.responses.iter().map(|response| &response.what) {
        let author = known.events.iter().find(|event| event.id == response.event);
        let is_author = author.is_some_and(|event| event.happening.by.as_deref() == Some(response.by.as_str()));
        let admits = is_author && response.answer != records::Answer::Denies && agreement.evidence.admission;
        if let (true, records::Element::Fact, Some(named)) =
            (admits, response.element, named.get_mut(response.event.as_str()))
        {
            named.fact = named.fact.max(records::Level::Corroborated);
        }
    }
    for one in assessments::evaluate(agreement, known, as_of) {
        let (_, rule) = agreement.rules().find(|(_, rule)| rule.id == one.rule).expect("its rule is there");
        // What is converted counts otherwise than it was told.
        let condition = assessments::condition(agreement, rule, &one).filter(|_| agreement.conversions.is_empty());
        if let Err(why) = assessments::confirm(&one, condition, &named, as_of) {
            panic!("seed {seed}: {why}\n{condition:?}\n{one:#?}");
        }
        if let Some(false_one) = falsified(&one, condition) {
            let said = assessments::confirm(&false_one, condition, &named, as_of);
            assert!(said.is_err(), "seed {seed}: what is false is confirmed\n{condition:?}\n{false_one:#?}");
        }
    }
}

/// An assessment that does not follow from what it names.
fn falsified(one: &Assessment, condition: Option<assessments::Condition>) -> Option<Assessment> {
    use assessments::{Condition, Role, Status};
    let is_counted = one.because.iter().any(|cause| cause.role == Role::Counted);
    match (condition?, one.status) {
        (Condition::AtLeast(amount), Status::Met) if !amount.is_zero() && one.due.is_some() => {
            Some(Assessment { late: !one.late, ..one.clone() })
        }
        (Condition::AtLeast(_), Status::BreachIndicated) => Some(Assessment { status: Status::Met, ..one.clone() }),
        (Condition::AtMost(_), Status::BreachIndicated) => {
            Some(Assessment { status: Status::NoBreachRecorded, ..one.clone() })
        }
        (Condition::AtMost(_), Status::NoBreachRecorded) => {
            Some(Assessment { status: Status::BreachIndicated, ..one.clone() })
        }
        (_, Status::Undetermined) if is_counted => {
            Some(Assessment { count: one.count + rust_decimal::Decimal::ONE, ..one.clone() })
                .filter(|_| matches!(condition, Some(Condition::AtMost(_))))
        }
        _ => None,
    }
}

/// The evaluator over rows held small says the same in the same order; with `plain`, of rows that hold nothing awkward.
fn rows_agree(seed: u64, agreement: &provisions::Agreement, case: &generated::Generated, plain: bool) {
    let mut given = case.rows.clone();
    if plain {
        given.retain_mut(made_plain);
    }
    let mut rows = records::Rows::default();
    for row in &given {
        let is_late = matches!((row.recorded_at, case.known_at), (Some(recorded), Some(limit)) if recorded > limit);
        if is_late {
            assert!(rows.leave_out(&row.id), "seed {seed}");
        } else {
            assert!(rows.push_whole(row.clone()).is_some(), "seed {seed}: {row:?}");
        }
    }
    let mut small = Vec::new();
    assessments::evaluate_rows(agreement, &rows, case.as_of, &mut |one| small.push(one.to_assessment()));
    let known = events::from_rows(given.clone(), case.known_at);
    let ordinary = assessments::evaluate(agreement, &known, case.as_of);
    let normal = |list: &[Assessment]| -> Vec<String> {
        let normal = |one: &Assessment| Assessment { count: one.count.normalize(), ..one.clone() };
        list.iter().map(|one| format!("{:?}", normal(one))).collect()
    };
    let (small, ordinary) = (normal(&small), normal(&ordinary));
    if small != ordinary {
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).cloned().collect()
        };
        panic!(
            "seed {seed}, as of {}\n{}\n{given:#?}\nof rows:\n{:#?}\nordinary:\n{:#?}",
            case.as_of,
            case.text,
            only(&small, &ordinary),
            only(&ordinary, &small)
        );
    }
}

/// Final assessments do not depend on when the log is looked at; and they are the ordinary ones where nothing closes
/// before the log has ended.
fn steps_agree(seed: u64, agreement: &provisions::Agreement, case: &generated::Generated, plain: bool) {
    let mut given = case.rows.clone();
    given.retain_mut(|row| {
        // What is replaced, found or answered once an instance has closed is not looked at: another test's matter.
        let is_late = matches!(
            row.statement,
            records::Statement::Finding(_) | records::Statement::Response(_) | records::Statement::Withdrawn
        );
        !is_late && row.supersedes.is_none() && row.recorded_at.is_none() && (!plain || made_plain(row))
    });
    given.sort_by_key(|row| (starts(row), row.id.clone()));
    let latest = given.iter().map(starts).max();
    let Some(as_of) = latest else { return };
    let finals = |lateness: i64, rows_a_step: usize| -> Vec<String> {
        let (mut rows, mut closing) = (records::Rows::default(), assessments::Final::new(lateness));
        let mut out = Vec::new();
        for (row_idx, row) in given.iter().enumerate() {
            rows.note_time(starts(row));
            assert!(rows.push_whole(row.clone()).is_some());
            if (row_idx + 1) % rows_a_step == 0 {
                closing
                    .close(agreement, &mut rows, None, &mut |work| work.run(&mut |one| out.push(one.to_assessment())));
            }
        }
        closing.finish(agreement, &rows, as_of, &mut |work| work.run(&mut |one| out.push(one.to_assessment())));
        sorted(out)
    };
    let day = 86_400;
    let [whole, steps, fine] = [usize::MAX, 7, 1].map(|rows_a_step| finals(day, rows_a_step));
    let differ = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|line| !b.contains(line)).chain(b.iter().filter(|line| !a.contains(line))).cloned().collect()
    };
    for other in [&steps, &fine] {
        assert!(whole == *other, "seed {seed} plain {plain}\n{}\n{given:#?}\n{:#?}", case.text, differ(&whole, other));
    }
    let ordinary = sorted(assessments::evaluate(agreement, &events::from_rows(given.clone(), None), as_of));
    let nothing_closes = finals(1_000 * day, 3);
    let differ = differ(&ordinary, &nothing_closes);
    assert!(ordinary == nothing_closes, "seed {seed} plain {plain}\n{}\n{given:#?}\n{differ:#?}", case.text);
}

/// Live cases in an ordinary run; each of its steps is compared with working everything out.
const LIVE_CASES: u64 = 150;

#[test]
fn assessments_keep_up_with_every_row() {
    let first = number("ORACLE_SEED").unwrap_or(1);
    let n_cases = number("LIVE_CASES").unwrap_or(LIVE_CASES);
    let mut n_changes = 0;
    for seed in first..first + n_cases {
        let case = generated::case(seed);
        let (agreement, _) = provisions::read("case.md", &case.text, &generated::annexes());
        for plain in [false, true] {
            n_changes += keeps_up(seed, &agreement, &case, plain);
        }
    }
    assert!(n_changes > 1_000, "the cases are too thin: {n_changes}");
}

/// Rows one by one; some are withdrawn, some revised, and now and then the moment asked about moves on.
fn news_of(
    given: Vec<records::EventRow>,
    as_of: jiff::Timestamp,
    last: jiff::Timestamp,
    random: &mut generated::Random,
) -> Vec<assessments::News> {
    let mut news: Vec<assessments::News> = Vec::new();
    let mut n_revised = 0;
    for row in given {
        let id = row.id.clone();
        news.push(assessments::News::Row(Box::new(row.clone())));
        match random.below(6) {
            0 => news.push(assessments::News::Withdrawn(id)),
            1 => {
                n_revised += 1;
                let revised = format!("r{n_revised}");
                let row =
                    records::EventRow { id: revised, supersedes: Some(id), level: records::Level::Verified, ..row };
                news.push(assessments::News::Row(Box::new(row)));
            }
            2 => news.push(assessments::News::AsOf(as_of + jiff::SignedDuration::from_hours(n_revised * 3))),
            _ => {}
        }
    }
    news.push(assessments::News::AsOf(last));
    news
}

/// Rows in any order: some at once, the others one by one, some withdrawn and some revised; the moment asked about moves.
fn keeps_up(seed: u64, agreement: &provisions::Agreement, case: &generated::Generated, plain: bool) -> usize {
    let mut given = case.rows.clone();
    given.retain_mut(|row| !plain || made_plain(row));
    let mut random = generated::Random::new(seed ^ 0x5eed);
    for idx in (1..given.len()).rev() {
        given.swap(idx, random.below(idx + 1));
    }
    let mut rows = records::Rows::default();
    let n_at_once = random.below(given.len() + 1);
    // All that was given, for working it out anew without the engine's own rows.
    let mut taken: Vec<records::EventRow> = given[..n_at_once].to_vec();
    for row in given.drain(..n_at_once) {
        rows.push_whole(row);
    }
    let as_of = case.as_of - jiff::SignedDuration::from_hours(30);
    let mut live = assessments::Live::new(agreement, rows, as_of);
    let news = news_of(given, as_of, case.as_of, &mut random);
    let all = |live: &assessments::Live<'_>, taken: &[records::EventRow]| {
        assessments::evaluate(agreement, &events::from_rows(taken.to_vec(), None), live.as_of())
    };
    let mut before = all(&live, &taken);
    let mut n_changes = 0;
    for one in news {
        let said = format!("{one:?}");
        match &one {
            assessments::News::Row(row) => taken.push((**row).clone()),
            assessments::News::Withdrawn(id) => taken.push(withdrawal(id)),
            assessments::News::AsOf(_) => {}
        }
        let changed = live.take(one);
        let now = all(&live, &taken);
        let mut expected: Vec<String> = assessments::changes(&before, &now)
            .iter()
            .map(|change| format!("{:?} -> {:?}", normal(change.was), normal(change.is)))
            .collect();
        let mut got: Vec<String> = changed
            .iter()
            .map(|(was, is)| format!("{:?} -> {:?}", normal(was.as_ref()), normal(is.as_ref())))
            .collect();
        expected.sort();
        got.sort();
        if expected != got {
            let only = |these: &[String], those: &[String]| -> Vec<String> {
                these.iter().filter(|line| !those.contains(line)).cloned().collect()
            };
            panic!(
                "seed {seed} plain {plain}, as of {}\n{}\n{:#?}\nnews {said}\nmissed:\n{:#?}\nsaid:\n{:#?}",
                live.as_of(),
                case.text,
                live.rows(),
                only(&expected, &got),
                only(&got, &expected)
            );
        }
        n_changes += got.len();
        before = now;
    }
    n_changes
}

/// Counts by their value.
fn normal(one: Option<&Assessment>) -> Option<Assessment> {
    one.map(|one| Assessment { count: one.count.normalize(), ..one.clone() })
}

/// A row that takes back another.
fn withdrawal(id: &str) -> records::EventRow {
    records::EventRow {
        id: format!("w-{id}"),
        statement: records::Statement::Withdrawn,
        level: records::Level::Alleged,
        level_author: records::Level::Alleged,
        level_quantity: records::Level::Alleged,
        recorded_at: None,
        supersedes: Some(id.to_owned()),
    }
}

/// When a row begins.
fn starts(row: &records::EventRow) -> jiff::Timestamp {
    use records::Statement;
    match &row.statement {
        Statement::Happening(happening) => happening.when.start(),
        Statement::Figure(figure) => figure.happening.when.start(),
        Statement::Account(account) => account.when.start(),
        Statement::Tally(tally) => tally.when.start(),
        Statement::Stance(stance) => stance.when.start(),
        Statement::Observation(observation) | Statement::AccessDenied(observation) => observation.when.start(),
        Statement::Decision(decision) => decision.at,
        Statement::Finding(finding) => finding.when.start(),
        Statement::Response(response) => response.when.start(),
        Statement::CaseStep(step) => step.when.start(),
        Statement::Score(score) => score.when.start(),
        Statement::Withdrawn => jiff::Timestamp::UNIX_EPOCH,
    }
}

/// Leaves of a happening what a plain row can hold. False where nothing plain is left.
fn made_plain(row: &mut records::EventRow) -> bool {
    row.supersedes = None;
    match &mut row.statement {
        records::Statement::Happening(happening) => {
            let start =
                jiff::Timestamp::from_second(happening.when.start().as_second()).expect("whole seconds are in range");
            happening.when = records::When::instant(start);
            happening.place = records::Place { zone: happening.place.zone.clone(), ..records::Place::default() };
            happening.quantity = happening.quantity.trunc().normalize();
            happening.fields.clear();
            (happening.killed, happening.injured) = (None, None);
            happening.by.get_or_insert_with(|| "north".to_owned());
            happening.item.get_or_insert_with(|| "i1".to_owned());
            happening.to.get_or_insert_with(|| "south".to_owned());
            true
        }
        records::Statement::Finding(_) | records::Statement::Response(_) | records::Statement::Withdrawn => false,
        records::Statement::Figure(_) => false,
        _ => true,
    }
}
