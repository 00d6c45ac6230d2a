//! Figures: what a number of a clause is at a moment, and what one unit is in another.

use events::Noted;
use jiff::Timestamp;
use provisions::{Agreement, Amount, ValueFrom};
use records::Decision;
use rust_decimal::Decimal;

use crate::Reason;
use crate::frame::Frame;

/// Conversions in force: from, to, factor.
#[derive(Debug, Default)]
pub(crate) struct Conversions(Vec<(String, String, Decimal, Decimal)>);

impl Conversions {
    /// Those that the text or the decisions in sight bring into force.
    pub(crate) fn new(agreement: &Agreement, decisions: &[&Noted<Decision>]) -> Conversions {
        let mut all = Vec::new();
        for conversion in &agreement.conversions {
            let decided = last_value(&conversion.id, &conversion.decided_by, Timestamp::MAX, decisions);
            let ratio = match (conversion.ratio, decided) {
                (Some(ratio), _) if conversion.decided_by.is_empty() => Some(ratio),
                (Some(ratio), Some(_)) => Some(ratio),
                (None, Some(Some(number))) if !number.is_zero() => Some((number, Decimal::ONE)),
                _ => None,
            };
            let unit = |(from, to)| (conversion.from.clone(), conversion.to.clone(), from, to);
            all.extend(ratio.map(unit));
        }
        Conversions(all)
    }

    /// So much of one unit in another; none where nothing is agreed.
    pub(crate) fn converted(&self, quantity: Decimal, from: &str, to: &str) -> Option<Decimal> {
        self.0.iter().find_map(|(one, other, n_one, n_other)| {
            if one == from && other == to {
                quantity.checked_mul(*n_other)?.checked_div(*n_one)
            } else if one == to && other == from {
                quantity.checked_mul(*n_one)?.checked_div(*n_other)
            } else {
                None
            }
        })
    }
}

/// The last competent decision on a name by a moment: its number, if it gives one.
fn last_value(id: &str, bodies: &[String], by: Timestamp, decisions: &[&Noted<Decision>]) -> Option<Option<Decimal>> {
    let competent = decisions
        .iter()
        .filter(|noted| noted.what.sets == id && bodies.contains(&noted.what.by) && noted.what.at <= by);
    let last = competent.max_by(|a, b| (a.what.at, &a.id).cmp(&(b.what.at, &b.id)))?;
    Some(last.what.value)
}

impl Frame<'_, '_> {
    /// The number asked; the reason where it is not known.
    pub(crate) fn amount(&self, amount: &Amount) -> Result<Decimal, Reason> {
        self.amount_by(amount, self.sight.as_of)
    }

    /// The same, a value being what bodies had decided by a moment.
    pub(crate) fn amount_by(&self, amount: &Amount, by: Timestamp) -> Result<Decimal, Reason> {
        match amount {
            Amount::Number(number) => Ok(*number),
            Amount::Share(percent, baseline) => {
                let whole = self.baseline(baseline).ok_or(Reason::NoBaseline)?;
                Ok(whole * *percent / Decimal::ONE_HUNDRED)
            }
            Amount::Value(value) => match self.agreement.values.get(value).map(|value| &value.from) {
                Some(ValueFrom::Text(number)) => Ok(*number),
                Some(ValueFrom::Agreement { figure, .. }) => figure.ok_or(Reason::AnnexMissing),
                Some(ValueFrom::Decision(bodies)) => {
                    last_value(value, bodies, by, &self.sight.decisions).flatten().ok_or(Reason::ToBeAgreed)
                }
                None => Err(Reason::ToBeAgreed),
            },
        }
    }

    /// Whether a body decides the number, so that it differs from time to time.
    pub(crate) fn is_decided(&self, amount: &Amount) -> bool {
        match amount {
            Amount::Value(id) => {
                self.agreement.values.get(id).is_some_and(|value| matches!(value.from, ValueFrom::Decision(_)))
            }
            Amount::Number(_) | Amount::Share(..) => false,
        }
    }

    /// What was last declared by the moment asked about, as this reading takes it.
    pub(crate) fn baseline(&self, id: &str) -> Option<Decimal> {
        let baseline = self.agreement.baselines.get(id)?;
        let claim = baseline.claims.get(self.clock.choices.get(id).copied().unwrap_or(0))?;
        let declared = claim.amounts.iter().filter(|amount| amount.since.is_none_or(|since| since <= self.sight.as_of));
        declared.max_by_key(|amount| amount.since).map(|amount| amount.amount)
    }
}
