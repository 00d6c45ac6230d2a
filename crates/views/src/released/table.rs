//! The table that leaves, in the forms in which others read it.
//!
//! Every form is drawn from the same rows, line by line, and adds nothing to them.

use std::io::{self, Write};

use jiff::Timestamp;
use provisions::Agreement;
use records::{EventRow, Finding, Happening, Level, Response, Statement, Turn, When, WhenPrecision, taxonomy};
use serde_json::{Map, Value, json};

use super::Released;

/// A column: its name in the `events` format, its hashtag in the Humanitarian Exchange Language (HXL 1.1), what it says.
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its hashtag with attributes.
    pub hxl: &'static str,
    /// What it says, for the codebook.
    pub says: &'static str,
}

const fn column(name: &'static str, hxl: &'static str, says: &'static str) -> Column {
    Column { name, hxl, says }
}

/// Columns in their order.
pub const COLUMNS: [Column; 40] = [
    column("id", "#event+id", "name of the row: the same in every release, and no name within the mission"),
    column(
        "type",
        "#event+type",
        "type of event, of the agreement or of Truce's base list; or a reserved type: decision, finding, response, account, observation, access_denied, case_step",
    ),
    column("start", "#date+start", "first day, in the agreement's time zone; of a decision the moment"),
    column("end", "#date+end", "last day; empty where it is the first"),
    column(
        "date_precision",
        "#meta+date+precision",
        "how precisely the time is known: day, week, month, year, or UCDP's 1 to 5",
    ),
    column("zone", "#loc+name", "zone of the agreement in which it wholly lies; empty where it is not known"),
    column("lon", "#geo+lon", "longitude of the middle of a cell, WGS 84; empty where places leave as zones alone"),
    column("lat", "#geo+lat", "latitude of it"),
    column("place_precision", "#meta+geo+precision", "within so many metres of that point, or UCDP's 1 to 7"),
    column(
        "by",
        "#org+by",
        "who did it, as claimed; `another` is somebody whom the agreement does not name; empty: not known",
    ),
    column("to", "#org+to", "to whom, in the same way"),
    column("item", "#item", "what it was about, where the agreement has a word for it"),
    column("quantity", "#value+num", "how much; 1 where no number was given"),
    column("unit", "#meta+unit", "unit of that"),
    column("killed", "#affected+killed", "persons killed, as claimed; empty: not stated, or too few to leave"),
    column("injured", "#affected+injured", "persons injured, in the same way"),
    column("level", "#status+fact", "how well it is known that it happened: alleged, corroborated, verified"),
    column("level_author", "#status+author", "how well it is known who did it"),
    column("level_quantity", "#status+quantity", "how well the number is known"),
    column(
        "of",
        "#meta+of",
        "types for which an account is complete, or of which an observation would have told; empty: all",
    ),
    column("event", "#event+ref", "the row on which a finding or a response is"),
    column("fact", "#status+finding+fact", "what a finding says of the fact: established, not_established, refuted"),
    column("author", "#status+finding+author", "of the author"),
    column("number", "#status+finding+number", "of the number"),
    column("breach_of", "#meta+rule", "rule or provision of whose breach a finding speaks"),
    column("breach", "#status+finding+breach", "what it says of it"),
    column("quality", "#meta+quality", "quality of which a finding speaks"),
    column("quality_is", "#status+finding+quality", "what it says of it"),
    column("standard", "#meta+standard", "standard of proof"),
    column("revises", "#event+revises", "the finding in whose place it comes"),
    column("answer", "#status+response", "a party's answer: accepts, denies, justifies"),
    column("element", "#meta+element", "the element that is answered"),
    column("ground", "#meta+ground", "the ground pleaded, where the agreement reserves it; else not_told"),
    column("sets", "#meta+sets", "what a decision sets"),
    column("turn", "#meta+turn", "how: begins, ends"),
    column("key", "#meta+key", "for which key"),
    column("value", "#meta+value", "to which number"),
    column("stage", "#meta+stage", "of a step in the case on an event: what was done"),
    column("on", "#meta+on", "id of the finding or step to which it belongs"),
    column("due", "#date+due", "the last day by which it asks for something"),
];

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, days.
    Text,
    /// A number with its fractions.
    Number,
    /// A whole number of persons.
    Count,
}

/// Of a column, by its name.
pub fn kind(name: &str) -> Kind {
    match name {
        "lon" | "lat" | "quantity" | "value" => Kind::Number,
        "killed" | "injured" => Kind::Count,
        _ => Kind::Text,
    }
}

