//! What is to be seen at a ledger size, as of a moment: the three values that reproduce any screen.

use assessments::Assessment;
use events::Known;
use jiff::Timestamp;
use provisions::Agreement;

use crate::{Error, State, Version};

/// Everything that a page or an export may show.
pub struct Outlook {
    /// The entries read.
    pub state: State,
    /// What they tell.
    pub known: Known,
    /// What that says of the agreement's keeping.
    pub assessments: Vec<Assessment>,
    /// The moment asked about.
    pub as_of: Timestamp,
}

impl Outlook {
    /// Works everything out anew.
    pub fn new(state: State, as_of: Timestamp) -> Result<Outlook, Error> {
        let known = state.known();
        let version = state.version().ok_or_else(Error::no_agreement)?;
        let assessments = assessments::evaluate(&version.agreement, &known, as_of);
        Ok(Outlook { known, assessments, as_of, state })
    }

    /// The agreement's version in force.
    ///
    /// # Panics
    /// Never: an outlook is not made without one.
    pub fn version(&self) -> &Version {
        self.state.version().expect("`new` refuses a state without an agreement")
    }

    /// The agreement.
    pub fn agreement(&self) -> &Agreement {
        &self.version().agreement
    }
}
