//! Candidates of articles as JSON, and from JSON where a program of the mission's own wrote them.

use std::ops::Range;

use news::{Candidate, Document, Kind, Party, Place, Quoted, Spans, Speaker, Stance};
use serde_json::{Map, Value, json};

/// What all candidates of an article have in common.
pub(crate) struct About {
    /// Name of the file, with the number of the item in a feed.
    pub(crate) name: String,
    /// Language of the article.
    pub(crate) language: Option<String>,
    /// The article that this one is a copy of.
    pub(crate) copy_of: Option<String>,
}

fn span(range: &Range<usize>) -> Value {
    json!([range.start, range.end])
}

/// A candidate as DESIGN's `candidates` has it.
pub(crate) fn object(candidate: &Candidate, document: &Document, about: &About) -> Map<String, Value> {
    let id = |number: usize| format!("{}#{number}", about.name);
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(id(candidate.number)));
    out.insert("type".to_owned(), json!(candidate.kind));
    out.insert("plover".to_owned(), json!(candidate.act.and_then(|act| act.plover)));
    out.insert("cameo".to_owned(), json!(candidate.act.map(|act| act.cameo)));
    out.insert("by".to_owned(), names(&candidate.by));
    out.insert("to".to_owned(), names(&candidate.to));
    out.insert("when".to_owned(), when(candidate));
    out.insert("where".to_owned(), candidate.place.as_ref().map_or(Value::Null, place));
    out.insert("said_by".to_owned(), speaker(&candidate.said_by));
    out.insert("stance".to_owned(), json!(candidate.stance.to_text()));
    out.insert("quoted".to_owned(), json!(candidate.quoted.to_text()));
    out.insert("within".to_owned(), json!(candidate.within.map(id)));
    out.insert("part_of".to_owned(), json!(candidate.part_of.map(id)));
    out.insert("text".to_owned(), json!(candidate.text));
    out.insert("killed".to_owned(), json!(candidate.killed));
    out.insert("injured".to_owned(), json!(candidate.injured));
    let numbers = candidate
        .numbers
        .iter()
        .map(|number| json!({"value": number.value, "text": number.text, "of": number.of, "span": span(&number.span)}));
    out.insert("numbers".to_owned(), numbers.collect());
    let parties: Vec<Value> = candidate.by.iter().map(|party| ("by", party)).chain(candidate.to.iter().map(|party| ("to", party))).map(|(side, party)| {
        json!({"side": side, "name": party.name, "code": party.code, "offices": party.offices, "span": span(&party.span)})
    }).collect();
    out.insert("actors".to_owned(), Value::Array(parties));
    out.insert("spans".to_owned(), spans(&candidate.spans, candidate));
    out.insert("remarks".to_owned(), json!(candidate.remarks));
    out.insert("rule".to_owned(), json!(candidate.rule));
    out.insert(
        "document".to_owned(),
        json!({
            "name": about.name, "title": document.title, "outlet": document.outlet, "author": document.author,
            "date": document.date.map(|date| date.to_string()), "address": document.address,
            "language": about.language, "copy_of": about.copy_of,
        }),
    );
    out
}

fn names(parties: &[Party]) -> Value {
    parties.iter().map(|party| json!(party.name)).collect()
}

fn when(candidate: &Candidate) -> Value {
    let Some(when) = &candidate.when else { return Value::Null };
    json!({
        "start": when.days.map(|(from, _)| from.to_string()), "end": when.days.map(|(_, until)| until.to_string()),
        "precision": when.precision.to_text(),
    })
}

fn place(place: &Place) -> Value {
    let points: Vec<Value> = place
        .found
        .iter()
        .map(|point| {
            json!({"name": point.name, "kind": point.kind, "country": point.country, "lon": point.lon, "lat": point.lat,
                   "place_precision": point.precision})
        })
        .collect();
    json!({"name": place.name, "found": points})
}

fn speaker(speaker: &Speaker) -> Value {
    json!({
        "name": speaker.name, "description": speaker.description, "kind": speaker.kind.map(Kind::to_text), "code": speaker.code,
    })
}

fn spans(spans: &Spans, candidate: &Candidate) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, range: &Option<Range<usize>>| {
        if let Some(range) = range {
            out.insert(name.to_owned(), span(range));
        }
    };
    put("said_by", &spans.said_by);
    put("cue", &spans.cue);
    put("act", &spans.act);
    put("when", &spans.when);
    put("where", &spans.place);
    let list = |parties: &[Party]| -> Value { parties.iter().map(|party| span(&party.span)).collect() };
    out.insert("content".to_owned(), spans.content.iter().map(span).collect());
    out.insert("by".to_owned(), list(&candidate.by));
    out.insert("to".to_owned(), list(&candidate.to));
    Value::Object(out)
}

