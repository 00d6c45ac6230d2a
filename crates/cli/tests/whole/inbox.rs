//! The inbox, on the command line and over the API: who may, steps alone and in bulk, reports given by programs; and the description of
//! the API held against it by another program.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Folder, Said, root, text, truce, truce_with_input};
use crate::serve::Server;

fn mission(folder: &Folder) -> PathBuf {
    let mission = folder.path("m");
    let agreement = root().join("agreements/gaza-2025.md");
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    let rows = "id,source,type,start,by,basis\n1,patrol-3,shelling,2030-03-02,israel,heard\n2,patrol-3,shooting,2030-03-02,,heard\n\
                3,press,shelling,2030-03-03,,told\n4,press,account,2030-03-03,,told\n";
    let rows = rows.replace("4,press,account,2030-03-03,,told\n", "4,press,airstrike,2030-03-04,,told\n");
    let file = folder.write("r.csv", &rows);
    assert_eq!(truce(&["import", text(&mission), text(&file), "--as", "reports"]).code, 0);
    mission
}

fn inbox(mission: &Path, more: &[&str]) -> String {
    let said = truce(&[&["inbox", text(mission), "--format", "ndjson"], more].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let lines = said.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let short = |one: Value| {
        format!(
            "{}:{}:{}",
            one["report"].as_str().unwrap(),
            one["state"].as_str().unwrap(),
            one["by"].as_str().unwrap_or("-")
        )
    };
    lines.map(short).collect::<Vec<_>>().join(" ")
}

fn step(mission: &Path, words: &[&str]) -> Said {
    let (verb, rest) = words.split_first().unwrap();
    truce(&[&["inbox", verb, text(mission)], rest].concat())
}

#[test]
fn a_report_goes_through_many_hands_and_each_is_on_record() {
    let folder = Folder::new();
    let mission = mission(&folder);
    assert_eq!(inbox(&mission, &["--limit", "2"]), "patrol-3/1:received:- patrol-3/2:received:-");
    let said = step(&mission, &["take", "patrol-3/1", "patrol-3/2", "press/9", "--by", "desk-1"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("there is no report \"press/9\"") && said.out.lines().count() == 2,
        "{} {}",
        said.out,
        said.err
    );
    assert_eq!(inbox(&mission, &["--state", "taken"]), "patrol-3/1:taken:desk-1 patrol-3/2:taken:desk-1");
    // Taken is taken: the others see by whom, and give a reason where they decide all the same.
    for words in [["take", "patrol-3/1", "--by", "desk-2"], ["accept", "patrol-3/1", "--by", "desk-2"]] {
        let said = step(&mission, &words);
        assert!(said.code == 1 && said.err.contains("taken by desk-1"), "{}", said.err);
    }
    assert_eq!(step(&mission, &["accept", "patrol-3/1", "--by", "desk-1"]).code, 0);
    let said = step(&mission, &["accept", "patrol-3/1", "--by", "desk-1"]);
    assert!(said.code == 0 && said.out.contains("accepted already"), "{}", said.out);
    let said = step(&mission, &["return", "patrol-3/1", "--by", "desk-1"]);
    assert!(said.code == 1 && said.err.contains("to go back on that, say why"), "{}", said.err);
    let said = step(&mission, &["set-aside", "press/3"]);
    assert!(said.code == 1 && said.err.contains("say why"), "{}", said.err);
    assert_eq!(step(&mission, &["set-aside", "press/3", "--because", "a film"]).code, 0);
    assert_eq!(step(&mission, &["return", "patrol-3/2", "--by", "desk-2", "--because", "which bridge?"]).code, 0);
    // What is left for somebody to do.
    assert_eq!(inbox(&mission, &[]), "patrol-3/2:returned:desk-2 press/4:received:-");
    assert_eq!(inbox(&mission, &["--source", "press"]), "press/4:received:-");
    // In bulk, from another program's lines: twice the same is one step.
    let said = truce_with_input(
        &["inbox", "accept", text(&mission), "-", "--by", "desk-1", "--because", "seen"],
        "press/4\npress/4\npatrol-3/2\n",
    );
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.out.lines().filter(|line| line.contains("recorded")).count(), 2, "{}", said.out);
    assert_eq!(inbox(&mission, &[]), "");
    // A step on the usual way is the same step; what is taken back is in no inbox.
    let said = truce(&["decide", text(&mission), "triage", "press/4", "--step", "accepted", "--because", "x"]);
    assert!(said.code == 1 && said.err.contains("accepted already"), "{}", said.err);
    assert_eq!(truce(&["decide", text(&mission), "withdraw", "press/4", "--because", "x"]).code, 0);
    assert_eq!(inbox(&mission, &["--state", "accepted"]), "patrol-3/1:accepted:desk-1 patrol-3/2:accepted:desk-1");
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}

/// A server, and somebody's token.
struct Desk<'s> {
    server: &'s Server,
    token: String,
}

