//! The form server, as OpenRosa clients speak to it: what they ask first, submissions in parts, again, cut, changed, unreadable.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use crate::common::{Folder, Said, all_in, objects, root, text, truce};
use crate::serve::Server;

/// A served mission with one device.
pub(crate) struct Office {
    /// Keeps the folder of the mission.
    _folder: Folder,
    pub(crate) mission: PathBuf,
    server: Server,
    key: String,
}

impl Office {
    pub(crate) fn open(agreement: &str) -> Office {
        Office::open_with(Folder::new(), agreement, |_| {})
    }

    /// With something done to the mission before it is served.
    pub(crate) fn open_with(folder: Folder, agreement: &str, before: impl FnOnce(&std::path::Path)) -> Office {
        let mission = folder.path("m");
        let agreement = root().join("agreements").join(agreement);
        assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
        let said = truce(&["device", "add", text(&mission), "tablet-4", "--source", "patrol-3", "--at", "http://h"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let key = said.out.trim().rsplit('/').next().unwrap().to_owned();
        before(&mission);
        let server = Server::start(&mission);
        Office { _folder: folder, mission, server, key }
    }

    /// Sends a whole request as it is, and reads what comes back before the connection closes.
    fn send(&self, bytes: &[u8]) -> String {
        self.send_on(bytes, false)
    }

    /// The same; a line that is cut sends no more, and the server knows.
    fn send_on(&self, bytes: &[u8], is_cut: bool) -> String {
        let mut stream = TcpStream::connect(&self.server.address).unwrap();
        let _ = stream.write_all(bytes);
        if is_cut {
            let _ = stream.shutdown(std::net::Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn request(&self, method: &str, path: &str) -> (u16, String) {
        let (host, key) = (&self.server.address, &self.key);
        split(&self.send(
            format!("{method} /odk/{key}/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes(),
        ))
    }

    /// A request that carries these parts: name, file name, bytes.
    fn post_bytes(&self, parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, file, bytes) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            write!(body, "--cut\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").unwrap();
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--cut--\r\n");
        let mut request = format!(
            "POST /odk/{}/submission HTTP/1.1\r\nHost: {}\r\nX-OpenRosa-Version: 1.0\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {}\r\n\r\n",
            self.key,
            self.server.address,
            body.len()
        )
        .into_bytes();
        request.append(&mut body);
        request
    }

    pub(crate) fn post(&self, parts: &[(&str, Option<&str>, &[u8])]) -> (u16, String) {
        split(&self.send(&self.post_bytes(parts)))
    }

    pub(crate) fn submit(&self, xml: &str) -> (u16, String) {
        self.post(&[("xml_submission_file", Some("s.xml"), xml.as_bytes())])
    }

    pub(crate) fn event(&self, id: &str) -> Said {
        truce(&["event", text(&self.mission), id, "--as-of", "2031-01-01", "--format", "json"])
    }
}

fn split(answer: &str) -> (u16, String) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or(("HTTP/1.1 0 nothing", ""));
    (
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0),
        format!("{}\n{body}", head.to_lowercase()),
    )
}

fn submission(instance: &str, words: &str) -> String {
    format!(
        "<data id=\"truce.gaza-2025.fire\" version=\"1.1\" xmlns:orx=\"http://openrosa.org/xforms\"><act><type>shelling</type>\
         <by>israel</by><killed>2</killed></act><time><when_known>day</when_known><day>2030-03-02</day></time><space><zone>gaza</zone>\
         </space><basis>seen</basis><text>{words}</text><picture><photo>a.jpg</photo></picture><picture><photo>b.jpg</photo></picture>\
         <orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>"
    )
}

#[test]
fn clients_are_told_what_they_ask() {
    let office = Office::open("gaza-2025.md");
    let (status, list) = office.request("GET", "formList");
    assert_eq!(status, 200);
    assert!(
        list.contains("x-openrosa-version: 1.0") && list.contains("\ndate: ") && list.contains("text/xml"),
        "{list}"
    );
    assert_eq!(list.matches("<hash>md5:").count(), list.matches("<xform>").count());
    let address = list.split("<downloadUrl>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let path = address.split(&office.key).nth(1).unwrap().trim_start_matches('/');
    let (status, form) = office.request("GET", path);
    assert!(status == 200 && form.contains("<h:html"), "{form}");
    let (status, head) = office.request("HEAD", "submission");
    assert_eq!(status, 204);
    assert!(head.contains("x-openrosa-accept-content-length: "), "{head}");
    // Struck off, it is let in no more, without a restart.
    assert_eq!(truce(&["device", "strike-off", text(&office.mission), "tablet-4"]).code, 0);
    for (method, path) in [("GET", "formList"), ("GET", path), ("HEAD", "submission")] {
        assert_eq!(office.request(method, path).0, 404, "{method} {path}");
    }
    assert_eq!(office.submit(&submission("uuid:1", "x")).0, 404);
}

/// What a client that speaks Digest puts in its request, after the challenge.
fn digest(challenge: &str, (name, key): (&str, &str), (method, uri): (&str, &str), count: u32) -> String {
    use md5::{Digest, Md5};
    let md5 = |text: String| Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let nonce = challenge.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let (one, two) = (md5(format!("{name}:truce:{key}")), md5(format!("{method}:{uri}")));
    let response = md5(format!("{one}:{nonce}:{count:08x}:c0ffee:auth:{two}"));
    format!(
        "Authorization: Digest username=\"{name}\", realm=\"truce\", nonce=\"{nonce}\", uri=\"{uri}\", qop=auth, nc={count:08x}, \
         cnonce=\"c0ffee\", response=\"{response}\", algorithm=MD5\r\n"
    )
}

#[test]
fn devices_show_themselves_by_name() {
    let office = Office::open("gaza-2025.md");
    let mission = text(&office.mission);
    let said = truce(&["device", "add", mission, "phone-1", "--source", "patrol-4", "--by-name", "--at", "http://h"]);
    assert!(said.out.starts_with("http://h/odk\nuser phone-1, password "), "{} {}", said.out, said.err);
    let key = said.out.trim().rsplit(' ').next().unwrap().to_owned();
    let ask = |method: &str, uri: &str, more: &str, body: &str| {
        let (host, n) = (&office.server.address, body.len());
        let head = format!(
            "{method} {uri} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}Content-Length: {n}\r\n\r\n"
        );
        split(&office.send((head + body).as_bytes()))
    };
    // Without, with a wrong key, over an open line with Basic: a challenge, and never Basic's.
    let (status, challenge) = ask("HEAD", "/odk/submission", "", "");
    assert!(status == 401 && challenge.contains("www-authenticate: digest realm=\"truce\""), "{challenge}");
    assert!(!challenge.contains("basic"), "{challenge}");
    let basic = format!("Authorization: Basic {}\r\n", base64_of(&format!("phone-1:{key}")));
    assert_eq!(ask("HEAD", "/odk/submission", &basic, "").0, 401);
    for (name, key) in [("phone-1", "wrong"), ("phone-9", &key), ("tablet-4", &office.key)] {
        let shown = digest(&challenge, (name, key), ("HEAD", "/odk/submission"), 1);
        assert_eq!(ask("HEAD", "/odk/submission", &shown, "").0, 401, "{name}");
    }
    let own = ("phone-1", key.as_str());
    let shown = digest(&challenge, own, ("HEAD", "/odk/submission"), 1);
    assert_eq!(ask("HEAD", "/odk/submission", &shown, "").0, 204);
    // Overheard, it admits nobody, and the client is told to take another nonce; nor for another address.
    let (status, again) = ask("HEAD", "/odk/submission", &shown, "");
    assert!(status == 401 && again.contains("stale=true"), "{again}");
    let (_, list) = ask("GET", "/odk/formList", &digest(&challenge, own, ("GET", "/odk/formList"), 2), "");
    assert!(list.contains("/odk/form?id=truce.gaza-2025.fire</downloadUrl>"), "{list}");
    assert_eq!(ask("GET", "/odk/formList", &digest(&challenge, own, ("GET", "/odk/form"), 3), "").0, 401);
    let uri = "/odk/form?id=truce.gaza-2025.fire";
    assert_eq!(ask("GET", uri, &digest(&challenge, own, ("GET", uri), 4), "").0, 200);
    // Over TLS, which a proxy speaks, Basic will do.
    let behind = format!("X-Forwarded-Proto: https\r\n{basic}");
    assert_eq!(ask("HEAD", "/odk/submission", &behind, "").0, 204);
    let xml = submission("uuid:1", "Two rounds.");
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"s.xml\"\r\n\r\n{xml}\r\n--cut--\r\n"
    );
    let more = "Content-Type: multipart/form-data; boundary=cut\r\n".to_owned();
    let shown = digest(&challenge, own, ("POST", "/odk/submission"), 5);
    let (status, said) = ask("POST", "/odk/submission", &(more.clone() + &shown), &body);
    assert!(status == 201 && said.contains("new reports: 1"), "{status} {said}");
    assert_eq!(objects(&office.event("patrol-4/uuid:1")).len(), 1);
    // Struck off, at once.
    assert_eq!(truce(&["device", "strike-off", mission, "phone-1"]).code, 0);
    let shown = digest(&challenge, own, ("HEAD", "/odk/submission"), 6);
    assert_eq!(ask("HEAD", "/odk/submission", &shown, "").0, 401);
    assert_eq!(ask("HEAD", "/odk/submission", &behind, "").0, 401);
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn what_arrives_is_recorded_once_however_often_it_is_sent() {
    let office = Office::open("gaza-2025.md");
    let xml = submission("uuid:1", "Two rounds.");
    let all: &[(&str, Option<&str>, &[u8])] = &[
        ("xml_submission_file", Some("s.xml"), xml.as_bytes()),
        ("a.jpg", Some("a.jpg"), b"first picture"),
        ("b.jpg", Some("b.jpg"), b"second picture"),
    ];
    // In two requests, as clients do where one would be too large; the first again.
    let incomplete: &[(&str, Option<&str>, &[u8])] = &[all[0], all[1], ("*isIncomplete*", None, b"yes")];
    assert_eq!(office.post(incomplete).0, 201);
    assert_eq!(office.post(incomplete).0, 201);
    let (status, said) = office.post(all);
    assert!(status == 201 && said.contains("new reports: 0"), "{said}");
    let event = &objects(&office.event("patrol-3/uuid:1"))[0];
    let reports = event["reports"].as_array().unwrap();
    assert_eq!((reports.len(), reports[0]["killed"].as_u64()), (1, Some(2)));
    // The submission itself, and two pictures, each once.
    assert_eq!(reports[0]["files"].as_array().unwrap().len(), 3);
    // Another under the same name is refused; an edit is a correction.
    let (status, said) = office.submit(&submission("uuid:1", "Three rounds."));
    assert!(status == 409 && said.contains("has arrived before"), "{said}");
    let edited = submission("uuid:9", "Three rounds.")
        .replace("<killed>2<", "<killed>3<")
        .replace("</orx:instanceID>", "</orx:instanceID><orx:deprecatedID>uuid:1</orx:deprecatedID>");
    assert_eq!(office.submit(&edited).0, 201);
    let event = &objects(&office.event("patrol-3/uuid:1"))[0];
    assert_eq!(event["reports"].as_array().unwrap().len(), 1, "{event}");
    assert_eq!(event["reports"][0]["killed"], 3);
    // The edit again, another under its name, and what it has taken the place of, late once more.
    assert!(office.submit(&edited).1.contains("new reports: 0"));
    assert_eq!(office.submit(&edited.replace("Three", "Four")).0, 409);
    assert!(office.post(all).1.contains("new reports: 0"), "what was edited stays edited");
    assert_eq!(objects(&office.event("patrol-3/uuid:1"))[0]["reports"][0]["killed"], 3);
    // A second edit; the first that comes again takes nothing back.
    let second = edited.replace("<killed>3<", "<killed>4<").replace("uuid:9", "uuid:10").replace("uuid:1<", "uuid:9<");
    assert_eq!(office.submit(&second).0, 201);
    assert!(office.submit(&edited).1.contains("new reports: 0"));
    assert_eq!(objects(&office.event("patrol-3/uuid:1"))[0]["reports"][0]["killed"], 4);
    // An edit that arrives before what it takes the place of.
    let early = edited.replace("uuid:1<", "uuid:7<").replace("uuid:9", "uuid:8");
    assert_eq!(office.submit(&early).0, 201);
    assert!(office.submit(&submission("uuid:7", "Two rounds.")).1.contains("new reports: 0"));
    assert_eq!(objects(&office.event("patrol-3/uuid:7"))[0]["reports"][0]["killed"], 3);
}

#[test]
fn what_an_edit_tells_no_more_is_taken_back_and_stands_again_when_it_is_told_again() {
    let office = Office::open("gaza-2025.md");
    let act = |killed: u32| format!("<act><type>shooting</type><by>unknown</by><killed>{killed}</killed></act>");
    let with = |instance: &str, replaces: &str, more: &str| {
        let one = submission(instance, "Two rounds.").replace("</act><time>", &format!("</act>{more}<time>"));
        let deprecated = format!("</orx:instanceID><orx:deprecatedID>{replaces}</orx:deprecatedID>");
        if replaces.is_empty() { one } else { one.replace("</orx:instanceID>", &deprecated) }
    };
    let standing = || {
        let said = truce(&["inbox", text(&office.mission), "--format", "ndjson"]);
        let names =
            said.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["report"].clone());
        let mut names: Vec<String> = names.map(|name| name.as_str().unwrap().to_owned()).collect();
        names.sort();
        names.join(" ")
    };
    let all = "patrol-3/uuid:1 patrol-3/uuid:1-2 patrol-3/uuid:1-3";
    assert_eq!(office.submit(&with("uuid:1", "", &(act(1) + &act(2)))).0, 201);
    assert_eq!(standing(), all);
    let fewer = with("uuid:2", "uuid:1", &act(1));
    assert_eq!(office.submit(&fewer).0, 201);
    assert_eq!(standing(), "patrol-3/uuid:1 patrol-3/uuid:1-2");
    // Again, and the first again: nothing more.
    assert!(office.submit(&fewer).1.contains("new reports: 0"));
    assert!(office.submit(&with("uuid:1", "", &(act(1) + &act(2)))).1.contains("new reports: 0"));
    assert_eq!(standing(), "patrol-3/uuid:1 patrol-3/uuid:1-2");
    // An edit of which a part cannot be read takes nothing back.
    let broken = with("uuid:3", "uuid:2", "").replace("2030-03-02", "soon");
    assert_eq!(office.submit(&broken).0, 202);
    assert_eq!(standing(), "patrol-3/uuid:1 patrol-3/uuid:1-2");
    assert!(office.submit(&with("uuid:4", "uuid:3", &(act(1) + &act(2)))).1.contains("new reports: 1"));
    assert_eq!(standing(), all);
    assert_eq!(truce(&["verify", text(&office.mission)]).code, 0);
}

#[test]
fn files_are_sealed_as_they_come_and_a_copy_to_work_with_is_made() {
    let folder = Folder::new();
    let (secret, public) = crate::about::key(&folder, "safe.txt");
    let picture = std::fs::read(root().join("crates/sources/tests/samples/pictures/turned.jpg")).unwrap();
    let office = Office::open_with(folder, "gaza-2025.md", |mission| {
        let config = std::fs::read_to_string(mission.join("mission.toml")).unwrap() + "seal_files_to = \"evidence\"\n";
        std::fs::write(mission.join("mission.toml"), config).unwrap();
        let said = truce(&["serve", text(mission), "--port", "0"]);
        assert!(said.code == 1 && said.err.contains("no such compartment"), "{}", said.err);
        assert_eq!(truce(&["sealed", "compartment", text(mission), "evidence", "--key", &public]).code, 0);
    });
    let xml = submission("uuid:1", "Two rounds.");
    let film = [&b"not a picture "[..], &[7; 300_000]].concat();
    let parts: &[(&str, Option<&str>, &[u8])] = &[
        ("xml_submission_file", Some("s.xml"), xml.as_bytes()),
        ("a.jpg", Some("a.jpg"), &picture),
        ("b.mp4", Some("b.mp4"), &film),
    ];
    assert_eq!(office.post(parts).0, 201);
    let known = |count: usize| {
        let event = &objects(&office.event("patrol-3/uuid:1"))[0];
        let files = event["reports"][0]["files"].as_array().unwrap().clone();
        assert_eq!(files.len(), count, "{event}");
        files
    };
    // The submission, both files sealed, the copy of the picture.
    let files = known(4);
    let sealed: Vec<&str> = files
        .iter()
        .filter(|file| file["compartment"] == "evidence")
        .map(|file| file["digest"].as_str().unwrap())
        .collect();
    assert_eq!(sealed.len(), 2);
    // Sent again it is sealed otherwise, and known all the same; what came needlessly is gone.
    assert_eq!(office.post(parts).0, 201);
    known(4);
    let mut kept = Vec::new();
    for part in std::fs::read_dir(office.mission.join("attachments")).unwrap().map(|part| part.unwrap().path()) {
        kept.extend(std::fs::read_dir(part).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap()));
    }
    assert_eq!(kept.len(), 3, "two sealed files and a copy");
    for bytes in &kept {
        assert!(!bytes.windows(6).any(|six| six == b"SECRET") && !bytes.starts_with(b"not a picture"));
    }
    let open = |digest: &str| {
        let arguments = ["sealed", "open-file", text(&office.mission), digest, "--secret", text(&secret)];
        std::process::Command::new(env!("CARGO_BIN_EXE_truce")).args(arguments).output().unwrap().stdout
    };
    let opened = [open(sealed[0]), open(sealed[1])];
    assert!(opened.contains(&picture) && opened.contains(&film), "as they came");
    let of_picture = if opened[0] == picture { sealed[0] } else { sealed[1] };
    let shown = truce(&["custody", "show", text(&office.mission), of_picture]).out;
    assert!(shown.contains("sealed to evidence") && shown.contains(&format!("copied: {of_picture} -> ")), "{shown}");
    assert_eq!(truce(&["verify", text(&office.mission)]).code, 0);
}

#[test]
fn many_who_send_at_once_share_commits_and_lose_nothing() {
    let office = Office::open("gaza-2025.md");
    // Two clients send each submission at the same time; one of each fifth differs.
    std::thread::scope(|scope| {
        for client in 0..12 {
            let office = &office;
            scope.spawn(move || {
                for n in 0..20 {
                    let words = if n % 5 == 4 && client % 2 == 1 { "another" } else { "Two rounds." };
                    let (status, said) = office.submit(&submission(&format!("uuid:{}-{n}", client / 2), words));
                    assert!(matches!(status, 201 | 409) && (status == 201 || n % 5 == 4), "{status} {said}");
                }
            });
        }
    });
    let said = truce(&["verify", text(&office.mission), "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    // An agreement, a key, and of each submission a report and its file.
    let n_entries = objects(&said)[0]["size"].as_u64().unwrap();
    let known = truce(&["events", text(&office.mission), "--as-of", "2031-01-01", "--format", "json"]);
    let n_reports: u64 = objects(&known).iter().map(|event| event["reports"].as_u64().unwrap()).sum();
    assert_eq!(n_reports, 120, "{}", known.out);
    assert_eq!(n_entries, 2 + 2 * 120);
}

#[test]
fn cut_at_any_byte_and_sent_again_it_is_there_once() {
    let office = Office::open("gaza-2025.md");
    let parts = |xml: &str| {
        office.post_bytes(&[
            ("xml_submission_file", Some("s.xml"), xml.as_bytes()),
            ("a.jpg", Some("a.jpg"), b"first picture"),
            ("b.jpg", Some("b.jpg"), b"second picture"),
        ])
    };
    let length = parts(&submission("uuid:0000", "Two rounds.")).len();
    // Every place in a long run, some of them else.
    let step = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 1 } else { 53 };
    let mut n_sent = 0;
    for at in (0..length).step_by(step) {
        let request = parts(&submission(&format!("uuid:{at:04}"), "Two rounds."));
        let (status, said) = split(&office.send_on(&request[..at], true));
        assert!(status != 201 && status != 202, "cut at {at}: {said}");
        let (status, said) = split(&office.send(&request));
        assert_eq!(status, 201, "cut at {at}: {said}");
        assert!(said.contains("new reports: 1"), "cut at {at}: {said}");
        n_sent += 1;
    }
    let last = (0..length).step_by(step).next_back().unwrap();
    let event = &objects(&office.event(&format!("patrol-3/uuid:{last:04}")))[0];
    let own: Vec<_> = event["reports"].as_array().unwrap().iter().collect();
    assert!(own.iter().all(|report| report["files"].as_array().unwrap().len() == 3), "{event}");
    let said = truce(&["verify", text(&office.mission)]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(n_sent > 10);
}

#[test]
fn the_dialogue_of_collect_by_name_cut_anywhere_is_taken_up_again() {
    let office = Office::open("gaza-2025.md");
    let said = truce(&[
        "device",
        "add",
        text(&office.mission),
        "phone-1",
        "--source",
        "patrol-4",
        "--by-name",
        "--at",
        "http://h",
    ]);
    let key = said.out.trim().rsplit(' ').next().unwrap().to_owned();
    let own = ("phone-1", key.as_str());
    let head = |shown: &str| {
        let host = &office.server.address;
        let request = format!("HEAD /odk/submission HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{shown}\r\n");
        split(&office.send(request.as_bytes()))
    };
    // The same parts, sent by name: what is shown stands in a header.
    let sent = |instance: &str, shown: &str| {
        let xml = submission(instance, "Two rounds.");
        let request = office.post_bytes(&[
            ("xml_submission_file", Some("s.xml"), xml.as_bytes()),
            ("a.jpg", Some("a.jpg"), b"first picture"),
            ("b.jpg", Some("b.jpg"), b"second picture"),
        ]);
        let end = request.windows(2).position(|two| two == b"\r\n").unwrap() + 2;
        let mut out = b"POST /odk/submission HTTP/1.1\r\n".to_vec();
        out.extend_from_slice(shown.as_bytes());
        out.extend_from_slice(&request[end..]);
        out
    };
    let step = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 7 } else { 211 };
    let length = sent(
        "uuid:0000",
        &digest("nonce=\"6b0aa0b3-0-d0f09c214672d34ab0c33e7ce339d57f\"", own, ("POST", "/odk/submission"), 2),
    )
    .len();
    let mut n_sent = 0;
    for at in (0..length).step_by(step) {
        let (status, challenge) = head("");
        assert_eq!(status, 401);
        assert_eq!(head(&digest(&challenge, own, ("HEAD", "/odk/submission"), 1)).0, 204);
        let instance = format!("uuid:{at:04}");
        let first = sent(&instance, &digest(&challenge, own, ("POST", "/odk/submission"), 2));
        let (status, said) = split(&office.send_on(&first[..at.min(first.len() - 1)], true));
        assert!(status != 201 && status != 202, "cut at {at}: {said}");
        let again = sent(&instance, &digest(&challenge, own, ("POST", "/odk/submission"), 3));
        let (status, said) = split(&office.send(&again));
        assert!(status == 201 && said.contains("new reports: 1"), "cut at {at}: {status} {said}");
        n_sent += 1;
    }
    assert!(n_sent > 5);
    let events = objects(&truce(&["events", text(&office.mission), "--as-of", "2031-01-01", "--format", "json"]));
    assert_eq!(events.iter().map(|event| event["reports"].as_u64().unwrap()).sum::<u64>(), n_sent);
    let event = &objects(&office.event("patrol-4/uuid:0000"))[0];
    let own = event["reports"].as_array().unwrap();
    assert!(own.iter().all(|report| report["files"].as_array().unwrap().len() == 3), "{event}");
}

#[test]
fn what_nobody_can_read_is_kept_and_said() {
    let office = Office::open("gaza-2025.md");
    let fine = submission("uuid:1", "x");
    for (xml, status, needle) in [
        // A version that was never handed out, a form of another server.
        (fine.replace("version=\"1.1\"", "version=\"7.1\"").replace("uuid:1", "uuid:2"), 202, "never handed out"),
        (fine.replace("truce.gaza-2025.fire", "survey").replace("uuid:1", "uuid:3"), 202, "never handed out"),
        // Enciphered.
        (fine.replace("<data ", "<data encrypted=\"yes\" ").replace("uuid:1", "uuid:4"), 202, "enciphered"),
        // One act is told without a time that can be read.
        (fine.replace("<day>2030-03-02<", "<day>the 2nd<").replace("uuid:1", "uuid:5"), 202, "the 2nd"),
        (fine.replace("<orx:instanceID>uuid:1</orx:instanceID>", ""), 400, "instanceid"),
        ("<data".to_owned(), 400, "cannot be read"),
        (
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><data id=\"a\">&b;</data>".to_owned(),
            400,
            "document type",
        ),
    ] {
        let (got, said) = office.submit(&xml);
        assert_eq!(got, status, "{said}");
        assert!(said.to_lowercase().contains(needle), "{needle}: {said}");
    }
    // In the clear beside what is enciphered.
    let sealed = fine.replace("<data ", "<data encrypted=\"yes\" ").replace("uuid:1", "uuid:6");
    let parts: &[(&str, Option<&str>, &[u8])] = &[
        ("xml_submission_file", Some("s.xml"), sealed.as_bytes()),
        ("submission.xml.enc", Some("submission.xml.enc"), b"\x00\x01"),
        ("a.jpg", Some("a.jpg"), b"a picture"),
    ];
    let (status, said) = office.post(parts);
    assert!(
        status == 202 && said.contains("&quot;a.jpg&quot; came in the clear") && !said.contains(".enc&quot;"),
        "{said}"
    );
    let (status, said) = office.post(&[("a.jpg", Some("a.jpg"), b"alone")]);
    assert!(status == 400 && said.contains("xml_submission_file is missing"), "{said}");
    // All that was said to have arrived is there, and so are the reasons.
    let unread = truce(&["device", "unread", text(&office.mission)]);
    let kept: Vec<&str> = unread.out.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(kept.len(), 5, "{}", unread.out);
    for digest in kept {
        let said = truce(&["sealed", "open-file", text(&office.mission), digest]);
        assert!(said.code == 0 && said.out.contains("<data "), "{digest}: {}", said.err);
    }
    assert!(unread.out.contains("enciphered") && unread.out.contains("version \"7.1\""), "{}", unread.out);
    // Somebody has looked at one, and nothing more is to be done: it waits no more, on record.
    let digest = unread.out.lines().find(|line| !line.starts_with(' ')).unwrap();
    let settle = ["device", "settle", text(&office.mission), digest, "--because", "a test"];
    assert_eq!(truce(&settle).code, 0);
    assert_eq!(truce(&settle).code, 1);
    let left = truce(&["device", "unread", text(&office.mission)]).out;
    assert_eq!(left.lines().filter(|line| !line.starts_with(' ')).count(), 4, "{left}");
    // Copies of the ledger leave submissions out.
    let copy = office.mission.join("copy");
    let said = truce(&["export", text(&office.mission), "--as", "ledger", "--out", text(&copy)]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!all_in(&copy.join("details")).contains("<data "));
}
