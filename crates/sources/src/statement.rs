//! What a row says: columns shared by the events and the reports format.

use jiff::tz::TimeZone;
use records::{
    Account, Answer, CaseStep, Decision, Element, Figure, Finding, Happening, Observation, Place, PlacePrecision,
    Point, Response, Score, Stage, Stance, Standards, Statement, Tally, Turn, Verdict, When,
};
use rust_decimal::Decimal;

use crate::row::Row;

/// Columns that a statement reads; all others become fields of a happening.
pub(crate) const COLUMNS: &[&str] = &[
    "type",
    "start",
    "end",
    "date_precision",
    "zone",
    "lon",
    "lat",
    "place",
    "place_precision",
    "by",
    "to",
    "item",
    "quantity",
    "unit",
    "killed",
    "injured",
];

/// Types that are no happenings: each has its arm below.
pub(crate) const RESERVED: [&str; 12] = [
    "withdrawn",
    "account",
    "observation",
    "access_denied",
    "decision",
    "finding",
    "response",
    "case_step",
    "score",
    "figure",
    "tally",
    "stance",
];

/// Reads the statement; the error is one sentence.
pub(crate) fn statement(row: &Row<'_>, zone: &TimeZone) -> Result<Statement, String> {
    let kind = row.need("type")?;
    Ok(match kind.as_str() {
        "withdrawn" => Statement::Withdrawn,
        "account" => {
            Statement::Account(Account { of: list(row.get("of")), zone: row.some("zone"), when: when(row, zone)? })
        }
        "observation" => Statement::Observation(observation(row, zone)?),
        "access_denied" => Statement::AccessDenied(observation(row, zone)?),
        "decision" => Statement::Decision(decision(row, zone)?),
        "finding" => Statement::Finding(finding(row, zone)?),
        "response" => Statement::Response(response(row, zone)?),
        "case_step" => Statement::CaseStep(case_step(row, zone)?),
        "score" => Statement::Score(score(row, zone)?),
        "figure" => {
            let happening = happening(row, row.need("of")?, zone)?;
            let quantity = quantity(row)?.or(happening.killed.map(Decimal::from));
            let stated = quantity.is_some();
            let quantity = quantity.unwrap_or_default();
            Statement::Figure(Figure { happening: Happening { quantity, ..happening }, stated })
        }
        "tally" => Statement::Tally(tally(row, zone)?),
        "stance" => Statement::Stance(Stance {
            on: row.need("on")?,
            by: row.need("by")?,
            position: row.need("position")?,
            subject: row.some("subject"),
            when: when(row, zone)?,
        }),
        _ => Statement::Happening(happening(row, kind, zone)?),
    })
}

fn when(row: &Row<'_>, zone: &TimeZone) -> Result<When, String> {
    When::from_columns(row.get("start"), row.get("end"), row.get("date_precision"), zone).map_err(|error| error.0)
}

fn happening(row: &Row<'_>, kind: String, zone: &TimeZone) -> Result<Happening, String> {
    Ok(Happening {
        kind,
        when: when(row, zone)?,
        place: place(row)?,
        by: row.some("by"),
        to: row.some("to"),
        item: row.some("item"),
        quantity: quantity(row)?.unwrap_or(Decimal::ONE),
        unit: row.some("unit"),
        killed: row.whole("killed")?,
        injured: row.whole("injured")?,
        fields: std::collections::BTreeMap::new(),
    })
}

fn quantity(row: &Row<'_>) -> Result<Option<Decimal>, String> {
    let number = row.read("quantity", |text| text.parse::<Decimal>().ok(), "a number")?;
    match number {
        Some(number) if number.is_sign_negative() && !number.is_zero() => {
            Err(format!("quantity is {number}, less than nothing"))
        }
        number => Ok(number.map(|number| number.normalize())),
    }
}

fn place(row: &Row<'_>) -> Result<Place, String> {
    let (lon, lat) = (row.get("lon"), row.get("lat"));
    let point = match (lon, lat) {
        ("", "") => None,
        ("", _) | (_, "") => return Err("one of lon and lat is empty".to_owned()),
        _ => Some(
            Point::from_text(lon, lat)
                .ok_or_else(|| format!("{lon:?}, {lat:?} is not a longitude and latitude in degrees"))?,
        ),
    };
    let precision =
        row.read("place_precision", PlacePrecision::from_text, "UCDP's where_prec 1 to 7, or metres (50m)")?;
    Ok(Place { zone: row.some("zone"), point, precision: precision.unwrap_or_default(), name: row.some("place") })
}

