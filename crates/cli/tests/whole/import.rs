//! Imports: what goes in, what is known already, what is damaged and said so.

use crate::common::{Folder, root, text, truce};

fn mission(folder: &Folder) -> std::path::PathBuf {
    let agreement = folder.write(
        "a.md",
        "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\nin force: from 1990-01-01\n---\n\
         # 1. No violence\n\n> None.\n\n```truce\nrule r1 \"none\"\n  obliges north, south\n  never organised_violence\n```\n",
    );
    let mission = folder.path("m");
    let said = truce(&["init", text(&mission), "--agreement", text(&agreement)]);
    assert_eq!(said.code, 0, "{}", said.err);
    mission
}

fn sample() -> std::path::PathBuf {
    root().join("crates/sources/tests/samples/ucdp-ged/ged-23.1-sample.csv")
}

#[test]
fn ucdp_events_go_in_once_and_keep_their_precisions_and_sources() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let import = ["import", text(&mission), text(&sample()), "--as", "ucdp-ged"].map(str::to_owned);
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let first = truce(&import);
    assert_eq!((first.code, first.out.as_str()), (0, "read 56, added 56, known 0, rejected 0\n"), "{}", first.err);
    let second = truce(&import);
    assert_eq!((second.code, second.out.as_str()), (0, "read 56, added 0, known 56, rejected 0\n"));
    let explained = truce(&["explain", text(&mission), "r1", "--as-of", "2006-01-01"]);
    assert!(explained.out.contains("ucdp-ged/ucdp-ged-22759 · 2002-10-25 to 2002-10-30"), "{}", explained.out);
    assert!(explained.out.contains("claimed by ucdp-ged"));
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}

#[test]
fn damaged_rows_are_said_by_line_and_reason_and_the_rest_goes_in() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let whole = std::fs::read_to_string(sample()).unwrap();
    let header = whole.lines().next().unwrap();
    let good = whole.lines().find(|line| line.starts_with("22782,")).unwrap();
    let changed = |from: &str, to: &str| {
        let row = good.replacen(from, to, 1);
        assert_ne!(row, good);
        row
    };
    let rows = [
        changed("22782,", "not-a-number,"),
        changed(",4.366667,18.583333", ",94.366667,18.583333"),
        changed(",1991-08-08T00:00:00,", ",1991-13-08T00:00:00,"),
        "22783,0,1991".to_owned(),
        good.replacen("22782", "22784", 1).replacen(",0,20,0,", ",0,20,30,", 1).replacen("TROOPS", "\"TROOPS", 1),
        changed("22782", "22785"),
    ];
    let file = folder.write("damaged.csv", &format!("{header}\n{}\n", rows.join("\n")));
    let said = truce(&["import", text(&mission), text(&file), "--as", "ucdp-ged"]);
    assert_eq!(said.code, 1, "rejected rows are a fault of the input");
    assert_eq!(said.out, "read 6, added 1, known 0, rejected 5\n", "{}", said.err);
    for (line, reason) in [
        (2, "id is \"not-a-number\""),
        (3, "is not a longitude and latitude"),
        (4, "is not a date"),
        (5, "the row has 3 values, the header 48 columns"),
        (6, ""),
    ] {
        let place = format!("damaged.csv:{line}: ");
        let found =
            said.err.lines().find(|said| said.contains(&place)).unwrap_or_else(|| panic!("{place}\n{}", said.err));
        assert!(found.contains(reason), "{found}");
    }
}

#[test]
fn a_changed_report_is_a_correction_and_both_stay_in_the_ledger() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let head = "id,source,type,start,by,killed,text\n";
    let import = |row: &str| {
        let file = folder.write("r.csv", &format!("{head}{row}\n"));
        truce(&["import", text(&mission), text(&file), "--as", "reports"]).out
    };
    assert_eq!(import("1,s,shelling,2000-01-01,north,3,words"), "read 1, added 1, known 0, rejected 0\n");
    assert_eq!(import("1,s,shelling,2000-01-01,north,3,words"), "read 1, added 0, known 1, rejected 0\n");
    let corrected = import("1,s,shelling,2000-01-01,north,4,words");
    assert_eq!(corrected, "read 1, added 1 (1 of them corrections), known 0, rejected 0\n");
    let verified = truce(&["verify", text(&mission)]);
    assert!(verified.out.starts_with("sound: 4 entries"), "{}", verified.out);
}

