//! `link`, `events`, `event`, `decide`: which reports tell of the same event, and what people decide of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use crate::common::{Folder, Said, objects, text, truce};

pub(crate) const HEADER: &str = "id,source,type,start,lon,lat,place_precision,by,killed\n";

/// Rows of invented reports: every event is told by a monitor, and by a paper a little off.
pub(crate) fn rows(n_events: usize) -> Vec<String> {
    let types = ["shelling", "shooting", "overflight", "airstrike", "protest"];
    let actors = ["north", "south", ""];
    let mut rows = Vec::new();
    for event in 0..n_events {
        let (day, hour) = (1 + event * 7 % 28, event * 5 % 24);
        let month = 1 + event * 3 % 11;
        let (kind, by) = (types[event % 5], actors[event % 3]);
        let lon = 34.0 + (event * 37 % 100) as f64 / 50.0;
        let lat = 31.0 + (event * 61 % 100) as f64 / 50.0;
        rows.push(format!(
            "m{event},monitor,{kind},2030-{month:02}-{day:02}T{hour:02}:00,{lon:.4},{lat:.4},1,{by},{}\n",
            event % 4
        ));
        let (killed, kind) =
            (event % 4 + usize::from(event % 10 == 0), if event % 15 == 0 { "shooting" } else { kind });
        rows.push(format!(
            "p{event},paper,{kind},2030-{month:02}-{day:02},{:.4},{lat:.4},2,{by},{killed}\n",
            lon + 0.01
        ));
    }
    rows
}

fn by_report(said: &Said) -> BTreeMap<String, Value> {
    let object = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    said.out.lines().map(object).map(|link| (link["report"].as_str().unwrap().to_owned(), link)).collect()
}