fn observation(row: &Row<'_>, zone: &TimeZone) -> Result<Observation, String> {
    Ok(Observation {
        of: list(row.get("of")),
        zone: row.some("zone"),
        when: when(row, zone)?,
        by: row.some("by"),
        means: row.some("means"),
        event: row.some("event"),
    })
}

fn decision(row: &Row<'_>, zone: &TimeZone) -> Result<Decision, String> {
    let turn = match row.get("turn") {
        "begins" | "sets" | "" => Turn::Begins,
        "ends" => Turn::Ends,
        other => return Err(format!("turn is {other:?}, neither begins nor ends")),
    };
    Ok(Decision {
        by: row.need("by")?,
        sets: row.need("sets")?,
        turn,
        key: row.some("key").or_else(|| row.some("zone")),
        value: row.read("value", |text| text.parse::<Decimal>().ok(), "a number")?,
        at: when(row, zone)?.start(),
    })
}

fn score(row: &Row<'_>, zone: &TimeZone) -> Result<Score, String> {
    let read = |text: &str| text.parse::<u8>().ok().filter(|score| *score <= 3);
    Ok(Score {
        on: row.need("on")?,
        party: row.some("party"),
        by: row.need("by")?,
        score: row.read("score", read, "0, 1, 2 or 3")?.ok_or("a score needs a score of 0 to 3")?,
        because: row.some("because"),
        when: when(row, zone)?,
    })
}

fn finding(row: &Row<'_>, zone: &TimeZone) -> Result<Finding, String> {
    let verdict = |name: &str| row.read(name, Verdict::from_text, "established, not_established or refuted");
    let named = |name: &str, verdict_name: &str| -> Result<Option<(String, Verdict)>, String> {
        let given = verdict(verdict_name)?.unwrap_or(Verdict::Established);
        Ok(row.some(name).map(|value| (value, given)))
    };
    Ok(Finding {
        event: row.need("event")?,
        fact: verdict("fact")?,
        author: verdict("author")?,
        quantity: verdict("number")?,
        breach: named("breach_of", "breach")?,
        qualifier: named("quality", "quality_is")?,
        standard: row.some("standard"),
        standards: Standards {
            fact: row.some("standard_fact"),
            author: row.some("standard_author"),
            breach: row.some("standard_breach"),
        },
        revises: row.some("revises"),
        by: row.need("by")?,
        when: when(row, zone)?,
    })
}

fn case_step(row: &Row<'_>, zone: &TimeZone) -> Result<CaseStep, String> {
    let stage = row.need("stage")?;
    let stage = match Stage::from_text(&stage) {
        Some(Stage::Response) => return Err("an answer is a row of its own, of type response".to_owned()),
        Some(Stage::Decision) => return Err("a body's decision is a row of its own, of type finding".to_owned()),
        Some(stage) => stage,
        None => {
            let known: Vec<&str> =
                Stage::WORDS.iter().filter(|(_, stage)| stage.is_step()).map(|(word, _)| *word).collect();
            return Err(format!("stage is {stage:?}, none of {}", known.join(", ")));
        }
    };
    let due = match row.get("due") {
        "" => None,
        text => {
            let (at, is_day) = records::parse_moment(text, zone).map_err(|error| format!("due: {}", error.0))?;
            Some(if is_day { records::end_of_day(at, zone) } else { at })
        }
    };
    Ok(CaseStep {
        event: row.need("event")?,
        stage,
        by: row.need("by")?,
        to: row.some("to"),
        on: row.some("on"),
        due,
        when: when(row, zone)?,
    })
}

fn response(row: &Row<'_>, zone: &TimeZone) -> Result<Response, String> {
    let answer = match row.get("answer") {
        "accepts" => Answer::Accepts,
        "denies" => Answer::Denies,
        "justifies" => Answer::Justifies(row.need("ground")?),
        other => return Err(format!("answer is {other:?}, none of accepts, denies, justifies")),
    };
    let element = row.get("element");
    let element =
        Element::from_text(element).ok_or_else(|| format!("element is {element:?}, none of fact, author, quantity"))?;
    Ok(Response { event: row.need("event")?, by: row.need("by")?, element, answer, when: when(row, zone)? })
}

fn tally(row: &Row<'_>, zone: &TimeZone) -> Result<Tally, String> {
    Ok(Tally {
        of: row.need("of")?,
        when: when(row, zone)?,
        by: row.some("by"),
        zone: row.some("zone"),
        number: quantity(row)?.ok_or("a tally needs a quantity")?,
        unit: row.some("unit"),
        definition: row.some("definition"),
    })
}

/// Values separated by semicolons or spaces.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split([';', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
