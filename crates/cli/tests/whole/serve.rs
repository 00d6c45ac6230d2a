//! The board over HTTP, as any client sees it: addresses, headers, refusals.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::common::{Folder, text, truce};

pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// The key of a member's session, in the demonstration.
    session: Option<String>,
}

impl Server {
    pub(crate) fn start(mission: &std::path::Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_truce"))
            .args(["serve", text(mission), "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = child.stdout.take().unwrap();
        let line = BufReader::new(out).lines().map_while(Result::ok).find(|line| line.contains("http://")).unwrap();
        let address = line.split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();
        Server { child, address, session: None }
    }

    /// As a member of the demonstration.
    fn signed_in(mut self, name: &str) -> Server {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, body) = (&self.address, format!("name={name}"));
        let n = body.len();
        let kind = "application/x-www-form-urlencoded";
        write!(
            stream,
            "POST /enter/as HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: truce_session=")).unwrap();
        self.session = cookie.split(';').next().map(str::to_owned);
        self
    }

    /// Status, headers and body.
    pub(crate) fn get(&self, path: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        let cookie = self.session.as_ref().map(|key| format!("Cookie: truce_session={key}\r\n")).unwrap_or_default();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{cookie}Connection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        (status, head.to_lowercase(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_page_is_served_with_its_policy_and_odd_addresses_are_refused() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let server = Server::start(&mission).signed_in("analyst-1");
    for (path, needle) in [
        ("/", "Military operations are suspended"),
        ("/?as_of=2025-11-01", "As of 1 November 2025, 23:59"),
        ("/?size=2", "ledger size 2"),
        ("/api/v1/events?limit=2", "\"next\":\""),
        ("/api/v1/register?name=force", "\"what\":\"contribution_offered\""),
        ("/api/v1/register?name=releases", "\"kind\":\"hostage_released\""),
        ("/?lang=ar", "dir=\"rtl\""),
        ("/inbox", "received"),
        ("/events?type=shelling", "shelling"),
        ("/map", "class=\"map\""),
        ("/due", "as a calendar"),
        ("/registers?name=force", "The force"),
        ("/changes?since=300", "assessments changed"),
        ("/search?q=rafah+opened", "GP8"),
        ("/members", "liaison of a party"),
        ("/account", "Second factor"),
        ("/enter", "Sign in"),
        ("/due.ics", "BEGIN:VEVENT"),
        ("/provision?id=R4", "those consulted may refuse"),
        ("/assessments?rule=GP3a&reading=as%20written&party=israel", "breach indicated"),
        ("/assessments?rule=GP7&reading=joint%20duty&party=hamas&page=2", "Newer"),
        ("/assessments?rule=GP7&reading=joint%20duty&party=hamas&page=9999999999", "instances"),
        ("/ledger", "gaza-2025.truce"),
        ("/ledger?before=3", "agreement"),
        ("/sources", "Organ of"),
        ("/entry?position=1", "entry before"),
        ("/entry?position=2", "main, with the key "),
        ("/style.css", "--ink"),
    ] {
        let (status, head, body) = server.get(path);
        assert_eq!(status, 200, "{path}");
        assert!(body.contains(needle), "{path}: {needle}");
        assert!(head.contains("content-security-policy: default-src 'none'"), "{path}");
        assert!(head.contains("x-content-type-options: nosniff"));
    }
    for (path, expected) in [
        ("/nowhere", 404),
        ("/?size=1", 404),
        ("/provision?id=none", 404),
        ("/event?id=none", 404),
        ("/api/v1/register?name=weather", 404),
        ("/entry?position=999999", 404),
        ("/entry?position=-1", 400),
        ("/?as_of=yesterday", 400),
        ("/?size=many", 400),
        ("/?size=0", 404),
    ] {
        assert_eq!(server.get(path).0, expected, "{path}");
    }
}

#[test]
fn the_public_sees_no_words_no_sources_and_no_exact_places() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let public = Server::start(&mission);
    // What the public sees has no words, no sources, no exact places.
    assert_eq!(public.get("/event?id=t4p%2Fkilled-2026-08-19").0, 404, "that name tells its source");
    let events = public.get("/events").2;
    let event = events.split("href=\"").find(|link| link.starts_with("/event?id=")).unwrap().split('"').next().unwrap();
    let page = public.get(event);
    assert!(page.0 == 200 && page.2.contains("What may leave") && !page.2.contains("Ministry of Health"), "{}", page.2);
    assert!(public.get("/registers?name=releases&as_of=2025-10-20").2.contains("nothing"), "handovers leave late");
    for (path, name) in [
        ("/registers?name=tallies", "BBC"),
        ("/", "as Hamas told mediators"),
        ("/registers?name=projects", "Al-Shifa"),
        ("/due.ics", "lorient"),
        ("/due", "lorient"),
        ("/registers?name=releases", "lorient"),
        ("/search?q=onvista", "1 found"),
        ("/events", "t4p"),
    ] {
        assert!(!public.get(path).2.contains(name), "{path} tells the public of {name}");
    }
    assert_eq!(public.get("/?as_of=9999-12-31").0, 404);
    assert_eq!(public.get("/api/v1/register?name=aid").0, 401);
    assert_eq!(public.get("/entry?position=1").0, 303);
    assert_eq!(public.get("/api/v1/events").0, 401);
}

#[test]
fn what_others_append_is_seen_without_a_restart() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let server = Server::start(&mission).signed_in("analyst-1");
    assert!(!server.get("/sources").2.contains("A new source"));
    let card = folder.write("s.csv", "id,name,kind\nnew,A new source,outlet\n");
    assert_eq!(truce(&["import", text(&mission), text(&card), "--as", "sources"]).code, 0);
    let is_seen = || server.get("/sources").2.contains("A new source");
    let waited = (0..100).find(|_| {
        is_seen() || {
            std::thread::sleep(std::time::Duration::from_millis(100));
            false
        }
    });
    assert!(waited.is_some());
}

#[test]
fn events_are_given_page_by_page_and_one_by_one() {
    let folder = Folder::new();
    let mission = folder.path("m");
    assert_eq!(truce(&["demo", "--once", "--folder", text(&mission)]).code, 0);
    let server = Server::start(&mission).signed_in("analyst-1");
    let listed = truce(&["events", text(&mission), "--format", "json"]);
    let expected: Vec<serde_json::Value> = serde_json::from_str(&listed.out).unwrap();
    let (mut got, mut after) = (Vec::new(), String::new());
    loop {
        let (status, head, body) = server.get(&format!("/api/v1/events?limit=70&after={after}"));
        assert_eq!(status, 200, "{body}");
        assert!(head.contains("content-type: application/json"), "{head}");
        let mut page: serde_json::Value = serde_json::from_str(&body).unwrap();
        got.append(page["events"].as_array_mut().unwrap());
        match page["next"].as_str() {
            Some(next) => after = next.replace('/', "%2F"),
            None => break,
        }
    }
    assert_eq!(got, expected);
    let id = expected[3]["event"].as_str().unwrap();
    let (status, _, body) = server.get(&format!("/api/v1/event?id={}", id.replace('/', "%2F")));
    assert_eq!(status, 200);
    let one: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(one["event"], id);
    assert!(!one["reports"].as_array().unwrap().is_empty());
    assert_eq!(server.get("/api/v1/event?id=nothing").0, 404);
}