/// A candidate that a program of the mission's own wrote about a text; its spans are bytes of that text.
pub(crate) fn from_object(
    line: &Value,
    number: usize,
    text: &str,
    in_file: &dyn Fn(&Range<usize>) -> Range<usize>,
) -> Result<Candidate, String> {
    let get = |name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
    let range = |value: &Value| -> Result<Range<usize>, String> {
        let numbers: Vec<usize> = value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|number| usize::try_from(number.as_u64()?).ok())
            .collect();
        let [start, end] = numbers.as_slice() else { return Err(format!("{value} is no span of two numbers")) };
        let is_inside = start <= end && text.is_char_boundary(*start) && text.is_char_boundary(*end);
        if is_inside {
            Ok(*start..*end)
        } else {
            Err(format!("the span {value} lies outside the text, or within a letter"))
        }
    };
    let spans_of = |name: &str| line.get("spans").and_then(|spans| spans.get(name));
    let one = |name: &str| spans_of(name).map(&range).transpose().map(|range| range.map(|range| in_file(&range)));
    let content = spans_of("content").and_then(Value::as_array).ok_or("it has no spans of its content")?;
    let content: Vec<Range<usize>> = content.iter().map(&range).collect::<Result<_, _>>()?;
    let pieces: Vec<&str> = content.iter().map(|piece| &text[piece.clone()]).collect();
    let stance = get("stance").unwrap_or_else(|| "asserts".to_owned());
    let said_by = line.get("said_by").cloned().unwrap_or(Value::Null);
    let said = |name: &str| said_by.get(name).and_then(Value::as_str).map(str::to_owned);
    let kind = said("kind")
        .map(|kind| Kind::from_text(&kind).ok_or_else(|| format!("{kind:?} is no kind of source")))
        .transpose()?;
    let parties = |name: &str| -> Vec<Party> {
        let names = line.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        names.map(|name| Party { name: name.to_owned(), code: None, offices: Vec::new(), span: 0..0 }).collect()
    };
    let stance = Stance::from_text(&stance).ok_or_else(|| format!("{stance:?} is no stance"))?;
    let quoted = match get("quoted").as_deref() {
        Some("direct") => Quoted::Direct,
        Some("mixed") => Quoted::Mixed,
        _ => Quoted::Indirect,
    };
    let said_by = Speaker { name: said("name"), description: said("description"), kind, code: said("code") };
    Ok(Candidate {
        number,
        kind: get("type"),
        by: parties("by"),
        to: parties("to"),
        text: pieces.join(" … "),
        killed: line.get("killed").and_then(Value::as_u64),
        injured: line.get("injured").and_then(Value::as_u64),
        spans: Spans {
            said_by: one("said_by")?,
            cue: one("cue")?,
            content: content.iter().map(in_file).collect(),
            act: one("act")?,
            when: one("when")?,
            place: one("where")?,
        },
        ..Candidate::new(said_by, stance, quoted, "the mission's own program")
    })
}

/// A text on one line, without signs that a terminal would act on.
pub(crate) fn plain(text: &str) -> String {
    let is_order = |sign: char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let signs = text.chars().filter(|sign| !is_order(*sign));
    signs.map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// A candidate for people.
pub(crate) fn text(candidate: &Candidate, about: &About) -> String {
    let mut out = format!("{}#{}  {}", about.name, candidate.number, candidate.kind.as_deref().unwrap_or("-"));
    if let Some(act) = candidate.act {
        out.push_str(&format!("  {} {}", act.plover.unwrap_or("-"), act.cameo));
    }
    let speaker = &candidate.said_by;
    let who = speaker.name.as_deref().or(speaker.description.as_deref()).unwrap_or("nobody named");
    let kind = speaker.kind.map_or("unknown", Kind::to_text);
    out.push_str(&format!(
        "\n    {} ({kind}) {}, {}",
        plain(who),
        candidate.stance.to_text(),
        candidate.quoted.to_text()
    ));
    if let Some(within) = candidate.within {
        out.push_str(&format!(", as #{within} says"));
    }
    out.push_str(&format!(": {}\n", plain(&candidate.text)));
    let list = |parties: &[Party]| -> String {
        let names = parties.iter().map(|party| match &party.code {
            Some(code) => format!("{} [{code}]", plain(&party.name)),
            None => plain(&party.name),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if !candidate.by.is_empty() {
        parts.push(format!("by {}", list(&candidate.by)));
    }
    if !candidate.to.is_empty() {
        parts.push(format!("to {}", list(&candidate.to)));
    }
    if let Some((from, until)) = candidate.when.as_ref().and_then(|when| when.days) {
        parts.push(if from == until { format!("on {from}") } else { format!("{from} to {until}") });
    }
    if let Some(place) = &candidate.place {
        parts.push(format!("in {}", plain(&place.name)));
    }
    if !parts.is_empty() {
        out.push_str(&format!("    {}\n", parts.join("; ")));
    }
    for remark in &candidate.remarks {
        out.push_str(&format!("    ! {}\n", plain(remark)));
    }
    out
}
