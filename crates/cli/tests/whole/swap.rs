//! Parties are alike to the program: with their names swapped in agreement and data, everything comes out swapped and
//! otherwise identical, order included.

use crate::common::{Folder, root, text, truce};

/// Swaps the two parties' names wherever they stand.
fn swapped(text: &str) -> String {
    let pairs = [
        ("israel", "\u{1}"),
        ("Israel", "\u{2}"),
        ("hamas", "israel"),
        ("Hamas", "Israel"),
        ("\u{1}", "hamas"),
        ("\u{2}", "Hamas"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The agreement lists its parties in an order of its own; a swap of names keeps the places.
fn outputs(change: impl Fn(&str) -> String) -> Vec<String> {
    let folder = Folder::new();
    let example = root().join("agreements");
    let read = |name: &str| std::fs::read_to_string(example.join(name)).unwrap();
    std::fs::create_dir_all(folder.path("gaza-2025")).unwrap();
    std::fs::copy(example.join("gaza-2025/gaza.geojson"), folder.path("gaza-2025/gaza.geojson")).unwrap();
    folder.write("gaza-2025-01.md", &change(&read("gaza-2025-01.md")));
    let agreement = folder.write("gaza-2025.md", &change(&read("gaza-2025.md")));
    let sources = folder.write("sources.csv", &change(&read("gaza-2025/sources.csv")));
    let reports = folder.write("reports.csv", &change(&read("gaza-2025/reports.csv")));
    let mission = folder.path("m");
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    assert_eq!(truce(&["import", text(&mission), text(&sources), "--as", "sources"]).code, 0);
    let phases = folder.write("phases.csv", &change(&read("gaza-2025/phases.csv")));
    assert_eq!(truce(&["import", text(&mission), text(&reports), "--as", "reports"]).code, 0);
    assert_eq!(truce(&["import", text(&mission), text(&phases), "--as", "reports"]).code, 0);
    let with = |arguments: &[&str]| {
        let said = truce(&[&[arguments[0], text(&mission)], &arguments[1..], &["--as-of", "2026-08-22"]].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let mut all = vec![with(&["status"]), with(&["status", "--format", "json"])];
    all.extend(["GP3a", "GP4-remains", "R3"].map(|rule| with(&["explain", rule])));
    // Registers that list parties beside one another.
    let registers =
        ["due", "aid-duties", "release-duties", "weapon-duties", "contacts", "contact-pairs", "force", "stances"];
    all.extend(registers.map(|name| {
        let said = truce(&["register", name, text(&mission), "--as-of", "2026-08-22", "--format", "ndjson"]);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    }));
    all
}

#[test]
fn parties_swapped_in_give_everything_swapped_out() {
    let plain = outputs(str::to_owned);
    let other = outputs(swapped);
    assert!(plain[0].contains("Israel") && plain[1].contains("\"hamas\""), "both parties are there to swap");
    for (plain, other) in plain.iter().zip(&other) {
        for (plain, other) in swapped(plain).lines().zip(other.lines()) {
            assert_eq!(plain, other);
        }
        assert_eq!(plain.lines().count(), other.lines().count());
    }
    assert_ne!(plain[0], other[0], "the swap changed something");
}
