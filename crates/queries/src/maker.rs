//! What the makers of steps share: the agreement, the dialect, the steps so far, and how values are written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use provisions::Agreement;
use rust_decimal::Decimal;

use crate::dialect::Dialect;
use crate::script::{Cannot, Step};

/// No beginning.
pub(crate) const ALWAYS: &str = "TIMESTAMP '0001-01-01 00:00:00'";
/// No end.
pub(crate) const OPEN: &str = "TIMESTAMP '9999-12-31 00:00:00'";

/// Makes the steps of a script.
pub(crate) struct Maker<'a> {
    pub(crate) agreement: &'a Agreement,
    pub(crate) dialect: Dialect,
    pub(crate) steps: Vec<Step>,
    pub(crate) cannot: Vec<Cannot>,
    /// Steps that several rules use, by what they are of: the step's name.
    pub(crate) made: BTreeMap<String, String>,
    /// Steps of instances that are periods, one beside the other.
    pub(crate) period_steps: BTreeSet<String>,
    n_moments: usize,
    pub(crate) lines: Lines,
    /// What the next step begins.
    pub(crate) heading: Option<String>,
}

/// What comes of all rules, put together at the end.
#[derive(Clone, Default)]
pub(crate) struct Lines {
    pub(crate) n_answers: usize,
    pub(crate) outcomes: Vec<String>,
    pub(crate) rests: Vec<String>,
    pub(crate) scored: Vec<String>,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(agreement: &'a Agreement, dialect: Dialect) -> Maker<'a> {
        Maker {
            agreement,
            dialect,
            steps: Vec::new(),
            cannot: Vec::new(),
            made: BTreeMap::new(),
            period_steps: BTreeSet::new(),
            n_moments: 0,
            lines: Lines::default(),
            heading: None,
        }
    }

    /// A step that is kept.
    pub(crate) fn keep(&mut self, name: &str, says: &str, query: String) -> String {
        self.add(name, says, query, false)
    }

    /// A step that is worked out where it is used: one of as many rows as there are events.
    pub(crate) fn look(&mut self, name: &str, says: &str, query: String) -> String {
        self.add(name, says, query, true)
    }

    fn add(&mut self, name: &str, says: &str, query: String, is_view: bool) -> String {
        let heading = self.heading.take().map(|heading| format!("== {heading}"));
        let is_view = is_view || (self.dialect == Dialect::Spark && is_light(name, &query));
        let says = heading.into_iter().chain(says.lines().map(str::to_owned)).collect();
        self.steps.push(Step { name: name.to_owned(), says, query, is_view });
        name.to_owned()
    }

    /// The step that was made for this before, if one was.
    pub(crate) fn known(&self, of: &str) -> Option<String> {
        self.made.get(of).cloned()
    }

    /// Notes that this step was made for that.
    pub(crate) fn note(&mut self, of: String, name: &str) {
        self.made.insert(of, name.to_owned());
    }

    /// A number for the next moment's name.
    pub(crate) fn next_moment(&mut self) -> usize {
        self.n_moments += 1;
        self.n_moments
    }

    /// Text as a value.
    pub(crate) fn text(&self, text: &str) -> String {
        self.dialect.literal(text)
    }

    /// No text.
    pub(crate) fn no_text(&self) -> String {
        format!("CAST(NULL AS {})", self.dialect.text())
    }

    /// Something as text.
    pub(crate) fn as_text(&self, what: &str) -> String {
        format!("CAST({what} AS {})", self.dialect.text())
    }

    /// A list of texts in brackets.
    pub(crate) fn list<'t>(&self, texts: impl IntoIterator<Item = &'t String>) -> String {
        let all: Vec<String> = texts.into_iter().map(|text| self.text(text)).collect();
        format!("({})", all.join(", "))
    }

    /// Rows of one column of text; no row where there is no text.
    pub(crate) fn table<'t>(&self, column: &str, texts: impl IntoIterator<Item = &'t String>) -> String {
        let all: Vec<String> = texts.into_iter().map(|text| format!("({})", self.text(text))).collect();
        if all.is_empty() {
            return format!("SELECT {} AS {column} WHERE 1 = 0", self.no_text());
        }
        format!("SELECT {column} FROM (VALUES {}) AS given({column})", all.join(", "))
    }
}

/// Ends of the names of steps that are looked up once, or soon worked out. An engine to which each table that is kept is a
/// job of its own works them out where they are used.
const LIGHT: [&str; 17] = [
    "_findings",
    "_blank",
    "_totals",
    "_exceeded",
    "_unwatched",
    "_complete",
    "_keys",
    "_accounts",
    "_watch",
    "_told",
    "_eligible",
    "_what",
    "_waiting",
    "_counts",
    "_times",
    "_open",
    "_held",
];

fn is_light(name: &str, query: &str) -> bool {
    let is_constant = !query.contains("JOIN") && query.contains("FROM levels") && query.matches("SELECT").count() == 1;
    is_constant || LIGHT.iter().any(|end| name.ends_with(end))
}

/// A moment as a value. Finer than a microsecond, it is cut off: no engine holds more.
pub(crate) fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    format!("TIMESTAMP '{}'", text.trim_end_matches('Z').replace('T', " "))
}

/// A number as a value.
pub(crate) fn number(value: Decimal) -> String {
    format!("CAST({} AS DECIMAL(28,9))", value.normalize())
}

/// The greatest of these; 0 where there is none.
pub(crate) fn greatest(all: &[String]) -> String {
    match all {
        [] => "0".to_owned(),
        [one] => one.clone(),
        _ => format!("GREATEST({})", all.join(", ")),
    }
}

/// All of these.
pub(crate) fn all_of(conditions: &[String]) -> String {
    if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join("\n  AND ") }
}

/// A name that any engine takes as it stands: small letters, digits, underscores.
pub(crate) fn plain(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            plain.push(letter.to_ascii_lowercase());
        } else if !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.trim_matches('_').to_owned()
}
