//! Whether an event bears on a clause (`docs/guide/assessments.md`, section 4).
//!
//! Each particular is a condition that a *no* fails, and a doubt: a number, 0 where the answer is *yes*. Doubts are
//! granted one after the other, each together with those before, so that of an event's doubts the greatest says all:
//! with N granted, it counts where its doubt is at most N.

use provisions::{Holds, Particular, Selection};

use crate::columns::{Predicate, fields, is_number, of_every_table, predicates};
use crate::maker::{Maker, greatest, number};

/// Only a finding establishes the quality.
pub(crate) const QUALIFIER: u8 = 1;
/// Less well known than asked; or what makes the act regular is only claimed.
pub(crate) const LEVEL: u8 = 2;
/// The time.
pub(crate) const TIME: u8 = 3;
/// The place.
pub(crate) const PLACE: u8 = 4;
/// The outline.
pub(crate) const OUTLINE: u8 = 5;
/// A particular that is not stated.
pub(crate) const PARTICULAR: u8 = 6;
/// Nobody says that what would make the act regular is all counted.
pub(crate) const UNCOUNTED: u8 = 7;
/// The author; of an act that is forbidden, that of another event on which it turns.
pub(crate) const AUTHOR: u8 = 8;
/// What is never granted.
pub(crate) const NEVER: u8 = 9;

/// Reasons, by the doubt that gives them.
pub(crate) const REASONS: [(u8, &str); 8] = [
    (QUALIFIER, "qualifier_needs_finding"),
    (LEVEL, "allegations_open"),
    (TIME, "time_imprecise"),
    (PLACE, "place_imprecise"),
    (OUTLINE, "annex_missing"),
    (PARTICULAR, "not_verified"),
    (UNCOUNTED, "count_incomplete"),
    (AUTHOR, "author_unknown"),
];

/// Conditions and doubts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bears {
    pub(crate) conditions: Vec<String>,
    pub(crate) doubts: Vec<String>,
}

impl Bears {
    /// A condition that leaves no doubt.
    pub(crate) fn must(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    /// A particular: what a *no* fails, when it is a doubt, and which.
    pub(crate) fn particular(&mut self, condition: String, doubt_when: &str, doubt: u8) {
        self.conditions.push(condition);
        self.doubts.push(format!("CASE WHEN {doubt_when} THEN {doubt} ELSE 0 END"));
    }

    pub(crate) fn doubt(&self) -> String {
        greatest(&self.doubts)
    }
}

/// Whose acts a clause is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Authors {
    /// Who did it does not matter.
    Whoever,
    /// Acts of anybody, whose author is a needed element all the same.
    Anybody,
    /// One of these.
    These(Vec<String>),
    /// The party of the row beside it.
    TheParty,
    /// Anybody but that one.
    AllOthers,
}

impl Authors {
    /// A list that names nobody asks for nothing.
    pub(crate) fn named(by: &[String]) -> Authors {
        if by.is_empty() { Authors::Whoever } else { Authors::These(by.to_vec()) }
    }
}

