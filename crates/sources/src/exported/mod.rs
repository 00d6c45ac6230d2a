//! Exports of form servers: what ODK Central and KoboToolbox, and servers like them, give back of the submissions they hold. JSON (a
//! list, Central's OData, Kobo's API, or an object a line), or CSV and spreadsheets with each repeated group in a table of its own.
//!
//! Of a form that `views::forms` made, each submission gives the reports that it would have given had it come straight from the device,
//! under the same ids. Of any other form, its questions are columns, under names of ours or by a mapping.

mod archive;
mod tables;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::form::Submission;
use crate::mapping::{Mapping, Not};
use crate::reports;
use crate::row::{Rejected, Row};
use crate::xml::Element;
use crate::{Draft, workbook};

/// What tells of the device, the person or the server, and not of what happened; the phone's own clock among it.
const NOT_TOLD: [&str; 22] = [
    "start",
    "end",
    "today",
    "deviceid",
    "device_id",
    "username",
    "phonenumber",
    "phone_number",
    "simserial",
    "subscriberid",
    "email",
    "audit",
    "instanceID",
    "instanceName",
    "rootUuid",
    "deprecatedID",
    "KEY",
    "PARENT_KEY",
    "SubmissionDate",
    "SubmitterID",
    "SubmitterName",
    "FormVersion",
];
/// Further ones, of Central.
const NOT_TOLD_BY_SERVERS: [&str; 7] =
    ["AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "formhub"];

/// A part of an export: JSON, or a table by its name, without `.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its text.
    pub bytes: Vec<u8>,
}

/// A submission, and the line or place at which it stands.
type Exported = (u64, Map<String, Value>);

/// Reads an export. `source` tells what is in it where neither
/// a question nor the mapping does. What is wrong with the whole is rejected as one row without a text.
pub fn read_export(
    parts: &[Part],
    mapping: &Mapping,
    source: Option<&str>,
    zone: &TimeZone,
    each: &mut dyn FnMut(Result<(u64, Draft), Rejected>),
) {
    let submissions = match parts {
        [Part { bytes, .. }] if is_json(bytes) => of_json(bytes, &mut |row| each(Err(row))),
        _ => tables::submissions(parts, &mut |row| each(Err(row))),
    };
    let submissions = submissions.unwrap_or_else(|reason| {
        each(Err(Rejected { line: 1, reason, row: String::new(), cells: Vec::new() }));
        Vec::new()
    });
    for (line, object) in submissions {
        let made = of_one(&object, mapping, source, zone);
        // Mended as a whole, it is given again as a whole: what is in the record adds nothing.
        let fault =
            |reason| Rejected { line, reason, row: Value::Object(object.clone()).to_string(), cells: Vec::new() };
        match made {
            Ok(all) => all.into_iter().for_each(|one| each(one.map(|draft| (line, draft)).map_err(fault))),
            Err(reason) => each(Err(fault(reason))),
        }
    }
}

/// The parts of an export: the sheets of a spreadsheet, the tables of a ZIP archive, or the text itself.
pub fn parts_of(name: &str, bytes: Vec<u8>) -> Result<Vec<Part>, String> {
    if !workbook::is_workbook(&bytes) {
        return Ok(vec![Part { name: name.to_owned(), bytes }]);
    }
    match archive::tables(&bytes)? {
        Some(parts) => Ok(parts),
        None => {
            let sheets = workbook::sheets(bytes)?;
            Ok(sheets.into_iter().map(|(name, bytes)| Part { name, bytes }).collect())
        }
    }
}

fn is_json(text: &[u8]) -> bool {
    let start = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    start.starts_with(b"{") || start.starts_with(b"[")
}

