//! What leaves the house: nothing that was planted in what stays within, and rows from which the same follows as from the record.

use std::path::Path;
use std::process::Command;

use crate::common::{Folder, text, truce};

const AGREEMENT: &str = r#"---
agreement: river
title: Ceasefire along the river
parties: north "The North", south "The South"
bodies: commission "Joint Commission"
time zone: Africa/Khartoum
in force: from 2030-03-01
---
# 1. Ceasefire

> Fire ceases.

```truce
zone valley "the valley"
  outline "valley.geojson"
rule 1 "no shelling"
  obliges each party
  never shelling
  reserves self_defence for north

rule 2 "no crossing"
  obliges each party
  never incursion with bank left in valley
```
"#;

pub(crate) const VALLEY: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[33,15],[34,15],[34,16],[33,16],[33,15]]]}}]}"#;

/// A string that must stay within: letters that occur nowhere else.
fn secret(number: usize) -> String {
    format!("qzx{number:03}kvj")
}

/// Two hundred of them, in every place in which something can be told.
fn reports(n: usize) -> String {
    let head = "id,source,origin,basis,reported_at,type,start,end,date_precision,lon,lat,place,place_precision,zone,by,to,item,quantity,unit,\
                killed,text,document,bank,sector,of,definition,answer,ground,element,event,means\n";
    let mut out = head.to_owned();
    for k in 0..n {
        let s = |part: usize| secret(k * 10 + part);
        // Exact places are secrets, too: digits that occur nowhere else.
        let (lon, lat) = (format!("33.{:04}271", 1000 + k), format!("15.{:04}829", 1000 + k));
        let day = 2 + k % 20;
        let (id, source, origin) = (s(0), s(1), s(2));
        let by = if k % 2 == 0 { "north".to_owned() } else { s(3) };
        // A column that a rule asks about leaves; other values in it do not.
        out.push_str(&format!(
            "{id},{source},{origin},seen,2030-03-{day:02}T10:11:12Z,shelling,2030-03-{day:02}T09:08:07Z,,,{lon},{lat},{},50m,,{by},{},{},1,{},2,\
             {},https://{}.example,{},{},,,,,,,\n",
            s(4), s(5), s(6), s(7), s(8), s(9), s(6), s(7)
        ));
    }
    out.push_str(&format!(
        "t1,{},,,,tally,2030-03-01,2030-03-09,,,,,,valley,north,,,7,violations,,,,,,shelling,{},,,,,\n",
        secret(900),
        secret(901)
    ));
    out.push_str(&format!(
        "o1,{},,,,observation,2030-03-01,2030-03-09,,,,,,{},{},,,,,,,,,,shelling,,,,,,{}\n",
        secret(902),
        secret(903),
        secret(904),
        secret(905)
    ));
    out.push_str(&format!(
        "r1,north,,,,response,2030-03-08,,,,,,,,north,,,,,,{},,,,,,justifies,{},fact,{}/{},\n",
        secret(906),
        secret(907),
        secret(1),
        secret(0)
    ));
    out
}