/// The values of a row, one for each column.
fn values(row: &EventRow, agreement: &Agreement) -> Vec<String> {
    let mut told = vec![String::new(); COLUMNS.len()];
    fill(row, agreement, &mut told);
    told
}

/// Puts the values of a row into cells that are empty.
fn fill(row: &EventRow, agreement: &Agreement, told: &mut [String]) {
    // Values come nearly in the order of the columns: the next one is looked at first.
    let mut next = 0;
    let mut put = |name: &str, value: String| {
        if value.is_empty() {
            return;
        }
        let is_it = |place: &usize| COLUMNS[*place].name == name;
        if let Some(place) = (next..COLUMNS.len()).chain(0..next).find(is_it) {
            told[place] = value;
            next = place + 1;
        }
    };
    put("id", row.id.clone());
    match &row.statement {
        Statement::Happening(happening) => {
            put("type", happening.kind.clone());
            of_happening(happening, agreement, &mut put);
            for (name, level) in
                [("level", row.level), ("level_author", row.level_author), ("level_quantity", row.level_quantity)]
            {
                put(name, level.to_text().to_owned());
            }
        }
        Statement::Decision(decision) => {
            put("type", "decision".to_owned());
            put("start", decision.at.to_string());
            put("by", decision.by.clone());
            put("sets", decision.sets.clone());
            put("turn", if decision.turn == Turn::Begins { "begins" } else { "ends" }.to_owned());
            put("key", decision.key.clone().unwrap_or_default());
            put("value", decision.value.map(|value| value.normalize().to_string()).unwrap_or_default());
        }
        Statement::Finding(finding) => of_finding(finding, agreement, &mut put),
        Statement::Response(response) => of_response(response, agreement, &mut put),
        Statement::Account(account) => {
            put("type", "account".to_owned());
            times(account.when, agreement, &mut put);
            put("of", account.of.join(";"));
            put("zone", account.zone.clone().unwrap_or_default());
        }
        Statement::Observation(observation) => {
            put("type", "observation".to_owned());
            times(observation.when, agreement, &mut put);
            put("of", observation.of.join(";"));
            put("zone", observation.zone.clone().unwrap_or_default());
        }
        Statement::CaseStep(step) => {
            put("type", "case_step".to_owned());
            times(step.when, agreement, &mut put);
            put("by", step.by.clone());
            put("to", step.to.clone().unwrap_or_default());
            put("event", step.event.clone());
            put("stage", step.stage.to_text().to_owned());
            put("on", step.on.clone().unwrap_or_default());
            put("due", step.due.map(|due| day(agreement, due)).unwrap_or_default());
        }
        Statement::AccessDenied(denial) => {
            put("type", "access_denied".to_owned());
            times(denial.when, agreement, &mut put);
            put("of", denial.of.join(";"));
            put("zone", denial.zone.clone().unwrap_or_default());
            put("by", denial.by.clone().unwrap_or_default());
        }
        _ => {}
    }
}

fn of_finding(finding: &Finding, agreement: &Agreement, put: &mut impl FnMut(&str, String)) {
    put("type", "finding".to_owned());
    times(finding.when, agreement, put);
    put("by", finding.by.clone());
    put("event", finding.event.clone());
    for (name, verdict) in [("fact", finding.fact), ("author", finding.author), ("number", finding.quantity)] {
        put(name, verdict.map(|verdict| verdict.to_text().to_owned()).unwrap_or_default());
    }
    if let Some((of, verdict)) = &finding.breach {
        put("breach_of", of.clone());
        put("breach", verdict.to_text().to_owned());
    }
    if let Some((quality, verdict)) = &finding.qualifier {
        put("quality", quality.clone());
        put("quality_is", verdict.to_text().to_owned());
    }
    put("standard", finding.standard.clone().unwrap_or_default());
    put("revises", finding.revises.clone().unwrap_or_default());
}

fn of_response(response: &Response, agreement: &Agreement, put: &mut impl FnMut(&str, String)) {
    put("type", "response".to_owned());
    times(response.when, agreement, put);
    put("by", response.by.clone());
    put("event", response.event.clone());
    put("element", response.element.to_text().to_owned());
    let (answer, ground) = match &response.answer {
        records::Answer::Accepts => ("accepts", ""),
        records::Answer::Denies => ("denies", ""),
        records::Answer::Justifies(ground) => ("justifies", ground.as_str()),
    };
    put("answer", answer.to_owned());
    put("ground", ground.to_owned());
}