/// Submissions with their places: the line where each has one of its own, else which one it is.
fn of_json(text: &[u8], rejected: &mut dyn FnMut(Rejected)) -> Result<Vec<Exported>, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let list = match serde_json::from_slice::<Value>(text) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(mut object)) => {
            if ["next", "@odata.nextLink"].iter().any(|name| object.get(*name).is_some_and(Value::is_string)) {
                let reason = "this is one page of several: fetch the others, too".to_owned();
                rejected(Rejected { line: 1, reason, row: String::new(), cells: Vec::new() });
            }
            let found = ["value", "results"].iter().find(|name| object.get(**name).is_some_and(Value::is_array));
            match found.and_then(|name| object.remove(*name)) {
                Some(Value::Array(list)) => list,
                _ => vec![Value::Object(object)],
            }
        }
        Ok(_) => return Err("the JSON holds no submissions".to_owned()),
        Err(error) if text.trim_ascii_start().starts_with(b"[") => return Err(format!("the JSON is broken: {error}")),
        // One object a line.
        Err(_) => return Ok(of_lines(text, rejected)),
    };
    let mut out = Vec::with_capacity(list.len());
    for (place, one) in (1..).zip(list) {
        match one {
            Value::Object(object) => out.push((place, object)),
            other => rejected(Rejected {
                line: place,
                reason: "it is not a JSON object".to_owned(),
                row: other.to_string(),
                cells: Vec::new(),
            }),
        }
    }
    Ok(out)
}

fn of_lines(text: &[u8], rejected: &mut dyn FnMut(Rejected)) -> Vec<Exported> {
    let mut out = Vec::new();
    for (line, text) in (1..).zip(text.split(|byte| *byte == b'\n')).filter(|(_, text)| !text.trim_ascii().is_empty()) {
        match serde_json::from_slice(text) {
            Ok(object) => out.push((line, object)),
            Err(error) => rejected(Rejected {
                line,
                reason: format!("the line is not a JSON object: {error}"),
                row: String::from_utf8_lossy(text).into_owned(),
                cells: Vec::new(),
            }),
        }
    }
    out
}

type Made = Vec<Result<Draft, String>>;

/// What one submission gives; the error is about the whole of it.
fn of_one(
    object: &Map<String, Value>,
    mapping: &Mapping,
    source: Option<&str>,
    zone: &TimeZone,
) -> Result<Made, String> {
    let root = tree(object)?;
    let id = id(&root)?;
    if root.answer("Status").eq_ignore_ascii_case("not decrypted") || root.answer("encrypted") == "yes" {
        return Err("it is enciphered: export it with its passphrase".to_owned());
    }
    if is_refused(&root) {
        return Ok(vec![Ok(Draft::LeftOut("refused by a reviewer of the form server".to_owned()))]);
    }
    let is_foreign = is_of_questions(mapping);
    let is_patrol = ["means_patrol", "means_post", "means_drone", "means_camera"]
        .contains(&root.child("means").map_or("", |means| means.text.trim()));
    let has_acts = root.all("act").any(|act| act.child("type").is_some())
        && root.child("time").is_some_and(|time| time.child("when_known").is_some());
    if !is_foreign && (is_patrol || has_acts) {
        let flat = Flat::of(&root, None, &id, mapping, source);
        let told_by = flat.through(mapping, |row| row.need("source"));
        let told_by = told_by.map_err(why)?.map_err(|_| NO_SOURCE.to_owned())?;
        let reports = Submission::of_tree(root, &id, is_patrol).reports(&told_by, &id, zone);
        return Ok(reports.into_iter().map(|report| report.map(Box::new).map(Draft::Report)).collect());
    }
    let groups = items(&root, mapping);
    let groups = if groups.is_empty() { vec![None] } else { groups.into_iter().map(Some).collect() };
    let mut out = Vec::with_capacity(groups.len());
    for (place, item) in groups.into_iter().enumerate() {
        let own = if place == 0 { id.clone() } else { format!("{id}-{}", place + 1) };
        let flat = Flat::of(&root, item, &own, mapping, source);
        let made = flat.through(mapping, |row| {
            row.need("source").map_err(|_| NO_SOURCE.to_owned())?;
            if flat.is_clock && row.get("start").is_empty() {
                return Err("no question says when it happened: start and end are when the form was opened and closed; a mapping says \
                            which question it is"
                    .to_owned());
            }
            reports::report(row, zone).map(Box::new).map(Draft::Report)
        });
        out.push(match made {
            Ok(draft) => draft,
            Err(Not::LeftOut(code)) => Ok(Draft::LeftOut(code)),
            Err(Not::Usable(reason)) => Err(reason),
        });
    }
    Ok(out)
}

