//! The guide's page of each kind is the doc comment of the file that evaluates it, and its examples have no fault.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use provisions::{Annexes, Kind, Severity};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn page(kind: &str) -> String {
    let code = std::fs::read_to_string(folder(&format!("src/rules/{kind}.rs"))).unwrap();
    let lines = code.lines().map_while(|line| line.strip_prefix("//!"));
    lines.fold(String::new(), |page, line| page + line.strip_prefix(' ').unwrap_or(line) + "\n")
}

#[test]
fn every_kind_has_its_page_in_the_guide() {
    let mut index = "# The kinds of rule\n\nOne page for each kind: what it says, an example, its meaning, what makes it \
                     undetermined, its limits.\n[How an assessment is made](../assessments.md) has the exact definitions, \
                     [the agreement language](../language.md) all the clauses.\n\n| kind | says |\n|---|---|\n"
        .to_owned();
    let mut pages = Vec::new();
    for kind in Kind::NAMES {
        let page = page(kind);
        for part in ["# ", "\n```truce\n", "**Meaning.**", "**Undetermined", "**Limits.**"] {
            assert!(page.contains(part), "the page of {kind} lacks {part:?}");
        }
        let says = page.lines().find_map(|line| line.strip_prefix('*')?.strip_suffix('*')).unwrap().to_owned();
        let _ = writeln!(index, "| [{kind}]({kind}.md) | {says} |");
        pages.push((format!("{kind}.md"), page));
    }
    pages.push(("README.md".to_owned(), index));
    for (name, page) in pages {
        let path = folder("../../docs/guide/kinds").join(name);
        if std::env::var("UPDATE_BOOK").is_ok() {
            std::fs::write(&path, &page).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), page, "{}: refresh it with UPDATE_BOOK=1", path.display());
    }
}

const BEFORE: &str = r#"---
agreement: pages
title: The pages of the kinds
parties: north "The North", south "The South"
non-signatories: neighbour, armed_groups
bodies: commission "Commission", council "Council"
time zone: Africa/Khartoum
in force: from 2030-03-01
---
# Definitions

```truce
zone valley
  outline "valley.geojson"
zone town
  within valley
zone range
zone road
line river
  course "river.geojson"
line old_line
  annex missing "no map"
state ceasefire
  from 2030-03-01
state talks
  begins and ends by decision of council
trigger acceptance at 2030-02-28 12:00
trigger d_day at 2030-03-01
trigger verification
  by decision of commission
milestone all_released
  when person_released at least 20
baseline arms
  of south
  amount 2000
baseline posts
  of north
  amount 40
attribute contributor
  by decision of council
attribute suspended
  begins with protest to them
event attack is shelling or shooting
event posts_vacated
event prisoner_released
event soldier_released
event truck_entered counted in trucks
```

# 1. The page

"#;

#[test]
fn the_examples_have_no_fault() {
    let polygon = br#"{"type":"Polygon","coordinates":[[[30,15],[31,15],[31,16],[30,15]]]}"#.to_vec();
    let line = br#"{"type":"LineString","coordinates":[[30,15],[31,16]]}"#.to_vec();
    let annexes: Annexes = [("valley.geojson".to_owned(), polygon), ("river.geojson".to_owned(), line)].into();
    for kind in Kind::NAMES {
        let page = page(kind);
        let (agreement, found) = provisions::read(&format!("{kind}.md"), &format!("{BEFORE}{page}"), &annexes);
        let errors = found.iter().filter(|one| one.code.severity() == Severity::Error);
        assert_eq!(errors.map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
        let kinds = agreement.rules().flat_map(|(_, rule)| &rule.readings).map(|reading| reading.duty.kind.name());
        assert!(kinds.into_iter().any(|name| name == kind), "no example of {kind} is one");
    }
}