fn happening(row: &EventRow) -> Option<&Happening> {
    match &row.statement {
        Statement::Happening(happening) => Some(happening),
        _ => None,
    }
}

fn of_happening(told: &Happening, agreement: &Agreement, put: &mut impl FnMut(&str, String)) {
    times(told.when, agreement, put);
    put("zone", told.place.zone.clone().unwrap_or_default());
    if let Some(point) = told.place.point {
        let (lon, lat) = point.to_e7();
        put("lon", degrees(lon));
        put("lat", degrees(lat));
        let precision = told.place.precision;
        put("place_precision", precision.metres().map_or_else(|| precision.code().to_string(), |m| format!("{m}m")));
    }
    put("by", told.by.clone().unwrap_or_default());
    put("to", told.to.clone().unwrap_or_default());
    put("item", told.item.clone().unwrap_or_default());
    put("quantity", told.quantity.normalize().to_string());
    put("unit", told.unit.clone().unwrap_or_default());
    put("killed", told.killed.map(|n| n.to_string()).unwrap_or_default());
    put("injured", told.injured.map(|n| n.to_string()).unwrap_or_default());
}

/// Degrees to four digits after the point, of ten-millionths of them.
fn degrees(e7: i64) -> String {
    let rounded = (e7.unsigned_abs() + 500) / 1_000;
    let sign = if e7 < 0 && rounded > 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", rounded / 10_000, rounded % 10_000)
}

fn day(agreement: &Agreement, at: Timestamp) -> String {
    agreement.calendar.date(at).to_string()
}

/// The last day of a span.
fn last_day(agreement: &Agreement, when: When) -> String {
    let last = when.end().checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(when.end());
    day(agreement, last.max(when.start()))
}

fn times(when: When, agreement: &Agreement, put: &mut impl FnMut(&str, String)) {
    let (first, last) = (day(agreement, when.start()), last_day(agreement, when));
    put("end", if last == first { String::new() } else { last });
    put("start", first);
    let precision = when.precision();
    put("date_precision", if precision == WhenPrecision::Exact { "day" } else { precision.to_text() }.to_owned());
}

/// The names of all columns: those above, then all that the agreement's rules ask about. The same in every release.
pub fn names(agreement: &Agreement) -> Vec<String> {
    let own = super::columns_of(agreement);
    let own = own.into_iter().filter(|name| !COLUMNS.iter().any(|column| column.name == name.as_str()));
    COLUMNS.iter().map(|column| column.name.to_owned()).chain(own).collect()
}

/// A row, with a value for each of `names`; empty where there is none.
pub fn record(row: &EventRow, agreement: &Agreement, names: &[String]) -> Vec<String> {
    let mut values = values(row, agreement);
    let own = names.get(COLUMNS.len()..).unwrap_or_default();
    let told = happening(row);
    values.extend(own.iter().map(|name| told.and_then(|told| told.fields.get(name)).cloned().unwrap_or_default()));
    values
}

/// The same into cells that were used before.
pub fn record_into(row: &EventRow, agreement: &Agreement, names: &[String], cells: &mut Vec<String>) {
    cells.resize(names.len(), String::new());
    cells.iter_mut().filter(|cell| !cell.is_empty()).for_each(String::clear);
    fill(row, agreement, cells);
    if let Some(told) = happening(row) {
        for (cell, name) in cells.iter_mut().zip(names).skip(COLUMNS.len()) {
            if let Some(value) = told.fields.get(name) {
                cell.clone_from(value);
            }
        }
    }
}

/// The rows, each with a value for each of `names`; empty where there is none.
pub fn records<'a>(
    released: &'a Released,
    agreement: &'a Agreement,
    names: &'a [String],
) -> impl Iterator<Item = Vec<String>> + 'a {
    released.rows.iter().map(move |row| record(row, agreement, names))
}

/// What stands before the rows of CSV as spreadsheets open it, Arabic and all: UTF-8's mark, the names of the columns, and with tags a row of HXL hashtags.
pub fn csv_head(names: &[String], with_tags: bool) -> Vec<u8> {
    let (mut csv, mut head) = (CsvLine::default(), "\u{feff}".as_bytes().to_vec());
    csv.write(names, &mut head);
    if with_tags {
        let own = names.iter().skip(COLUMNS.len()).map(|name| format!("#meta+{}", name.replace('_', "")));
        let tags: Vec<String> = COLUMNS.iter().map(|column| column.hxl.to_owned()).chain(own).collect();
        csv.write(&tags, &mut head);
    }
    head
}

