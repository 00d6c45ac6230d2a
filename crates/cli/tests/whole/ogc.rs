//! Events and zones as OGC API - Features: page by page the same as the export, for strangers nothing that leaves later, and GDAL reads it.

use std::collections::BTreeSet;
use std::process::Command;

use crate::common::{Folder, text, truce};
use crate::released::VALLEY;
use crate::serve::Server;

const AGREEMENT: &str = r#"---
agreement: river
title: Ceasefire along the river
parties: north "The North", south "The South"
bodies: commission "Joint Commission"
time zone: Africa/Khartoum
in force: from 2026-01-01
---
# 1. Ceasefire

> Fire ceases.

```truce
zone valley "the valley"
  outline "valley.geojson"
rule 1 "no shelling"
  obliges each party
  never shelling
```
"#;

pub(crate) const N: usize = 230;

/// Shelling on a diagonal of the valley, and aid of an hour ago.
pub(crate) fn mission(folder: &Folder) -> std::path::PathBuf {
    let agreement = folder.write("river.md", AGREEMENT);
    folder.write("valley.geojson", VALLEY);
    let mut rows =
        "id,source,reported_at,type,start,lon,lat,place_precision,zone,by,to,item,quantity,unit\n".to_owned();
    for k in 0..N {
        let (day, month) = (1 + k % 28, 1 + k / 28 % 3);
        let at = f64::from(u32::try_from(k).unwrap()) / 250.0;
        let (lon, lat) = (33.0 + at, 15.0 + at);
        rows.push_str(&format!(
            "r{k},post {k},2026-{month:02}-{day:02}T20:00:00Z,shelling,2026-{month:02}-{day:02}T09:00:00Z,{lon:.3},{lat:.3},50m,,north,south,,,\n"
        ));
    }
    let hour_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1);
    rows.push_str(&format!("t1,crossing,{hour_ago},aid,{hour_ago},,,,valley,,north,trucks,40,trucks\n"));
    let rows = folder.write("reports.csv", &rows);
    let mission = folder.path("m");
    let made = truce(&["init", text(&mission), "--agreement", text(&agreement)]);
    assert_eq!(made.code, 0, "{}", made.err);
    let read = truce(&["import", text(&mission), text(&rows), "--as", "reports"]);
    assert!(read.out.contains("rejected 0"), "{}{}", read.out, read.err);
    let file = mission.join("mission.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("open = true\n{whole}\n[public]\nplaces = \"grid 0.01\"\n")).unwrap();
    mission
}

fn json(server: &Server, path: &str) -> serde_json::Value {
    let (status, head, body) = server.get(path);
    assert_eq!(status, 200, "{path}: {body}");
    assert!(head.contains("json"), "{head}");
    serde_json::from_str(&body).unwrap()
}

/// The link of a page to the next one, without the server's name.
fn next(page: &serde_json::Value, server: &Server) -> Option<String> {
    let link = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next")?;
    Some(link["href"].as_str().unwrap().strip_prefix(&format!("http://{}", server.address)).unwrap().to_owned())
}

