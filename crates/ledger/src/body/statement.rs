//! Statements: `says` tells which, the other names are its own.

use records::{
    Account, Answer, Decision, Element, Figure, Finding, Happening, Observation, Place, PlacePrecision, Point,
    Response, Score, Stance, Standards, Statement, Tally, Turn, Verdict, When, WhenPrecision,
};

use super::fields::*;
use crate::Value;

pub(super) fn into_body(statement: Statement) -> Body {
    let mut body = Body::new();
    let says = match statement {
        Statement::Happening(happening) => put_happening(&mut body, happening, "happening"),
        Statement::Figure(figure) => {
            body.insert("stated".to_owned(), Value::Bool(figure.stated));
            put_happening(&mut body, figure.happening, "figure")
        }
        Statement::Account(account) => {
            put_when(&mut body, &account.when);
            put_list(&mut body, "of", &account.of);
            put_some(&mut body, "zone", account.zone.as_deref());
            "account"
        }
        Statement::Tally(tally) => put_tally(&mut body, &tally),
        Statement::Stance(stance) => put_stance(&mut body, &stance),
        Statement::Observation(observation) => put_observation(&mut body, &observation, "observation"),
        Statement::AccessDenied(denial) => put_observation(&mut body, &denial, "access_denied"),
        Statement::Decision(decision) => put_decision(&mut body, &decision),
        Statement::Finding(finding) => put_finding(&mut body, &finding),
        Statement::Response(response) => put_response(&mut body, &response),
        Statement::CaseStep(step) => super::procedure::put_step(&mut body, &step),
        Statement::Score(score) => put_score(&mut body, &score),
        Statement::Withdrawn => "withdrawn",
    };
    put_text(&mut body, "says", says);
    body
}

pub(super) fn from_body(body: &Body) -> Result<Statement, BodyError> {
    Ok(match text(body, "says")?.as_str() {
        "happening" => Statement::Happening(happening(body)?),
        "figure" => {
            let stated = matches!(body.get("stated"), Some(Value::Bool(true)));
            Statement::Figure(Figure { happening: happening(body)?, stated })
        }
        "account" => {
            Statement::Account(Account { of: list(body, "of")?, zone: some_text(body, "zone")?, when: when(body)? })
        }
        "tally" => Statement::Tally(tally(body)?),
        "stance" => Statement::Stance(Stance {
            on: text(body, "on")?,
            by: text(body, "by")?,
            position: text(body, "position")?,
            subject: some_text(body, "subject")?,
            when: when(body)?,
        }),
        "observation" => Statement::Observation(observation(body)?),
        "access_denied" => Statement::AccessDenied(observation(body)?),
        "decision" => Statement::Decision(decision(body)?),
        "finding" => Statement::Finding(finding(body)?),
        "response" => Statement::Response(response(body)?),
        "case_step" => Statement::CaseStep(super::procedure::step(body)?),
        "score" => Statement::Score(score(body)?),
        "withdrawn" => Statement::Withdrawn,
        other => return Err(BodyError(format!("says {other:?}, which is no statement"))),
    })
}

pub(super) fn put_when(body: &mut Body, when: &When) {
    put_moment(body, "start", when.start());
    put_moment(body, "end", when.end());
    put_text(body, "date_precision", when.precision().to_text());
}

pub(super) fn when(body: &Body) -> Result<When, BodyError> {
    let precision = word(body, "date_precision", |text| WhenPrecision::from_text(text).ok().flatten())?;
    When::span(moment(body, "start")?, moment(body, "end")?, precision).ok_or_else(|| wrong("end", "after start"))
}

