//! A document on paper or on a screen: headings, paragraphs, tables and figures, once, whatever it is drawn as.
//!
//! `html` draws it as one page that needs nothing else; `json` is what the typesetter reads (`docs/formats/document.md`). Neither adds a
//! word of its own, so that paper and screen say the same.

pub mod html;
pub mod json;

use records::Level;

use crate::messages::Language;

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The language in which it is written.
    pub language: Language,
    /// What it is called.
    pub title: String,
    /// Lines under the title.
    pub lines: Vec<String>,
    /// What stands at the head of every page, where its reach is limited.
    pub marking: Option<String>,
    /// What stands at the foot of every page.
    pub foot: String,
    /// The day of which it is: year, month, day.
    pub day: (i16, i8, i8),
    /// The heading of its table of contents; none: it has none.
    pub contents: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading; the first level is 1.
    Heading {
        /// Its level.
        level: u8,
        /// Its words.
        text: String,
        /// Its name within the document.
        anchor: String,
    },
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// Words of the agreement, set apart.
    Quote(String),
    /// A list without order.
    List(Vec<Vec<Run>>),
    /// A table.
    Table(Table),
    /// A figure.
    Figure {
        /// An SVG that needs no style sheet.
        svg: String,
        /// What it shows, for those who do not see it.
        alt: String,
        /// What stands under it.
        caption: String,
    },
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is called.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// How wide it is beside the others.
    pub weight: u8,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its name within the document; empty: none.
    pub anchor: String,
    /// Its cells, each as lines.
    pub cells: Vec<Vec<Vec<Run>>>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// As it is.
    Text(String),
    /// That must not be overlooked.
    Strong(String),
    /// Set apart in tone.
    Emphasis(String),
    /// That leads to a heading or a row of the document.
    To {
        /// Its words.
        text: String,
        /// The name to which it leads.
        anchor: String,
    },
    /// Mark of a level. It stands beside its word.
    Mark(Level),
}

impl Run {
    /// A piece of plain text.
    pub fn text(text: impl Into<String>) -> Run {
        Run::Text(text.into())
    }

    /// A reference within the document.
    pub fn to(text: impl Into<String>, anchor: impl Into<String>) -> Run {
        Run::To { text: text.into(), anchor: anchor.into() }
    }
}

impl Column {
    /// A column so many times as wide as the least.
    pub fn new(title: impl Into<String>, weight: u8) -> Column {
        Column { title: title.into(), weight }
    }
}

impl Row {
    /// A row of plain texts, one to a cell.
    pub fn plain(cells: impl IntoIterator<Item = String>) -> Row {
        let cells = cells.into_iter().map(|text| vec![vec![Run::Text(text)]]).collect();
        Row { anchor: String::new(), cells }
    }
}
