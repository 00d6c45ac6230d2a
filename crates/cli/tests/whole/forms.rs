//! Forms made from every agreement, held against ODK's own programs: ODK Validate accepts them, JavaRosa, the engine of ODK Collect,
//! fills them, and what it sends is read back as it was answered.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Folder, objects, root, text, truce};
use crate::openrosa::Office;

const AGREEMENTS: [&str; 6] =
    ["colombia-2016", "gaza-2025", "gaza-2025-01", "hodeidah-2018", "lebanon-2024", "minsk-2015"];

/// ODK Validate; none where it is missing, which is a fault in the whole suite.
fn validate() -> Option<PathBuf> {
    let jar = std::env::var_os("ODK_VALIDATE").map(PathBuf::from);
    if jar.is_none() {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "ODK Validate is missing; `cargo xtask test` fetches it");
    }
    jar
}

/// The forms of an agreement, written out.
fn written(folder: &Folder, agreement: &str) -> Vec<PathBuf> {
    let (mission, forms) = (folder.path(agreement), folder.path(&format!("{agreement}-forms")));
    let file = root().join("agreements").join(format!("{agreement}.md"));
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&file)]).code, 0);
    let said = truce(&["forms", text(&mission), "--folder", text(&forms)]);
    assert_eq!(said.code, 0, "{}", said.err);
    let mut all: Vec<PathBuf> = std::fs::read_dir(&forms).unwrap().map(|file| file.unwrap().path()).collect();
    all.sort();
    assert_eq!(said.out.lines().count(), all.len());
    all
}

#[test]
fn odk_accepts_every_form_of_every_agreement() {
    let folder = Folder::new();
    let all: Vec<PathBuf> = AGREEMENTS.iter().flat_map(|agreement| written(&folder, agreement)).collect();
    assert!(all.len() > 35, "{all:?}");
    // The same agreement gives the same bytes.
    let other = Folder::new();
    let again = written(&other, "gaza-2025");
    let of = |files: &[PathBuf], name: &Path| {
        let file = files.iter().find(|file| file.file_name() == name.file_name()).unwrap();
        std::fs::read(file).unwrap()
    };
    assert!(again.iter().all(|file| of(&all, file) == of(&again, file)));
    let Some(jar) = validate() else { return };
    let said = Command::new("java").arg("-jar").arg(jar).args(&all).output().unwrap();
    let words = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{words}");
    assert_eq!(words.matches(">> Xform is valid!").count(), all.len(), "{words}");
}

/// The texts of all elements of a name that stand under another, in order.
fn answers<'x>(xml: &'x str, under: &str, name: &str) -> Vec<Option<&'x str>> {
    let (open, close, wanted) = (format!("<{under}>"), format!("</{under}>"), format!("<{name}>"));
    let parts = xml.split(&open).skip(1).map(|part| part.split(&close).next().unwrap());
    parts.map(|part| part.split(&wanted).nth(1).and_then(|rest| rest.split('<').next())).collect()
}

#[test]
fn what_the_engine_of_collect_fills_in_is_read_back() {
    let Some(jar) = validate() else { return };
    let folder = Folder::new();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/forms/Fill.java");
    // All of them in the long run.
    let (n_each, agreements) =
        if std::env::var_os("RUN_SLOW_TESTS").is_some() { (4, &AGREEMENTS[..]) } else { (2, &AGREEMENTS[1..2]) };
    for agreement in agreements {
        let forms = written(&folder, agreement);
        let filled = folder.path(&format!("{agreement}-filled"));
        std::fs::create_dir_all(&filled).unwrap();
        let said = Command::new("java")
            .arg("-cp")
            .arg(&jar)
            .arg(&program)
            .args(["7", &n_each.to_string(), text(&filled)])
            .args(&forms)
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        read_back(&Office::open(&format!("{agreement}.md")), &filled, forms.len() * n_each);
    }
}

/// All that was filled in is sent, taken, and read back as it was answered.
fn read_back(office: &Office, filled: &Path, n_sent: usize) {
    let (mut n_acts, mut n_patrols) = (0, 0);
    let mut sent = Vec::new();
    for file in std::fs::read_dir(filled).unwrap() {
        let xml = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let (status, said) = office.submit(&xml);
        assert_eq!(status, 201, "{said}\n{xml}");
        sent.push(xml);
    }
    assert_eq!(sent.len(), n_sent);
    let said = truce(&["inbox", text(&office.mission), "--limit", "10000", "--format", "ndjson"]);
    let told = said.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let told: BTreeMap<String, String> = told
        .map(|one| (one["report"].as_str().unwrap().to_owned(), one["type"].as_str().unwrap().to_owned()))
        .collect();
    for (place_of_xml, xml) in sent.iter().enumerate() {
        let id = xml.split("instanceID>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        let types = answers(xml, "act", "type");
        let killed = answers(xml, "act", "killed");
        n_acts += types.len();
        for (place, kind) in types.iter().enumerate() {
            let report = if place == 0 { format!("patrol-3/{id}") } else { format!("patrol-3/{id}-{}", place + 1) };
            assert_eq!(told.get(&report).map(String::as_str), *kind, "{report} {xml}");
            // One by one they take long: of every third the rest is looked at.
            if place_of_xml % 3 > 0 {
                continue;
            }
            let asked = ["event", text(&office.mission), &report, "--as-of", "2031-01-01", "--format", "json"];
            let event = &objects(&truce(&asked))[0];
            let own = event["reports"].as_array().unwrap().iter().find(|one| one["report"] == report.as_str()).unwrap();
            if let Some(killed) = killed[place].filter(|killed| !killed.is_empty()) {
                assert_eq!(own["killed"].as_u64(), killed.parse().ok(), "{own}\n{xml}");
            }
        }
        if types.is_empty() {
            // A patrol: what it saw, and each time it was kept from it.
            assert_eq!(told.get(&format!("patrol-3/{id}")).map(String::as_str), Some("observation"), "{xml}");
            n_patrols += 1 + xml.matches("<denial>").count();
        }
    }
    assert!(n_acts > 5, "{n_acts}");
    assert_eq!(told.len(), n_acts + n_patrols);
}
#[test]
fn what_the_engine_of_web_forms_fills_in_is_read_back() {
    let Some(engine) = std::env::var_os("FORMS_ENGINE").map(PathBuf::from) else {
        assert!(
            std::env::var_os("RUN_SLOW_TESTS").is_none(),
            "the forms engine is missing; `cargo xtask test` installs it"
        );
        return;
    };
    let folder = Folder::new();
    let fill = |forms: &[PathBuf], into: &Path| {
        let said = Command::new(std::env::var_os("NODE").unwrap_or_else(|| "node".into()))
            .arg("fill.mjs")
            .args(["7", "2", text(into)])
            .args(forms)
            .current_dir(&engine)
            .output()
            .unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    };
    for agreement in AGREEMENTS {
        let into = folder.path(&format!("{agreement}-filled"));
        std::fs::create_dir_all(&into).unwrap();
        let forms = written(&folder, agreement);
        fill(&forms, &into);
        read_back(&Office::open(&format!("{agreement}.md")), &into, forms.len() * 2);
    }
}