#[test]
fn pages_hold_what_the_export_holds() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let out = truce(&["export", text(&mission), "--as", "csv", "--out", "-"]).out;
    let mut rows = csv::Reader::from_reader(out.trim_start_matches('\u{feff}').as_bytes());
    let head = rows.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(rows.iter().all(|row| &row[at("type")] == "shelling"), "aid of an hour ago leaves later");
    let exported: BTreeSet<String> = rows.iter().map(|row| row[at("id")].to_owned()).collect();
    assert_eq!(exported.len(), N);

    let server = Server::start(&mission);
    let items = "/ogc/collections/events/items";
    let (mut ids, mut path, mut n_pages) = (BTreeSet::new(), format!("{items}?limit=100"), 0);
    loop {
        let page = json(&server, &path);
        assert_eq!(page["numberMatched"], N);
        assert_eq!(page["numberReturned"], page["features"].as_array().unwrap().len());
        ids.extend(page["features"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        n_pages += 1;
        match next(&page, &server) {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!((n_pages, &ids), (3, &exported));

    // The same to take away from a page.
    let (status, head, body) = server.get("/data/events.csv");
    assert!(status == 200 && head.contains("attachment; filename=\"events.csv\""), "{head}");
    assert_eq!(body, out);
    assert_eq!(server.get("/data/events.sqlite").0, 404);
    assert!(server.get("/publications").2.contains("href=\"/data/events.geojson\""));

    // The slow twin of the box: each exported point held against it.
    let within = |row: &&csv::StringRecord| {
        let number = |name: &str| row[at(name)].parse::<f64>().unwrap();
        (33.2..=33.5).contains(&number("lon")) && (15.1..=15.4).contains(&number("lat"))
    };
    let n_within = rows.iter().filter(within).count();
    let boxed = json(&server, &format!("{items}?bbox=33.2,15.1,33.5,15.4&limit=1"));
    assert_eq!(
        (boxed["numberMatched"].as_u64().unwrap(), boxed["numberReturned"].as_u64()),
        (n_within as u64, Some(1))
    );
    assert!(n_within > 20, "{n_within}");
    let month = json(&server, &format!("{items}?datetime=2026-02-01/2026-02-28"));
    let n_month = rows.iter().filter(|row| row[at("start")].starts_with("2026-02")).count();
    assert_eq!(month["numberMatched"], n_month);
    assert_eq!(json(&server, &format!("{items}?by=south"))["numberMatched"], 0);
    let one = ids.first().unwrap();
    assert_eq!(json(&server, &format!("{items}/{one}"))["id"], one.as_str());
    assert_eq!(json(&server, "/ogc/collections/zones/items/valley")["geometry"]["type"], "MultiPolygon");
    for (path, status) in [
        (format!("{items}?limit=0"), 400),
        (format!("{items}?bbox=1,2,3"), 400),
        (format!("{items}?source=post+1"), 400),
        (format!("{items}/none"), 404),
        ("/ogc/collections/sources/items".to_owned(), 404),
    ] {
        assert_eq!(server.get(&path).0, status, "{path}");
    }
}

/// Days that pass before something leaves are counted from now, not from a day that a stranger names.
#[test]
fn strangers_cannot_ask_for_a_day_still_to_come() {
    let folder = Folder::new();
    let server = Server::start(&mission(&folder));
    let ahead = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 30)).to_string();
    let today = jiff::Timestamp::now().to_string();
    let items = "/ogc/collections/events/items?limit=1";
    for path in ["/", "/ogc/collections", "/registers", "/data/events.csv"] {
        assert_eq!(server.get(path).0, 200, "{path}");
        assert_eq!(server.get(&format!("{path}?as_of={}", &ahead[..10])).0, 404, "{path}");
    }
    assert_eq!(server.get(&format!("{items}&as_of={ahead}")).0, 404);
    assert_eq!(json(&server, &format!("{items}&as_of={}", &today[..10]))["numberMatched"], N);
}

#[test]
fn gdal_reads_events_and_zones() {
    if !Command::new("ogrinfo").arg("--version").output().is_ok_and(|said| said.status.success()) {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "GDAL is missing; `cargo xtask test` installs it");
        return;
    }
    let folder = Folder::new();
    let server = Server::start(&mission(&folder));
    let address = format!("OAPIF:http://{}/ogc", server.address);
    let info = |more: &[&str]| {
        let said = Command::new("ogrinfo").args(["-ro", "-so", &address]).args(more).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).into_owned()
    };
    let events = info(&["events"]);
    assert!(events.contains(&format!("Feature Count: {N}")), "{events}");
    assert!(events.contains("Geometry: Point") || events.contains("Geometry: Unknown"), "{events}");
    let boxed = info(&["events", "-spat", "33.2", "15.1", "33.5", "15.4"]);
    let matched = json(&server, "/ogc/collections/events/items?bbox=33.2,15.1,33.5,15.4&limit=1");
    assert!(boxed.contains(&format!("Feature Count: {}\n", matched["numberMatched"])), "{boxed}");
    assert!(info(&["zones"]).contains("Feature Count: 1\n"));
    // A file for a desk without a line.
    let kept = folder.path("kept.gpkg");
    let said = Command::new("ogr2ogr").args(["-f", "GPKG", text(&kept), &address]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let database = rusqlite::Connection::open(&kept).unwrap();
    let n: u32 = database.query_row("select count(*) from events", [], |row| row.get(0)).unwrap();
    assert_eq!(usize::try_from(n), Ok(N));
}
