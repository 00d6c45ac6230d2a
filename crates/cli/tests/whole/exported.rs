//! Exports of form servers: the same submissions, in every shape in which servers give them back, are the same reports.

use std::path::{Path, PathBuf};

use crate::common::{Folder, Said, objects, text, truce};

fn mission(folder: &Folder, name: &str) -> PathBuf {
    let agreement = folder.write(
        "a.md",
        "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 1990-01-01\n---\n\
         # 1. No violence\n\n> None.\n\n```truce\nzone valley \"the valley\"\n  outline \"valley.geojson\"\n\n\nrule r1 \"none\"\n  obliges north, south\n  never shelling\n```\n",
    );
    folder.write("valley.geojson", r#"{"type":"Polygon","coordinates":[[[34,31],[35,31],[35,32],[34,32],[34,31]]]}"#);
    let mission = folder.path(name);
    let said = truce(&["init", text(&mission), "--agreement", text(&agreement)]);
    assert_eq!(said.code, 0, "{}", said.err);
    mission
}

fn import(mission: &Path, file: &Path, more: &[&str]) -> Said {
    truce(&[&["import", text(mission), text(file), "--as", "kobo"], more].concat())
}

/// What the record says of these reports, but for where and when it was recorded.
fn all(mission: &Path, ids: &[&str]) -> String {
    let mut out = String::new();
    for id in ids {
        let said = truce(&["event", text(mission), id, "--as-of", "2031-01-01", "--format", "json"]);
        assert_eq!(said.code, 0, "{id}: {}", said.err);
        let event = objects(&said).remove(0);
        let own = event["reports"]
            .as_array()
            .unwrap()
            .iter()
            .find(|report| report["report"].as_str().is_some_and(|key| key == *id));
        let mut own = own.unwrap_or_else(|| panic!("{id}: {event}")).clone();
        own.as_object_mut().unwrap().retain(|name, _| name != "entry" && name != "recorded_at");
        out.push_str(&format!("{own}\n"));
    }
    out
}

const FIRST: &str = "patrol-3/uuid:0a1b2c3d-0000-4000-8000-000000000001";
const SECOND: &str = "patrol-3/uuid:0a1b2c3d-0000-4000-8000-000000000002";
const THIRD: &str = "patrol-3/uuid:0a1b2c3d-0000-4000-8000-000000000002-2";

/// Two submissions of a form of ours, of which the second tells of two acts, as Kobo's API has them.
const KOBO: &str = r#"{"count": 2, "results": [
 {"_id": 1, "formhub/uuid": "f", "form_opened": "2030-03-02T09:00:00.000+02:00", "form_closed": "2030-03-02T09:10:00.000+02:00",
  "act": [{"act/type": "shelling", "act/by": "north", "act/to": "nobody", "act/killed": "2"}],
  "time/when_known": "time", "time/at": "2030-03-02T08:15:00.000+02:00",
  "space/where_known": "point", "space/point": "31.5 34.4 0 12.3", "space/place": "mill",
  "basis": "seen", "text": "Two rounds.", "meta/instanceID": "uuid:0a1b2c3d-0000-4000-8000-000000000001",
  "_uuid": "0a1b2c3d-0000-4000-8000-000000000001", "_submission_time": "2030-03-02T07:11:00", "_geolocation": [31.5, 34.4],
  "_attachments": [], "_tags": [], "_notes": [], "_submitted_by": "sami", "_validation_status": {}},
 {"_id": 2, "form_opened": "2030-03-03T09:00:00.000+02:00", "form_closed": "2030-03-03T09:10:00.000+02:00",
  "act": [{"act/type": "shooting", "act/by": "other", "act/by_name": "river brigade"}, {"act/type": "shelling", "act/by": "south"}],
  "time/when_known": "day", "time/day": "2030-03-03", "space/where_known": "zone", "space/zone": "valley",
  "basis": "told", "told_by": "resident", "text": "Heard, and seen.", "meta/instanceID": "uuid:0a1b2c3d-0000-4000-8000-000000000002",
  "_uuid": "0a1b2c3d-0000-4000-8000-000000000002", "_submission_time": "2030-03-03T07:11:00"}]}"#;