fn put_happening(body: &mut Body, happening: Happening, says: &'static str) -> &'static str {
    put_own(body, "type", happening.kind);
    put_when(body, &happening.when);
    put_place(body, &happening.place);
    for (name, value) in
        [("by", happening.by), ("to", happening.to), ("item", happening.item), ("unit", happening.unit)]
    {
        if let Some(value) = value {
            put_own(body, name, value);
        }
    }
    put_own(body, "quantity", happening.quantity.to_string());
    put_count(body, "killed", happening.killed);
    put_count(body, "injured", happening.injured);
    let fields = happening.fields.into_iter().map(|(name, value)| (name, Value::Text(value)));
    body.insert("fields".to_owned(), Value::Map(fields.collect()));
    says
}

fn happening(body: &Body) -> Result<Happening, BodyError> {
    let mut fields = std::collections::BTreeMap::new();
    for name in map(body, "fields")?.keys() {
        fields.insert(name.clone(), text(map(body, "fields")?, name)?);
    }
    Ok(Happening {
        kind: text(body, "type")?,
        when: when(body)?,
        place: place(body)?,
        by: some_text(body, "by")?,
        to: some_text(body, "to")?,
        item: some_text(body, "item")?,
        quantity: decimal(body, "quantity")?,
        unit: some_text(body, "unit")?,
        killed: count(body, "killed")?,
        injured: count(body, "injured")?,
        fields,
    })
}

fn put_place(body: &mut Body, place: &Place) {
    put_some(body, "zone", place.zone.as_deref());
    put_some(body, "place", place.name.as_deref());
    put_int(body, "place_precision", place.precision.code());
    if let Some(metres) = place.precision.metres() {
        put_int(body, "place_metres", metres);
    }
    if let Some(point) = place.point {
        let (lon_e7, lat_e7) = point.to_e7();
        put_int(body, "lon_e7", lon_e7);
        put_int(body, "lat_e7", lat_e7);
    }
}

fn place(body: &Body) -> Result<Place, BodyError> {
    let point = match (some_int(body, "lon_e7")?, some_int(body, "lat_e7")?) {
        (Some(lon), Some(lat)) => Some(Point::from_e7(lon, lat).ok_or_else(|| wrong("lon_e7", "on the Earth"))?),
        _ => None,
    };
    let code = some_int(body, "place_precision")?.map(|code| code.to_string()).unwrap_or_default();
    let precision = match some_int(body, "place_metres")? {
        Some(metres) => u32::try_from(metres).ok().map(PlacePrecision::within_metres),
        None => PlacePrecision::from_text(&code),
    };
    let precision = precision.ok_or_else(|| wrong("place_precision", "1 to 7"))?;
    Ok(Place { zone: some_text(body, "zone")?, point, precision, name: some_text(body, "place")? })
}

fn put_tally(body: &mut Body, tally: &Tally) -> &'static str {
    put_text(body, "of", &tally.of);
    put_when(body, &tally.when);
    put_some(body, "by", tally.by.as_deref());
    put_some(body, "zone", tally.zone.as_deref());
    put_text(body, "number", &tally.number.to_string());
    put_some(body, "unit", tally.unit.as_deref());
    put_some(body, "definition", tally.definition.as_deref());
    "tally"
}

fn tally(body: &Body) -> Result<Tally, BodyError> {
    Ok(Tally {
        of: text(body, "of")?,
        when: when(body)?,
        by: some_text(body, "by")?,
        zone: some_text(body, "zone")?,
        number: decimal(body, "number")?,
        unit: some_text(body, "unit")?,
        definition: some_text(body, "definition")?,
    })
}

fn put_stance(body: &mut Body, stance: &Stance) -> &'static str {
    put_text(body, "on", &stance.on);
    put_text(body, "by", &stance.by);
    put_text(body, "position", &stance.position);
    put_some(body, "subject", stance.subject.as_deref());
    put_when(body, &stance.when);
    "stance"
}

fn put_observation(body: &mut Body, observation: &Observation, says: &'static str) -> &'static str {
    put_list(body, "of", &observation.of);
    put_some(body, "zone", observation.zone.as_deref());
    put_when(body, &observation.when);
    put_some(body, "by", observation.by.as_deref());
    put_some(body, "means", observation.means.as_deref());
    put_some(body, "event", observation.event.as_deref());
    says
}

fn observation(body: &Body) -> Result<Observation, BodyError> {
    Ok(Observation {
        of: list(body, "of")?,
        zone: some_text(body, "zone")?,
        when: when(body)?,
        by: some_text(body, "by")?,
        means: some_text(body, "means")?,
        event: some_text(body, "event")?,
    })
}

fn put_decision(body: &mut Body, decision: &Decision) -> &'static str {
    put_text(body, "by", &decision.by);
    put_text(body, "sets", &decision.sets);
    put_text(body, "turn", if decision.turn == Turn::Begins { "begins" } else { "ends" });
    put_some(body, "key", decision.key.as_deref());
    put_some(body, "value", decision.value.map(|value| value.to_string()).as_deref());
    put_moment(body, "at", decision.at);
    "decision"
}

