//! The case on an event: what is due when, who disputes it, which finding stands.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;
use std::fmt::Write;

use assessments::{Case, Cases, DueState, case, disputes};
use events::{Cards, Filed, Known, LinkedBy, from_reports};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::{Source, SourceKind, Tie, TieKind};
use sources::{Draft, Format};

const AGREEMENT: &str = "---
agreement: a
title: A
parties: north \"North\", south \"South\"
bodies: commission \"Commission\", panel \"Panel\"
time zone: UTC
in force: from 2030-01-01
---
# 1. Quiet

> Nobody shells.

```truce
procedure
  preliminary look within 24 hours of allegation
  site visit within 3 days of preliminary look
  decision within 2 weeks of allegation
  response within 7 days of notification
  publication within 5 days of decision

rule 1 \"no shelling\"
  obliges north
  never shelling
```
";

const HEADER: &str = "id,source,type,start,event,stage,by,to,on,due,fact,author,element,answer,ground,revises,killed\n";

fn known(rows: &str) -> Known {
    let mut reports: Vec<Filed> = Vec::new();
    let text = format!("{HEADER}{rows}");
    sources::read_drafts(Format::Reports, &mut text.as_bytes(), &TimeZone::UTC, &mut |draft| {
        let Ok(Draft::Report(mut report)) = draft else { panic!("{draft:?}") };
        report.id = format!("{}/{}", report.source, report.id);
        reports.push(Filed { entry: reports.len() as u64 + 1, report: *report });
    })
    .unwrap();
    let card = |id: &str, kind: SourceKind, organ_of: Option<&str>| Source {
        id: id.to_owned(),
        name: id.to_owned(),
        kind,
        reliability: None,
        organ_of: organ_of.map(str::to_owned),
        address: None,
    };
    let mut cards = Cards::default();
    for card in [
        card("liaison", SourceKind::Party, Some("north")),
        card("army_radio", SourceKind::Outlet, Some("north")),
        card("militia", SourceKind::Other, None),
    ] {
        cards.sources.insert(card.id.clone(), card);
    }
    cards.tie(Tie {
        actor: "militia".to_owned(),
        name: None,
        kind: TieKind::Proxy,
        of: "north".to_owned(),
        speaks: true,
        from: None,
        until: "2030-01-10T00:00:00Z".parse().ok(),
        document: None,
    });
    from_reports(reports, &cards, &LinkedBy::default())
}

fn due(case: &Case<'_>) -> String {
    let mut out = String::new();
    for due in &case.due {
        let state = match &due.state {
            DueState::Waits => "waits".to_owned(),
            DueState::Pending => "pending".to_owned(),
            DueState::Overdue => "overdue".to_owned(),
            DueState::Done(at) => format!("done {at}"),
            DueState::Late(at) => format!("late {at}"),
            DueState::Claimed(at) => format!("claimed {at}"),
        };
        let of = due.of.as_deref().map(|of| format!(" of {of}")).unwrap_or_default();
        let by = due.due.map(|at| format!(" by {at}")).unwrap_or_default();
        let _ = writeln!(out, "{}{of}{by}: {state}", due.stage.to_text());
    }
    out
}

