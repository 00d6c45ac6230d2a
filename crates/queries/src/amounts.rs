//! Numbers asked, and quantities in the unit asked for (`docs/guide/assessments.md`, sections 4 and 5).

use provisions::{Amount, Conversion, Reading, ValueFrom};
use rust_decimal::Decimal;

use crate::maker::{Maker, moment, number, plain};

/// A number that is asked, as expressions without columns.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    /// The number; null where it is not known.
    pub(crate) value: String,
    /// Why it is not known; null where it is.
    pub(crate) lacks: String,
    /// Whether the number of events must be known: where it is neither 0 nor 1.
    pub(crate) needs: String,
    /// Whether it is known to be 0.
    pub(crate) is_zero: bool,
}

impl Maker<'_> {
    /// A plain number.
    pub(crate) fn plainly(&self, value: Decimal) -> Number {
        let is_one_or_none = value.is_zero() || value == Decimal::ONE;
        Number {
            value: number(value),
            lacks: self.no_text(),
            needs: if is_one_or_none { "FALSE" } else { "TRUE" }.to_owned(),
            is_zero: value.is_zero(),
        }
    }

    fn lacking(&self, reason: &str) -> Number {
        Number {
            value: "CAST(NULL AS DECIMAL(28,9))".to_owned(),
            lacks: self.text(reason),
            needs: "TRUE".to_owned(),
            is_zero: false,
        }
    }

    fn perhaps(&self, value: String, reason: &str) -> Number {
        Number {
            lacks: format!("CASE WHEN {value} IS NULL THEN {} END", self.text(reason)),
            needs: format!("({value} IS NULL OR {value} NOT IN (0, 1))"),
            value,
            is_zero: false,
        }
    }

    /// The number that an amount means as of the moment asked about.
    pub(crate) fn number(&mut self, amount: &Amount, reading: &Reading) -> Number {
        match amount {
            Amount::Number(value) => self.plainly(*value),
            Amount::Share(percent, name) => match self.declared(*percent, name, reading) {
                Some(value) => self.perhaps(value, "no_baseline"),
                None => self.lacking("no_baseline"),
            },
            Amount::Value(name) => match self.agreement.values.get(name).map(|value| value.from.clone()) {
                None => self.lacking("to_be_agreed"),
                Some(ValueFrom::Text(value)) => self.plainly(value),
                Some(ValueFrom::Agreement { figure: Some(figure), .. }) => self.plainly(figure),
                Some(ValueFrom::Agreement { .. }) => self.lacking("annex_missing"),
                Some(ValueFrom::Decision(bodies)) => {
                    let step = self.decided_value(name, &bodies);
                    let last = format!("(SELECT value FROM {step} WHERE until IS NULL)");
                    self.perhaps(last, "to_be_agreed")
                }
            },
        }
    }

    /// The step of a value that a body decides in the course of time; none where nobody does.
    pub(crate) fn value_in_time(&mut self, amount: &Amount) -> Option<String> {
        let Amount::Value(name) = amount else { return None };
        match self.agreement.values.get(name).map(|value| value.from.clone()) {
            Some(ValueFrom::Decision(bodies)) => Some(self.decided_value(name, &bodies)),
            _ => None,
        }
    }

    /// A share of the last amount declared at or before the moment asked about, of the claim that the reading takes.
    fn declared(&self, percent: Decimal, name: &str, reading: &Reading) -> Option<String> {
        let baseline = self.agreement.baselines.get(name)?;
        let chosen = reading.choices.get(name).copied().unwrap_or(0);
        let mut amounts = baseline.claims.get(chosen)?.amounts.clone();
        amounts.sort_by_key(|declared| declared.since);
        let cases: Vec<String> = amounts
            .iter()
            .rev()
            .map(|declared| {
                let since = declared.since.map_or("TRUE".to_owned(), |since| format!("a.as_of >= {}", moment(since)));
                format!("WHEN {since} THEN {}", number(declared.amount * percent / Decimal::ONE_HUNDRED))
            })
            .collect();
        (!cases.is_empty()).then(|| format!("(SELECT CASE {} END FROM asked a)", cases.join(" ")))
    }

    /// The course of a number that bodies decide: from when until when it is which.
    fn decided_value(&mut self, name: &str, bodies: &[String]) -> String {
        let key = format!("value {name}");
        if let Some(known) = self.known(&key) {
            return known;
        }
        let step = format!("value_{}_{}", plain(name), self.made.len());
        let query = format!(
            "SELECT at_time, LEAD(at_time) OVER (ORDER BY at_time) AS until, value FROM (\n  \
             SELECT at_time, number_set AS value, ROW_NUMBER() OVER (PARTITION BY at_time ORDER BY id DESC) AS nth\n  \
             FROM decisions WHERE decided = {} AND body IN {}\n) ranked WHERE nth = 1",
            self.text(name),
            self.list(bodies)
        );
        self.note(key, &step);
        self.keep(&step, &format!("What bodies decide of {name:?}, from when until when."), query)
    }

    /// What an event gives in a unit; null where it is given in another that nothing converts.
    pub(crate) fn in_unit(&mut self, unit: Option<&str>, e: &str) -> String {
        let Some(unit) = unit else { return format!("{e}.quantity") };
        let mut cases = vec![format!("WHEN {e}.unit IS NULL OR {e}.unit = {} THEN {e}.quantity", self.text(unit))];
        for conversion in self.agreement.conversions.clone() {
            let other = if conversion.to == unit {
                &conversion.from
            } else if conversion.from == unit {
                &conversion.to
            } else {
                continue;
            };
            let is_there = conversion.to == unit;
            let given = format!("{e}.unit = {}", self.text(other));
            cases.push(self.converted(&conversion, is_there, &given, e));
        }
        format!("CASE {} END", cases.join("\n    "))
    }

    fn converted(&mut self, conversion: &Conversion, is_there: bool, given: &str, e: &str) -> String {
        let Some((of_first, of_second)) = conversion.ratio else {
            let step = self.decided_value(&conversion.id, &conversion.decided_by);
            let last = format!("(SELECT CAST(value AS DOUBLE PRECISION) FROM {step} WHERE until IS NULL)");
            let last =
                if self.dialect == crate::Dialect::Spark { last.replace("DOUBLE PRECISION", "DOUBLE") } else { last };
            let double = if self.dialect == crate::Dialect::Spark { "DOUBLE" } else { "DOUBLE PRECISION" };
            let turn = if is_there { "/" } else { "*" };
            return format!(
                "WHEN {given} AND COALESCE({last}, 0) <> 0 THEN CAST(CAST({e}.quantity AS {double}) {turn} {last} AS DECIMAL(28,9))"
            );
        };
        let factor = if is_there { of_second.checked_div(of_first) } else { of_first.checked_div(of_second) };
        let factor = factor.unwrap_or(Decimal::ZERO).normalize();
        let in_force = if conversion.decided_by.is_empty() {
            String::new()
        } else {
            format!(
                " AND (SELECT COUNT(*) FROM decisions WHERE decided = {} AND body IN {}) > 0",
                self.text(&conversion.id),
                self.list(&conversion.decided_by)
            )
        };
        format!("WHEN {given}{in_force} THEN CAST({e}.quantity * {factor} AS DECIMAL(28,9))")
    }
}