pub(crate) fn mission(folder: &Folder, settings: &str) -> std::path::PathBuf {
    let agreement = folder.write("river.md", AGREEMENT);
    folder.write("valley.geojson", VALLEY);
    let mission = folder.path("m");
    let made = truce(&["init", text(&mission), "--agreement", text(&agreement)]);
    assert_eq!(made.code, 0, "{}", made.err);
    let rows = folder.write("reports.csv", &reports(20));
    let read = truce(&["import", text(&mission), text(&rows), "--as", "reports"]);
    assert_eq!(read.code, 0, "{}{}", read.out, read.err);
    assert!(read.out.contains("rejected 0"), "{}{}", read.out, read.err);
    let file = mission.join("mission.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    // It stands at a moment of its own, so that what is published of it is of a moment that has come.
    std::fs::write(&file, format!("as_of = \"2030-09-01\"\n{whole}\n{settings}")).unwrap();
    mission
}

fn export(mission: &Path, form: &str) -> String {
    let said = truce(&["export", text(mission), "--as", form, "--out", "-", "--as-of", "2030-09-01"]);
    assert_eq!(said.code, 0, "{form}: {}", said.err);
    said.out
}

const FORMS: [&str; 8] = ["ics", "csv", "copy", "ndjson", "geojson", "hxl", "ged", "codebook"];

/// The parts of the spreadsheet, decompressed.
fn sheets(mission: &Path, folder: &Folder) -> Vec<(String, String)> {
    let path = folder.path("events.xlsx");
    let said = truce(&["export", text(mission), "--as", "xlsx", "--out", text(&path), "--as-of", "2030-09-01"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let mut book = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let n_parts = book.len();
    let read = |at| {
        let mut part = book.by_index(at).unwrap();
        let mut whole = String::new();
        std::io::Read::read_to_string(&mut part, &mut whole).unwrap();
        (part.name().unwrap().into_owned(), whole)
    };
    let parts: Vec<(String, String)> = (0..n_parts).map(read).collect();
    assert!(parts.iter().any(|(_, part)| part.contains("shelling")), "{parts:?}");
    parts
}

#[test]
fn nothing_that_was_planted_leaves() {
    for settings in ["", "[public]\nplaces = \"grid 0.25\"\nsmall_numbers = 3\n"] {
        let folder = Folder::new();
        let mission = mission(&folder, settings);
        let bundle = folder.path("bundle");
        let said =
            truce(&["export", text(&mission), "--as", "bundle", "--out", text(&bundle), "--as-of", "2030-09-01"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let whole = crate::bundle::files(&bundle).into_iter().map(|(name, path)| (name, std::fs::read(path).unwrap()));
        let whole = whole.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
        let own = FORMS.map(|form| (form.to_owned(), export(&mission, form)));
        for (form, out) in whole.chain(own).chain(sheets(&mission, &folder)) {
            let form = form.as_str();
            // Where two are too few to leave, no event is known to be fatal.
            let is_empty = form == "ged" && !settings.is_empty();
            let is_told = !FORMS.contains(&form) || out.lines().count() >= 2;
            assert_eq!(is_told, !is_empty, "{form} has something in it: {out}");
            let found: Vec<&str> =
                out.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains("qzx")).collect();
            assert!(found.is_empty(), "{form}, {settings:?}: {found:?}");
            for digits in ["271", "829"] {
                let exact = out
                    .split([',', '"', '[', ']', ' ', '\n', '<', '>'])
                    .filter(|word| word.contains('.') && word.ends_with(digits));
                assert_eq!(exact.count(), 0, "{form}, {settings:?}: an exact place");
            }
            assert!(!out.contains("09:08:07"), "{form}: an exact time");
        }
        // Everything that could be told was told, or the test would find nothing whatever leaves.
        let within = truce(&["events", text(&mission), "--as-of", "2030-09-01", "--format", "ndjson"]);
        for planted in [0, 1, 2, 4, 5, 6, 7, 13] {
            assert!(within.out.contains(&secret(planted)), "{planted} was not told");
        }
        assert!(export(&mission, "csv").contains(",not_told,"), "a ground that no rule reserves stays within");
    }
}

#[test]
fn places_leave_as_zones_or_as_cells_that_hold_them() {
    let folder = Folder::new();
    let mission = mission(&folder, "[public]\nplaces = \"grid 0.25\"\nsmall_numbers = 3\n");
    let mut events = csv::Reader::from_reader(
        export(&mission, "csv").trim_start_matches('\u{feff}').as_bytes().to_vec().leak() as &[u8],
    );
    let head = events.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let mut n = 0;
    for row in events.records().map(Result::unwrap).filter(|row| &row[at("type")] == "shelling") {
        n += 1;
        assert_eq!((&row[at("zone")], &row[at("lon")], &row[at("lat")]), ("valley", "33.1250", "15.1250"));
        // Half the diagonal of a quarter of a degree.
        let metres: f64 = row[at("place_precision")].trim_end_matches('m').parse().unwrap();
        assert!((19_600.0..19_800.0).contains(&metres), "{metres}");
        assert_eq!(&row[at("killed")], "", "two are too few to leave");
        assert!(["north", "another"].contains(&&row[at("by")]));
    }
    assert_eq!(n, 20);
}

#[test]
fn from_the_rows_follows_what_the_record_says() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let events = folder.write("events.csv", &export(&mission, "csv"));
    let agreement = folder.path("river.md");
    let again = truce(&[
        "evaluate",
        text(&agreement),
        "--events",
        text(&events),
        "--as-of",
        "2030-09-01",
        "--format",
        "ndjson",
    ]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("0 rejected"), "{}", again.err);
    let within = truce(&["status", text(&mission), "--as-of", "2030-09-01", "--format", "ndjson"]);
    let said = |line: &str| {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        ["rule", "party", "level", "status", "reason"].map(|name| one[name].to_string()).join(" ")
    };
    let both = [&again.out, &within.out].map(|out| out.lines().map(said).collect::<std::collections::BTreeSet<_>>());
    assert_eq!(both[0], both[1]);
    assert!(both[0].iter().any(|one| one.contains("breach_indicated")), "{:?}", both[0]);
    // The same names every time, and none of them within.
    assert_eq!(export(&mission, "csv"), std::fs::read_to_string(&events).unwrap());
}

/// Every cell of the spreadsheet and of the Parquet file is that of the CSV, by readers of others; HXL's own checker accepts the tags.
#[test]
fn others_read_the_files() {
    let Some(readers) = std::env::var_os("READERS") else {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "`cargo xtask test` installs readers of others");
        return;
    };
    let folder = Folder::new();
    for (name, settings) in [("grid", "[public]\nplaces = \"grid 0.25\"\n"), ("zones", "")] {
        let own = Folder::new();
        let mission = mission(&own, settings);
        let to = folder.path(name);
        std::fs::create_dir(&to).unwrap();
        for form in ["csv", "xlsx", "parquet", "hxl"] {
            let out = to.join(format!("events.{form}"));
            let said = truce(&["export", text(&mission), "--as", form, "--out", text(&out), "--as-of", "2030-09-01"]);
            assert_eq!(said.code, 0, "{form}: {}", said.err);
        }
        // Whatever has Python's libraries must find ours alone.
        let python = |arguments: &[&str]| {
            let said = Command::new("python3").args(arguments).env("PYTHONPATH", &readers).output().unwrap();
            let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
            assert!(said.status.success(), "{out}{err}");
            out.into_owned()
        };
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/readers/read.py");
        let said = python(&[text(&program), text(&to)]);
        let n_points: usize = said.trim_end().rsplit(' ').nth(1).unwrap().parse().unwrap();
        assert_eq!(n_points > 10, name == "grid", "{said}");
        let checker = Path::new(&readers).join("bin/hxlvalidate");
        let said = python(&[text(&checker), text(&to.join("events.hxl"))]);
        assert!(said.contains("Validation succeeded"), "{said}");
    }
}

/// Who agrees only that the mission knows of it is not told outside; one that does makes it known.
#[test]
fn an_event_of_which_nobody_agrees_that_it_is_known_stays() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let rows = "id,source,type,start,by,zone,consent_recorded,consent_shared\n\
                c1,village,shelling,2030-04-01,north,valley,yes,mission_only\n\
                c2,village,shelling,2030-04-03,north,valley,yes,bodies\n\
                c3,village,shelling,2030-04-05,north,valley,yes,public\n\
                c4,village,shelling,2030-04-07,north,valley,,\n\
                c5,village,shelling,2030-04-09,north,valley,no,public\n";
    let rows = folder.write("consent.csv", rows);
    let read = truce(&["import", text(&mission), text(&rows), "--as", "reports"]);
    assert!(read.out.contains("rejected 0"), "{}{}", read.out, read.err);
    let table = export(&mission, "csv");
    let told = |day: &str| table.lines().any(|line| line.contains(&format!(",shelling,2030-04-{day},")));
    assert_eq!(["01", "03", "05", "07", "09"].map(told), [false, false, true, true, false]);
}

/// Rows of a file that left come out again as they went in, in every form to which rows are added one by one; what is wrong is said with its line.
#[test]
fn rows_of_a_file_are_written_one_by_one() {
    let folder = Folder::new();
    let mission = mission(&folder, "[public]\nplaces = \"grid 0.25\"\n");
    let events = folder.write("events.csv", &export(&mission, "csv"));
    let agreement = folder.path("river.md");
    let again = |events: &Path, form: &str| {
        let arguments =
            ["export", "--events", text(events), "--agreement", text(&agreement), "--as", form, "--out", "-"];
        truce(&arguments)
    };
    for form in ["csv", "hxl", "ndjson", "geojson"] {
        let said = again(&events, form);
        assert_eq!(said.code, 0, "{form}: {}", said.err);
        assert_eq!(said.out, export(&mission, form), "{form}");
    }
    let [one, other] = ["one.parquet", "other.parquet"].map(|name| folder.path(name));
    let own = truce(&["export", text(&mission), "--as", "parquet", "--out", text(&one), "--as-of", "2030-09-01"]);
    assert_eq!(own.code, 0, "{}", own.err);
    let arguments = [
        "export",
        "--events",
        text(&events),
        "--agreement",
        text(&agreement),
        "--as",
        "parquet",
        "--out",
        text(&other),
    ];
    assert_eq!(truce(&arguments).code, 0);
    assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap());
    let broken = folder.write(
        "broken.csv",
        "id,type,start,by\na,shelling,2030-03-01,north\nb,shelling,never,north\nc,shelling,2030-03-02,north\n",
    );
    let said = again(&broken, "csv");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("broken.csv:3: ") && said.err.contains("2 rows, 0 of types"), "{}", said.err);
    assert_eq!(said.out.lines().count(), 3, "the rest goes on: {}", said.out);
    assert_eq!(again(&events, "xlsx").code, 2);
}