#[test]
fn reports_of_one_event_are_found_whatever_their_order() {
    let folder = Folder::new();
    let mut rows = rows(300);
    let file = folder.write("r.csv", &(HEADER.to_owned() + &rows.concat()));
    let said = truce(&["link", text(&file), "--format", "ndjson"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let links = by_report(&said);
    assert_eq!(links.len(), 600);
    let right = (0..300).filter(|event| links[&format!("m{event}")]["event"] == links[&format!("p{event}")]["event"]);
    let right = right.count();
    assert!(right >= 285, "{right} of 300");
    let one = &links["p7"];
    assert_eq!(one["event"], "m7");
    assert!(one["score"].as_f64().unwrap() > 0.9);
    assert!(one["because"].as_array().unwrap().iter().any(|reason| reason.as_str().unwrap().starts_with("place: ")));

    rows.reverse();
    let other = folder.write("other.csv", &(HEADER.to_owned() + &rows.concat()));
    let parameters = folder.path("learnt.txt");
    let learnt = truce(&["link", text(&file), "--parameters", text(&parameters), "--format", "ndjson"]);
    assert_eq!(learnt.out, said.out, "what is written down is what was learnt");
    let again = truce(&["link", text(&other), "--parameters", text(&parameters), "--format", "ndjson"]);
    assert_eq!(again.out, said.out);
    let listed = truce(&["link", text(&other), "--parameters", text(&parameters), "--format", "json"]);
    assert_eq!(objects(&listed).len(), 600);
}

#[test]
fn bad_rows_are_said_and_the_rest_is_linked() {
    let folder = Folder::new();
    let mut file = HEADER.to_owned() + &rows(3).concat();
    let _ = write!(file, "m1,monitor,shelling,2030-01-01,34,31,1,,\nx,monitor,shelling,yesterday,34,31,1,,\n");
    let file = folder.write("r.csv", &file);
    let said = truce(&["link", text(&file), "--format", "ndjson"]);
    assert_eq!(said.code, 1);
    assert_eq!(by_report(&said).len(), 6);
    assert!(said.err.contains("r.csv:8: the id \"m1\" stands in an earlier row"), "{}", said.err);
    assert!(said.err.contains("r.csv:9: "), "{}", said.err);
    let bad = folder.write("p.txt", "truce linking parameters 1\nthreshold\tmany\n");
    let said = truce(&["link", text(&file), "--parameters", text(&bad)]);
    assert_eq!((said.code, said.err.contains("p.txt:2: ")), (1, true), "{}", said.err);
}

/// Held a part at a time, on one machine or on several: the same bytes, the same rows refused, nothing left behind.
#[test]
fn shards_say_what_the_whole_says() {
    let folder = Folder::new();
    let mut rows = rows(300);
    rows.push("p7,paper,shelling,2030-05-01,34.0000,31.0000,2,north,1\n".to_owned());
    rows.push("m9,monitor,shelling,2030-05-01,34.0000,31.0000,2,north,1\n".to_owned());
    rows.push("odd,paper,shelling,soon,34.0000,31.0000,2,north,1\n".to_owned());
    let file = folder.write("r.csv", &(HEADER.to_owned() + &rows.concat()));
    let (parameters, work) = (folder.path("learnt.txt"), folder.path("work"));
    std::fs::create_dir(&work).unwrap();
    let link = |more: &[&str]| {
        let all = ["link", text(&file), "--parameters", text(&parameters)].into_iter().chain(more.iter().copied());
        truce(&all.collect::<Vec<_>>())
    };
    let unlearnt = link(&["--shards", "3"]);
    assert_eq!(unlearnt.code, 2);
    assert!(unlearnt.err.contains("learnt before"), "{}", unlearnt.err);
    assert_eq!(link(&[]).code, 1, "three rows are refused");
    for format in ["text", "json", "ndjson"] {
        let whole = link(&["--format", format]);
        assert!(whole.out.len() > 50_000);
        let in_shards = link(&["--format", format, "--shards", "6", "--work", text(&work)]);
        assert_eq!((in_shards.code, &in_shards.out), (1, &whole.out));
        for line in [602, 603, 604] {
            assert!(in_shards.err.contains(&format!("r.csv:{line}: ")), "{}", in_shards.err);
        }
        assert!(in_shards.err.contains("stretches of time"), "{}", in_shards.err);
    }
    let whole = link(&["--format", "ndjson"]);
    let each = (1..=5).map(|number| link(&["--format", "ndjson", "--shard", &format!("{number}/5")]).out);
    let parts: Vec<String> = each.collect();
    assert!(parts.iter().all(|part| part.len() > 5_000 && part.len() < whole.out.len() / 2), "each has its share");
    let sorted = |parts: &[String]| {
        let mut lines: Vec<String> = parts.iter().flat_map(|part| part.lines()).map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&parts), sorted(&[whole.out]));
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0, "what was put aside is gone");
    assert_eq!(link(&["--shards", "0"]).code, 2);
    assert_eq!(link(&["--shards", "2", "--shard", "1/2"]).code, 2);
    assert_eq!(link(&["--shards", "2", "--work", "/nowhere/at/all"]).code, 1, "as any file that is not there");
}