/// Whether a mapping says what questions mean, and so that the form is not ours; who tells it may be said of ours, too.
fn is_of_questions(mapping: &Mapping) -> bool {
    let mut rest = mapping.clone();
    rest.columns.remove("source");
    rest.constants.remove("source");
    rest.codes.remove("source");
    rest != Mapping::default()
}

/// Whether a reviewer of the form server has refused it: ODK Central's review state, Kobo's validation status.
fn is_refused(root: &Element) -> bool {
    let central = [root.child("ReviewState"), root.child("__system").and_then(|system| system.child("reviewState"))];
    let kobo = root.child("_validation_status").map_or("", |status| {
        let uid = status.answer("uid");
        if uid.is_empty() { status.text.trim() } else { uid }
    });
    central.into_iter().flatten().any(|state| state.text.trim() == "rejected")
        || kobo == "validation_status_not_approved"
}

const NO_SOURCE: &str = "nothing says who tells it: give --source, or a mapping";

fn why(not: Not) -> String {
    match not {
        Not::LeftOut(reason) | Not::Usable(reason) => reason,
    }
}

/// The same through all edits, and the same as the device gave it.
fn id(root: &Element) -> Result<String, String> {
    let of_meta = |name: &str| root.child("meta").map_or("", |meta| meta.answer(name)).to_owned();
    let own = |name: &str| root.child(name).map_or("", |child| child.text.trim()).to_owned();
    let all = [of_meta("rootUuid"), own("__id"), own("KEY"), of_meta("instanceID"), own("instanceID"), own("_uuid")];
    let id = all.into_iter().find(|id| !id.is_empty()).ok_or("it has no id: no instanceID, _uuid or KEY")?;
    if id.len() > 200 {
        return Err("its id is too long".to_owned());
    }
    let is_bare = id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    Ok(if is_bare { format!("uuid:{id}") } else { id })
}

/// The repeated group whose items are told of one by one: the mapping's, or else one whose items have a type.
fn items<'e>(root: &'e Element, mapping: &Mapping) -> Vec<&'e Element> {
    let mut found = Vec::new();
    collect(root, &mut |element| {
        let is_it = match &mapping.each {
            Some(name) => element.name == *name,
            None => element.child("type").is_some_and(|kind| kind.children.is_empty()) && !std::ptr::eq(element, root),
        };
        if is_it {
            found.push(element);
        }
    });
    // A plain group that holds a type is no repetition: all of it is read anyway.
    if mapping.each.is_none() && found.len() < 2 { Vec::new() } else { found }
}

fn collect<'e>(element: &'e Element, each: &mut dyn FnMut(&'e Element)) {
    each(element);
    element.children.iter().for_each(|child| collect(child, each));
}

/// A submission as a row: its questions by the last part of their names, or by their whole names where the mapping has them so.
struct Flat {
    names: Vec<String>,
    values: csv::StringRecord,
    /// Whether the form kept the phone's clock under names that are columns of ours.
    is_clock: bool,
    /// Whether what is taken now is one more of a repeated group: its answers stand beside those of the first.
    is_again: bool,
}