/// The same as Central's OData has them.
const ODATA: &str = r#"{"@odata.context": "x", "value": [
 {"__id": "uuid:0a1b2c3d-0000-4000-8000-000000000001", "__system": {"submissionDate": "2030-03-02T07:11:00.000Z", "submitterName": "sami", "formVersion": "1.1"},
  "form_opened": "2030-03-02T09:00:00.000+02:00", "form_closed": "2030-03-02T09:10:00.000+02:00",
  "time": {"when_known": "time", "at": "2030-03-02T08:15:00.000+02:00", "day": null},
  "space": {"where_known": "point", "point": {"type": "Point", "coordinates": [34.4, 31.5, 0], "properties": {"accuracy": 12.3}}, "place": "mill"},
  "basis": "seen", "text": "Two rounds.", "meta": {"instanceID": "uuid:0a1b2c3d-0000-4000-8000-000000000001"},
  "act@odata.navigationLink": "x", "act": [{"type": "shelling", "by": "north", "to": "nobody", "killed": 2, "__id": "a"}]},
 {"__id": "uuid:0a1b2c3d-0000-4000-8000-000000000002", "__system": {"submissionDate": "2030-03-03T07:11:00.000Z"},
  "form_opened": "2030-03-03T09:00:00.000+02:00", "form_closed": "2030-03-03T09:10:00.000+02:00",
  "time": {"when_known": "day", "at": null, "day": "2030-03-03"}, "space": {"where_known": "zone", "point": null, "zone": "valley"},
  "basis": "told", "told_by": "resident", "text": "Heard, and seen.", "meta": {"instanceID": "uuid:0a1b2c3d-0000-4000-8000-000000000002"},
  "act": [{"type": "shooting", "by": "other", "by_name": "river brigade"}, {"type": "shelling", "by": "south"}]}]}"#;

/// The same as Central's tables have them.
const TABLE: &str = "SubmissionDate,form_opened,form_closed,time-when_known,time-at,time-day,space-where_known,space-point-Latitude,space-point-Longitude,space-point-Altitude,space-point-Accuracy,space-zone,space-place,basis,told_by,text,meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,Status,ReviewState,DeviceID,Edits,FormVersion\n\
2030-03-02T07:11:00.000Z,2030-03-02T09:00:00.000+02:00,2030-03-02T09:10:00.000+02:00,time,2030-03-02T08:15:00.000+02:00,,point,31.5,34.4,0,12.3,,mill,seen,,Two rounds.,uuid:0a1b2c3d-0000-4000-8000-000000000001,uuid:0a1b2c3d-0000-4000-8000-000000000001,4,sami,0,0,,,d,0,1.1\n\
2030-03-03T07:11:00.000Z,2030-03-03T09:00:00.000+02:00,2030-03-03T09:10:00.000+02:00,day,,2030-03-03,zone,,,,,valley,,told,resident,\"Heard, and seen.\",uuid:0a1b2c3d-0000-4000-8000-000000000002,uuid:0a1b2c3d-0000-4000-8000-000000000002,4,sami,0,0,,,d,0,1.1\n";
const TABLE_OF_ACTS: &str = "type,by,by_name,to,killed,PARENT_KEY,KEY\n\
shelling,north,,nobody,2,uuid:0a1b2c3d-0000-4000-8000-000000000001,uuid:0a1b2c3d-0000-4000-8000-000000000001/act[1]\n\
shooting,other,river brigade,,,uuid:0a1b2c3d-0000-4000-8000-000000000002,uuid:0a1b2c3d-0000-4000-8000-000000000002/act[1]\n\
shelling,south,,,,uuid:0a1b2c3d-0000-4000-8000-000000000002,uuid:0a1b2c3d-0000-4000-8000-000000000002/act[2]\n";

