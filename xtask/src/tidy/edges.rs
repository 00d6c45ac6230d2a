//! Who may depend on whom: the table in ARCHITECTURE.md against the edges in the manifests.
//!
//! A row is a permission, so a crate may use less than its row says. Development dependencies are not looked at.

use std::collections::BTreeSet;

use super::{Crate, Fault, Files, House};

const PAGE: &str = "ARCHITECTURE.md";
const HEADING: &str = "Who may depend on whom";
const TO_COME: &str = "(to come)";

/// Compares the table with the workspace.
pub fn check(house: &House) -> Vec<Fault> {
    let Some(page) = house.files.text(PAGE) else {
        return vec![Fault::of(PAGE, "the page is missing: write it, with the dependency table")];
    };
    match table(page) {
        Ok(rows) => compare(&rows, &house.crates, &house.files),
        Err(fault) => vec![fault],
    }
}

#[derive(Debug)]
struct Row {
    name: String,
    may_use: MayUse,
    is_to_come: bool,
    line: usize,
}

#[derive(Debug, PartialEq)]
enum MayUse {
    All,
    These(BTreeSet<String>),
}

impl MayUse {
    fn permits(&self, name: &str) -> bool {
        match self {
            MayUse::All => true,
            MayUse::These(names) => names.contains(name),
        }
    }
}

/// The rows of the first table under the heading.
fn table(page: &str) -> Result<Vec<Row>, Fault> {
    let mut lines = page.lines().enumerate().map(|(idx, line)| (idx + 1, line.trim()));
    let heading = lines.find(|(_, line)| line.starts_with('#') && line.contains(HEADING));
    let Some((heading_line, _)) = heading else {
        return Err(Fault::of(PAGE, format!("no heading contains “{HEADING}”: add it and its table")));
    };
    let section = lines.take_while(|(_, line)| !line.starts_with('#'));
    let table = section.skip_while(|(_, line)| !line.starts_with('|'));
    let table: Vec<_> = table.take_while(|(_, line)| line.starts_with('|')).collect();
    let is_header = |line: &str| matches!(cells(line).as_slice(), [a, b, ..] if a == "crate" && b == "may use");
    match table.as_slice() {
        [(_, header), _, rows @ ..] if is_header(header) => {
            rows.iter().map(|(line_number, line)| row(*line_number, line)).collect()
        }
        _ => Err(Fault::at(
            PAGE,
            heading_line,
            "no table `crate | may use | must never know` follows this heading: add it",
        )),
    }
}

fn row(line_number: usize, line: &str) -> Result<Row, Fault> {
    let cells = cells(line);
    let [first, second, ..] = cells.as_slice() else {
        return Err(Fault::at(PAGE, line_number, "the row lacks its second cell: write `–` for none"));
    };
    let name = first.replace(TO_COME, "").trim().to_owned();
    let is_to_come = first.contains(TO_COME);
    Ok(Row { name, may_use: may_use(second), is_to_come, line: line_number })
}

fn cells(line: &str) -> Vec<String> {
    let inside = line.trim().trim_start_matches('|').trim_end_matches('|');
    inside.split('|').map(|cell| cell.replace('`', "").trim().to_owned()).collect()
}

fn may_use(cell: &str) -> MayUse {
    let bare = without_remarks(cell);
    let names = bare.split(',').map(str::trim);
    let names: BTreeSet<String> =
        names.filter(|name| !matches!(*name, "" | "–" | "-" | "—")).map(str::to_owned).collect();
    if names.len() == 1 && names.contains("all") { MayUse::All } else { MayUse::These(names) }
}