impl Flat {
    fn of(root: &Element, item: Option<&Element>, id: &str, mapping: &Mapping, source: Option<&str>) -> Flat {
        let mut flat = Flat { names: Vec::new(), values: csv::StringRecord::new(), is_clock: false, is_again: false };
        flat.set("id", id);
        // What one of several tells stands before what all have in common.
        if let Some(item) = item {
            flat.take(item, &item.name, mapping, None);
        }
        flat.is_clock = ["start", "end"].iter().all(|name| root.child(name).is_some_and(|at| at.text.contains('T')));
        let aside = item.map(|item| item.name.as_str());
        for (place, child) in root.children.iter().enumerate() {
            flat.is_again = root.children[..place].iter().any(|before| before.name == child.name);
            let is_clock = flat.is_clock && matches!(child.name.as_str(), "start" | "end");
            let is_ours = matches!(child.name.as_str(), "start" | "end") && !is_clock;
            let is_told = is_ours || (!NOT_TOLD.contains(&child.name.as_str()) && !child.name.starts_with('_'));
            if is_told && !NOT_TOLD_BY_SERVERS.contains(&child.name.as_str()) && child.name != "meta" {
                flat.take_one(child, "", mapping, aside);
            } else if mapping.names(&child.name) {
                flat.set(&child.name, child.text.trim());
            }
        }
        flat.is_again = false;
        let received = ["_submission_time", "SubmissionDate", "submissionDate"];
        if let Some(at) = received.iter().map(|name| root.answer(name)).find(|at| !at.is_empty()) {
            // Kobo leaves out that it is UTC.
            let has_zone = at.ends_with('Z') || at.rfind(['+', '-']).is_some_and(|place| place > 10);
            let at = if at.contains('T') && !has_zone { format!("{at}Z") } else { at.to_owned() };
            flat.set("reported_at", &at);
        }
        if let Some(source) = source {
            flat.set("source", source);
        }
        flat
    }

    /// What stands first stays; of a group that is repeated, all does.
    fn set(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        match self.names.iter().position(|known| known == name) {
            None => {
                self.names.push(name.to_owned());
                self.values.push_field(value);
            }
            Some(place) if self.is_again => {
                let mut values: Vec<String> = self.values.iter().map(str::to_owned).collect();
                values[place].push_str("; ");
                values[place].push_str(value);
                self.values = values.into();
            }
            Some(_) => {}
        }
    }

    fn take(&mut self, group: &Element, path: &str, mapping: &Mapping, aside: Option<&str>) {
        let was_again = self.is_again;
        for (place, child) in group.children.iter().enumerate() {
            self.is_again = was_again || group.children[..place].iter().any(|before| before.name == child.name);
            self.take_one(child, path, mapping, aside);
        }
        self.is_again = was_again;
    }

    fn take_one(&mut self, child: &Element, path: &str, mapping: &Mapping, aside: Option<&str>) {
        if aside == Some(child.name.as_str()) || child.name == "meta" {
            return;
        }
        let path = if path.is_empty() { child.name.clone() } else { format!("{path}/{}", child.name) };
        if !child.children.is_empty() {
            return self.take(child, &path, mapping, aside);
        }
        let hyphens = path.replace('/', "-");
        let whole = [&path, &hyphens].into_iter().find(|name| mapping.names(name));
        let name = whole.unwrap_or(&child.name);
        let text = child.text.trim();
        if !mapping.names(name)
            && let Some((lat, lon, metres)) = crate::form::geopoint(text).filter(|_| is_geopoint(text))
        {
            self.set("lat", lat);
            self.set("lon", lon);
            if metres > 0 {
                self.set("place_precision", &format!("{metres}m"));
            }
            return;
        }
        self.set(name, text);
    }