#[test]
fn a_finding_on_any_of_an_events_reports_is_on_the_event() {
    let folder = Folder::new();
    let agreement = folder.write(
        "a.md",
        "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\nbodies: panel \"Panel\"\ntime zone: UTC\n\
         in force: from 2000-01-01\n---\n# 1. None\n\n> None.\n\n```truce\nrule r1 \"none\"\n  obliges north, south\n  \
         never shelling\n```\n",
    );
    let mission = folder.path("m");
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    let reports = folder.write(
        "r.csv",
        "id,source,type,start,by,event,fact,author,breach_of\n1,paper,shelling,2000-01-05,north,,,,\n\
         1,radio,shelling,2000-01-05,north,,,,\nf,panel,finding,2000-02-01,panel,radio/1,established,established,r1\n",
    );
    assert_eq!(truce(&["import", text(&mission), text(&reports), "--as", "reports"]).code, 0);
    let status = truce(&["status", text(&mission), "--as-of", "2000-03-01", "--format", "json"]);
    let all = crate::common::objects(&status);
    let north: Vec<_> = all.iter().filter(|a| a["party"] == "north").collect();
    assert_eq!(north.len(), 3);
    for assessment in north {
        assert_eq!(assessment["status"], "breach_found");
        assert_eq!(assessment["because"], serde_json::json!(["paper/1"]), "two papers, one event");
    }
    let board = truce(&["status", text(&mission), "--as-of", "2000-03-01"]);
    assert!(board.out.contains("▲ breach found"), "{}", board.out);
}

/// The sample again and again with new ids.
fn many(n: usize) -> String {
    let whole = std::fs::read_to_string(sample()).unwrap();
    let (head, body) = whole.split_once('\n').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    for (number, row) in (5_000_000..).zip(rows.iter().cycle().take(n)) {
        let number = number.to_string();
        out.write_record(std::iter::once(number.as_str()).chain(row.iter().skip(1))).unwrap();
    }
    format!("{head}\n{}", String::from_utf8(out.into_inner().unwrap()).unwrap())
}

#[test]
fn killed_at_any_moment_and_begun_again_it_is_all_there_once() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let (n_rows, n_kills) = if std::env::var_os("RUN_SLOW_TESTS").is_some() { (12_000, 10) } else { (2_000, 4) };
    let file = folder.write("many.csv", &many(n_rows));
    let arguments = ["import", text(&mission), text(&file), "--as", "ucdp-ged"];
    let size = || {
        let said = truce(&["verify", text(&mission), "--format", "json"]);
        assert_eq!(said.code, 0, "{}", said.err);
        crate::common::objects(&said)[0]["size"].as_u64().unwrap()
    };
    let mut sizes = vec![size()];
    // On a machine that is busy with others, nothing may be written so soon: then it is left running for longer.
    let mut slowness = 1;
    for attempt in 1..=n_kills {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_truce"))
            .args(arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Moments that differ from run to run, as machines do.
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos();
        std::thread::sleep(std::time::Duration::from_millis(slowness * (40 + 25 * attempt + u64::from(clock % 60))));
        let _ = child.kill();
        child.wait().unwrap();
        // Whatever the moment: a sound ledger, and nothing lost that was in it.
        sizes.push(size());
        if sizes.last() == sizes.first() {
            slowness *= 2;
        }
    }
    assert!(sizes.is_sorted() && sizes.last() > sizes.first(), "{sizes:?}");
    let last = truce(&arguments);
    assert_eq!(last.code, 0, "{}", last.err);
    assert_eq!(size(), sizes[0] + n_rows as u64);
    let again = truce(&arguments);
    assert_eq!(again.out, format!("read {n_rows}, added 0, known {n_rows}, rejected 0\n"), "{}", again.err);
    assert_eq!(size(), sizes[0] + n_rows as u64);
}