fn decision(body: &Body) -> Result<Decision, BodyError> {
    let turn = |text: &str| match text {
        "begins" => Some(Turn::Begins),
        "ends" => Some(Turn::Ends),
        _ => None,
    };
    Ok(Decision {
        by: text(body, "by")?,
        sets: text(body, "sets")?,
        turn: word(body, "turn", turn)?,
        key: some_text(body, "key")?,
        value: some_word(body, "value", |text| text.parse().ok())?,
        at: moment(body, "at")?,
    })
}

fn put_score(body: &mut Body, score: &Score) -> &'static str {
    put_text(body, "on", &score.on);
    put_some(body, "party", score.party.as_deref());
    put_text(body, "by", &score.by);
    put_int(body, "score", score.score);
    put_some(body, "because", score.because.as_deref());
    put_when(body, &score.when);
    "score"
}

fn score(body: &Body) -> Result<Score, BodyError> {
    let score = some_int(body, "score")?.and_then(|score| u8::try_from(score).ok()).filter(|score| *score <= 3);
    Ok(Score {
        on: text(body, "on")?,
        party: some_text(body, "party")?,
        by: text(body, "by")?,
        score: score.ok_or_else(|| wrong("score", "0 to 3"))?,
        because: some_text(body, "because")?,
        when: when(body)?,
    })
}

fn put_finding(body: &mut Body, finding: &Finding) -> &'static str {
    put_text(body, "event", &finding.event);
    put_some(body, "fact", finding.fact.map(Verdict::to_text));
    put_some(body, "author", finding.author.map(Verdict::to_text));
    put_some(body, "number", finding.quantity.map(Verdict::to_text));
    if let Some((of, verdict)) = &finding.breach {
        put_text(body, "breach_of", of);
        put_text(body, "breach", verdict.to_text());
    }
    if let Some((quality, verdict)) = &finding.qualifier {
        put_text(body, "quality", quality);
        put_text(body, "quality_is", verdict.to_text());
    }
    put_some(body, "standard", finding.standard.as_deref());
    put_some(body, "standard_fact", finding.standards.fact.as_deref());
    put_some(body, "standard_author", finding.standards.author.as_deref());
    put_some(body, "standard_breach", finding.standards.breach.as_deref());
    put_some(body, "revises", finding.revises.as_deref());
    put_text(body, "by", &finding.by);
    put_when(body, &finding.when);
    "finding"
}

fn finding(body: &Body) -> Result<Finding, BodyError> {
    let verdict = |name: &str| some_word(body, name, Verdict::from_text);
    let breach = some_text(body, "breach_of")?.zip(verdict("breach")?);
    let qualifier = some_text(body, "quality")?.zip(verdict("quality_is")?);
    Ok(Finding {
        event: text(body, "event")?,
        fact: verdict("fact")?,
        author: verdict("author")?,
        quantity: verdict("number")?,
        breach,
        qualifier,
        standard: some_text(body, "standard")?,
        standards: Standards {
            fact: some_text(body, "standard_fact")?,
            author: some_text(body, "standard_author")?,
            breach: some_text(body, "standard_breach")?,
        },
        revises: some_text(body, "revises")?,
        by: text(body, "by")?,
        when: when(body)?,
    })
}

fn put_response(body: &mut Body, response: &Response) -> &'static str {
    put_text(body, "event", &response.event);
    put_text(body, "by", &response.by);
    put_text(body, "element", response.element.to_text());
    let (answer, ground) = match &response.answer {
        Answer::Accepts => ("accepts", None),
        Answer::Denies => ("denies", None),
        Answer::Justifies(ground) => ("justifies", Some(ground.as_str())),
    };
    put_text(body, "answer", answer);
    put_some(body, "ground", ground);
    put_when(body, &response.when);
    "response"
}

fn response(body: &Body) -> Result<Response, BodyError> {
    let answer = match text(body, "answer")?.as_str() {
        "accepts" => Answer::Accepts,
        "denies" => Answer::Denies,
        "justifies" => Answer::Justifies(text(body, "ground")?),
        _ => return Err(wrong("answer", "accepts, denies or justifies")),
    };
    Ok(Response {
        event: text(body, "event")?,
        by: text(body, "by")?,
        element: word(body, "element", Element::from_text)?,
        answer,
        when: when(body)?,
    })
}