    fn through<T>(&self, mapping: &Mapping, run: impl FnOnce(&Row<'_>) -> T) -> Result<T, Not> {
        mapping.renamed(&Row { line: 0, names: &self.names, values: &self.values }, run)
    }
}

/// Four numbers, as devices write a point.
fn is_geopoint(text: &str) -> bool {
    let numbers: Vec<Option<f64>> = text.split_whitespace().map(|part| part.parse().ok()).collect();
    numbers.len() == 4 && numbers.iter().all(Option::is_some)
}

/// A submission as the XML it was.
fn tree(object: &Map<String, Value>) -> Result<Element, String> {
    let mut root = Element { name: "data".to_owned(), ..Element::default() };
    fill(&mut root, object, "", 0)?;
    Ok(root)
}

fn fill(into: &mut Element, object: &Map<String, Value>, path: &str, depth: usize) -> Result<(), String> {
    if depth > 32 {
        return Err("it is nested too deep".to_owned());
    }
    for (key, value) in object {
        if let Some((group, _)) = key.split_once("@odata.navigationLink") {
            if !object.contains_key(group) {
                return Err(format!("the repeated group {group} is not in the export: export it with $expand=*"));
            }
            continue;
        }
        let own = key.strip_prefix(path).and_then(|rest| rest.strip_prefix('/')).unwrap_or(key);
        let (groups, leaf) = own.rsplit_once('/').unwrap_or(("", own));
        // Servers' own keys are of interest at the top alone; those that hold a path are about a question, not an answer.
        let is_servers = key.starts_with('_') || key == "KEY" || key == "PARENT_KEY";
        if leaf.is_empty() || (is_servers && (depth > 0 || key.contains('/'))) {
            continue;
        }
        let mut at = &mut *into;
        for group in groups.split('/').filter(|group| !group.is_empty()) {
            at = child_of(at, group);
        }
        let whole = if path.is_empty() || own != key { key.clone() } else { format!("{path}/{key}") };
        match value {
            Value::Null => {}
            Value::Object(inner) => match point(inner) {
                Some(text) => child_of(at, leaf).text = text,
                None => fill(child_of(at, leaf), inner, &whole, depth + 1)?,
            },
            Value::Array(list) if list.iter().any(Value::is_object) => {
                for inner in list.iter().filter_map(Value::as_object) {
                    let mut item = Element { name: leaf.to_owned(), ..Element::default() };
                    fill(&mut item, inner, &whole, depth + 1)?;
                    at.children.push(item);
                }
            }
            Value::Array(list) => {
                let words: Vec<String> = list.iter().map(scalar).collect();
                child_of(at, leaf).text = words.join(" ");
            }
            other => child_of(at, leaf).text = scalar(other),
        }
    }
    Ok(())
}

fn child_of<'e>(element: &'e mut Element, name: &str) -> &'e mut Element {
    let place = element.children.iter().position(|child| child.name == name);
    let place = place.unwrap_or_else(|| {
        element.children.push(Element { name: name.to_owned(), ..Element::default() });
        element.children.len() - 1
    });
    &mut element.children[place]
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A point as devices write it, from GeoJSON or from the four columns that Central makes of it.
fn point(object: &Map<String, Value>) -> Option<String> {
    let number = |value: Option<&Value>| value.map(scalar).filter(|text| !text.is_empty());
    if object.get("type").is_some_and(|kind| kind == "Point") {
        let at = object.get("coordinates")?.as_array()?;
        let accuracy = number(object.get("properties").and_then(|own| own.get("accuracy")));
        let (lon, lat) = (number(at.first())?, number(at.get(1))?);
        let height = number(at.get(2)).unwrap_or_else(|| "0".to_owned());
        return Some(format!("{lat} {lon} {height} {}", accuracy.unwrap_or_else(|| "0".to_owned())));
    }
    let columns = ["Latitude", "Longitude", "Altitude", "Accuracy"];
    let is_point = object.contains_key("Latitude") && object.keys().all(|key| columns.contains(&key.as_str()));
    is_point.then(|| {
        let of = |name: &str| number(object.get(name)).unwrap_or_else(|| "0".to_owned());
        columns.map(of).join(" ")
    })
}
