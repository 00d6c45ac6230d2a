//! Exports in tables: one for the submissions, one for each repeated group, joined by their keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Exported, Part};
use crate::row::Rejected;
use crate::table::{self, Shape};

/// Where a row says which submission, or which repetition, it belongs to; and what it is called itself.
const OWN_KEYS: [&str; 2] = ["KEY", "_index"];
const PARENT_KEYS: [&str; 2] = ["PARENT_KEY", "_parent_index"];
const PARENT_TABLE: &str = "_parent_table_name";

/// Repeated groups stand in one another no deeper.
const DEPTH_MAX: usize = 8;

struct Table {
    name: String,
    rows: Vec<Line>,
}

struct Line {
    number: u64,
    object: Map<String, Value>,
    key: String,
    parent: String,
    /// The table that its parent is in, where the row says.
    parent_table: Option<String>,
}

/// The submissions of an export, each with the line on which it stands. Tables by name; the one whose rows have no parent has the
/// submissions. What cannot be taken apart, or belongs to nothing, is rejected.
pub(super) fn submissions(tables: &[Part], rejected: &mut dyn FnMut(Rejected)) -> Result<Vec<Exported>, String> {
    let mut all: Vec<Table> = tables.iter().map(|part| read(part, rejected)).collect();
    all.retain(|table| !table.rows.is_empty());
    let Some(main) = all.iter().position(|table| table.rows.iter().all(|line| line.parent.is_empty())) else {
        return if all.is_empty() {
            Ok(Vec::new())
        } else {
            Err("no table has the submissions: all have rows that belong to others".to_owned())
        };
    };
    let main = all.remove(main);
    let mut children = Children::new();
    for table in &all {
        for line in &table.rows {
            children.entry((line.parent_table.as_deref(), &line.parent)).or_default().push((table, line));
        }
    }
    let mut joined = BTreeSet::new();
    let mut out = Vec::with_capacity(main.rows.len());
    for line in &main.rows {
        out.push((line.number, with_children(&main, line, &main.name, &children, (0, &mut joined))));
    }
    for (number, table) in all.iter().enumerate() {
        for line in table.rows.iter().filter(|line| !joined.contains(&(all[number].name.as_str(), line.number))) {
            let row = Value::Object(line.object.clone()).to_string();
            let reason = format!("line {} of {} belongs to no submission here", line.number, table.name);
            rejected(Rejected { line: line.number, reason, row, cells: Vec::new() });
        }
    }
    Ok(out)
}

/// Rows of repeated groups by the table of their parent, where they say, and its key.
type Children<'t> = BTreeMap<(Option<&'t str>, &'t str), Vec<(&'t Table, &'t Line)>>;

/// A row with those that belong to it.
fn with_children<'t>(
    table: &Table,
    line: &Line,
    main: &str,
    children: &Children<'t>,
    (depth, joined): (usize, &mut BTreeSet<(&'t str, u64)>),
) -> Map<String, Value> {
    let mut object = line.object.clone();
    if depth >= DEPTH_MAX || line.key.is_empty() {
        return object;
    }
    let named = children.get(&(Some(table.name.as_str()), line.key.as_str()));
    let unnamed = children.get(&(None, line.key.as_str()));
    for (own, child) in named.into_iter().chain(unnamed).flatten() {
        joined.insert((own.name.as_str(), child.number));
        let group = group(&own.name, main);
        let child = Value::Object(with_children(own, child, main, children, (depth + 1, &mut *joined)));
        match object.get_mut(group) {
            Some(Value::Array(list)) => list.push(child),
            _ => {
                object.insert(group.to_owned(), Value::Array(vec![child]));
            }
        }
    }
    object
}

/// A repeated group's name, from that of its table: `visits-space-act` beside `visits` is `act`.
fn group<'n>(table: &'n str, main: &str) -> &'n str {
    let own = table.strip_prefix(main).unwrap_or(table);
    own.rsplit(['-', '/']).next().unwrap_or(own)
}

fn read(part: &Part, rejected: &mut dyn FnMut(Rejected)) -> Table {
    let mut rows = Vec::new();
    let mut input = part.bytes.as_slice();
    // Reading from memory does not fail.
    let _ = table::read(&mut input, &Shape::default(), &mut |row| match row {
        Ok(row) => {
            let first =
                |names: &[&str]| names.iter().map(|name| row.get(name)).find(|text| !text.is_empty()).unwrap_or("");
            // Central joins groups by hyphens, Kobo by strokes.
            let separator = if row.names.iter().any(|name| name == "KEY") { '-' } else { '/' };
            let mut object = Map::new();
            for (name, value) in row.names.iter().zip(row.values.iter()).filter(|(_, value)| !value.trim().is_empty()) {
                put(&mut object, name, separator, value.trim());
            }
            rows.push(Line {
                number: row.line,
                key: first(&OWN_KEYS).to_owned(),
                parent: first(&PARENT_KEYS).to_owned(),
                parent_table: row.some(PARENT_TABLE),
                object,
            });
        }
        Err(row) => rejected(row),
    });
    Table { name: part.name.clone(), rows }
}

/// A value at its place in groups.
fn put(object: &mut Map<String, Value>, name: &str, separator: char, value: &str) {
    match name.split_once(separator) {
        Some((group, rest)) if !name.starts_with('_') && !group.is_empty() && !rest.is_empty() => {
            let inner = object.entry(group).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, separator, value);
            }
        }
        _ => {
            object.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
}
