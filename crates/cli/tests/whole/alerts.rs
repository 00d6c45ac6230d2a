//! Alerts from end to end: what changed reaches a receiver that fails first, signed, once, and a mail server; and holds nothing that was planted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::common::{Folder, text, truce};
use crate::released::mission;

/// A request as it came: its head and its body.
type Got = (String, String);

/// A receiver that answers each request in turn as told, then always 204.
fn receiver(answers: &'static [u16]) -> (String, Receiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sends, gets) = channel();
    std::thread::spawn(move || {
        for (place, stream) in listener.incoming().enumerate() {
            one(stream.unwrap(), answers.get(place).copied().unwrap_or(204), &sends);
        }
    });
    (address, gets)
}

fn one(mut stream: TcpStream, answer: u16, sends: &Sender<Got>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line.to_ascii_lowercase());
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).unwrap();
    let _ = sends.send((head, String::from_utf8(body).unwrap()));
    // Nothing: the line is cut.
    if answer > 0 {
        write!(stream, "HTTP/1.1 {answer} -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    }
}

/// A mail server that takes everything.
fn mail_server() -> (String, Receiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let (sends, gets) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let (mut envelope, mut letter, mut is_letter) = (String::new(), String::new(), false);
            stream.write_all(b"220 here\r\n").unwrap();
            while let Some(Ok(line)) = lines.next() {
                let answer: &[u8] = match line.as_str() {
                    "." if is_letter => {
                        is_letter = false;
                        let _ = sends.send((envelope.clone(), letter.clone()));
                        b"250 taken\r\n"
                    }
                    line if is_letter => {
                        letter.push_str(line);
                        letter.push('\n');
                        continue;
                    }
                    "DATA" => {
                        is_letter = true;
                        b"354 go on\r\n"
                    }
                    "QUIT" => b"221 bye\r\n",
                    line if line.starts_with("EHLO") => b"250-here\r\n250 SMTPUTF8\r\n",
                    line => {
                        envelope.push_str(line);
                        envelope.push('\n');
                        b"250 yes\r\n"
                    }
                };
                stream.write_all(answer).unwrap();
            }
        }
    });
    (address, gets)
}

fn run(mission: &Path) -> String {
    let said = truce(&["alert", "run", text(mission)]);
    assert_eq!(said.code, 0, "{}", said.err);
    said.out
}

/// Where its pages are.
const ADDRESS: &str = "address = \"https://truce.example.org\"\n";

fn more(folder: &Folder, mission: &Path, name: &str, day: &str) {
    let rows = format!(
        "id,source,reported_at,type,start,by,zone,lon,lat,place_precision,text\n\
         {name},qzx920kvj,2030-04-02T10:00:00Z,shelling,{day},south,valley,33.1234271,15.4321829,50m,qzx921kvj\n"
    );
    let rows = folder.write(&format!("{name}.csv"), &rows);
    let read = truce(&["import", text(mission), text(&rows), "--as", "reports"]);
    assert!(read.code == 0 && read.out.contains("rejected 0"), "{}{}", read.out, read.err);
}

fn settings(folder: &Folder, more: &str) -> std::path::PathBuf {
    let mission = mission(folder, "");
    let file = mission.join("mission.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{ADDRESS}{whole}\n{more}")).unwrap();
    mission
}

