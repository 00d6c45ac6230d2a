//! The published table with what a script of [`queries`] reads beside it: times to the microsecond, exact numbers, what
//! rows replace, and what each clause asks of places, answered.
//!
//! A cell is text. Nothing is told that the row does not tell: of a row whose time leaves as a
//! day, the span is that day.

use jiff::Timestamp;
use provisions::{Agreement, Membership};
use queries::{Holding, Predicate};
use records::{EventRow, Place, Statement, When, WhenPrecision};
use rust_decimal::Decimal;

use super::table::{self, Kind};

/// The columns of an agreement's table.
pub struct Columns<'a> {
    agreement: &'a Agreement,
    /// Those of the published table.
    published: Vec<String>,
    /// The agreement's own that scripts ask for and the published table has not.
    fields: Vec<String>,
    predicates: Vec<(String, Predicate)>,
}

impl<'a> Columns<'a> {
    /// Of an agreement.
    pub fn new(agreement: &'a Agreement) -> Columns<'a> {
        let published = table::names(agreement);
        let fields = queries::fields(agreement).into_iter().map(|(column, _)| column);
        let fields = fields.filter(|column| !published.contains(column)).collect();
        Columns { agreement, published, fields, predicates: queries::predicates(agreement) }
    }

    /// Their names, in order, and what they hold.
    pub fn names(&self) -> Vec<(String, Holding)> {
        let holding = |name: &str| match table::kind(name) {
            Kind::Text => Holding::Text,
            Kind::Number => Holding::Float,
            Kind::Count => Holding::Whole,
        };
        let published = self.published.iter().map(|name| (name.clone(), holding(name)));
        let more = queries::MORE.iter().map(|(name, holding)| ((*name).to_owned(), *holding));
        let own = self.fields.iter().chain(self.predicates.iter().map(|(name, _)| name));
        published.chain(more).chain(own.map(|name| (name.clone(), Holding::Text))).collect()
    }

    /// The cells of a row; empty where there is nothing. Fails where a number has more digits than engines hold.
    pub fn record(&self, row: &EventRow) -> Result<Vec<String>, String> {
        let mut cells = table::record(row, self.agreement, &self.published);
        self.others(row, &mut cells);
        let (when, place) = (of(&row.statement), place(&row.statement));
        cells.extend(more(row, when)?);
        let told = match &row.statement {
            Statement::Happening(happening) => Some(happening),
            Statement::Figure(figure) => Some(&figure.happening),
            _ => None,
        };
        cells.extend(
            self.fields.iter().map(|name| told.and_then(|told| told.field(name)).unwrap_or_default().to_owned()),
        );
        for (_, predicate) in &self.predicates {
            let answer = match (place, when) {
                (Some(place), Some(when)) => self.answer(place, when.start(), predicate),
                _ => "",
            };
            cells.push(answer.to_owned());
        }
        Ok(cells)
    }

    fn answer(&self, place: &Place, at: Timestamp, predicate: &Predicate) -> &'static str {
        let answer = match predicate {
            Predicate::In(zone) => assessments::membership(place, at, zone, self.agreement),
            Predicate::Near(near) => assessments::nearer(place, at, near, self.agreement),
        };
        match answer {
            Membership::Inside => "yes",
            Membership::Outside => "no",
            Membership::Imprecise => "place",
            Membership::NoOutline => "outline",
        }
    }

