//! Forms made from every agreement, held against ODK's own programs: ODK Validate accepts them, JavaRosa, the engine of ODK Collect,
//! fills them, and what it sends is read back as it was answered.

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
    let office = Office::open("gaza-2025.md");
    let folder = Folder::new();
    let forms = written(&folder, "gaza-2025");
    let filled = folder.path("filled");
    std::fs::create_dir_all(&filled).unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/forms/Fill.java");
    let n_each = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 4 } else { 2 };
    let said = Command::new("java")
        .arg("-cp")
        .arg(jar)
        .arg(program)
        .args(["7", &n_each.to_string(), text(&filled)])
        .args(&forms)
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    read_back(&office, &filled, forms.len() * n_each);
}

/// All that was filled in is sent, taken, and read back as it was answered.
fn read_back(office: &Office, filled: &Path, n_sent: usize) {
    let mut n_acts = 0;
    let mut sent = Vec::new();
    for file in std::fs::read_dir(filled).unwrap() {
        let xml = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let (status, said) = office.submit(&xml);
        assert_eq!(status, 201, "{said}\n{xml}");
        sent.push(xml);
    }
    assert_eq!(sent.len(), n_sent);
    let events = objects(&truce(&["events", text(&office.mission), "--as-of", "2031-01-01", "--format", "json"]));
    let n_reports: u64 = events.iter().map(|event| event["reports"].as_u64().unwrap()).sum();
    for xml in &sent {
        let id = xml.split("instanceID>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        let types = answers(xml, "act", "type");
        let killed = answers(xml, "act", "killed");
        n_acts += types.len() as u64;
        for (place, kind) in types.iter().enumerate() {
            let report = if place == 0 { format!("patrol-3/{id}") } else { format!("patrol-3/{id}-{}", place + 1) };
            let event = &objects(&truce(&[
                "event",
                text(&office.mission),
                &report,
                "--as-of",
                "2031-01-01",
                "--format",
                "json",
            ]))[0];
            let own = event["reports"].as_array().unwrap().iter().find(|one| one["report"] == report.as_str()).unwrap();
            assert_eq!(own["type"].as_str(), *kind, "{xml}");
            if let Some(killed) = killed[place].filter(|killed| !killed.is_empty()) {
                assert_eq!(own["killed"].as_u64(), killed.parse().ok(), "{own}\n{xml}");
            }
        }
    }
    assert!(n_acts > 20, "{n_acts}");
    assert_eq!(n_reports, n_acts);
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
    let office = Office::open("gaza-2025.md");
    let folder = Folder::new();
    let filled = folder.path("filled");
    std::fs::create_dir_all(&filled).unwrap();
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
    let forms = written(&folder, "gaza-2025");
    fill(&forms, &filled);
    read_back(&office, &filled, forms.len() * 2);
    // The forms of the other agreements can be filled, too.
    for agreement in AGREEMENTS.iter().filter(|agreement| **agreement != "gaza-2025") {
        let into = folder.path(&format!("{agreement}-filled"));
        std::fs::create_dir_all(&into).unwrap();
        let forms = written(&folder, agreement);
        fill(&forms, &into);
        assert_eq!(std::fs::read_dir(&into).unwrap().count(), forms.len() * 2, "{agreement}");
    }
}
