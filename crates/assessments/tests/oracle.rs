//! The evaluator against the oracle: generated agreements, events and moments; every assessment the same.

mod generated;
#[path = "oracle/mod.rs"]
mod slow;

use assessments::Assessment;

/// Cases in an ordinary run; `ORACLE_CASES` sets more, `ORACLE_SEED` the first.
const CASES: u64 = 1_500;

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
    for seed in first..first + n_cases {
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
        n_compared += fast.len();
    }
    assert!(n_compared > 1_000, "the cases are too thin: {n_compared}");
}