    /// What the published table has no columns for.
    fn others(&self, row: &EventRow, cells: &mut [String]) {
        let mut put = |name: &str, value: &str| {
            if let Some(place) = self.published.iter().position(|own| own == name) {
                value.clone_into(&mut cells[place]);
            }
        };
        match &row.statement {
            Statement::Figure(figure) => {
                let told = &figure.happening;
                put("type", "figure");
                put("of", &told.kind);
                put("zone", told.place.zone.as_deref().unwrap_or_default());
                put("by", told.by.as_deref().unwrap_or_default());
                put("to", told.to.as_deref().unwrap_or_default());
                put("item", told.item.as_deref().unwrap_or_default());
                put("unit", told.unit.as_deref().unwrap_or_default());
                put("killed", &told.killed.map(|n| n.to_string()).unwrap_or_default());
                put("injured", &told.injured.map(|n| n.to_string()).unwrap_or_default());
                for (name, level) in
                    [("level", row.level), ("level_author", row.level_author), ("level_quantity", row.level_quantity)]
                {
                    put(name, level.to_text());
                }
                for (name, value) in &told.fields {
                    put(name, value);
                }
            }
            Statement::Score(score) => {
                put("type", "score");
                put("on", &score.on);
                put("by", &score.by);
            }
            Statement::Tally(_) | Statement::Stance(_) | Statement::Withdrawn => put("type", row.statement.word()),
            _ => {}
        }
    }
}

/// The time of what is said.
fn of(statement: &Statement) -> Option<When> {
    Some(match statement {
        Statement::Happening(happening) => happening.when,
        Statement::Figure(figure) => figure.happening.when,
        Statement::Account(account) => account.when,
        Statement::Tally(tally) => tally.when,
        Statement::Stance(stance) => stance.when,
        Statement::Observation(observation) | Statement::AccessDenied(observation) => observation.when,
        Statement::Decision(decision) => When::instant(decision.at),
        Statement::Finding(finding) => finding.when,
        Statement::Response(response) => response.when,
        Statement::CaseStep(step) => step.when,
        Statement::Score(score) => score.when,
        Statement::Withdrawn => return None,
    })
}

fn place(statement: &Statement) -> Option<&Place> {
    match statement {
        Statement::Happening(happening) => Some(&happening.place),
        Statement::Figure(figure) => Some(&figure.happening.place),
        _ => None,
    }
}

/// The cells of [`queries::MORE`].
fn more(row: &EventRow, when: Option<When>) -> Result<Vec<String>, String> {
    let amount = match &row.statement {
        Statement::Happening(happening) => Some(happening.quantity),
        Statement::Figure(figure) if figure.stated => Some(figure.happening.quantity),
        _ => None,
    };
    let (mut sets, mut party, mut score) = (None, String::new(), String::new());
    match &row.statement {
        Statement::Decision(decision) => sets = decision.value,
        Statement::Score(one) => {
            party = one.party.clone().unwrap_or_default();
            score = one.score.to_string();
        }
        _ => {}
    }
    let time = |at: Option<Timestamp>| at.map(moment).transpose().map(Option::unwrap_or_default);
    let begins = time(when.map(|when| when.start()))?;
    Ok(vec![
        begins.get(..7).unwrap_or("none").to_owned(),
        begins,
        time(when.map(|when| when.end()))?,
        when.map_or("", |when| if when.precision() == WhenPrecision::Exact { "true" } else { "false" }).to_owned(),
        number(amount)?,
        number(sets)?,
        time(row.recorded_at)?,
        row.supersedes.clone().unwrap_or_default(),
        party,
        score,
    ])
}

/// A moment as engines read it.
fn moment(at: Timestamp) -> Result<String, String> {
    if at.subsec_nanosecond() % 1_000 != 0 {
        return Err(format!("the time {at} is finer than a microsecond, which is what engines hold"));
    }
    Ok(at.to_string().trim_end_matches('Z').replace('T', " "))
}

/// A number as engines read it.
fn number(value: Option<Decimal>) -> Result<String, String> {
    let Some(value) = value.map(|value| value.normalize()) else { return Ok(String::new()) };
    if value.scale() > 9 || value.abs() >= Decimal::from(10_u64.pow(18)) {
        return Err(format!(
            "the number {value} has more digits than engines hold: nineteen, and nine behind the point"
        ));
    }
    Ok(value.to_string())
}
