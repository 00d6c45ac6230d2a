//! Imports of tables whose columns mean what a mapping says: ACLED, GDELT, anybody's; and rows that are mended and given again.

use std::path::{Path, PathBuf};

use crate::common::{Folder, Said, objects, root, text, truce};

fn mission(folder: &Folder) -> PathBuf {
    let agreement = folder.write(
        "a.md",
        "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 1990-01-01\n---\n\
         # 1. No violence\n\n> None.\n\n```truce\nrule r1 \"none\"\n  obliges north, south\n  never shelling\n```\n",
    );
    let mission = folder.path("m");
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    mission
}

fn import(mission: &Path, file: &Path, format: &str) -> Said {
    truce(&["import", text(mission), text(file), "--as", format])
}

fn report(mission: &Path, id: &str) -> serde_json::Value {
    let said = truce(&["event", text(mission), id, "--as-of", "2031-01-01", "--format", "json"]);
    assert_eq!(said.code, 0, "{id}: {}", said.err);
    let event = objects(&said).remove(0);
    let own = event["reports"].as_array().unwrap().iter().find(|report| report["report"] == id);
    own.unwrap_or_else(|| panic!("{id}: {event}")).clone()
}

/// The one file of rejected rows.
fn rejected(mission: &Path) -> PathBuf {
    let all: Vec<_> = std::fs::read_dir(mission.join("rejected")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

#[test]
fn acled_names_an_author_only_where_its_first_actor_is_one() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let sample = root().join("crates/sources/tests/samples/acled/events.csv");
    let said = import(&mission, &sample, "acled");
    assert_eq!(said.out, "read 5, added 2, known 0, rejected 2, left out 1\n", "{}", said.err);
    assert!(said.err.contains("left out, as no type stands for it: sub_event_type Arrests (1)"), "{}", said.err);
    assert!(said.err.contains("events.csv:5: time_precision is \"4\", and no code for it is known"), "{}", said.err);
    assert!(said.err.contains("events.csv:6: start is \"5/3/2030\", not written as"), "{}", said.err);
    let shelling = report(&mission, "acled/VAL1001");
    assert_eq!((&shelling["type"], &shelling["by"]), (&"shelling".into(), &"Northern Forces".into()), "{shelling}");
    assert_eq!((&shelling["killed"], &shelling["origin"]), (&3.into(), &"Valley Radio".into()), "{shelling}");
    let clash = report(&mission, "acled/VAL1002");
    assert!(clash["by"].is_null() && clash["killed"].is_null(), "unknown, and not nought: {clash}");
    assert_eq!(clash["start"], "2030-02-25T00:00:00Z", "known to the week: {clash}");
    let again = import(&mission, &sample, "acled");
    assert_eq!(again.out, "read 5, added 0, known 2, rejected 2, left out 1\n");
}

/// A line of GDELT's event files: so many columns, these of them filled.
fn gdelt(n_columns: usize, filled: &[(usize, &str)]) -> String {
    let mut values = vec![""; n_columns];
    filled.iter().for_each(|(idx, value)| values[*idx] = value);
    values.join("\t")
}

#[test]
fn gdelt_is_read_in_each_of_its_forms_and_mentions_are_no_events() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let row = |id: &'static str, code: &'static str| {
        vec![(0, id), (1, "20300302"), (5, "NOR"), (15, "SOU"), (26, code), (31, "40"), (32, "9"), (33, "38")]
    };
    let mut one = row("701", "194");
    one.extend([
        (49, "4"),
        (50, "Old Mill, Valley"),
        (53, "31.5012"),
        (54, "34.4667"),
        (56, "20300303"),
        (57, "https://e.org/a"),
    ]);
    let spoken = row("702", "112");
    let file = folder.write("20300303.export.CSV", &format!("{}\n{}\n", gdelt(58, &one), gdelt(58, &spoken)));
    let said = import(&mission, &file, "gdelt");
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "read 2, added 1, known 0, rejected 0, left out 1\n"),
        "{}",
        said.err
    );
    let shelling = report(&mission, "gdelt/701");
    assert_eq!((&shelling["type"], &shelling["by"]), (&"shelling".into(), &"NOR".into()), "{shelling}");
    assert_eq!(shelling["start"], "2030-03-02T00:00:00Z");
    let events = objects(&truce(&["events", text(&mission), "--as-of", "2031-01-01", "--format", "json"]));
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["reports"], 1, "forty mentions are one report: {}", events[0]);
    // 2.0 has three columns more, and the time to the second.
    let mut two = row("703", "1831");
    two.extend([
        (51, "4"),
        (52, "Ridge, Valley"),
        (56, "31.52"),
        (57, "34.47"),
        (59, "20300303121500"),
        (60, "https://e.org/b"),
    ]);
    let file = folder.write("two.CSV", &(gdelt(61, &two) + "\n"));
    let said = import(&mission, &file, "gdelt");
    assert_eq!(said.out, "read 1, added 1, known 0, rejected 0\n", "{}", said.err);
    assert_eq!(report(&mission, "gdelt/703")["type"], "explosion");
    let said = import(&mission, &folder.write("odd.CSV", "1\t2\t3\n"), "gdelt");
    assert!(said.code == 1 && said.err.contains("the row has 3 values, not 57 or 58 or 61"), "{}", said.err);
}