/// Two sources that tell of much the same, with all that can be said on it.
fn told_twice(folder: &Folder) -> std::path::PathBuf {
    let agreement = folder.write("river.md", AGREEMENT);
    folder.write("valley.geojson", VALLEY);
    let mission = folder.path("m");
    let run = |arguments: &[&str]| {
        let said = truce(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.out, said.err);
    };
    run(&["init", text(&mission), "--agreement", text(&agreement)]);
    let file = mission.join("mission.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("as_of = \"2030-12-01\"\n{settings}\n[public]\nplaces = \"grid 0.1\"\n")).unwrap();
    let import = |name: &str, rows: &str| {
        run(&["import", text(&mission), text(&folder.write(name, rows)), "--as", "reports"]);
    };
    import("twice.csv", &(crate::link::HEADER.to_owned() + &crate::link::rows(300).concat()));
    run(&["link", text(&mission)]);
    // A weapon told of months apart, updates, numbers for spans, tellers who do not agree.
    let mut rows = "id,source,type,start,end,lon,lat,zone,by,serial,updates,consent_shared,quantity,of\n".to_owned();
    for n in 0..30 {
        let month = 3 + n % 6;
        rows += &format!("w{n},monitor,weapon_handed_over,2030-0{month}-01,,,,valley,north,k{},,,,\n", n % 9);
        rows += &format!("v{n},paper,weapon_handed_over,2030-0{month}-21,,,,valley,north,k{},,,,\n", n % 9);
        rows += &format!("u{n},paper,shelling,2030-0{month}-11,,33.5,15.{n:02},,north,,p{n},{},,\n", ["", "no"][n % 2]);
        rows += &format!("f{n},paper,figure,2030-03-01,2030-03-{:02},,,valley,north,,,,{n},shelling\n", 2 + n % 7);
    }
    rows += "o1,monitor,observation,2030-03-01,2030-03-09,,,valley,,,,,,shelling\n";
    import("more.csv", &rows);
    // Corrected, taken back, decided, found and answered after all that.
    import(
        "later.csv",
        "id,source,type,start,lon,lat,by,to,element,event,answer,fact\n\
         m8,monitor,shelling,2030-04-11T03:00,33.9,15.9,south,north,,,,\n\
         f1,commission,finding,2030-06-01,,,commission,,fact,monitor/m3,,established\n\
         a1,south,response,2030-06-02,,,south,,fact,paper/p4,denies,\n",
    );
    run(&["decide", text(&mission), "merge", "monitor/m1", "paper/p200", "--because", "one crater"]);
    run(&["decide", text(&mission), "split", "monitor/m7", "paper/p7", "--because", "two villages"]);
    run(&["decide", text(&mission), "withdraw", "monitor/m12", "--because", "a blast in a quarry"]);
    mission
}

