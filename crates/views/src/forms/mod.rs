//! Field forms: XForms for ODK Collect, KoboCollect and every client like them, made from the agreement's definitions.
//!
//! One form for each family of event types that the agreement knows, and one for patrols. The names of questions are the columns of
//! the reports format, so that a submission is read as a row of it. `words` has the texts, `xform` writes XML.

mod words;
mod xform;

use std::collections::{BTreeMap, BTreeSet};

use provisions::{Agreement, FieldHolds};
use records::taxonomy;

use crate::plain::base_type_in_arabic;
use words::{Said, as_written, said};
pub(crate) use xform::escaped;
use xform::{Asks, Part, Question, value};

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its id, as clients know it.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Its version: that of the agreement, and of the way in which forms are made.
    pub version: String,
    /// The XForm.
    pub xml: String,
}

/// The form in a browser, for devices without the app: file names with media types and bytes. It fetches the forms as the app does.
pub const FIELD: [(&str, &str, &str); 7] = [
    ("", "text/html; charset=utf-8", include_str!("../../field/page.html")),
    ("field.css", "text/css; charset=utf-8", include_str!("../../field/field.css")),
    ("words.js", "text/javascript; charset=utf-8", include_str!("../../field/words.js")),
    ("xform.js", "text/javascript; charset=utf-8", include_str!("../../field/xform.js")),
    ("queue.js", "text/javascript; charset=utf-8", include_str!("../../field/queue.js")),
    ("app.js", "text/javascript; charset=utf-8", include_str!("../../field/app.js")),
    ("sw.js", "text/javascript; charset=utf-8", include_str!("../../field/sw.js")),
];

/// Raised whenever the same agreement gives another form.
const REVISION: u32 = 1;

/// The families of the base list that have no form: what bodies do, and money, are not told from the field.
const NOT_FROM_THE_FIELD: [&str; 2] = ["institution", "finance"];

/// Columns that registers read, by family.
const PARTICULARS: [(&str, &[&str]); 4] = [
    ("aid", &["consignment", "destination", "crossing"]),
    ("contact", &["with"]),
    ("disarmament", &["serial", "marking", "condition"]),
    ("reconstruction", &["request", "project"]),
];

/// A type that can be reported.
struct Kind<'a> {
    id: &'a str,
    label: Said,
    fields: Vec<&'a provisions::Field>,
}

/// The forms of an agreement, from all its versions so far: what could be told yesterday can be told today. The latest version
/// stands last. With the mission's public key for forms, clients encipher what they send.
pub fn forms(versions: &[&Agreement], key: Option<&str>) -> Vec<Form> {
    let Some(latest) = versions.last() else { return Vec::new() };
    // With another key it is another version.
    let mark = key.map(|key| {
        format!(".{}", key.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))))
    });
    let version = format!("{}.{REVISION}{}", versions.len(), mark.unwrap_or_default());
    let mut out: Vec<Form> = Vec::new();
    for (family, kinds) in families(versions) {
        let particulars = PARTICULARS.iter().filter(|(of, _)| *of == family).map(|(_, names)| *names);
        let particulars: Vec<&str> = particulars.flatten().copied().collect();
        let id = format!("truce.{}.{family}", latest.id);
        let words = [said("form")[0].as_str(), family].join(": ");
        // What tells forms apart stands first: phones cut long names.
        let name = format!("{words} · {}", latest.title);
        let xml = xform::write(&id, &version, (&name, key), &of_events(versions, &kinds, &particulars));
        out.push(Form { id, name, version: version.clone(), xml });
    }
    let id = format!("truce.{}.patrol", latest.id);
    let name = format!("{} · {}", said("patrol")[0], latest.title);
    let xml = xform::write(&id, &version, (&name, key), &of_patrols(versions));
    out.push(Form { id, name, version, xml });
    out
}