/// Writes lines of CSV (RFC 4180; lines end with a line feed), with quotes where a value needs them.
#[derive(Default)]
pub struct CsvLine(csv_core::Writer);

impl CsvLine {
    /// Adds a line behind what is there.
    pub fn write(&mut self, cells: &[String], to: &mut Vec<u8>) {
        // A value grows to at most twice its bytes, and two quotes; beside it stands what parts it from the next.
        let room: usize = cells.iter().map(|cell| 2 * cell.len() + 3).sum();
        let mut at = to.len();
        to.resize(at + room + 2, 0);
        for (idx, cell) in cells.iter().enumerate() {
            if idx > 0 {
                at += self.0.delimiter(&mut to[at..]).1;
            }
            at += self.0.field(cell.as_bytes(), &mut to[at..]).2;
        }
        at += self.0.terminator(&mut to[at..]).1;
        to.truncate(at);
    }
}

/// The rows as CSV.
pub fn csv(released: &Released, agreement: &Agreement, with_tags: bool, out: &mut dyn Write) -> io::Result<()> {
    let names = names(agreement);
    out.write_all(&csv_head(&names, with_tags))?;
    let (mut csv, mut line) = (CsvLine::default(), Vec::new());
    for record in records(released, agreement, &names) {
        line.clear();
        csv.write(&record, &mut line);
        out.write_all(&line)?;
    }
    out.flush()
}

/// A JSON object for each row.
pub fn ndjson(released: &Released, agreement: &Agreement, out: &mut dyn Write) -> io::Result<()> {
    released.rows.iter().try_for_each(|row| writeln!(out, "{}", Value::Object(object(row, agreement))))
}

/// A row by the names of its columns; what is empty is left out.
pub fn object(row: &EventRow, agreement: &Agreement) -> Map<String, Value> {
    let names = COLUMNS.iter().map(|column| column.name.to_owned());
    let all = names.zip(values(row, agreement)).filter(|(_, value)| !value.is_empty());
    let mut object: Map<String, Value> = all.map(|(name, value)| (name, Value::String(value))).collect();
    if let Some(told) = happening(row) {
        object.extend(told.fields.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))));
    }
    object
}

/// An event as a feature (RFC 7946). Its place is a point where places leave so, and none where they leave as zones.
pub fn feature(row: &EventRow, agreement: &Agreement) -> Option<Value> {
    let told = happening(row)?;
    let geometry = told.place.point.map(|point| {
        let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
        json!({ "type": "Point", "coordinates": [round(point.lon()), round(point.lat())] })
    });
    let mut properties = object(row, agreement);
    for name in ["id", "lon", "lat"] {
        properties.remove(name);
    }
    for name in ["quantity", "killed", "injured"] {
        let number =
            properties.get(name).and_then(Value::as_str).and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(number) = number {
            properties.insert(name.to_owned(), number);
        }
    }
    Some(json!({ "type": "Feature", "id": row.id, "geometry": geometry, "properties": properties }))
}

/// What stands before the features of a collection, and after them.
pub const GEOJSON_HEAD: &str = "{\"type\":\"FeatureCollection\",\"features\":[";
/// See `GEOJSON_HEAD`.
pub const GEOJSON_FOOT: &str = "\n]}\n";

/// All events as a collection of features, one a line.
pub fn geojson(released: &Released, agreement: &Agreement, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(GEOJSON_HEAD.as_bytes())?;
    for (place, feature) in released.rows.iter().filter_map(|row| feature(row, agreement)).enumerate() {
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &feature)?;
    }
    out.write_all(GEOJSON_FOOT.as_bytes())
}

/// Columns of UCDP GED (codebook 23.1) that a mission can fill. A dyad is never guessed.
const GED: [&str; 22] = [
    "id",
    "relid",
    "year",
    "type_of_violence",
    "dyad_name",
    "side_a",
    "side_b",
    "number_of_sources",
    "where_prec",
    "where_coordinates",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "latitude",
];