fn check(rows: &str, as_of: &str, look: impl FnOnce(&Case<'_>, &Known)) {
    let (agreement, diagnostics) = provisions::read("a.md", AGREEMENT, &BTreeMap::new());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let known = known(rows);
    let as_of: Timestamp = as_of.parse().unwrap();
    let one = case(&agreement, &known, &known.events[..1], as_of);
    // The cases on many events hold the same, where there is one.
    if let Some(among) = Cases::new(&agreement, &known, as_of).of(&known.events[..1]) {
        assert_eq!(format!("{one:?}"), format!("{among:?}"));
    } else {
        assert!(one.steps.is_empty() && one.findings.is_empty(), "{one:?}");
    }
    look(&one, &known);
}

const SHELLING: &str = "1,valley_post,shelling,2030-01-05,,,north,,,,,,,,,,2\n";

#[test]
fn limits_run_from_the_stage_before() {
    let rows = format!(
        "{SHELLING}a,south,case_step,2030-01-06T10:00:00Z,valley_post/1,allegation,south,commission,,,,,,,,,\n\
         p,commission,case_step,2030-01-07T11:00:00Z,valley_post/1,preliminary_look,commission,,,,,,,,,,\n\
         v,commission,case_step,2030-01-09,valley_post/1,site_visit,commission,,,,,,,,,,\n\
         x,valley_post,case_step,2030-01-06,valley_post/1,notification,valley_post,north,,,,,,,,,\n"
    );
    check(&rows, "2030-01-15T00:00:00Z", |case, _| {
        let expected = "preliminary_look by 2030-01-07T10:00:00Z: late 2030-01-07T11:00:00Z\n\
                        site_visit by 2030-01-10T11:00:00Z: done 2030-01-09T00:00:00Z\n\
                        decision by 2030-01-20T10:00:00Z: pending\n\
                        response of north: waits\n\
                        publication: waits\n";
        assert_eq!(due(case), expected, "a newspaper puts nothing to a party");
    });
    check(&rows, "2030-01-21T00:00:00Z", |case, _| {
        assert!(due(case).contains("decision by 2030-01-20T10:00:00Z: overdue"))
    });
}

#[test]
fn silence_is_no_response_by_the_date_and_a_denial_is_disputed_from_then_on() {
    let put =
        format!("{SHELLING}n,commission,case_step,2030-01-06,valley_post/1,notification,commission,north,,,,,,,,,\n");
    check(&put, "2030-01-13T23:59:59Z", |case, _| {
        assert!(due(case).contains("response of north by 2030-01-13T23:59:59Z: pending"), "{}", due(case));
        assert_eq!((case.answers.len(), case.silent_since("north")), (3, None), "fact, author and number");
    });
    check(&put, "2030-01-14T00:00:00Z", |case, known| {
        assert_eq!(case.silent_since("north"), "2030-01-13T23:59:59Z".parse().ok());
        assert!(!case.is_disputed() && disputes(known, Timestamp::MAX).is_empty(), "silence denies nothing");
    });
    let answered = format!(
        "{put}r,liaison,response,2030-01-08,valley_post/1,,north,,,,,,author,denies,,,\n\
         s,liaison,response,2030-01-09,valley_post/1,,north,,,,,,author,denies,,,\n\
         t,army_radio,response,2030-01-09,valley_post/1,,north,,,,,,fact,denies,,,\n\
         u,militia,response,2030-01-09,valley_post/1,,north,,,,,,quantity,accepts,,,\n"
    );
    check(&answered, "2030-01-14T00:00:00Z", |case, known| {
        assert!(due(case).contains("response of north by 2030-01-13T23:59:59Z: done 2030-01-08T00:00:00Z"));
        let since: Vec<_> = case.answers.iter().map(|one| one.disputed_since().map(|at| at.to_string())).collect();
        assert_eq!(since, [None, Some("2030-01-08T00:00:00Z".to_owned()), None], "the radio does not answer for it");
        assert_eq!(case.answers[2].responses.len(), 1, "a proxy that was authorised then");
        assert_eq!(disputes(known, "2030-01-14T00:00:00Z".parse().unwrap()).len(), 1);
        assert_eq!(disputes(known, "2030-01-07T00:00:00Z".parse().unwrap()).len(), 0, "not before");
    });
    let later = format!(
        "{answered}w,liaison,response,2030-01-12,valley_post/1,,north,,,,,,author,justifies,self_defence,,\n\
         y,militia,response,2030-01-12,valley_post/1,,north,,,,,,fact,denies,,,\n"
    );
    check(&later, "2030-01-14T00:00:00Z", |case, known| {
        assert!(!case.is_disputed(), "it admits the act by now, and the proxy answers for it no more");
        assert!(disputes(known, "2030-01-14T00:00:00Z".parse().unwrap()).is_empty());
        assert!(disputes(known, "2030-01-10T00:00:00Z".parse().unwrap()).len() == 1);
    });
}

#[test]
fn findings_are_revised_and_what_they_ask_for_is_followed() {
    let rows = format!(
        "{SHELLING}f,commission,finding,2030-01-10,valley_post/1,,commission,,,,established,not_established,,,,,\n\
         g,commission,finding,2030-01-20,valley_post/1,,commission,,,,established,established,,,,commission/f,\n\
         h,valley_post,finding,2030-01-20,valley_post/1,,valley_post,,,,refuted,,,,,,\n\
         d,south,case_step,2030-01-21,valley_post/1,dissent,south,,commission/g,,,,,,,,\n\
         r,commission,case_step,2030-01-21,valley_post/1,recommendation,commission,north,commission/g,2030-02-01,,,,,,,\n\
         m,liaison,case_step,2030-01-30,valley_post/1,remedy,north,,commission/r,,,,,,,,\n"
    );
    check(&rows, "2030-02-10T00:00:00Z", |case, _| {
        let stands: Vec<bool> = case.findings.iter().map(|found| case.stands(found)).collect();
        assert_eq!(stands, [false, true], "a newspaper finds nothing");
        assert_eq!(case.steps.len(), 3);
        assert!(
            due(case).contains("remedy of north by 2030-02-01T23:59:59Z: claimed 2030-01-30T00:00:00Z"),
            "{}",
            due(case)
        );
        assert!(due(case).contains("publication by 2030-01-15T23:59:59Z: overdue"), "{}", due(case));
    });
    let confirmed = format!("{rows}c,panel,case_step,2030-02-03,valley_post/1,remedy,panel,,commission/r,,,,,,,,\n");
    check(&confirmed, "2030-02-10T00:00:00Z", |case, _| {
        assert!(
            due(case).contains("remedy of north by 2030-02-01T23:59:59Z: late 2030-02-03T00:00:00Z"),
            "{}",
            due(case)
        );
    });
    check(&confirmed, "2030-01-15T00:00:00Z", |case, _| assert_eq!((case.findings.len(), case.steps.len()), (1, 0)));
}