/// The types that can be told, by family; what brings others together is told by those.
fn families<'a>(versions: &[&'a Agreement]) -> BTreeMap<&'a str, Vec<Kind<'a>>> {
    let mut of_family: BTreeMap<&str, BTreeMap<&str, Kind<'a>>> = BTreeMap::new();
    let base_family = |kind: &str| taxonomy::find(kind).map(|base| base.family);
    // The latest version's words stand.
    for agreement in versions {
        for own in agreement.event_types.values() {
            let parts: BTreeSet<&str> = own.types.iter().filter_map(|part| base_family(part)).collect();
            for family in &parts {
                of_family.entry(family).or_default();
            }
            let family = base_family(&own.id).or(parts.first().copied()).unwrap_or("other");
            let is_union = own.types.iter().any(|part| *part != own.id && agreement.event_types.contains_key(part));
            let is_of_base = own.types.iter().any(|part| *part != own.id && taxonomy::find(part).is_some());
            if !is_union && !is_of_base {
                let kind = Kind { id: &own.id, label: as_written(&own.label), fields: own.fields.iter().collect() };
                of_family.entry(family).or_default().insert(&own.id, kind);
            }
        }
    }
    let duties = versions.iter().flat_map(|agreement| agreement.rules()).flat_map(|(_, rule)| &rule.readings);
    let asked = duties.flat_map(|reading| reading.duty.kind.selections()).flat_map(|selection| &selection.types);
    for family in asked.filter_map(|kind| base_family(kind)) {
        of_family.entry(family).or_default();
    }
    for (family, kinds) in &mut of_family {
        for base in taxonomy::TYPES.iter().filter(|base| base.family == *family) {
            let label = [base.label.to_owned(), base_type_in_arabic(base.name).unwrap_or(base.label).to_owned()];
            kinds.entry(base.name).or_insert(Kind { id: base.name, label, fields: Vec::new() });
        }
    }
    of_family.retain(|family, kinds| !NOT_FROM_THE_FIELD.contains(family) && !kinds.is_empty());
    of_family.into_iter().map(|(family, kinds)| (family, kinds.into_values().collect())).collect()
}

fn one(names: &[&str]) -> Asks {
    Asks::One(names.iter().map(|name| ((*name).to_owned(), said(name))).collect())
}

fn ask(name: &str, asks: Asks) -> Question {
    Question::new(name, asks, said(name))
}

/// Parties, other actors and bodies of all versions.
fn actors(versions: &[&Agreement], rest: &[&str]) -> Asks {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for agreement in versions.iter().rev() {
        let all = agreement.parties.iter().chain(&agreement.non_signatories).chain(&agreement.bodies);
        for party in all.filter(|party| seen.insert(party.id.clone())) {
            out.push((value(&party.id), as_written(&party.name)));
        }
    }
    out.extend(rest.iter().map(|name| ((*name).to_owned(), said(name))));
    Asks::One(out)
}

fn zones(versions: &[&Agreement]) -> Vec<(String, Said)> {
    let mut out: BTreeMap<&str, &str> = BTreeMap::new();
    for agreement in versions {
        out.extend(agreement.zones.values().map(|zone| (zone.id.as_str(), zone.label.as_str())));
    }
    out.into_iter().map(|(id, label)| (value(id), as_written(label))).collect()
}

