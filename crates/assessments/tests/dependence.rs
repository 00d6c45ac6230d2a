//! The book of dependence: how well an event is known by sources that depend on one another.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;

use assessments::Standings;
use events::{Cards, Filed, LinkedBy, from_reports};
use jiff::tz::TimeZone;
use records::{
    Basis, Credibility, Happening, LinkAct, LinkDecision, Place, Reliability, Report, Source, SourceKind, Statement,
    Tie, TieKind, When,
};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
                         in force: from 2030-01-01\n---\n# 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  \
                         obliges north\n  never shelling\n```\n";

/// A row's values by the names of its table's columns.
type Row<'b> = BTreeMap<&'b str, &'b str>;

fn rows(case: &str) -> Vec<Row<'_>> {
    let lines: Vec<Vec<&str>> = case
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let names = lines[0].clone();
    lines[2..].iter().map(|values| names.iter().copied().zip(values.iter().copied()).collect()).collect()
}

fn report(idx: usize, row: &Row<'_>) -> Filed {
    let some = |name: &str| row.get(name).copied().filter(|value| !value.is_empty());
    let by = some("by").unwrap_or("north");
    let happening = Happening {
        kind: "shelling".to_owned(),
        when: When::from_columns("2030-01-05", "", "", &TimeZone::UTC).unwrap(),
        place: Place::default(),
        by: Some(by.to_owned()).filter(|by| by != "-"),
        to: None,
        item: None,
        quantity: 1.into(),
        unit: None,
        killed: None,
        injured: None,
        fields: BTreeMap::new(),
    };
    let report = Report {
        id: format!("{idx}"),
        source: row["source"].to_owned(),
        origin: some("origin").map(str::to_owned),
        basis: some("basis").and_then(Basis::from_text),
        reported_at: None,
        credibility: Credibility::from_text(some("credibility").unwrap_or("2")),
        statement: Statement::Happening(happening),
        text: None,
        language: None,
        document: None,
        observer: None,
    };
    Filed { entry: idx as u64 + 1, report }
}

fn card(row: &Row<'_>) -> Source {
    Source {
        id: row["source"].to_owned(),
        name: row["source"].to_owned(),
        kind: SourceKind::from_text(row["kind"]).unwrap(),
        reliability: Reliability::from_text("B"),
        organ_of: row.get("organ_of").filter(|party| !party.is_empty()).map(|party| (*party).to_owned()),
        address: None,
    }
}

/// Lines of the actor register in the column `proxy_of`: parties, then from and until when.
fn ties(row: &Row<'_>) -> Vec<Tie> {
    let words: Vec<&str> = row.get("proxy_of").copied().unwrap_or_default().split_whitespace().collect();
    let after = |word: &str| {
        let at = words.iter().position(|known| *known == word)?;
        Some(format!("{}T00:00:00Z", words[at + 1]).parse().unwrap())
    };
    let parties = words.iter().take_while(|word| !["from", "until"].contains(word));
    let tie = |party: &&str| Tie {
        actor: row["source"].to_owned(),
        name: None,
        kind: TieKind::Proxy,
        of: (*party).to_owned(),
        speaks: false,
        from: after("from"),
        until: after("until"),
        document: None,
    };
    parties.map(tie).collect()
}

#[test]
fn sources_that_depend_on_one_another_are_one_voice() {
    let (agreement, diagnostics) = provisions::read("a.md", AGREEMENT, &BTreeMap::new());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut n_cases = 0;
    for case in include_str!("dependence.md").split("\n## ").skip(1) {
        let name = case.lines().next().unwrap();
        let rows = rows(case);
        let sources = rows.iter().map(|row| (row["source"].to_owned(), card(row))).collect();
        let reports: Vec<Filed> = rows.iter().enumerate().map(|(idx, row)| report(idx, row)).collect();
        // A person has put them together: how they were linked is not what the book is about.
        let together = reports.iter().map(|filed| filed.report.id.clone()).collect();
        let merge = LinkDecision { act: LinkAct::Merge, together, apart: [Vec::new(), Vec::new()] };
        let mut cards = Cards { sources, ..Cards::default() };
        rows.iter().flat_map(ties).for_each(|tie| cards.tie(tie));
        let known = from_reports(reports, &cards, &LinkedBy { parameters: None, decisions: vec![merge] });
        assert_eq!(known.events.len(), 1, "{name}");
        let standing =
            Standings::new(&agreement, &known, "2031-01-01T00:00:00Z".parse().unwrap()).of(&known.events[0]).unwrap();
        let author = standing.author.map(|(_, stand)| stand.level.to_text());
        let got = format!("fact {}, author {}", standing.fact.level.to_text(), author.unwrap_or("unknown"));
        assert_eq!(Some(got.as_str()), case.lines().rfind(|line| line.starts_with("fact ")), "{name}");
        n_cases += 1;
    }
    assert_eq!(n_cases, 22);
}

/// An event of which one report tells as shelling and another as an air strike, laid to two parties, is one event: once in a
/// count of both kinds, and once against each of the two.
#[test]
fn an_event_counts_once_whatever_its_claims() {
    let agreement = AGREEMENT
        .replace("rule 1", "event attack \"attack\" is shelling or airstrike\nrule 1")
        .replace("obliges north\n  never shelling", "obliges north, south\n  never attack");
    let (agreement, diagnostics) = provisions::read("a.md", &agreement, &BTreeMap::new());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let rows =
        rows("| source | by |\n|---|---|\n| valley_post | north |\n| red_cross | north |\n| coast_daily | south |\n");
    let mut reports: Vec<Filed> = rows.iter().enumerate().map(|(idx, row)| report(idx, row)).collect();
    if let Statement::Happening(happening) = &mut reports[1].report.statement {
        happening.kind = "airstrike".to_owned();
    }
    let together = reports.iter().map(|filed| filed.report.id.clone()).collect();
    let merge = LinkDecision { act: LinkAct::Merge, together, apart: [Vec::new(), Vec::new()] };
    let linked_by = LinkedBy { parameters: None, decisions: vec![merge] };
    let known = from_reports(reports, &Cards::default(), &linked_by);
    assert_eq!(known.events.len(), 3, "shelling by each party, the air strike by one");
    let all = assessments::evaluate(&agreement, &known, "2031-01-01T00:00:00Z".parse().unwrap());
    for party in ["north", "south"] {
        let of = |a: &&assessments::Assessment| a.party == party && a.level == records::Level::Alleged;
        let assessment = all.iter().find(of).unwrap();
        assert_eq!((assessment.count, assessment.because.len()), (1.into(), 1), "{party}");
    }
}