/// The cell without what stands in parentheses, which is for people.
fn without_remarks(cell: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for c in cell.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

fn compare(rows: &[Row], crates: &[Crate], files: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (idx, row) in rows.iter().enumerate() {
        faults.extend(faults_of_row(row, &rows[..idx], rows, crates));
    }
    // xtask serves the house and is not part of it.
    for a_crate in crates.iter().filter(|a_crate| a_crate.name != "xtask") {
        match rows.iter().find(|row| row.name == a_crate.name) {
            Some(row) => faults.extend(faults_of_crate(a_crate, row, files)),
            None => faults.push(Fault::of(
                &format!("{}/Cargo.toml", a_crate.folder),
                format!("crate `{}` has no row in the table of {PAGE}: add one", a_crate.name),
            )),
        }
    }
    faults
}

fn faults_of_row(row: &Row, earlier: &[Row], rows: &[Row], crates: &[Crate]) -> Vec<Fault> {
    let name = &row.name;
    let mut messages = Vec::new();
    if earlier.iter().any(|other| other.name == *name) {
        messages.push(format!("`{name}` has a second row: keep one"));
    }
    match (row.is_to_come, crates.iter().any(|a_crate| a_crate.name == *name)) {
        (false, false) => {
            messages.push(format!("no crate `{name}` is in the tree: remove the row, or mark it `{name} {TO_COME}`"))
        }
        (true, true) => messages.push(format!("crate `{name}` has come: remove “{TO_COME}”")),
        _ => {}
    }
    if let MayUse::These(names) = &row.may_use {
        let unknown = names.iter().filter(|used| !rows.iter().any(|row| row.name == **used));
        messages.extend(
            unknown.map(|used| format!("`{name}` may use `{used}`, which has no row: add it or correct the name")),
        );
    }
    messages.into_iter().map(|message| Fault::at(PAGE, row.line, message)).collect()
}

fn faults_of_crate(a_crate: &Crate, row: &Row, files: &Files) -> Vec<Fault> {
    let manifest = format!("{}/Cargo.toml", a_crate.folder);
    let forbidden = a_crate.uses.iter().filter(|used| !row.may_use.permits(used));
    let fault = |used: &String| Fault {
        line: files.text(&manifest).and_then(|text| line_of_dependency(text, used)),
        path: manifest.clone(),
        message: format!(
            "crate `{}` uses `{used}`, which its row ({PAGE}:{}) does not permit: remove the dependency, or \
             change the row in a commit of its own that says why",
            a_crate.name, row.line
        ),
    };
    forbidden.map(fault).collect()
}

fn line_of_dependency(manifest: &str, name: &str) -> Option<usize> {
    let is_it = |line: &str| {
        let rest = line.trim_start().strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', '=', '.']))
    };
    manifest.lines().position(is_it).map(|idx| idx + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
# The house
| not | this |
## 2. Who may depend on whom

| crate | may use | must never know |
|---|---|---|
| records | – | storage |
| `events` | `records` (place, party) | stores |
| news (to come) | records | ledger |
| cli | all | – |

| other | table |
## Next
";

    fn a_crate(name: &str, uses: &[&str]) -> Crate {
        let uses = uses.iter().map(|used| used.to_string()).collect();
        Crate { name: name.to_owned(), folder: format!("crates/{name}"), uses }
    }

    fn faults(page: &str, crates: &[Crate]) -> Vec<String> {
        let manifest = "[package]\nname = \"records\"\n\n[dependencies]\nevents = { workspace = true }\n";
        let files = Files::of(&[("crates/records/Cargo.toml", manifest)]);
        let faults = compare(&table(page).unwrap(), crates, &files);
        faults.iter().map(Fault::to_string).collect()
    }

    #[test]
    fn a_tree_as_the_table_says_has_no_fault() {
        let crates = [a_crate("records", &[]), a_crate("events", &["records"]), a_crate("cli", &["events"])];
        assert_eq!(faults(TABLE, &crates), [""; 0]);
        let fewer = [a_crate("records", &[]), a_crate("events", &[]), a_crate("cli", &[])];
        assert_eq!(faults(TABLE, &fewer), [""; 0], "a row is a permission, not a duty");
    }

    #[test]
    fn an_edge_outside_the_row_is_found_in_its_manifest() {
        let crates = [a_crate("records", &["events"]), a_crate("events", &[]), a_crate("cli", &[])];
        let faults = faults(TABLE, &crates);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("crates/records/Cargo.toml:5: crate `records` uses `events`"), "{faults:?}");
        assert!(faults[0].contains("(ARCHITECTURE.md:7)"), "{faults:?}");
    }

    #[test]
    fn crates_and_rows_must_match() {
        let crates = [
            a_crate("records", &[]),
            a_crate("events", &[]),
            a_crate("news", &[]),
            a_crate("maps", &[]),
            a_crate("xtask", &["records"]),
        ];
        let faults = faults(TABLE, &crates);
        assert!(faults[0].starts_with("ARCHITECTURE.md:9: crate `news` has come"), "{faults:?}");
        assert!(faults[1].starts_with("ARCHITECTURE.md:10: no crate `cli`"), "{faults:?}");
        assert!(faults[2].starts_with("crates/maps/Cargo.toml: crate `maps` has no row"), "{faults:?}");
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn unknown_names_and_second_rows_are_found() {
        let page = TABLE.replace("| news (to come) | records |", "| records | recods |");
        let crates = [a_crate("records", &[]), a_crate("events", &[]), a_crate("cli", &[])];
        let faults = faults(&page, &crates);
        assert!(faults[0].contains("second row"), "{faults:?}");
        assert!(faults[1].contains("may use `recods`, which has no row"), "{faults:?}");
    }

    #[test]
    fn a_page_without_heading_table_or_cell_is_a_fault() {
        let message = |page: &str| table(page).unwrap_err().to_string();
        assert!(message("# Other\n").contains("no heading contains"));
        assert!(message("# Who may depend on whom\ntext\n# Next\n| crate | may use |\n").contains("no table"));
        let short = "# Who may depend on whom\n| crate | may use |\n|---|---|\n| records |\n";
        assert!(message(short).starts_with("ARCHITECTURE.md:4: the row lacks"));
    }

    #[test]
    fn cells_are_read_with_their_remarks_left_out() {
        let these = |names: &[&str]| MayUse::These(names.iter().map(|name| name.to_string()).collect());
        assert_eq!(may_use("records (types, place), events"), these(&["events", "records"]));
        assert_eq!(may_use("–"), these(&[]));
        assert_eq!(may_use("all"), MayUse::All);
        assert_eq!(may_use("all, records"), these(&["all", "records"]));
    }
}