fn of_events(versions: &[&Agreement], kinds: &[Kind<'_>], particulars: &[&str]) -> Vec<Part> {
    vec![
        Part::Preloaded { name: "form_opened", what: "start" },
        Part::Preloaded { name: "form_closed", what: "end" },
        acts(versions, kinds, particulars),
        when(),
        place(versions),
        Part::Question(ask("basis", one(&["seen", "heard", "sensor", "trace", "told"])).needed()),
        Part::Question(
            ask(
                "told_by",
                one(&["resident", "medical", "aid_worker", "journalist", "official", "soldier", "somebody"]),
            )
            .when("/data/basis = 'told'"),
        ),
        observer(),
        victims(),
        consent(),
        // Who does not agree to be recorded is not asked for words.
        Part::Question(ask("text", Asks::Words).when("not(/data/consent/consent_recorded = 'no')")),
        Part::Question(ask("language", languages())),
        Part::Repeat {
            name: "picture".to_owned(),
            label: said("picture"),
            parts: vec![Part::Question(ask("photo", Asks::Picture))],
        },
    ]
}

fn languages() -> Asks {
    let all = [
        ("en", "English"),
        ("ar", "العربية"),
        ("he", "עברית"),
        ("tr", "Türkçe"),
        ("fr", "Français"),
        ("es", "Español"),
    ];
    Asks::One(all.iter().map(|(code, name)| ((*code).to_owned(), as_written(name))).collect())
}

fn acts(versions: &[&Agreement], kinds: &[Kind<'_>], particulars: &[&str]) -> Part {
    let types = kinds.iter().map(|kind| (value(kind.id), kind.label.clone())).collect();
    let not_negative = |name: &str, asks: Asks| ask(name, asks).limit(". >= 0", said("not_negative"));
    let mut parts = vec![
        ask("type", Asks::One(types)).needed(),
        ask("by", actors(versions, &["unknown", "other"])).needed(),
        Question::new("by_name", Asks::Words, said("other_name")).when("../by = 'other'"),
        ask("to", actors(versions, &["nobody", "other"])),
        Question::new("to_name", Asks::Words, said("other_name")).when("../to = 'other'"),
        ask("item", Asks::Words),
        not_negative("quantity", Asks::Number),
        ask("unit", Asks::Words).when("../quantity != ''"),
        not_negative("killed", Asks::Whole),
        not_negative("injured", Asks::Whole),
    ];
    parts.extend(particulars.iter().map(|name| ask(name, Asks::Words)));
    let mut asked: BTreeMap<&str, (Vec<String>, &provisions::Field)> = BTreeMap::new();
    for kind in kinds {
        // What is asked of a type that comprises others is asked of each of them.
        let own_types = versions.iter().rev().flat_map(|agreement| agreement.event_types.values());
        let comprising = own_types.filter(|own| own.id != kind.id && own.types.contains(kind.id));
        for field in kind.fields.iter().copied().chain(comprising.flat_map(|own| &own.fields)) {
            let types = &mut asked.entry(&field.id).or_insert((Vec::new(), field)).0;
            if !types.contains(&value(kind.id)) {
                types.push(value(kind.id));
            }
        }
    }
    // One that is called as a question is that question.
    let is_new = |name: &str| parts.iter().all(|part| part.name != name);
    let asked: Vec<_> = asked.into_iter().filter(|(name, _)| is_new(name)).collect();
    for (name, (types, field)) in asked {
        let asks = match &field.holds {
            FieldHolds::Text => Asks::Words,
            FieldHolds::Number(_) => Asks::Number,
            FieldHolds::OneOf(options) => {
                Asks::One(options.iter().map(|option| (value(option), as_written(option))).collect())
            }
        };
        let label = match &field.holds {
            FieldHolds::Number(Some(unit)) => as_written(&format!("{} ({unit})", field.label)),
            _ => as_written(&field.label),
        };
        let relevant: Vec<String> = types.iter().map(|kind| format!("../type = '{kind}'")).collect();
        parts.push(Question::new(name, asks, label).when(&relevant.join(" or ")));
    }
    let parts = parts.into_iter().map(Part::Question).collect();
    Part::Repeat { name: "act".to_owned(), label: said("act"), parts }
}

fn when() -> Part {
    let parts = vec![
        ask("when_known", one(&["time", "day", "span"])).needed(),
        ask("at", Asks::Moment).needed().when("../when_known = 'time'"),
        ask("day", Asks::Day).needed().when("../when_known = 'day'"),
        ask("first", Asks::Day).needed().when("../when_known = 'span'"),
        ask("last", Asks::Day)
            .needed()
            .when("../when_known = 'span'")
            .limit(". >= ../first", said("last_before_first")),
    ];
    let parts = parts.into_iter().map(Part::Question).collect();
    Part::Group { name: "time".to_owned(), label: said("when"), relevant: None, parts }
}

fn place(versions: &[&Agreement]) -> Part {
    let zones = zones(versions);
    let known: &[&str] = if zones.is_empty() { &["point", "words"] } else { &["point", "zone", "words"] };
    let mut parts = vec![
        ask("where_known", one(known)).needed(),
        ask("point", Asks::Point).hint(said("point_hint")).when("../where_known = 'point'"),
    ];
    if !zones.is_empty() {
        parts.push(ask("zone", Asks::One(zones)).when("../where_known = 'zone'"));
    }
    parts.push(ask("place", Asks::Words));
    let parts = parts.into_iter().map(Part::Question).collect();
    Part::Group { name: "space".to_owned(), label: said("where"), relevant: None, parts }
}

fn observer() -> Part {
    let parts = vec![
        Question::new("observer_point", Asks::Point, said("observer_point")),
        ask("bearing", Asks::Whole).limit(". >= 0 and . <= 360", said("bearing_limits")),
        ask("distance_m", Asks::Whole).limit(". >= 0", said("not_negative")),
        ask("detonations", Asks::Whole).limit(". >= 0", said("not_negative")),
    ];
    let parts = parts.into_iter().map(Part::Question).collect();
    let relevant = Some("/data/basis = 'seen' or /data/basis = 'heard'".to_owned());
    Part::Group { name: "observer".to_owned(), label: said("observer"), relevant, parts }
}

fn victims() -> Part {
    let parts = vec![
        ask("harm", one(&["was_killed", "was_injured", "was_detained"])),
        ask("group", one(&["civilian", "combatant", "unknown"])),
        ask("age", one(&["child", "adult", "unknown"])),
    ];
    let parts = parts.into_iter().map(Part::Question).collect();
    Part::Repeat { name: "victim".to_owned(), label: said("victim"), parts }
}

fn consent() -> Part {
    let parts = vec![
        ask("consent_recorded", one(&["yes", "no"])),
        ask("consent_quoted", one(&["yes", "no"])),
        ask("consent_shared", one(&["mission_only", "bodies", "public"])),
    ];
    let parts = parts.into_iter().map(Part::Question).collect();
    let relevant = Some("/data/basis = 'told'".to_owned());
    Part::Group { name: "consent".to_owned(), label: said("consent"), relevant, parts }
}

fn of_patrols(versions: &[&Agreement]) -> Vec<Part> {
    let mut types: BTreeMap<String, Said> = BTreeMap::new();
    for kind in families(versions).into_values().flatten() {
        types.insert(value(kind.id), kind.label);
    }
    let zones = zones(versions);
    let zone = |zones: Vec<(String, Said)>| {
        let asks = if zones.is_empty() { Asks::Words } else { Asks::One(zones) };
        ask("zone", asks).needed()
    };
    let means = one(&["means_patrol", "means_post", "means_drone", "means_camera"]);
    // Compared as they are, engines take moments for whole days.
    let ended = |name: &str, after: &str| {
        Question::new(name, Asks::Moment, said("ended"))
            .needed()
            .limit(&format!("decimal-date-time(.) >= decimal-date-time({after})"), said("end_before_begin"))
    };
    vec![
        Part::Preloaded { name: "form_opened", what: "start" },
        Part::Preloaded { name: "form_closed", what: "end" },
        Part::Question(Question::new("start", Asks::Moment, said("began")).needed()),
        Part::Question(ended("end", "/data/start")),
        Part::Question(zone(zones.clone())),
        Part::Question(ask("means", means).needed()),
        Part::Question(ask("of", Asks::Any(types.into_iter().collect()))),
        Part::Question(ask("track", Asks::Track)),
        Part::Repeat {
            name: "denial".to_owned(),
            label: said("denial"),
            parts: vec![
                Part::Question(zone(zones)),
                Part::Question(Question::new("start", Asks::Moment, said("began")).needed()),
                Part::Question(ended("end", "../start")),
                Part::Question(
                    Question::new("by", actors(versions, &["unknown", "other"]), said("denied_by")).needed(),
                ),
                Part::Question(Question::new("by_name", Asks::Words, said("other_name")).when("../by = 'other'")),
                Part::Question(Question::new("means", Asks::Words, said("denied_means"))),
            ],
        },
        Part::Question(ask("text", Asks::Words)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_comprising_type_asks_is_asked_of_each_that_it_comprises() {
        let text = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                    # 1. Quiet\n\n> None.\n\n```truce\nevent fire \"fire\"\n  is shelling or shooting\n  field calibre \"calibre\" number in mm\n  \
                    field quantity \"how many\" number\n\nrule r1 \"none\"\n  obliges north, south\n  never fire\n```\n";
        let (agreement, _) = provisions::read("a.md", text, &BTreeMap::new());
        let all = forms(&[&agreement], None);
        let fire = &all.iter().find(|form| form.id == "truce.a.fire").unwrap().xml;
        assert!(fire.contains("relevant=\"../type = 'shelling' or ../type = 'shooting'\""), "{fire}");
        assert!(fire.contains("calibre (mm)") && !fire.contains("../type = 'explosion'"));
        // A field that is called as a question is that question, and stands once.
        assert_eq!(fire.matches("<quantity/>").count(), 1);
    }
}