#[test]
fn every_export_of_a_submission_gives_the_same_reports() {
    let folder = Folder::new();
    let from_kobo = mission(&folder, "kobo");
    let kobo = folder.write("kobo.json", KOBO);
    let said = import(&from_kobo, &kobo, &[]);
    assert_eq!((said.code, said.out.as_str()), (1, "read 2, added 0, known 0, rejected 2\n"));
    assert!(said.err.contains("kobo.json:1: nothing says who tells it: give --source, or a mapping"), "{}", said.err);
    let said = import(&from_kobo, &kobo, &["--source", "patrol-3"]);
    assert_eq!((said.code, said.out.as_str()), (0, "read 3, added 3, known 0, rejected 0\n"), "{}", said.err);
    let expected = all(&from_kobo, &[FIRST, SECOND, THIRD]);
    for words in ["uuid:0a1b2c3d-0000-4000-8000-000000000002-2", "river brigade", "\"13m\"", "2030-03-02T07:10:00Z"] {
        assert!(expected.contains(words), "{words} in {expected}");
    }
    // One page of several is taken in, and said to be one.
    let paged =
        folder.write("paged.json", &KOBO.replace("\"count\": 2,", "\"count\": 9, \"next\": \"http://x/?page=2\","));
    let said = import(&from_kobo, &paged, &["--source", "patrol-3"]);
    assert_eq!((said.code, said.out.as_str()), (1, "read 4, added 0, known 3, rejected 1\n"));
    assert!(said.err.contains("one page of several"), "{}", said.err);
    // Whose device it was is nobody's business, also where it says who tells it.
    assert!(!expected.contains("sami"), "{expected}");
    let by_device = mission(&folder, "device");
    let first = folder.write("first.json", &KOBO.replace("\"_id\": 2,", "\"_id\": 2, \"_submitted_by\": \"sami\","));
    let mapping =
        folder.write("devices.toml", "[columns]\nsource = \"_submitted_by\"\n[codes.source]\nsami = \"patrol-3\"\n");
    let said = import(&by_device, &first, &["--mapping", text(&mapping)]);
    assert_eq!(said.out, "read 3, added 3, known 0, rejected 0\n", "{}", said.err);
    assert_eq!(all(&by_device, &[FIRST, SECOND, THIRD]), expected);
    let odata = folder.write("odata.json", ODATA);
    let table = folder.write("visits.csv", TABLE);
    folder.write("visits-act.csv", TABLE_OF_ACTS);
    folder.write("visits2.csv", "nothing,of,it\n");
    let zip = folder.path("visits.zip");
    zipped(&zip, &[("visits.csv", TABLE), ("visits-act.csv", TABLE_OF_ACTS), ("media/photo.jpg", "x")]);
    for (name, file) in [("odata", odata), ("table", table), ("zip", zip)] {
        let mission = mission(&folder, name);
        let said = import(&mission, &file, &["--source", "patrol-3"]);
        assert_eq!(
            (said.code, said.out.as_str()),
            (0, "read 3, added 3, known 0, rejected 0\n"),
            "{name}: {}",
            said.err
        );
        assert_eq!(all(&mission, &[FIRST, SECOND, THIRD]), expected, "{name}");
        let said = import(&mission, &kobo, &["--source", "patrol-3"]);
        assert_eq!(said.out, "read 3, added 0, known 3, rejected 0\n", "{name}");
    }
}

