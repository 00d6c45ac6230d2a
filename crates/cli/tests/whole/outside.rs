//! Pages as those outside see them: whatever link the public or a party's liaison follows, nothing that was planted is there.

use std::collections::{BTreeSet, VecDeque};
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::common::{Folder, text, truce};
use crate::released::mission;
use crate::serve::Server;

/// Who reads: a stranger, or whoever has a token.
pub(crate) struct Reader<'s> {
    pub(crate) server: &'s Server,
    pub(crate) token: Option<String>,
}

impl Reader<'_> {
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.server.address).unwrap();
        let token = self.token.as_ref().map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let host = &self.server.address;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{token}Connection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap(), body.to_owned())
    }

    /// Everything to which links lead, from where pages begin; with what each holds.
    pub(crate) fn crawl(&self, starts: &[&str]) -> Vec<(String, String)> {
        let mut seen: BTreeSet<String> = starts.iter().map(|path| (*path).to_owned()).collect();
        let mut next: VecDeque<String> = seen.iter().cloned().collect();
        let mut out = Vec::new();
        while let Some(path) = next.pop_front() {
            if out.len() >= 400 {
                break;
            }
            let (status, body) = self.get(&path);
            for marked in ["href=\"", "\"href\":\"", "action=\""] {
                for link in body.split(marked).skip(1).filter_map(|rest| rest.split('"').next()) {
                    let link = link.replace("&amp;", "&").replace("&#38;", "&");
                    let link = link.split('#').next().unwrap_or_default().to_owned();
                    // One language is enough, and other moments lead to the same pages again.
                    let is_same = link.contains("lang=") || link.contains("as_of=") || link.contains("size=");
                    if link.starts_with('/') && !is_same && seen.insert(link.clone()) {
                        next.push_back(link);
                    }
                }
            }
            out.push((path, format!("{status}\n{body}")));
        }
        out
    }
}

pub(crate) const STARTS: [&str; 25] = [
    "/data/report.html?from=2030-03-01&to=2030-03-31",
    "/",
    "/events",
    "/map",
    "/due",
    "/due.ics",
    "/registers",
    "/registers?name=stances",
    "/registers?name=tallies",
    "/registers?name=coverage",
    "/search?q=qzx",
    "/search?q=shelling",
    "/changes?since=2",
    "/ledger",
    "/publications",
    "/history?id=1",
    "/feed.atom",
    "/data/events.csv",
    "/data/events.geojson",
    "/data/events.ndjson",
    "/data/codebook.md",
    "/ogc/collections/events/items?limit=100",
    "/event?id=qzx001kvj%2Fqzx000kvj",
    "/entry?position=5",
    "/api/v1/events",
];

/// A picture with what a camera writes into it (EXIF: an ASCII tag of the first directory).
fn picture(planted: &str) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x0e\0\x02".to_vec();
    exif.extend(u32::try_from(planted.len() + 1).unwrap().to_be_bytes());
    exif.extend([0, 0, 0, 26, 0, 0, 0, 0]);
    exif.extend(planted.as_bytes());
    exif.push(0);
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    out.extend(exif);
    out.extend([0xff, 0xd9]);
    out
}

#[test]
fn nothing_that_was_planted_is_on_a_page_for_those_outside() {
    let folder = Folder::new();
    let mission = mission(&folder, "[public]\nplaces = \"grid 0.25\"\nsmall_numbers = 3\n");
    let file = mission.join("mission.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("open = true\n{whole}")).unwrap();
    let photo = folder.path("qzx930kvj.jpg");
    std::fs::write(&photo, picture("qzx931kvj")).unwrap();
    let attached = truce(&["attach", text(&mission), "qzx001kvj/qzx000kvj", text(&photo)]);
    assert_eq!(attached.code, 0, "{}", attached.err);
    let add = ["member", "add", text(&mission), "qzx932kvj", "--role", "analyst"];
    assert_eq!(truce(&add).code, 0);
    let add = ["member", "add", text(&mission), "speaker", "--role", "liaison", "--party", "north"];
    assert_eq!(truce(&add).code, 0);
    let token = |name: &str| {
        let said = truce(&["member", "token", text(&mission), name]);
        assert_eq!(said.code, 0, "{}", said.err);
        Some(said.out.trim().to_owned())
    };
    let tokens = [None, token("speaker"), token("qzx932kvj")];
    let server = Server::start(&mission);
    let [stranger, liaison, analyst] = tokens.map(|token| Reader { server: &server, token });
    for (name, reader) in [("the public", &stranger), ("a liaison", &liaison)] {
        let all = reader.crawl(&STARTS);
        assert!(all.len() > 60, "{name} sees {} pages", all.len());
        let n_events =
            all.iter().filter(|(path, body)| path.starts_with("/event?id=") && body.starts_with("200")).count();
        assert!(n_events >= 20, "{name} sees {n_events} events");
        for (path, body) in &all {
            // What was asked for stands in the form again; nothing else may.
            let body = if path == "/search?q=qzx" {
                body.replace("value=\"qzx\"", "").replace("qzx", "q-z-x")
            } else {
                body.clone()
            };
            let found: Vec<&str> =
                body.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains("qzx")).collect();
            let is_asked = path == "/event?id=qzx001kvj%2Fqzx000kvj" && body.starts_with("404");
            assert!(found.is_empty() || is_asked, "{name}, {path}: {found:?}");
            let digits = body.split(|c: char| !(c.is_ascii_digit() || c == '.'));
            let exact = digits.filter(|word| word.contains('.') && (word.ends_with("271") || word.ends_with("829")));
            assert_eq!(exact.count(), 0, "{name}, {path}: an exact place");
            assert!(!body.contains("09:08"), "{name}, {path}: an exact time");
        }
        let report = &all.iter().find(|(path, _)| path.starts_with("/data/report.html")).unwrap().1;
        assert!(report.contains("20 events claimed in the period") && report.contains("<table>"), "{name}: {report}");
        assert_eq!(reader.get("/data/report.html?from=2030-08-01&to=2999-01-01").0, 404, "{name}");
        assert_eq!(reader.get("/data/report.html?from=2030-08-01&to=never").0, 400, "{name}");
        for path in [
            "/data/events.csv?as_of=2030-11-01",
            "/ogc/collections/events/items?as_of=2030-11-01",
            "/?as_of=2030-11-01",
        ] {
            assert_eq!(reader.get(path).0, 404, "{name}, {path}: what leaves late would leave at once");
        }
        let (_, board) = reader.get("/");
        assert!(board.contains("What may leave, with the names that events have outside."), "{name}: {board}");
    }
    // Within, it is all there, or the test would find nothing whatever is shown.
    let within = analyst.crawl(&["/events", "/", "/registers?name=tallies"]);
    let within: String = within.into_iter().map(|(_, body)| body).collect();
    for planted in ["qzx000kvj", "qzx001kvj", "qzx004kvj", "qzx008kvj", "271", "09:08"] {
        assert!(within.contains(planted), "{planted} is not told within");
    }
    assert!(!within.contains("What may leave, with the names"));
}