#[test]
fn a_receiver_that_fails_first_gets_it_signed_and_once() {
    let folder = Folder::new();
    let mission = settings(&folder, "");
    let (address, gets) = receiver(&[503, 0]);
    let said = truce(&["alert", "add", text(&mission), "board", "--webhook", &address]);
    assert_eq!(said.code, 0, "{}", said.err);
    let secret = said.out.trim().to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert!(run(&mission).starts_with("0 notices; 0 messages sent"), "what there was before is not told");
    more(&folder, &mission, "n1", "2030-04-01");
    let first = run(&mission);
    assert!(first.contains("0 messages sent, 1 to be tried again"), "{first}");
    assert!(first.contains("it answers 503"), "{first}");
    let (head, body) = gets.recv().unwrap();
    assert!(head.contains("webhook-id: msg_") && head.contains("webhook-signature: v1,"), "{head}");
    // It is tried again when its time has come, not before.
    assert!(run(&mission).contains("0 messages sent, 0 to be tried again"));
    let value: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((value["type"].as_str(), value["agreement"].as_str()), (Some("truce.alert"), Some("river")));
    let notices = value["notices"].as_array().unwrap();
    let kinds: Vec<&str> = notices.iter().map(|notice| notice["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"event") && kinds.contains(&"status"), "{body}");
    let status = notices.iter().find(|notice| notice["kind"] == "status").unwrap();
    assert_eq!(status["parties"], serde_json::json!(["south"]));
    assert_eq!(status["zones"], serde_json::json!(["valley"]));
    assert!(status["says"].as_str().unwrap().contains("breach indicated"), "{status}");
    assert!(status["href"].as_str().unwrap().starts_with("https://truce.example.org/assessments?rule=1"), "{status}");
    assert!(!body.contains("qzx") && !body.contains("271") && !body.contains("829"), "{body}");
    let listed = truce(&["alert", "list", text(&mission)]);
    assert!(listed.out.contains("0 sent in the last 30 days, 1 waiting, 0 given up"), "{}", listed.out);
    assert!(!listed.out.contains(&secret), "a secret is shown once");
    assert_eq!(truce(&["alert", "remove", text(&mission), "board"]).code, 0);
    assert_eq!(truce(&["alert", "remove", text(&mission), "board"]).code, 1);
}

#[test]
fn a_letter_is_in_the_language_that_was_asked_for_and_has_nothing_that_was_planted() {
    let folder = Folder::new();
    let (server, gets) = mail_server();
    let mission =
        settings(&folder, &format!("[mail]\nserver = \"{server}\"\nfrom = \"Truce <truce@mission.example.org>\"\n"));
    let add =
        ["alert", "add", text(&mission), "desk", "--email", "desk@example.org", "--language", "ar", "--kind", "status"];
    let said = truce(&add);
    assert_eq!(said.code, 0, "{}", said.err);
    more(&folder, &mission, "n1", "2030-04-01");
    let sent = run(&mission);
    assert!(sent.contains("1 messages sent"), "{sent}");
    let (envelope, letter) = gets.recv().unwrap();
    assert!(
        envelope.contains("RCPT TO:<desk@example.org>") && envelope.contains("FROM:<truce@mission.example.org>"),
        "{envelope}"
    );
    let (head, body) = letter.split_once("\n\n").unwrap();
    assert!(head.contains("Message-ID: <msg_") && head.contains("charset=utf-8"), "{head}");
    let body = body.lines().collect::<String>();
    let decoded = match head.contains("base64") {
        true => String::from_utf8(base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &body).unwrap())
            .unwrap(),
        false => body,
    };
    assert!(decoded.contains("مؤشرات على خرق") && decoded.contains("https://truce.example.org/"), "{decoded}");
    assert!(!decoded.contains("qzx") && !decoded.contains("ادعاء جديد"), "{decoded}");
    // What was taken is not sent again.
    assert!(run(&mission).contains("0 notices; 0 messages sent"));
    assert!(gets.try_recv().is_err());
}

#[test]
fn what_is_misspelt_is_said() {
    let folder = Folder::new();
    let mission = settings(&folder, "");
    let add = |more: &[&str]| {
        let said = truce(&[&["alert", "add", text(&mission), "a"], more].concat());
        (said.code, said.err)
    };
    let hook = ["--webhook", "https://a.example.org/x"];
    for (more, code, words) in [
        (&["--webhook", "http://a.example.org/"][..], 2, "is no https address"),
        (&[&hook[..], &["--provision", "9"]].concat(), 1, "the agreement has no 9"),
        (&[&hook[..], &["--zone", "vale"]].concat(), 1, "the agreement has no vale"),
        (&[&hook[..], &["--kind", "stat"]].concat(), 2, "none of status, due, event, finding, publication"),
        (&[&hook[..], &["--quiet", "22"]].concat(), 2, "no two times of day"),
        (&[&hook[..], &["--status", "broken"]].concat(), 2, "there is no status broken"),
        (&["--email", "desk@example.org"], 1, "no section [mail]"),
        (&[], 2, "--webhook"),
    ] {
        let (found, err) = add(more);
        assert_eq!(found, code, "{more:?}: {err}");
        assert!(err.contains(words), "{more:?}: {err}");
    }
}

/// What was told stands in the feed, for strangers of an open record, too: by provision, party, zone and kind; in their language.
#[test]
fn the_feed_has_what_was_told() {
    let folder = Folder::new();
    let mission = settings(&folder, "");
    let file = mission.join("mission.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("open = true\n{whole}")).unwrap();
    let (address, _gets) = receiver(&[]);
    assert_eq!(truce(&["alert", "add", text(&mission), "board", "--webhook", &address]).code, 0);
    more(&folder, &mission, "n1", "2030-04-01");
    assert!(run(&mission).contains("1 messages sent"));
    let server = crate::serve::Server::start(&mission);
    let feed = |query: &str| {
        let (status, head, body) = server.get(&format!("/feed.atom{query}"));
        assert_eq!(status, 200, "{body}");
        assert!(head.contains("application/atom+xml"), "{head}");
        assert!(!body.contains("qzx") && !body.contains("271") && !body.contains("829"), "{body}");
        body
    };
    let all = feed("");
    assert!(all.contains("<id>urn:truce:river:") && all.contains("breach indicated"), "{all}");
    let n = |feed: &str| feed.matches("<entry>").count();
    assert!(n(&all) >= 2);
    for (query, some) in [
        ("?kind=event", true),
        ("?kind=due", false),
        ("?party=south", true),
        ("?zone=valley", true),
        ("?provision=1", true),
        ("?provision=2", false),
    ] {
        let part = feed(query);
        assert_eq!(n(&part) > 0, some, "{query}: {part}");
        assert!(n(&part) <= n(&all));
    }
    assert!(feed("?lang=ar").contains("مؤشرات على خرق"));
    assert_eq!(server.get("/feed.atom?kind=none").0, 400);
    // The same entry has the same id, whatever the language: readers of feeds tell nothing twice.
    let ids = |feed: &str| {
        feed.split("<id>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&feed("?lang=ar")), ids(&feed("?lang=tr")));
}

/// A mission that is served tells by itself.
#[test]
fn a_mission_that_is_served_tells_by_itself() {
    let folder = Folder::new();
    let mission = settings(&folder, "");
    let (address, gets) = receiver(&[]);
    assert_eq!(truce(&["alert", "add", text(&mission), "board", "--webhook", &address]).code, 0);
    more(&folder, &mission, "n1", "2030-04-01");
    let server = crate::serve::Server::start(&mission);
    let (_, body) = gets.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    assert!(body.contains("breach_indicated") && !body.contains("qzx"), "{body}");
    // Whoever comes in meanwhile is answered.
    assert_eq!(server.get("/enter").0, 200);
    drop(server);
    assert!(run(&mission).contains("0 notices; 0 messages sent"), "nothing is told twice");
}
