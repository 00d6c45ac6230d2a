//! All that is known at a ledger size, in the form in which rules are evaluated.

use records::{Account, CaseStep, Decision, Figure, Finding, Observation, Response, Score, Stance, Tally};

use crate::{Event, Evidence};

/// What is known. Every list is sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Events. A figure above zero is among them as one event of its type over its span.
    pub events: Vec<Event>,
    /// Numbers that sources gave for spans.
    pub figures: Vec<Noted<Figure>>,
    /// Counts that sources declared complete.
    pub accounts: Vec<Noted<Account>>,
    /// Totals without cases.
    pub tallies: Vec<Noted<Tally>>,
    /// Stands of parties on provisions.
    pub stances: Vec<Noted<Stance>>,
    /// Where somebody could look.
    pub observations: Vec<Noted<Observation>>,
    /// Where somebody was kept from looking.
    pub denials: Vec<Noted<Observation>>,
    /// What competent bodies switched on or off.
    pub decisions: Vec<Noted<Decision>>,
    /// What the verification body found.
    pub findings: Vec<Noted<Finding>>,
    /// What parties answered.
    pub responses: Vec<Noted<Response>>,
    /// Steps in the cases on events.
    pub steps: Vec<Noted<CaseStep>>,
    /// What assessors scored.
    pub scores: Vec<Noted<Score>>,
}

/// A statement with its id and, in a mission, the ledger entry and the source that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted<T> {
    /// Id of the row or report.
    pub id: String,
    /// Position of the entry in the ledger; 0 outside a mission.
    pub entry: u64,
    /// Who told us; empty outside a mission.
    pub source: String,
    /// What was said.
    pub what: T,
}

impl Known {
    /// The claims of which the event of that id consists: one for each kind of act and author that its reports name.
    pub fn claims(&self, id: &str) -> &[Event] {
        let from = self.events.partition_point(|event| event.id.as_str() < id);
        let n = self.events[from..].partition_point(|event| event.id == id);
        &self.events[from..from + n]
    }

    /// The id of the event of that name, or of the one of which a report of that name tells: names of events outlive merging and
    /// splitting.
    pub fn event_named(&self, name: &str) -> Option<&str> {
        if let Some(event) = self.claims(name).first() {
            return Some(&event.id);
        }
        let tells = |event: &&Event| match &event.evidence {
            Evidence::Told(voices) => voices.iter().any(|voice| voice.report == name),
            Evidence::Stated { .. } => false,
        };
        self.events.iter().find(tells).map(|event| event.id.as_str())
    }

    pub(crate) fn sort(&mut self) {
        self.events.sort_by(|a, b| a.id.cmp(&b.id));
        sort(&mut self.figures);
        sort(&mut self.accounts);
        sort(&mut self.tallies);
        sort(&mut self.stances);
        sort(&mut self.observations);
        sort(&mut self.denials);
        sort(&mut self.decisions);
        sort(&mut self.findings);
        sort(&mut self.responses);
        sort(&mut self.steps);
        sort(&mut self.scores);
    }

    /// Takes in one statement. `event` makes the event of a happening, or of a figure above zero.
    pub(crate) fn take(&mut self, noted: Noted<records::Statement>, event: impl FnOnce(records::Happening) -> Event) {
        use records::Statement;
        let Noted { id, entry, source, what } = noted;
        macro_rules! note {
            ($list:ident, $what:expr) => {
                self.$list.push(Noted { id, entry, source, what: $what })
            };
        }
        match what {
            Statement::Happening(happening) => self.events.push(event(happening)),
            Statement::Figure(figure) => {
                if figure.stated && !figure.happening.quantity.is_zero() {
                    // A number of deaths is no number of acts: it tells of at least one.
                    let number = figure.happening.quantity;
                    let quantity = if figure.happening.killed.is_some() { rust_decimal::Decimal::ONE } else { number };
                    self.events.push(event(records::Happening { quantity, ..figure.happening.clone() }));
                }
                note!(figures, figure);
            }
            Statement::Account(account) => note!(accounts, account),
            Statement::Tally(tally) => note!(tallies, tally),
            Statement::Stance(stance) => note!(stances, stance),
            Statement::Observation(observation) => note!(observations, observation),
            Statement::AccessDenied(denial) => note!(denials, denial),
            Statement::Decision(decision) => note!(decisions, decision),
            Statement::Finding(finding) => note!(findings, finding),
            Statement::Response(response) => note!(responses, response),
            Statement::CaseStep(step) => note!(steps, step),
            Statement::Score(score) => note!(scores, score),
            Statement::Withdrawn => {}
        }
    }
}

fn sort<T>(list: &mut [Noted<T>]) {
    list.sort_by(|a, b| a.id.cmp(&b.id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Evidence;
    use records::{Happening, Place, Statement, When};
    use rust_decimal::Decimal;

    fn quantity_of(quantity: i64, killed: Option<u64>) -> Option<Decimal> {
        let happening = Happening {
            kind: "shelling".to_owned(),
            when: When::instant("2025-01-01T00:00:00Z".parse().unwrap()),
            place: Place::default(),
            by: None,
            to: None,
            item: None,
            quantity: quantity.into(),
            unit: None,
            killed,
            injured: None,
            fields: std::collections::BTreeMap::new(),
        };
        let what = Statement::Figure(Figure { happening, stated: true });
        let mut known = Known::default();
        let noted = Noted { id: "f".to_owned(), entry: 0, source: String::new(), what };
        known.take(noted, |happening| Event { id: "f".to_owned(), happening, evidence: Evidence::Told(Vec::new()) });
        assert_eq!(known.figures.len(), 1);
        known.events.first().map(|event| event.happening.quantity)
    }

    #[test]
    fn a_figure_counts_its_number_but_deaths_are_no_number_of_acts() {
        assert_eq!(quantity_of(31, None), Some(31.into()));
        assert_eq!(quantity_of(17, Some(17)), Some(1.into()));
        assert_eq!(quantity_of(0, Some(0)), None, "a stated zero is no event");
    }
}
