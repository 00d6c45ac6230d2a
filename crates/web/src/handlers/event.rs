//! What people do with an event: say which reports tell of it, find, answer. Held to the same as by command.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use records::{Answer, Element, Finding, Response as Answered, STANDARDS_OF_PROOF, Standards, Verdict, When};
use views::Shown;

use super::say_again;
use crate::errors::Problem;
use crate::gate::{Caller, Form};
use crate::site::Site;

fn given(form: &Form, name: &str) -> Option<String> {
    Some(form.get(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Back to the event, saying in which entry it was recorded.
fn recorded(
    caller: &Caller,
    (form, is_closed): (&Form, bool),
    done: Result<(u64, u64), String>,
) -> Result<Response, Problem> {
    let words = caller.words();
    match done {
        Ok((entry, size)) => {
            let said = words.of_it("done-as-entry", words.number(entry));
            // Where the record is closed, what was just said counts from today on.
            let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
            let back = form.get("back");
            let back =
                if is_closed && !back.contains("as_of=") { format!("{back}&as_of={today}") } else { back.to_owned() };
            say_again(&back, "/events", &[said], Some(size))
        }
        Err(why) => Err(Problem::Refused(why).in_language(caller.language)),
    }
}

pub(crate) async fn link(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let desk = site.desk();
    let (act, event, other) = (form.get("act").to_owned(), form.get("event").to_owned(), form.get("other").to_owned());
    let reports: Vec<String> = form.all("report").map(str::to_owned).collect();
    let (because, by, least) = (given(&form, "because"), caller.member().to_owned(), caller.least);
    let done = site
        .blocking(move || {
            let outlook = desk.outlook(&Shown::default(), least)?;
            let decision = match act.as_str() {
                "merge" => outlook.merge(&[event, other.trim().to_owned()]),
                "split" => outlook.split(&event, &reports),
                _ => Err(format!("{act:?} is none of merge, split")),
            };
            let because = because.ok_or_else(|| "a decision needs its reason".to_owned());
            let (decision, because) = match decision.and_then(|decision| Ok((decision, because?))) {
                Ok(both) => both,
                Err(why) => return Ok(Err(why)),
            };
            let mut monitor = desk.monitor();
            let entry = monitor.record_link_decision(&decision, &because, Some(&by), Timestamp::now())?;
            Ok(Ok((entry, monitor.state().size())))
        })
        .await?;
    recorded(&caller, (&form, site.desk().is_closed()), done)
}

fn verdict(form: &Form, name: &str) -> Result<Option<Verdict>, String> {
    match given(form, name) {
        None => Ok(None),
        Some(word) => match Verdict::from_text(&word) {
            Some(verdict) => Ok(Some(verdict)),
            None => Err(format!("{name} is {word:?}, none of established, not_established, refuted")),
        },
    }
}

fn finding_of(form: &Form, now: Timestamp) -> Result<Finding, String> {
    let breach = match (given(form, "breach_of"), verdict(form, "breach")?) {
        (Some(of), Some(verdict)) => Some((of, verdict)),
        (None, None) => None,
        (Some(_), None) => return Err("what is found of the breach is missing".to_owned()),
        (None, Some(_)) => return Err("of which rule or provision a breach is found is missing".to_owned()),
    };
    let standard = given(form, "standard");
    if let Some(unknown) = standard.as_deref().filter(|standard| !STANDARDS_OF_PROOF.contains(standard)) {
        return Err(format!("{unknown:?} is none of the standards of proof"));
    }
    Ok(Finding {
        event: form.get("event").to_owned(),
        fact: verdict(form, "fact")?,
        author: verdict(form, "author")?,
        quantity: verdict(form, "quantity")?,
        breach,
        qualifier: None,
        standard,
        standards: Standards::default(),
        revises: None,
        by: form.get("body").to_owned(),
        when: When::instant(now),
    })
}

pub(crate) async fn finding(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let now = Timestamp::now();
    let because = given(&form, "because");
    let asked = finding_of(&form, now)
        .and_then(|finding| Ok((finding, because.ok_or_else(|| "a finding needs its reasons".to_owned())?)));
    let (finding, because) = match asked {
        Ok(both) => both,
        Err(why) => return recorded(&caller, (&form, site.desk().is_closed()), Err(why)),
    };
    let (desk, least) = (site.desk(), caller.least);
    let done = site
        .blocking(move || {
            let outlook = desk.outlook(&Shown::default(), least)?;
            let report = match outlook.finding(finding, Some(because), now) {
                Ok(report) => report,
                Err(why) => return Ok(Err(why)),
            };
            said(&mut desk.monitor(), report, now)
        })
        .await?;
    recorded(&caller, (&form, site.desk().is_closed()), done)
}

/// Records what a body or a party says itself.
fn said(
    monitor: &mut monitor::Monitor,
    report: records::Report,
    now: Timestamp,
) -> Result<Result<(u64, u64), String>, Problem> {
    match monitor.record_report(report, now) {
        Ok(Some(entry)) => Ok(Ok((entry, monitor.state().size()))),
        Ok(None) => Ok(Err("this is recorded already".to_owned())),
        // A body or party with a key of its own signs for itself: nobody else can.
        Err(error) if error.is_key_missing() => Ok(Err(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn response(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let now = Timestamp::now();
    let Some(party) = caller.party.clone() else {
        return recorded(&caller, (&form, site.desk().is_closed()), Err("you speak for no party".to_owned()));
    };
    let answer = match (form.get("answer"), given(&form, "ground")) {
        ("accepts", _) => Answer::Accepts,
        ("denies", _) => Answer::Denies,
        ("justifies", Some(ground)) => Answer::Justifies(ground),
        ("justifies", None) => {
            return recorded(&caller, (&form, site.desk().is_closed()), Err("the ground is missing".to_owned()));
        }
        (other, _) => {
            return recorded(
                &caller,
                (&form, site.desk().is_closed()),
                Err(format!("{other:?} is none of accepts, denies, justifies")),
            );
        }
    };
    let Some(element) = Element::from_text(form.get("element")) else {
        return recorded(
            &caller,
            (&form, site.desk().is_closed()),
            Err("to what it is an answer is missing".to_owned()),
        );
    };
    let event = form.get("event").to_owned();
    let (text, desk, least) = (given(&form, "text"), site.desk(), caller.least);
    // A party knows events by the names that they have outside.
    let secret = site.public_secret().await?;
    let done = site
        .blocking(move || {
            let outlook = desk.outlook(&Shown::default(), least)?;
            let within = views::released::within(&outlook.known, &secret, &event).map(str::to_owned);
            let event = within.unwrap_or(event);
            let response = Answered { event, by: party, element, answer, when: When::instant(now) };
            let report = match outlook.response(response, text, now) {
                Ok(report) => report,
                Err(why) => return Ok(Err(why)),
            };
            said(&mut desk.monitor(), report, now)
        })
        .await?;
    recorded(&caller, (&form, site.desk().is_closed()), done)
}
