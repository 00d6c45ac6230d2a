//! The guide is true: the agreement that it shows has no fault, every snippet can be read, and its list of diagnostics is whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use provisions::{Annexes, Code, Severity};

fn guide(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide").join(name)
}

fn errors(text: &str) -> Vec<String> {
    let square = br#"{"type":"Polygon","coordinates":[[[30,15],[31,15],[31,16],[30,15]]]}"#.to_vec();
    let mut annexes: Annexes =
        ["valley.geojson", "valley-2.geojson"].map(|name| (name.to_owned(), square.clone())).into();
    let line = br#"{"type":"LineString","coordinates":[[30.5,15],[30.5,16]]}"#.to_vec();
    annexes.insert("river.geojson".to_owned(), line);
    let earlier = "---\nagreement: r\ntitle: R\nparties: north\ntime zone: UTC\nin force: from 2029-01-01\n---\n# 5. Aid\n\n\
                   > t\n\n```truce\nrule 5\n  obliges north\n  every day truck_entered at least 40\n```\n";
    annexes.insert("river-2029.md".to_owned(), earlier.as_bytes().to_vec());
    let (agreement, found) = provisions::read("guide.md", text, &annexes);
    assert!(agreement.rules().count() > 0, "no rule was read");
    let errors = found.iter().filter(|one| one.code.severity() == Severity::Error);
    errors.map(ToString::to_string).collect()
}

#[test]
fn the_whole_agreements_of_the_guide_have_no_fault() {
    for name in ["language.md", "drafting.md"] {
        let page = std::fs::read_to_string(guide(name)).unwrap();
        let start = page.find("````markdown\n").unwrap() + "````markdown\n".len();
        let end = start + page[start..].find("````").unwrap();
        assert_eq!(errors(&page[start..end]), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_snippet_of_the_guide_can_be_read() {
    let page = std::fs::read_to_string(guide("language.md")).unwrap();
    let mut text = "---\nagreement: b\ntitle: B\nparties: north \"N\", south \"S\"\nbodies: commission \"C\"\n\
                    time zone: Africa/Khartoum\nin force: from 2030-03-01\n---\n# 1. X\n\n> t\n\n```truce\n"
        .to_owned();
    let lines = page.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| !line.starts_with("rule ID"));
    lines.for_each(|line| text.push_str(&format!("{line}\n")));
    text.push_str("```\n");
    assert_eq!(errors(&text), Vec::<String>::new());
}

#[test]
fn the_list_of_diagnostics_is_the_one_of_the_program() {
    let mut page = "# Diagnostics\n\nWhat `truce check` can say. The codes are stable; the words are not. An error costs the line or \
                    definition on which it stands; a warning costs nothing.\n\n| code | what it means |\n|---|---|\n"
        .to_owned();
    for code in Code::ALL {
        let _ = writeln!(page, "| {} | {} |", code.text(), code.meaning());
    }
    if std::env::var("UPDATE_BOOK").is_ok() {
        std::fs::write(guide("diagnostics.md"), &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(guide("diagnostics.md")).unwrap(), page, "refresh it with UPDATE_BOOK=1");
}
