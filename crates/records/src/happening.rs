//! What is said to have happened: the part that a report, a row of another program and an event have in common.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::{Place, When};

/// An act or occurrence as claimed: type, time, place, who, to whom, what and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Type, from the base taxonomy or the agreement.
    pub kind: String,
    /// Claimed time.
    pub when: When,
    /// Claimed place.
    pub place: Place,
    /// Who did it, as claimed; `None` where the author is not known.
    pub by: Option<String>,
    /// Whom it was done to, or who received.
    pub to: Option<String>,
    /// What it was about: a truck, a consignment, a kind of goods.
    pub item: Option<String>,
    /// How much; 1 where the source gave no number. Zero is a stated zero.
    pub quantity: Decimal,
    /// Unit of the quantity, where the source names one.
    pub unit: Option<String>,
    /// Persons killed, where stated.
    pub killed: Option<u64>,
    /// Persons injured, where stated.
    pub injured: Option<u64>,
    /// Further columns, by name.
    pub fields: BTreeMap<String, String>,
}

impl Happening {
    /// A value by the name of its column, for keys and conditions.
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "by" => self.by.as_deref(),
            "to" => self.to.as_deref(),
            "item" => self.item.as_deref(),
            "zone" => self.place.zone.as_deref(),
            "unit" => self.unit.as_deref(),
            _ => self.fields.get(name).map(String::as_str),
        }
    }
}
