//! The periodic report as one page to keep: what may leave, for whoever reads the record.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, header};
use jiff::SignedDuration;
use jiff::civil::Date;
use monitor::{AdvanceCopy, Outlook};
use views::document::html;
use views::periodic::template;
use views::periodic::{self, PartyAnswer, Period, Withheld};
use views::{Shown, Sight};

use crate::errors::Problem;
use crate::gate::{Caller, values};
use crate::query::Query;
use crate::site::Site;

/// Days on what falls due is looked ahead.
const AHEAD_DAYS: i32 = 30;

fn day(query: &Query, name: &str) -> Result<Date, Problem> {
    let text = query.get(name);
    text.parse().map_err(|_| Problem::NotUnderstood(format!("{name} is {text:?}, not a day as 2026-07-01.")))
}

/// The report on the days from `from` to `to`.
pub(crate) async fn report(caller: Caller, State(site): State<Site>) -> Result<Response<Body>, Problem> {
    let query = Query(values(&caller));
    let (from, to) = (day(&query, "from")?, day(&query, "to")?);
    if from > to {
        return Err(Problem::NotUnderstood(format!("the period ends ({to}) before it begins ({from}).")));
    }
    let mut shown = caller.shown()?;
    // Where the public sees what was published and nothing else, it is as of that moment.
    if !caller.is_bound {
        shown = Shown { as_of: Some(to.to_string()), ..shown };
    }
    let (words, release, settings) = (caller.words(), site.release().await?, site.settings());
    let copies = site.with_monitor(move |monitor| monitor.advance_copies(to)).await?;
    let drawn = site.with_full(&caller, shown, move |outlook, _| {
        let outside = release(outlook)?;
        let record = crate::record(&outside, words, Sight { words: true, places: true, sources: false });
        let calendar = &record.agreement.calendar;
        if calendar.date(record.as_of) < to {
            return Err(Problem::NotFound("Nothing is told of days that have not come.".to_owned()));
        }
        let start = calendar.start_of(from).unwrap_or(record.as_of);
        let start = start.checked_sub(SignedDuration::from_secs(1)).unwrap_or(start);
        let before = Outlook::of_known(outside.state.clone(), start, outside.known.clone());
        let before = before.map(|before| before.assessments).unwrap_or_default();
        let (events, assessments) = outside.withheld.unwrap_or_default();
        let answer = |copy: AdvanceCopy| {
            let AdvanceCopy { party, copy, answer } = copy;
            PartyAnswer { party, copy, answer }
        };
        let period = Period {
            record: &record,
            before: &before,
            from,
            to,
            withheld: Some(Withheld { events, assessments }),
            corrects: None,
            advance: None,
            answers: copies.into_iter().map(answer).collect(),
            ahead_days: AHEAD_DAYS,
        };
        let language = words.language();
        let own = settings.templates.get(language.code()).map(String::as_str);
        let (template, _) = template::read(own.unwrap_or_else(|| template::standard(language)));
        Ok(html::html(&periodic::report(&period, &template)))
    });
    let mut response = Response::new(Body::from(drawn.await?));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let name = format!("attachment; filename=\"report-{from}-{to}.{}.html\"", words.language().code());
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
