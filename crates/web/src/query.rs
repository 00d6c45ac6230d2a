//! The names and values of an address.

use std::collections::BTreeMap;

use crate::errors::Problem;

/// Names and values after the question mark.
pub(crate) struct Query(pub(crate) BTreeMap<String, String>);

impl Query {
    /// A value; empty if it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A whole number, if it is there.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Problem> {
        match self.get(name) {
            "" => Ok(None),
            text => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Problem::NotUnderstood(format!("{name} is {text:?}, not a whole number."))),
            },
        }
    }
}
