//! Reports. The text is sealed beside the entry under the name [`TEXT`].

use records::{Basis, Credibility, Observer, Point, Report};

use super::fields::*;
use super::statement;
use crate::Value;

/// Kind of an entry that holds a report.
pub const KIND: &str = "report";

/// Kind of an entry that holds a report in place of an earlier one with the same source and id.
pub const CORRECTION: &str = "correction";

/// Name under which a report's text is sealed.
pub const TEXT: &str = "text";

/// The body of a report, without its text.
pub fn report_to_body(report: &Report) -> Body {
    report_into_body(Report { text: None, ..report.clone() })
}

/// The body of a report that is not needed any more, without its text: its words move.
pub fn report_into_body(report: Report) -> Body {
    let mut body = Body::new();
    put_own(&mut body, "id", report.id);
    put_own(&mut body, "source", report.source);
    if let Some(origin) = report.origin {
        put_own(&mut body, "origin", origin);
    }
    put_some(&mut body, "basis", report.basis.map(Basis::to_text));
    put_some(&mut body, "reported_at", report.reported_at.map(|at| at.to_string()).as_deref());
    if let Some(credibility) = report.credibility {
        put_int(&mut body, "credibility", credibility.grade());
    }
    put_some(&mut body, "language", report.language.as_deref());
    if let Some(document) = report.document {
        put_own(&mut body, "document", document);
    }
    if let Some(observer) = &report.observer {
        put_observer(&mut body, observer);
    }
    body.insert("statement".to_owned(), Value::Map(statement::into_body(report.statement)));
    body
}

/// Source and id of a report's body.
pub fn report_key(body: &Body) -> Result<(&str, &str), BodyError> {
    let text = |name: &str| match body.get(name) {
        Some(Value::Text(text)) => Ok(text.as_str()),
        _ => Err(wrong(name, "text")),
    };
    Ok((text("source")?, text("id")?))
}

/// The report of a body, with its text where that was not erased.
pub fn report_from_body(body: &Body, words: Option<String>) -> Result<Report, BodyError> {
    let credibility = match some_int(body, "credibility")? {
        Some(grade) => Some(Credibility::from_text(&grade.to_string()).ok_or_else(|| wrong("credibility", "1 to 6"))?),
        None => None,
    };
    Ok(Report {
        id: text(body, "id")?,
        source: text(body, "source")?,
        origin: some_text(body, "origin")?,
        basis: some_word(body, "basis", Basis::from_text)?,
        reported_at: some_word(body, "reported_at", |text| text.parse().ok())?,
        credibility,
        statement: statement::from_body(map(body, "statement")?)?,
        text: words,
        language: some_text(body, "language")?,
        document: some_text(body, "document")?,
        observer: observer(body)?,
    })
}

fn put_observer(body: &mut Body, observer: &Observer) {
    let mut map = Body::new();
    if let Some(point) = observer.at {
        let (lon_e7, lat_e7) = point.to_e7();
        put_int(&mut map, "lon_e7", lon_e7);
        put_int(&mut map, "lat_e7", lat_e7);
    }
    for (name, value) in [
        ("bearing", observer.bearing.map(i64::from)),
        ("distance_m", observer.distance_m.map(i64::from)),
        ("detonations", observer.detonations.map(i64::from)),
    ] {
        if let Some(value) = value {
            put_int(&mut map, name, value);
        }
    }
    body.insert("observer".to_owned(), Value::Map(map));
}

fn observer(body: &Body) -> Result<Option<Observer>, BodyError> {
    if !body.contains_key("observer") {
        return Ok(None);
    }
    let map = map(body, "observer")?;
    let small = |name: &str| -> Result<Option<u32>, BodyError> {
        some_int(map, name)?.map(|value| u32::try_from(value).map_err(|_| wrong(name, "in its range"))).transpose()
    };
    let at = match (some_int(map, "lon_e7")?, some_int(map, "lat_e7")?) {
        (Some(lon), Some(lat)) => Point::from_e7(lon, lat),
        _ => None,
    };
    let bearing = small("bearing")?.and_then(|degrees| u16::try_from(degrees).ok());
    Ok(Some(Observer { at, bearing, distance_m: small("distance_m")?, detonations: small("detonations")? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{Happening, Place, Statement, When};

    #[test]
    fn a_report_comes_back_as_it_went() {
        let when = When::instant("2025-10-10T09:00:00Z".parse().unwrap());
        let place = Place { point: Point::from_text("34.5", "-31.25"), ..Place::default() };
        let happening = Happening {
            kind: "shelling".to_owned(),
            when,
            place,
            by: Some("a".to_owned()),
            to: None,
            item: None,
            quantity: "2.5".parse().unwrap(),
            unit: None,
            killed: Some(3),
            injured: None,
            fields: [("calibre".to_owned(), "120".to_owned())].into(),
        };
        let report = Report {
            id: "r1".to_owned(),
            source: "s".to_owned(),
            origin: Some("o".to_owned()),
            basis: Some(Basis::Heard),
            reported_at: Some("2025-10-10T10:00:00Z".parse().unwrap()),
            credibility: Credibility::from_text("2"),
            statement: Statement::Happening(happening),
            text: Some("words".to_owned()),
            language: None,
            document: None,
            observer: Some(Observer { at: None, bearing: Some(90), distance_m: Some(400), detonations: None }),
        };
        let body = report_to_body(&report);
        assert!(!format!("{body:?}").contains("words"), "free text is not in the hashed bytes");
        assert_eq!(report_from_body(&body, Some("words".to_owned())), Ok(report));
    }
}