/// A part of the record held at a time: the same bytes in every form.
#[test]
fn an_export_in_parts_is_that_of_the_whole() {
    let folder = Folder::new();
    let mission = told_twice(&folder);
    let work = folder.path("work");
    std::fs::create_dir(&work).unwrap();
    let written = |form: &str, name: &str, more: &[&str]| {
        let path = folder.path(name);
        let usual = ["export", text(&mission), "--as", form, "--out", text(&path), "--as-of", "2030-12-01"];
        let said = truce(&[&usual, more].concat());
        assert_eq!(said.code, 0, "{form}: {}", said.err);
        (path, said.err)
    };
    for form in ["csv", "copy", "hxl", "ndjson", "geojson", "parquet"] {
        let (whole, said) = written(form, &format!("whole.{form}"), &[]);
        let (parts, in_parts) = written(form, &format!("parts.{form}"), &["--in-parts=100", "--work", text(&work)]);
        let bytes = std::fs::read(&whole).unwrap();
        assert!(bytes.len() > 10_000, "{form}: {} bytes", bytes.len());
        assert!(bytes == std::fs::read(&parts).unwrap(), "{form}");
        assert_eq!(said.lines().next(), in_parts.lines().next(), "as many rows, and as many withheld");
        let counted = |what: &str| String::from_utf8_lossy(&bytes).matches(what).count();
        if form == "csv" {
            let said = ["finding,", "response,", "observation,", "weapon_handed_over,"].map(counted);
            assert_eq!(said, [1, 1, 1, 9], "on record, and each weapon once");
        }
    }
    let folders = [
        written("parquet", "whole", &["--partitioned"]).0,
        written("parquet", "parts", &["--partitioned", "--in-parts", "--work", text(&work)]).0,
    ];
    let compared = Command::new("diff").arg("-r").args(&folders).output().unwrap();
    assert!(compared.status.success(), "{}", String::from_utf8_lossy(&compared.stdout));
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0, "what was put aside is gone");
    let recorded = written("csv", "recorded.csv", &["--in-parts", "--record"]).1;
    assert!(recorded.contains("recorded as ledger entry"), "{recorded}");
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
    let refused = |form: &str, more: &[&str]| {
        let usual = ["export", text(&mission), "--as", form, "--out", "-", "--in-parts"];
        truce(&[&usual, more].concat()).code
    };
    assert_eq!((refused("xlsx", &[]), refused("csv", &["--known-at", "9"]), refused("csv", &["--record"])), (2, 2, 2));
}
