//! A document as JSON: what the typesetter reads.

use serde_json::{Value, json};

use super::{Block, Document, Row, Run, Table};

/// Version of the form.
const VERSION: u32 = 1;

/// The document as JSON, the same bytes every time.
pub fn json(document: &Document) -> String {
    let blocks: Vec<Value> = document.blocks.iter().map(block).collect();
    let (year, month, day) = document.day;
    let value = json!({
        "truce_document": VERSION,
        "language": document.language.code(),
        "direction": document.language.direction(),
        "title": document.title,
        "lines": document.lines,
        "marking": document.marking,
        "foot": document.foot,
        "day": [year, month, day],
        "contents": document.contents,
        "blocks": blocks,
    });
    format!("{value}\n")
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading { level, text, anchor } => {
            json!({ "kind": "heading", "level": level, "text": text, "anchor": anchor })
        }
        Block::Paragraph(runs) => json!({ "kind": "paragraph", "runs": of_runs(runs) }),
        Block::Quote(text) => json!({ "kind": "quote", "text": text }),
        Block::List(items) => {
            json!({ "kind": "list", "items": items.iter().map(|item| of_runs(item)).collect::<Vec<_>>() })
        }
        Block::Table(table) => of_table(table),
        Block::Figure { svg, alt, caption } => {
            json!({ "kind": "figure", "svg": svg, "alt": alt, "caption": caption })
        }
    }
}

fn of_table(table: &Table) -> Value {
    let columns: Vec<Value> =
        table.columns.iter().map(|column| json!({ "title": column.title, "weight": column.weight })).collect();
    let row = |row: &Row| {
        let cells = row.cells.iter().map(|lines| lines.iter().map(|line| of_runs(line)).collect::<Vec<_>>());
        json!({ "anchor": row.anchor, "cells": cells.collect::<Vec<_>>() })
    };
    let rows: Vec<Value> = table.rows.iter().map(row).collect();
    json!({ "kind": "table", "caption": table.caption, "columns": columns, "rows": rows })
}

fn of_runs(runs: &[Run]) -> Value {
    let run = |run: &Run| match run {
        Run::Text(text) => json!({ "is": "text", "text": text }),
        Run::Strong(text) => json!({ "is": "strong", "text": text }),
        Run::Emphasis(text) => json!({ "is": "emphasis", "text": text }),
        Run::To { text, anchor } => json!({ "is": "to", "text": text, "anchor": anchor }),
        Run::Mark(level) => json!({ "is": "mark", "filled": *level as u8 + 1 }),
    };
    Value::Array(runs.iter().map(run).collect())
}