impl Desk<'_> {
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.server.address).unwrap();
        let (host, token, n) = (&self.server.address, &self.token, body.len());
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let token = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        write!(
            stream,
            "{method} /api/v1/{path} HTTP/1.1\r\nHost: {host}\r\n{token}{kind}Content-Length: {n}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        (status, serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}")))
    }
}

/// Gives somebody roles; and a token.
fn member(mission: &Path, name: &str, roles: &[&str], source: &[&str]) -> String {
    let roles: Vec<&str> = roles.iter().flat_map(|role| ["--role", role]).collect();
    let said = truce(&[&["member", "add", text(mission), name], &roles[..]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    truce(&[&["member", "token", text(mission), name], source].concat()).out.trim().to_owned()
}

#[test]
fn the_api_does_for_each_what_the_roles_allow() {
    let folder = Folder::new();
    let mission = mission(&folder);
    assert_eq!(truce(&["member", "token", text(&mission), "nobody"]).code, 1);
    assert_eq!(truce(&["member", "add", text(&mission), "x", "--role", "king"]).code, 2);
    let triage = member(&mission, "desk-1", &["triage"], &[]);
    let monitor = member(&mission, "team-4", &["monitor"], &["--source", "patrol-4"]);
    let publisher = member(&mission, "press-desk", &["publisher"], &[]);
    let server = Server::start(&mission);
    let desk = |token: &str| Desk { server: &server, token: token.to_owned() };
    let (triage, monitor, publisher) = (desk(&triage), desk(&monitor), desk(&publisher));

    for (who, statuses) in [
        (&desk(""), [401, 401, 401]),
        (&desk("wrong"), [401, 401, 401]),
        (&publisher, [403, 403, 403]),
        (&monitor, [200, 403, 200]),
        (&triage, [200, 200, 200]),
    ] {
        let steps = json!({ "steps": [{ "report": "patrol-3/1", "step": "taken" }] }).to_string();
        let reports =
            json!({ "reports": [{ "id": "7", "source": "patrol-4", "type": "shelling", "start": "2030-03-05" }] });
        let asked =
            [("GET", "inbox", String::new()), ("POST", "inbox", steps), ("POST", "reports", reports.to_string())];
        for ((method, path, body), expected) in asked.iter().zip(statuses) {
            let (status, said) = who.ask(method, path, body);
            assert_eq!(status, expected, "{method} {path}: {said}");
            assert!(status == 200 || said["detail"].as_str().is_some_and(|words| !words.is_empty()), "{said}");
        }
    }
    // Whoever leaves is let in no more, and whoever has another role may other things, without a restart.
    assert_eq!(truce(&["member", "remove", text(&mission), "desk-1"]).code, 0);
    assert_eq!(triage.ask("GET", "inbox", "").0, 401);
    assert_eq!(truce(&["member", "add", text(&mission), "press-desk", "--role", "analyst"]).code, 0);
    assert_eq!(publisher.ask("GET", "inbox", "").0, 200);
    let listed = truce(&["member", "list", text(&mission)]).out;
    assert_eq!(listed, "press-desk: analyst, one token\nteam-4: monitor, one token\n");
    // Tokens are nowhere in the folder.
    let kept = std::fs::read_to_string(mission.join("tokens.tsv")).unwrap();
    assert!(!kept.contains(&monitor.token), "{kept}");
}

#[test]
fn the_api_looks_at_each_item_by_itself() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let (desk, team) = (
        member(&mission, "desk-1", &["triage"], &[]),
        member(&mission, "team-4", &["monitor"], &["--source", "patrol-4"]),
    );
    let server = Server::start(&mission);
    let (triage, monitor) = (Desk { server: &server, token: desk }, Desk { server: &server, token: team });
    let take = json!({ "steps": [{ "report": "patrol-3/1", "step": "taken" }] });
    assert_eq!(triage.ask("POST", "inbox", &take.to_string()).0, 200);
    let (_, page) = triage.ask("GET", "inbox?state=taken&limit=1", "");
    assert_eq!((&page["reports"][0]["by"], &page["next"]), (&json!("desk-1"), &Value::Null), "{page}");
    let (_, page) = triage.ask("GET", "inbox?limit=2", "");
    let (_, rest) = triage.ask("GET", &format!("inbox?after={}", page["next"]), "");
    assert_eq!(rest["reports"].as_array().unwrap().len(), 2, "{rest}");
    let steps = json!({ "steps": [
        { "report": "press/3", "step": "set_aside" }, { "report": "press/4", "step": "accepted" },
        { "report": "press/4", "step": "accepted" }, { "report": "press/5", "step": "taken" },
    ] });
    let (status, done) = triage.ask("POST", "inbox", &steps.to_string());
    let results: Vec<&str> =
        done["results"].as_array().unwrap().iter().map(|one| one["result"].as_str().unwrap()).collect();
    assert_eq!((status, results), (200, vec!["refused", "recorded", "known", "refused"]), "{done}");
    // A program gives reports of its own source alone; one that cannot be used leaves the others.
    let reports = json!({ "reports": [{ "id": 8, "type": "shelling", "start": "2030-03-05", "killed": 2 },
        { "id": "9", "type": "shelling", "start": "soon" }, { "id": 7, "type": "shelling", "start": "2030-03-06" }] });
    let before = json!({ "reports": [{ "id": "7", "type": "shelling", "start": "2030-03-05" }] });
    assert_eq!(monitor.ask("POST", "reports", &before.to_string()).1["added"], 1);
    let (status, done) = monitor.ask("POST", "reports", &reports.to_string());
    assert_eq!(
        (status, &done["added"], &done["corrected"], &done["known"]),
        (200, &json!(2), &json!(1), &json!(0)),
        "{done}"
    );
    assert_eq!(done["rejected"][0]["report"], 2, "{done}");
    assert_eq!(monitor.ask("POST", "reports", &reports.to_string()).1["known"], 2);
    let other = json!({ "reports": [{ "id": "1", "source": "patrol-3", "type": "shelling", "start": "2030-03-05" }] });
    assert_eq!(monitor.ask("POST", "reports", &other.to_string()).0, 403);
    // A list is its values; one that is no report leaves the others. A name given twice is none.
    let odd = json!({ "reports": [{ "id": "20", "type": ["shelling"], "start": "2030-03-05" }, { "id": "21", "type": { "x": 1 } }] });
    let (status, done) = monitor.ask("POST", "reports", &odd.to_string());
    assert_eq!((status, &done["added"], &done["rejected"][0]["report"]), (200, &json!(1), &json!(2)), "{done}");
    assert_eq!(triage.ask("GET", "inbox?state=taken&state=accepted", "").0, 400);
    assert_eq!(triage.ask("GET", "nothing", "").0, 404);
    for body in [
        "{",
        "[]",
        "{}",
        "{\"steps\":[]}",
        "{\"steps\":[1]}",
        "{\"steps\":[{\"report\":\"a/b\",\"step\":\"eaten\"}]}",
        "{\"steps\":[{\"report\":\"a/b\",\"step\":\"taken\",\"x\":1}]}",
    ] {
        assert_eq!(triage.ask("POST", "inbox", body).0, 400, "{body}");
    }
}

#[test]
fn another_program_finds_nothing_that_is_not_as_described() {
    if std::env::var_os("RUN_SLOW_TESTS").is_none() {
        return;
    }
    let Some(program) = std::env::var_os("SCHEMATHESIS").map(PathBuf::from) else {
        panic!("Schemathesis is missing; `cargo xtask test` installs it")
    };
    let folder = Folder::new();
    let mission = mission(&folder);
    assert_eq!(truce(&["member", "add", text(&mission), "desk", "--role", "administrator"]).code, 0);
    let token = truce(&["member", "token", text(&mission), "desk"]).out.trim().to_owned();
    let server = Server::start(&mission);
    // Its libraries lie in the folder above its own.
    let said = Command::new(&program)
        .env("PYTHONPATH", program.parent().and_then(Path::parent).unwrap())
        .arg("run")
        .arg(format!("http://{}/api/v1/openapi.json", server.address))
        .args(["-H", &format!("Authorization: Bearer {token}"), "--seed", "1", "--max-examples", "40"])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success() && words.contains("✅ Coverage") && words.contains("✅ Fuzzing"), "{words}");
    // Every address of the description was asked, and the description is of every address under /api.
    let described: Value = serde_json::from_str(include_str!("../../../web/src/openapi.json")).unwrap();
    let routes = include_str!("../../../web/src/routes.rs");
    let in_routes: std::collections::BTreeSet<String> =
        routes.split("\"/api/v1/").skip(1).map(|rest| format!("/api/v1/{}", rest.split('"').next().unwrap())).collect();
    let described: std::collections::BTreeSet<String> =
        described["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, in_routes);
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}