fn zipped(path: &Path, files: &[(&str, &str)]) {
    use std::io::Write;
    let mut out = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn forms_of_others_are_read_by_their_columns_or_by_a_mapping() {
    let folder = Folder::new();
    let mission = mission(&folder, "m");
    let ours = folder.write(
        "ours.csv",
        "\"incident/type\";\"incident/by\";\"incident/start\";\"incident/gps\";\"_incident/gps_latitude\";\"phonenumber\";\"_uuid\";\"_submission_time\"\n\
         shelling;north;2030-03-02;31.5 34.4 0 40;31.5;+15550100;0a1b2c3d-0000-4000-8000-00000000000a;2030-03-02T07:11:00\n",
    );
    let said = import(&mission, &ours, &["--source", "patrol-3"]);
    assert_eq!(said.out, "read 1, added 1, known 0, rejected 0\n", "{}", said.err);
    let known = all(&mission, &["patrol-3/uuid:0a1b2c3d-0000-4000-8000-00000000000a"]);
    assert!(known.contains("40m") && known.contains("2030-03-02T07:11:00Z") && !known.contains("15550100"), "{known}");

    // Its clock is not when it happened, and its words are not ours.
    let theirs = r#"[{"start": "2030-03-05T09:00:00.000+02:00", "end": "2030-03-05T09:10:00.000+02:00", "_uuid": "t1", "_submitted_by": "team_b",
        "site": {"where": "31.6 34.5 0 0"}, "incidents": [{"incidents/kind": "mortar", "incidents/party": "N", "incidents/on": "5/3/2030"},
        {"incidents/kind": "rifle", "incidents/party": "S", "incidents/on": "4/3/2030"}]}]"#;
    let theirs = folder.write("theirs.json", theirs);
    let said = import(&mission, &theirs, &["--source", "x"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("theirs.json:1: no question says when it happened"), "{}", said.err);
    let mapping = folder.write(
        "theirs.toml",
        "each = \"incidents\"\ngeometry = \"site/where\"\n[columns]\ntype = \"kind\"\nby = \"incidents/party\"\nstart = \"on\"\nsource = \"_submitted_by\"\n\
         [codes.type]\nmortar = \"shelling\"\nrifle = \"shooting\"\n[codes.by]\nN = \"north\"\nS = \"south\"\n[codes.source]\nteam_b = \"patrol-7\"\n\
         [dates]\nstart = \"%d/%m/%Y\"\n",
    );
    let said = import(&mission, &theirs, &["--mapping", text(&mapping)]);
    assert_eq!(said.out, "read 2, added 2, known 0, rejected 0\n", "{}", said.err);
    let known = all(&mission, &["patrol-7/t1", "patrol-7/t1-2"]);
    for words in ["patrol-7/t1-2", "\"start\":\"2030-03-04T00:00:00Z\",\"end\":\"2030-03-05T00:00:00Z\"", "34.5"] {
        assert!(known.contains(words), "{words} in {known}");
    }
    assert!(!known.contains("team_b") && !known.contains("09:00"), "{known}");
}

#[test]
fn what_is_rejected_can_be_mended_and_given_again() {
    let folder = Folder::new();
    let mission = mission(&folder, "m");
    let table = folder.write("visits.csv", &TABLE.replace("2030-03-03,zone", "soon,zone"));
    folder.write("visits-act.csv", TABLE_OF_ACTS);
    let said = import(&mission, &table, &["--source", "patrol-3"]);
    assert_eq!(said.out, "read 3, added 1, known 0, rejected 2\n", "{}", said.err);
    assert!(said.err.contains("visits.csv:3:") && said.err.contains("soon"), "{}", said.err);
    let rejected = std::fs::read_dir(mission.join("rejected")).unwrap().next().unwrap().unwrap().path();
    let mended = std::fs::read_to_string(&rejected).unwrap().replace("soon", "2030-03-03");
    let mended = folder.write("mended.ndjson", &mended);
    let said = import(&mission, &mended, &["--source", "patrol-3"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let known = all(&mission, &[FIRST, SECOND, THIRD]);
    assert_eq!(known.lines().count(), 3, "{known}");
    // A table without its submissions, repetitions that belong to none, a broken file: each is said, nothing is lost in silence.
    for (name, text, words) in [
        ("acts.csv", TABLE_OF_ACTS.to_owned(), "no table has the submissions"),
        ("broken.json", "[{\"a\": 1},".to_owned(), "the JSON is broken"),
        ("no-id.json", "[{\"type\": \"shelling\"}, 3]".to_owned(), "it has no id"),
        ("links.json", "{\"value\": [{\"__id\": \"a\", \"act@odata.navigationLink\": \"x\"}]}".to_owned(), "$expand=*"),
    ] {
        let file = folder.write(name, &text);
        let said = import(&mission, &file, &["--source", "patrol-3"]);
        assert_eq!(said.code, 1, "{name}");
        assert!(said.err.contains(words), "{name}: {}", said.err);
    }
    let orphans = folder.write("calls.csv", TABLE);
    folder.write("calls-act.csv", &TABLE_OF_ACTS.replace("0002,uuid", "0009,uuid"));
    let said = import(&mission, &orphans, &["--source", "patrol-3"]);
    // Each of the two lines is said; the submissions go in.
    assert!(said.err.contains("line 3 of calls-act belongs to no submission here"), "{}", said.err);
    assert!(said.out.starts_with("read 4,"), "{}", said.out);
}

#[test]
fn a_mapping_is_obeyed_whatever_the_questions_are_called() {
    let folder = Folder::new();
    let mission = mission(&folder, "m");
    // Groups and questions that are called as Truce's own; one without a place; a group that is repeated and not told of one by one.
    let text_of = r#"[{"_uuid": "a", "happened": "2030-03-02", "means": "means_of_transport", "loc": "31.5 34.4 0 0",
        "act": [{"act/type": "shelling", "act/dead": 2}, {"act/type": "shooting", "act/dead": 1}],
        "people": [{"people/fate": "killed"}, {"people/fate": "injured"}], "phone": "+15550100"},
        {"_uuid": "b", "happened": "2030-03-03", "act": [{"act/type": "shelling"}]},
        {"_uuid": "c", "happened": "2030-03-03", "act": [{"act/type": "shelling"}], "_validation_status": {"uid": "validation_status_not_approved"}},
        {"_uuid": "d", "happened": "2030-03-03", "act": [{"act/type": "shelling"}], "__system": {"reviewState": "rejected"}}]"#;
    let file = folder.write("f.json", text_of);
    let mapping = folder.write(
        "f.toml",
        "each = \"act\"\ngeometry = \"loc\"\ndrop = [\"phone\"]\n[columns]\nstart = \"happened\"\nkilled = \"dead\"\n",
    );
    let said = import(&mission, &file, &["--source", "ngo", "--mapping", text(&mapping)]);
    assert_eq!(said.out, "read 5, added 3, known 0, rejected 0, left out 2\n", "{}", said.err);
    assert!(said.err.contains("refused by a reviewer of the form server (2)"), "{}", said.err);
    assert!(said.err.contains("can never be erased: fate, means; a mapping"), "{}", said.err);
    assert!(said.err.contains("3 rows are told by \"ngo\", of which there is no card"), "{}", said.err);
    let known = all(&mission, &["ngo/a", "ngo/a-2", "ngo/b"]);
    assert!(known.contains("\"fate\":\"killed; injured\"") && known.contains("\"killed\":2"), "{known}");
    assert!(!known.contains("15550100") && known.lines().last().unwrap().contains("\"lon\":null"), "{known}");
}