#[test]
fn records_of_any_kind_are_linked_by_a_mapping() {
    let folder = Folder::new();
    let mut file = "number,register,name,street,born\n".to_owned();
    for person in 0..200 {
        let name = format!("{}{} {}", ["Ma", "Jo", "Li", "Te"][person % 4], person * 31 % 97, person * 17 % 89);
        let _ = writeln!(file, "a{person},one,{name},street {},19{:02}0101", person * 7 % 50, person % 80);
        let _ = writeln!(file, "b{person},two,{name}x,street {},19{:02}0101", person * 7 % 50, person % 80);
    }
    let file = folder.write("r.csv", &file);
    let mapping = "[columns]\nid = \"number\"\nsource = \"register\"\n[signals]\nname = \"name\"\nstreet = \"class\"\nborn = \"name\"\n";
    let mapping = folder.write("m.toml", mapping);
    let said = truce(&["link", text(&file), "--mapping", text(&mapping), "--format", "ndjson"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let links = by_report(&said);
    let right =
        (0..200).filter(|person| links[&format!("b{person}")]["event"] == format!("a{person}").as_str()).count();
    assert!(right >= 195, "{right} of 200");
    let wrong = folder.write("w.toml", "[signals]\nname = \"sound\"\n");
    let said = truce(&["link", text(&file), "--mapping", text(&wrong)]);
    assert_eq!((said.code, said.err.contains("signals.name is \"sound\"")), (1, true), "{}", said.err);
}

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                         bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                         # 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  obliges north\n  never shelling\n```\n";

fn event(mission: &str, id: &str) -> Value {
    let said = truce(&["event", mission, id, "--as-of", "2031-01-01", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    objects(&said).remove(0)
}

fn reports(event: &Value) -> Vec<&str> {
    event["reports"].as_array().unwrap().iter().map(|report| report["report"].as_str().unwrap()).collect()
}

fn decide(mission: &str, arguments: &[&str]) {
    let said = truce(&[&["decide", mission][..], arguments].concat());
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn people_decide_and_their_decisions_hold() {
    let folder = Folder::new();
    let path = folder.path("m");
    let mission = text(&path);
    let agreement = folder.write("a.md", AGREEMENT);
    assert_eq!(truce(&["init", mission, "--agreement", text(&agreement)]).code, 0);
    let rows = rows(300);
    let file = folder.write("r.csv", &(HEADER.to_owned() + &rows[..500].concat()));
    assert_eq!(truce(&["import", mission, text(&file), "--as", "reports"]).code, 0);
    assert_eq!(reports(&event(mission, "paper/p7")), ["paper/p7"], "nothing was learnt yet");
    let said = truce(&["events", mission, "--doubtful", "5"]);
    assert_eq!(said.code, 1, "{}", said.out);

    let said = truce(&["link", mission]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(reports(&event(mission, "paper/p7")), ["monitor/m7", "paper/p7"]);
    assert_eq!(event(mission, "paper/p7")["event"], "monitor/m7", "an event is named by any of its reports");
    let doubtful = truce(&["events", mission, "--as-of", "2031-01-01", "--doubtful", "5", "--format", "json"]);
    assert!(objects(&doubtful).len() <= 5);

    decide(mission, &["split", "monitor/m7", "paper/p7", "--because", "another village"]);
    decide(mission, &["merge", "monitor/m8", "monitor/m9", "--because", "one crater"]);
    decide(mission, &["move", "paper/p10", "monitor/m11", "--because", "the hour fits", "--by", "analyst"]);
    let check = |when: &str| {
        assert_eq!(reports(&event(mission, "paper/p7")), ["paper/p7"], "{when}");
        let merged = event(mission, "paper/p9");
        assert_eq!(reports(&merged), ["monitor/m8", "monitor/m9", "paper/p8", "paper/p9"], "{when}");
        assert_eq!(merged["decisions"][0]["because"], "one crater", "{when}");
        assert_eq!(merged["claims"].as_array().unwrap().len(), 2, "each kind of act stays a claim, {when}");
        assert!(reports(&event(mission, "monitor/m11")).contains(&"paper/p10"), "{when}");
        assert!(!reports(&event(mission, "monitor/m10")).contains(&"paper/p10"), "{when}");
    };
    check("at once");
    let file = folder.write("more.csv", &(HEADER.to_owned() + &rows[500..].concat()));
    assert_eq!(truce(&["import", mission, text(&file), "--as", "reports"]).code, 0);
    check("after more reports");
    assert_eq!(truce(&["link", mission]).code, 0);
    check("after new learning");
    decide(mission, &["merge", "monitor/m7", "paper/p7", "--because", "the same after all"]);
    assert_eq!(reports(&event(mission, "paper/p7")), ["monitor/m7", "paper/p7"]);
    let said = truce(&["event", mission, "paper/p7", "--known-at", "503", "--as-of", "2031-01-01", "--format", "json"]);
    assert_eq!(reports(&objects(&said)[0]), ["monitor/m7", "paper/p7"], "as it was before the decisions");
    let said = truce(&["verify", mission]);
    assert_eq!(said.code, 0, "{}", said.out);
}

#[test]
fn bodies_find_and_parties_respond_on_the_record() {
    let folder = Folder::new();
    let path = folder.path("m");
    let mission = text(&path);
    let agreement = folder.write("a.md", AGREEMENT);
    assert_eq!(truce(&["init", mission, "--agreement", text(&agreement)]).code, 0);
    let file = folder.write("r.csv", &(HEADER.to_owned() + &rows(2).concat()));
    assert_eq!(truce(&["import", mission, text(&file), "--as", "reports"]).code, 0);
    let said = truce(&[
        "decide",
        mission,
        "find",
        "monitor/m0",
        "--body",
        "newspaper",
        "--fact",
        "established",
        "--because",
        "x",
    ]);
    assert_eq!((said.code, said.err.contains("no body of the agreement: commission")), (1, true), "{}", said.err);
    decide(
        mission,
        &[
            "find",
            "monitor/m0",
            "--body",
            "commission",
            "--fact",
            "established",
            "--at",
            "2030-02-01",
            "--because",
            "two craters",
        ],
    );
    decide(mission, &["respond", "monitor/m0", "--party", "north", "--answer", "denies", "--at", "2030-02-02"]);
    let found = event(mission, "monitor/m0");
    assert_eq!(found["findings"][0]["fact"], "established");
    assert_eq!(found["responses"][0]["answer"], "denies");
    assert_eq!(found["claims"][0]["levels"]["fact"]["because"], "verified: a finding establishes it");
    assert_eq!(found["claims"][0]["levels"]["author"]["level"], "alleged");
    let on = ["monitor/m0", "--by", "commission", "--at", "2030-02-03"];
    decide(
        mission,
        &[&["step"][..], &on, &["--stage", "recommendation", "--to", "north", "--due", "2030-02-10"]].concat(),
    );
    let said = truce(&[&["decide", mission, "step"][..], &on, &["--stage", "remedy", "--on", "commission/x"]].concat());
    assert_eq!((said.code, said.err.contains("no finding or step \"commission/x\"")), (1, true), "{}", said.err);
    let said = truce(&["decide", mission, "step", "monitor/m0", "--by", "commission", "--stage", "decision"]);
    assert_eq!((said.code, said.err.contains("truce decide MISSION find")), (2, true), "{}", said.err);
    let found = event(mission, "monitor/m0");
    assert_eq!(found["disputed"], true);
    assert_eq!(found["answers"][1]["disputed_since"], "2030-02-02T00:00:00Z");
    let due = found["due"].as_array().unwrap().iter().find(|due| due["of"] == "north").unwrap();
    assert_eq!((due["state"].as_str(), due["due"].as_str()), (Some("overdue"), Some("2030-02-10T23:59:59Z")));
    let actors = folder.write("a.csv", "id,tie,of,speaks,until\nradio,proxy,north,yes,2030-02-01\nx,friend,north,,\n");
    let said = truce(&["import", mission, text(&actors), "--as", "actors"]);
    assert_eq!((said.code, said.err.contains("a.csv:3: tie is \"friend\"")), (1, true), "{}", said.err);
    let said = truce(&["import", mission, text(&actors), "--as", "actors"]);
    assert!(said.out.contains("added 0, known 1, rejected 1"), "{}", said.out);
    let said = truce(&["event", mission, "monitor/m0", "--as-of", "2031-01-01"]);
    assert!(said.out.contains("North denies that it did it: disputed since 2030-02-02"), "{}", said.out);
    let said = truce(&["decide", mission, "respond", "monitor/m0", "--party", "east", "--answer", "denies"]);
    assert_eq!(said.code, 1);
    let said = truce(&["event", mission, "monitor/nowhere"]);
    assert_eq!((said.code, said.err.contains("there is no event")), (1, true));
}
