//! A document as one HTML page that needs no other file, no script and no line.

use std::fmt::Write;

use super::{Block, Document, Row, Run, Table};
use crate::pictures::{escaped, mark};

/// The style of a document, on a screen and on paper.
const STYLE: &str = include_str!("../../templates/document.css");

/// The document as a page.
pub fn html(document: &Document) -> String {
    let mut out = String::new();
    let (title, language) = (escaped(&document.title), document.language);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        language.code(),
        language.direction()
    );
    if let Some(marking) = &document.marking {
        let _ = writeln!(out, "<p class=\"marking\">{}</p>", escaped(marking));
    }
    let _ = writeln!(out, "<header>\n<h1>{title}</h1>");
    for line in &document.lines {
        let _ = writeln!(out, "<p>{}</p>", escaped(line));
    }
    out.push_str("</header>\n");
    contents(document, &mut out);
    out.push_str("<main>\n");
    for block in &document.blocks {
        of_block(block, &mut out);
    }
    let _ = write!(out, "</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n", escaped(&document.foot));
    out
}

fn contents(document: &Document, out: &mut String) {
    let Some(title) = &document.contents else { return };
    let title = escaped(title);
    let _ = writeln!(out, "<nav aria-label=\"{title}\">\n<h2>{title}</h2>\n<ol>");
    for block in &document.blocks {
        if let Block::Heading { level: 1, text, anchor } = block {
            let _ = writeln!(out, "<li><a href=\"#{}\">{}</a></li>", escaped(anchor), escaped(text));
        }
    }
    out.push_str("</ol>\n</nav>\n");
}

fn of_block(block: &Block, out: &mut String) {
    let _ = match block {
        // The title is the first heading of the page.
        Block::Heading { level, text, anchor } => {
            let level = (level + 1).min(6);
            writeln!(out, "<h{level} id=\"{}\">{}</h{level}>", escaped(anchor), escaped(text))
        }
        Block::Paragraph(runs) => writeln!(out, "<p>{}</p>", of_runs(runs)),
        Block::Quote(text) => writeln!(out, "<blockquote><p>{}</p></blockquote>", escaped(text)),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", of_runs(item))).collect();
            writeln!(out, "<ul>\n{items}</ul>")
        }
        Block::Table(table) => {
            of_table(table, out);
            Ok(())
        }
        Block::Figure { svg, alt, caption } => writeln!(
            out,
            "<figure>\n<div role=\"img\" aria-label=\"{}\">{svg}</div>\n<figcaption>{}</figcaption>\n</figure>",
            escaped(alt),
            escaped(caption)
        ),
    };
}

fn of_table(table: &Table, out: &mut String) {
    let _ = writeln!(out, "<div class=\"wide\">\n<table>\n<caption>{}</caption>", escaped(&table.caption));
    out.push_str("<thead><tr>");
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(&column.title));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for Row { anchor, cells } in &table.rows {
        let id = if anchor.is_empty() { String::new() } else { format!(" id=\"{}\"", escaped(anchor)) };
        let _ = write!(out, "<tr{id}>");
        for lines in cells {
            let lines: Vec<String> = lines.iter().map(|line| of_runs(line)).collect();
            let _ = write!(out, "<td>{}</td>", lines.join("<br>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn of_runs(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        let _ = match run {
            Run::Text(text) => write!(out, "{}", escaped(text)),
            Run::Strong(text) => write!(out, "<strong>{}</strong>", escaped(text)),
            Run::Emphasis(text) => write!(out, "<em>{}</em>", escaped(text)),
            Run::To { text, anchor } => write!(out, "<a href=\"#{}\">{}</a>", escaped(anchor), escaped(text)),
            Run::Mark(level) => write!(out, "{}", mark(*level)),
        };
    }
    out
}