/// Fatal events in the columns of UCDP's georeferenced event dataset.
pub fn ged(released: &Released, agreement: &Agreement, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(GED.into_iter().chain(["longitude"]))?;
    for row in &released.rows {
        let Some(told) = happening(row).filter(|told| told.killed.is_some_and(|n| n > 0)) else { continue };
        let name =
            |id: &Option<String>| id.as_deref().map(|id| agreement.party_name(id).to_owned()).unwrap_or_default();
        let (side_a, side_b) = (name(&told.by), name(&told.to));
        let dyad = if side_a.is_empty() || side_b.is_empty() { String::new() } else { format!("{side_a} - {side_b}") };
        let days = (told.when.end().as_second() - told.when.start().as_second()) / 86_400;
        let date_prec = match told.when.precision() {
            WhenPrecision::Ucdp(code) => code,
            WhenPrecision::Week => 3,
            WhenPrecision::Month => 4,
            WhenPrecision::Year => 5,
            _ if days <= 1 => 1,
            _ if days <= 6 => 2,
            _ if days <= 7 => 3,
            _ if days <= 31 => 4,
            _ => 5,
        };
        let point = |of: fn(records::Point) -> f64| {
            told.place.point.map(|point| format!("{:.4}", of(point))).unwrap_or_default()
        };
        let killed = told.killed.map(|n| n.to_string()).unwrap_or_default();
        let day = |at: Timestamp| day(agreement, at);
        table.write_record([
            row.id.as_str(),
            "",
            &day(told.when.start())[..4],
            "",
            &dyad,
            &side_a,
            &side_b,
            "",
            if told.place.point.is_some() { "2" } else { "" },
            told.place.zone.as_deref().unwrap_or_default(),
            if date_prec == 1 { "1" } else { "2" },
            &date_prec.to_string(),
            &day(told.when.start()),
            &last_day(agreement, told.when),
            "",
            "",
            "",
            &killed,
            &killed,
            "",
            "",
            &point(records::Point::lat),
            &point(records::Point::lon),
        ])?;
    }
    table.flush()
}

/// What the columns say, the licence, and how to cite.
pub fn codebook(
    released: &Released,
    agreement: &Agreement,
    licence: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# {}: published events\n", agreement.title)?;
    writeln!(
        out,
        "As of {}, ledger size {}. {} rows; {} events are withheld.\n\nCite as: *{}*, published events, as of {}, ledger size {}.\n\nLicence: {}\n",
        released.as_of,
        released.size,
        released.rows.len(),
        released.n_withheld,
        agreement.title,
        day(agreement, released.as_of),
        released.size,
        licence.unwrap_or("not stated; ask the mission")
    )?;
    writeln!(
        out,
        "An event is what sources claim, with how well it is known; a claim is nobody's guilt. What it means for each provision follows from the agreement: `truce evaluate AGREEMENT.md --events FILE --as-of {}`.\n",
        released.as_of
    )?;
    writeln!(out, "| column | HXL | says |\n|---|---|---|")?;
    for Column { name, hxl, says } in COLUMNS {
        writeln!(out, "| `{name}` | `{hxl}` | {says} |")?;
    }
    writeln!(out, "\n| type | means |\n|---|---|")?;
    let kinds: std::collections::BTreeSet<&str> =
        released.rows.iter().filter_map(happening).map(|told| told.kind.as_str()).collect();
    for kind in kinds {
        let base = || taxonomy::find(kind).map_or(kind, |base| base.label);
        writeln!(
            out,
            "| `{kind}` | {} |",
            agreement.event_types.get(kind).map_or_else(base, |own| own.label.as_str())
        )?;
    }
    let levels = Level::ALL.map(Level::to_text).join(", ");
    writeln!(out, "\nLevels: {levels}. Zones:\n\n| zone | is |\n|---|---|")?;
    for zone in agreement.zones.values() {
        writeln!(out, "| `{}` | {} |", zone.id, zone.label)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn degrees_are_rounded_as_decimals_are() {
        for e7 in [0_i64, 499, 500, 1_499, -499, -500, 342_550_000, -342_512_345, 1_800_000_000, 999_999_999, -5_000] {
            let slow = format!("{:.4}", e7 as f64 / 1e7).replace("-0.0000", "0.0000");
            // Halves: the binary of a decimal half lies on either side of it.
            if e7.abs() % 1_000 != 500 {
                assert_eq!(super::degrees(e7), slow, "{e7}");
            }
        }
        assert_eq!([super::degrees(500), super::degrees(-500)], ["0.0001", "-0.0001"]);
    }
}