#[test]
fn a_strangers_table_is_mapped_without_programming() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let mapping = folder.write(
        "incidents.toml",
        "geometry = \"wkt\"\ndrop = [\"witness\"]\n[columns]\nid = \"Ref\"\nstart = \"When\"\ntype = \"What\"\nkilled = \"Dead\"\n\
         [constants]\nsource = \"aid-office\"\nbasis = \"told\"\n[dates]\nstart = [\"%d/%m/%Y %H:%M\", \"%d/%m/%Y\"]\n\
         [codes.type]\n\"ARTY\" = \"shelling\"\n\"SAF\" = \"shooting\"\n[[where]]\ncolumn = \"Sure\"\nis = [\"yes\"]\n\
         columns = { by = \"Side\" }\n",
    );
    let table = "Ref;When;What;Dead;Side;Sure;wkt;witness;ward\n\
                 7;02/03/2030 14:30;ARTY;2;north;yes;POINT(34.4667 31.5012);A. B.;4\n\
                 8;03/03/2030;SAF;;south;no;POINT Z (34.47 31.52 12);;4\n\
                 9;03/03/2030;GAS;;south;no;\"LINESTRING(0 0, 1 1)\";;4\n\
                 10;03/03/2030;GAS;1;south;no;POINT(34.47 31.52);\"C; D\";4\n";
    let file = folder.write("incidents.csv", table);
    let given =
        |file: &Path| truce(&["import", text(&mission), text(file), "--as", "csv", "--mapping", text(&mapping)]);
    let said = given(&file);
    assert_eq!((said.code, said.out.as_str()), (1, "read 4, added 2, known 0, rejected 2\n"), "{}", said.err);
    assert!(said.err.contains("incidents.csv:4: wkt is \"LINESTRING(0 0, 1 1)\", not a point"), "{}", said.err);
    assert!(said.err.contains("incidents.csv:5: What is \"GAS\", and no code for it is known"), "{}", said.err);
    let seven = report(&mission, "aid-office/7");
    assert_eq!((&seven["by"], &seven["killed"]), (&"north".into(), &2.into()), "{seven}");
    assert_eq!(seven["start"], "2030-03-02T14:30:00Z", "{seven}");
    assert!(report(&mission, "aid-office/8")["by"].is_null(), "who is not sure is not named");
    // Particulars go into the ledger, columns that are dropped do not.
    let is_in_ledger = |text: &str| {
        let bytes = std::fs::read(mission.join("ledger.sqlite")).unwrap();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    };
    assert!(is_in_ledger("ward") && !is_in_ledger("witness") && !is_in_ledger("A. B."));
    // The rejected rows, mended where they stand, go in by the same command.
    let file = rejected(&mission);
    let rows = std::fs::read_to_string(&file).unwrap();
    assert!(
        rows.starts_with("Ref,When,What,Dead,Side,Sure,wkt,witness,ward,rejected_line,rejected_because\n"),
        "{rows}"
    );
    assert!(rows.contains(",C; D,4,5,"), "{rows}");
    let mended =
        folder.write("mended.csv", &rows.replace("GAS", "ARTY").replace("LINESTRING(0 0, 1 1)", "POINT(34.5 31.5)"));
    let said = given(&mended);
    assert_eq!((said.code, said.out.as_str()), (0, "read 2, added 2, known 0, rejected 0\n"), "{}", said.err);
    assert_eq!(report(&mission, "aid-office/10")["type"], "shelling");
    assert!(!is_in_ledger("rejected_because") && !is_in_ledger("rejected_line"));
    for (arguments, code, needle) in [
        (vec!["--as", "csv"], 2, "--as csv needs --mapping"),
        (vec!["--as", "reports", "--mapping", text(&mapping)], 2, "--mapping goes with --as csv"),
        (vec!["--as", "csv", "--mapping", text(&mended)], 1, "TOML parse error"),
    ] {
        let said = truce(&[&["import", text(&mission), text(&mended)], arguments.as_slice()].concat());
        assert_eq!(said.code, code, "{}", said.err);
        assert!(said.err.contains(needle), "{}", said.err);
    }
}

