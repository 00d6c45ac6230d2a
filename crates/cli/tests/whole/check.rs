//! `check --open` and `check --plain`: the drafting aid, and the rule read back.

use crate::common::{Folder, objects, text, truce};

const DRAFT: &str = "---\nagreement: a\ntitle: A\nparties: north \"The North\", south \"The South\"\n\
                     bodies: commission \"Commission\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n\
                     # 1. Arms\n\n> Arms go.\n\n```truce\nbaseline arms \"arms of the South\"\n  of south\n  not declared \"no inventory\"\n\
                     zone strip \"the strip\"\n  annex missing \"no map\"\n\
                     rule 1 \"thirty percent\"\n  obliges south\n  must total weapon_handed_over at least 30 % of arms by 2030-03-01\n\
                     rule 1a \"nobody in the strip\"\n  obliges north\n  keep troops_present out of strip\n\
                     rule 1b \"secure\"\n  obliges north\n  undefined \"secure\"\n  because \"no measure\"\n  supplied by commission\n```\n\n\
                     # 2. Goodwill\n\n> The parties act in goodwill.\n";

#[test]
fn what_is_left_open_is_listed_and_a_text_without_rule_too() {
    let folder = Folder::new();
    let draft = folder.write("a.md", DRAFT);
    let said = truce(&["check", text(&draft), "--open"]);
    assert_eq!(said.code, 0, "{}", said.out);
    for expected in [
        "1: baseline: arms of the South",
        "1a: annex: the strip",
        "because no map",
        "1b: term: secure",
        "could be supplied by Commission",
        "2: unmeasured: Goodwill",
    ] {
        assert!(said.out.contains(expected), "{expected} is not in:\n{}", said.out);
    }
    let all = objects(&truce(&["check", text(&draft), "--open", "--format", "json"]));
    let of = |name: &str| all.iter().find(|point| point["open"] == name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!((of("term")["rule"].as_str(), of("term")["supplied_by"][0].as_str()), (Some("1b"), Some("commission")));
    assert_eq!(of("unmeasured")["provision"], "2");
    assert!(of("annex")["line"].as_u64().is_some_and(|line| line > 12));
}

#[test]
fn rules_are_read_back_in_two_languages() {
    let folder = Folder::new();
    let draft = folder.write("a.md", DRAFT);
    let both = truce(&["check", text(&draft), "--plain"]);
    assert!(both.out.contains("30 %") && both.out.contains("يلتزم"), "{}", both.out);
    let english = truce(&["check", text(&draft), "--plain", "--language", "en"]);
    assert!(english.out.contains("The South must") && !english.out.contains("يلتزم"), "{}", english.out);
    let all = objects(&truce(&["check", text(&draft), "--plain", "--format", "json"]));
    let arabic = all.iter().find(|one| one["rule"] == "1a" && one["language"] == "ar").unwrap();
    assert_eq!(arabic["kind"], "placement");
    assert!(!arabic["sentences"].as_array().unwrap().is_empty());
    assert_eq!(truce(&["check", text(&draft), "--plain", "--language", "xx"]).code, 2);
}

#[test]
fn the_text_of_a_clause_does_not_change_what_its_rule_says() {
    let folder = Folder::new();
    let one = folder.write("a.md", DRAFT);
    let other = folder.write("b.md", &DRAFT.replace("> Arms go.", "> Arms stay."));
    let plain = |path| truce(&["check", text(path), "--plain"]).out.replace("b.md", "a.md");
    let (one, other) = (plain(&one), plain(&other));
    assert!(one.lines().skip(1).eq(other.lines().skip(1)));
}