impl Maker<'_> {
    /// What a selection asks of an event, but for its time, key and author.
    pub(crate) fn selected(&self, selection: &Selection, e: &str) -> Bears {
        let mut bears = Bears::default();
        bears.must(format!("{e}.type IN {}", self.list(&selection.types)));
        for (column, named) in [("target", &selection.against), ("item", &selection.items)] {
            if !named.is_empty() {
                let is_one = format!("({e}.{column} IS NULL OR {e}.{column} IN {})", self.list(named));
                bears.particular(is_one, &format!("{e}.{column} IS NULL"), PARTICULAR);
            }
        }
        if !selection.zones.is_empty() {
            let zones = selection.zones.iter().map(|zone| Predicate::In(zone.clone()));
            self.placed(zones.collect(), e, &mut bears);
        }
        if let Some(near) = &selection.near {
            self.placed(vec![Predicate::Near(near.clone())], e, &mut bears);
        }
        for particular in &selection.with {
            self.holding(particular, e, &mut bears);
        }
        bears
    }

    /// A place in any of these.
    fn placed(&self, asked: Vec<Predicate>, e: &str, bears: &mut Bears) {
        let all = predicates(self.agreement);
        let columns: Vec<String> = asked
            .iter()
            .filter_map(|one| all.iter().find(|(_, predicate)| predicate == one))
            .map(|(name, _)| format!("{e}.{name}"))
            .collect();
        let any = |answer: &str| {
            let all: Vec<String> = columns.iter().map(|column| format!("{column} = '{answer}'")).collect();
            if all.len() == 1 { all.concat() } else { format!("({})", all.join(" OR ")) }
        };
        let some: Vec<String> = columns.iter().map(|column| format!("{column} <> 'no'")).collect();
        bears.must(format!("({})", some.join(" OR ")));
        bears.doubts.push(format!(
            "CASE WHEN {} THEN 0 WHEN {} THEN {PLACE} ELSE {OUTLINE} END",
            any("yes"),
            any("place")
        ));
    }

    /// The row's value in a column, as far as it is known.
    pub(crate) fn column(&self, name: &str, e: &str) -> String {
        if let Some(known) = of_every_table(name) {
            return format!("{e}.{known}");
        }
        let own = fields(self.agreement);
        own.iter().find(|(column, _)| column == name).map_or(self.no_text(), |(_, named)| format!("{e}.{named}"))
    }

    fn holding(&self, particular: &Particular, e: &str, bears: &mut Bears) {
        let column = self.column(&particular.column, e);
        let is_counted = matches!(particular.column.as_str(), "quantity" | "killed" | "injured");
        let value = match (is_counted, is_number(&particular.holds)) {
            (true, true) | (false, false) => column,
            (true, false) => self.digits(&column),
            (false, true) => self.dialect.number(&column),
        };
        let holds = match &particular.holds {
            Holds::OneOf(words) => format!("{value} IN {}", self.list(words)),
            Holds::AtLeast(bound) => format!("{value} >= {}", number(*bound)),
            Holds::AtMost(bound) => format!("{value} <= {}", number(*bound)),
        };
        bears.particular(format!("({value} IS NULL OR {holds})"), &format!("{value} IS NULL"), PARTICULAR);
    }

    /// A number with no more digits than it needs.
    pub(crate) fn digits(&self, value: &str) -> String {
        let text = self.as_text(value);
        format!(
            "CASE WHEN {text} LIKE '%.%' THEN TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {text})) ELSE {text} END"
        )
    }

    /// Who did it. For those whose author is not known, the doubt stands apart: `unknown_when`.
    pub(crate) fn done_by(&self, by: &Authors, e: &str) -> (String, String) {
        let unknown = format!("{e}.author IS NULL");
        match by {
            Authors::Whoever => ("TRUE".to_owned(), "FALSE".to_owned()),
            Authors::Anybody => ("TRUE".to_owned(), unknown),
            Authors::These(named) => (format!("({unknown} OR {e}.author IN {})", self.list(named)), unknown),
            Authors::TheParty => (format!("({unknown} OR {e}.author = p.party)"), unknown),
            Authors::AllOthers => (format!("({unknown} OR {e}.author <> p.party)"), unknown),
        }
    }

    /// The author as one particular among others.
    pub(crate) fn done_by_as_doubt(&self, by: &Authors, e: &str, bears: &mut Bears) {
        if *by != Authors::Whoever {
            let (condition, unknown_when) = self.done_by(by, e);
            bears.particular(condition, &unknown_when, AUTHOR);
        }
    }

    /// Acts that a rule leaves free.
    pub(crate) fn excepting(&self, except: &[Selection], e: &str, bears: &mut Bears) {
        for selection in except {
            let mut free = self.selected(selection, e);
            if !selection.by.is_empty() {
                let condition = format!("({e}.author IS NULL OR {e}.author IN {})", self.list(&selection.by));
                free.particular(condition, &format!("{e}.author IS NULL"), PARTICULAR);
            }
            let (condition, doubt) = (free.conditions.join(" AND "), free.doubt());
            bears.must(format!("NOT ({condition} AND {doubt} = 0)"));
            bears.doubts.push(format!("CASE WHEN {condition} THEN {doubt} ELSE 0 END"));
        }
    }

    /// How well the elements are known that are needed: the least of their levels.
    pub(crate) fn level_of(&self, by: &Authors, needs_number: &str, e: &str) -> String {
        let mut all = vec![format!("{e}.fact_level")];
        if *by != Authors::Whoever {
            all.push(format!("CASE WHEN {e}.author IS NULL THEN 3 ELSE {e}.author_level END"));
        }
        match needs_number {
            "FALSE" => {}
            "TRUE" => all.push(format!("{e}.number_level")),
            _ => all.push(format!("CASE WHEN {needs_number} THEN {e}.number_level ELSE 3 END")),
        }
        if all.len() == 1 { all.concat() } else { format!("LEAST({})", all.join(", ")) }
    }

    /// A time within a stretch, whose ends are columns of `w`.
    pub(crate) fn in_stretch(&self, e: &str, from: &str, until: &str, bears: &mut Bears) {
        bears.must(format!("{e}.begins < {until}"));
        bears.must(format!("({e}.begins >= {from} OR {e}.ends > {from})"));
        bears.doubts.push(format!("CASE WHEN {e}.begins >= {from} AND {e}.ends <= {until} THEN 0 ELSE {TIME} END"));
    }

    /// A time after a start.
    pub(crate) fn after_start(&self, e: &str, from: &str, bears: &mut Bears) {
        let condition = format!("({e}.begins >= {from} OR {e}.ends > {from})");
        bears.particular(condition, &format!("{e}.begins < {from}"), TIME);
    }

    /// What the key of an instance asks: left open in the query, for [`Maker::split`] to fill.
    pub(crate) fn keyed(column: Option<&str>, bears: &mut Bears) {
        if column.is_some() {
            bears.must(KEY);
            bears.doubts.push(KEY_DOUBT.to_owned());
        }
    }

    /// The days that each period touches, so that events find theirs by equality.
    pub(crate) fn days_of_periods(&mut self, windows: &str) {
        self.days();
        let query = format!(
            "SELECT w.n, d.day FROM {windows} w JOIN days d ON d.day >= CAST(w.starts AS DATE) AND d.day <= CAST(w.ends AS DATE)"
        );
        self.keep(&format!("{windows}_days"), "The days, by UTC, that each period touches.", query);
        self.period_steps.insert(windows.to_owned());
    }

    /// A query over instances and events; of periods in parts that engines can join by the day: of the events that
    /// begin on a day of the period, of those of two days whose second is the period's first, and of the longer ones.
    pub(crate) fn by_days(&self, windows: &str, query: &str) -> String {
        let all = |from: &str, only: &str| {
            let query = query.replace(EVENTS_OF_WINDOWS, from);
            if only.is_empty() { query } else { format!("{query}\n  AND {only}") }
        };
        if !self.period_steps.contains(windows) {
            return all(&format!("{windows} w CROSS JOIN known e"), "");
        }
        let (first, last) = ("CAST(e.begins AS DATE)", "CAST(e.ends AS DATE)");
        let next = self.dialect.day_after(first, "1");
        [
            all(&format!("{windows} w JOIN {windows}_days b ON b.n = w.n JOIN known e ON {first} = b.day"), ""),
            all(&format!("{windows} w JOIN known e ON {last} = CAST(w.starts AS DATE)"), &format!("{last} = {next}")),
            all(
                &format!("{windows} w CROSS JOIN known e"),
                &format!("{last} > {next} AND CAST(w.starts AS DATE) > {first}"),
            ),
        ]
        .join("\nUNION ALL\n")
    }

    /// A query over instances `w` (or what carries their keys) and events `e`, in parts that engines can join by equality:
    /// the key is the event's own; the event has none; the instance has none.
    pub(crate) fn split(&self, column: Option<&str>, w: &str, query: &str) -> String {
        let Some(column) = column else { return query.to_owned() };
        let value = self.column(column, "e");
        let parts = [
            (format!("{w}.key_value = {value}"), "0".to_owned()),
            (format!("{w}.key_value IS NOT NULL AND {value} IS NULL"), PARTICULAR.to_string()),
            (format!("{w}.key_value IS NULL"), format!("CASE WHEN {w}.key_unstated THEN {PARTICULAR} ELSE 0 END")),
        ];
        let parts: Vec<String> =
            parts.iter().map(|(condition, doubt)| query.replace(KEY_DOUBT, doubt).replace(KEY, condition)).collect();
        parts.join("\nUNION ALL\n")
    }
}

/// Stands in a query for instances `w` with every event `e` that may lie in them.
pub(crate) const EVENTS_OF_WINDOWS: &str = "<instances and events>";

/// Stands in a query where a condition on the key comes, and its doubt.
const KEY: &str = "<key>";
const KEY_DOUBT: &str = "<doubt of key>";