#[test]
fn rejected_rows_keep_their_form_and_lose_nothing() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let lines = "{\"id\":\"1\",\"source\":\"s\",\"type\":\"shelling\",\"start\":\"soon\",\"text\":\"قذيفتان, \\\"two\\\"\"}\n{\"id\":\n";
    let said = import(&mission, &folder.write("r.ndjson", lines), "reports");
    assert_eq!((said.code, said.out.as_str()), (1, "read 2, added 0, known 0, rejected 2\n"), "{}", said.err);
    let rows = std::fs::read_to_string(rejected(&mission)).unwrap();
    let objects: Vec<serde_json::Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&objects[0]["text"], &objects[0]["rejected_line"]), (&"قذيفتان, \"two\"".into(), &1.into()), "{rows}");
    assert_eq!((&objects[1]["rejected_row"], &objects[1]["rejected_line"]), (&"{\"id\":".into(), &2.into()), "{rows}");
    let mended = folder.write("mended.ndjson", &rows.lines().next().unwrap().replace("soon", "2030-03-02"));
    assert_eq!(import(&mission, &mended, "reports").out, "read 1, added 1, known 0, rejected 0\n");
}

#[test]
fn a_spreadsheet_goes_in_as_it_is_and_faults_are_said_by_its_rows() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let sheet = root().join("crates/sources/tests/samples/xlsx/liaison.xlsx");
    let said = import(&mission, &sheet, "reports");
    assert_eq!(said.out, "read 4, added 3, known 0, rejected 1\n", "{}", said.err);
    assert!(said.err.contains("liaison.xlsx:6: \"soon\""), "{}", said.err);
    let one = report(&mission, "liaison/1");
    assert_eq!((&one["start"], &one["killed"]), (&"2030-03-02T14:30:00Z".into(), &2.into()), "{one}");
    assert_eq!(report(&mission, "liaison/2")["start"], "2030-03-03T00:00:00Z");
    let mended = std::fs::read_to_string(rejected(&mission)).unwrap().replace("soon", "2030-03-05");
    let said = import(&mission, &folder.write("mended.csv", &mended), "reports");
    assert_eq!(said.out, "read 1, added 1, known 0, rejected 0\n", "{}", said.err);
    let broken = folder.path("broken.xlsx");
    std::fs::write(&broken, &std::fs::read(&sheet).unwrap()[..900]).unwrap();
    let said = import(&mission, &broken, "reports");
    assert!(said.code == 1 && said.err.contains("broken.xlsx: the spreadsheet cannot be read"), "{}", said.err);
}