#[test]
fn an_id_that_stands_twice_says_one_thing() {
    let folder = Folder::new();
    let mission = mission(&folder, "m");
    let file = folder.write(
        "r.csv",
        "id,source,type,start,killed\n1,s,shelling,2030-03-02,1\n2,s,shelling,2030-03-02,1\n1,s,shelling,2030-03-02,2\n\
         2,s,shelling,2030-03-02,1\n1,t,shelling,2030-03-02,1\n",
    );
    let import = || truce(&["import", text(&mission), text(&file), "--as", "reports"]);
    let said = import();
    assert_eq!(said.out, "read 5, added 3, known 1, rejected 1\n", "{}", said.err);
    assert!(said.err.contains("r.csv:4: the id \"1\" stands in an earlier row, which says otherwise"), "{}", said.err);
    assert_eq!(import().out, "read 5, added 0, known 4, rejected 1\n");
    // In a later file it is a correction.
    let later = folder.write("later.csv", "id,source,type,start,killed\n1,s,shelling,2030-03-02,2\n");
    let said = truce(&["import", text(&mission), text(&later), "--as", "reports"]);
    assert_eq!(said.out, "read 1, added 1 (1 of them corrections), known 0, rejected 0\n");
}

#[test]
fn rejected_rows_of_one_second_have_files_of_their_own() {
    let folder = Folder::new();
    let mission = mission(&folder, "m");
    let file = folder.write("x.csv", "id,source,type,start\n1,s,shelling,soon\n");
    for _ in 0..3 {
        assert_eq!(truce(&["import", text(&mission), text(&file), "--as", "reports"]).code, 1);
    }
    assert_eq!(std::fs::read_dir(mission.join("rejected")).unwrap().count(), 3);
    let empty = folder.write("empty.csv", "");
    let said = truce(&["import", text(&mission), text(&empty), "--as", "reports"]);
    assert!(said.code == 0 && said.err.contains("empty.csv holds no row"), "{}", said.err);
}
