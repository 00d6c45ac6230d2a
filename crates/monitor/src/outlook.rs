//! What is to be seen at a ledger size, as of a moment: the three values that reproduce any screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use assessments::registers::ByType;
use assessments::{Assessment, Supports};
use events::linking::Links;
use events::{Filed, Known};
use jiff::Timestamp;
use provisions::Agreement;

use crate::{Error, Index, Searched, State, Version};

/// Moments with what a provision's assessments were then, by what is known now; the earliest first.
pub type History = Vec<(Timestamp, Vec<Assessment>)>;

/// So many months are looked back.
const MONTHS: i64 = 12;

/// Everything that a page or an export may show.
pub struct Outlook {
    /// The entries read.
    pub state: State,
    /// Its reports as last corrected, by entry.
    pub reports: BTreeMap<u64, Filed>,
    /// What they tell.
    pub known: Known,
    /// Claims by their type.
    pub by_type: ByType,
    /// What that says of the agreement's keeping.
    pub assessments: Vec<Assessment>,
    /// The moment asked about.
    pub as_of: Timestamp,
    /// For those outside: how many events are withheld from them, and in how many assessments the whole record says otherwise.
    pub withheld: Option<(usize, usize)>,
    links: OnceLock<Option<Links>>,
    index: OnceLock<Index>,
    searched: OnceLock<Searched>,
    translated: OnceLock<BTreeMap<String, Agreement>>,
    supports: OnceLock<Supports>,
}

impl Outlook {
    /// Works everything out anew.
    pub fn new(state: State, as_of: Timestamp) -> Result<Outlook, Error> {
        let known = state.known();
        let reports = state.reports().map(|filed| (filed.entry, filed)).collect();
        Outlook::with(state, as_of, known, reports)
    }

    /// What is to be seen where this is all that is known, and no report is at hand: for those outside, what may leave.
    pub fn of_known(state: State, as_of: Timestamp, known: Known) -> Result<Outlook, Error> {
        Outlook::with(state, as_of, known, BTreeMap::new())
    }

    fn with(state: State, as_of: Timestamp, known: Known, reports: BTreeMap<u64, Filed>) -> Result<Outlook, Error> {
        let versions: Vec<&Agreement> =
            state.versions_by(as_of).into_iter().map(|version| &version.agreement).collect();
        if versions.is_empty() {
            return Err(Error::no_agreement());
        }
        let assessments = assessments::evaluate_versions(&versions, &known, as_of);
        let by_type = ByType::of(&known);
        Ok(Outlook {
            reports,
            known,
            by_type,
            assessments,
            as_of,
            withheld: None,
            state,
            links: OnceLock::new(),
            index: OnceLock::new(),
            searched: OnceLock::new(),
            translated: OnceLock::new(),
            supports: OnceLock::new(),
        })
    }

    /// Why reports are linked as they are; `None` where nothing was learnt to link by.
    /// Worked out when first asked for.
    pub fn links(&self) -> Option<&Links> {
        let links = self.links.get_or_init(|| {
            let reports = self.reports.values().cloned().map(crate::state::qualified);
            events::links(reports, self.state.linked_by())
        });
        links.as_ref()
    }

    /// Its events in the order in which pages show them. Worked out when first asked for.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.agreement(), &self.known, self.as_of))
    }

    /// What is searched in. Worked out when first asked for.
    pub fn searched(&self) -> &Searched {
        self.searched.get_or_init(|| Searched::of(self.index(), &self.known, &self.reports))
    }

    /// On what its assessments rest. Worked out when first asked for.
    pub fn supports(&self) -> &Supports {
        self.supports.get_or_init(|| Supports::of(self.agreement(), &self.known, &self.assessments))
    }

    /// The agreement's version in force at the moment asked about.
    ///
    /// # Panics
    /// Never: an outlook is not made without one.
    pub fn version(&self) -> &Version {
        let versions = self.state.versions_by(self.as_of);
        versions.last().copied().expect("`new` refuses a state without an agreement")
    }

    /// The agreement.
    pub fn agreement(&self) -> &Agreement {
        &self.version().agreement
    }

    /// The agreement as people read it in a language (BCP 47), as far as its file gives it; else as it is.
    pub fn agreement_in(&self, tag: &str) -> &Agreement {
        let agreement = self.agreement();
        let translated = self.translated.get_or_init(|| {
            let provisions = agreement.provisions.iter().chain(&agreement.unmeasured);
            let tags = agreement.names.keys().chain(provisions.flat_map(|provision| provision.translations.keys()));
            let tags: BTreeSet<&String> = tags.collect();
            tags.into_iter().map(|tag| (tag.clone(), agreement.in_language(tag))).collect()
        });
        translated.get(tag).unwrap_or(agreement)
    }

    /// How a provision was assessed at the ends of the last months, by what is known now: each is as much work as the whole was then. It does
    /// not change as long as nothing is recorded and the month is the same.
    pub fn history(&self, provision: &str) -> History {
        let of = |at: Timestamp| {
            let versions = self.state.versions_by(at);
            let versions: Vec<Agreement> =
                versions.into_iter().map(|version| only(&version.agreement, provision)).collect();
            let versions: Vec<&Agreement> = versions.iter().collect();
            (at, assessments::evaluate_versions(&versions, &self.known, at))
        };
        self.ends_of_months().into_iter().map(of).filter(|(_, all)| !all.is_empty()).collect()
    }

    /// Last moments of the months before, the earliest first; none before the first event.
    pub fn ends_of_months(&self) -> Vec<Timestamp> {
        let calendar = &self.agreement().calendar;
        let first = self.known.events.iter().map(|event| event.happening.when.start()).min().unwrap_or(self.as_of);
        let this = calendar.date(self.as_of).first_of_month();
        let begins = (0..MONTHS).rev().filter_map(|back| this.checked_sub(jiff::Span::new().months(back)).ok());
        let ends =
            begins.filter_map(|day| calendar.start_of(day)?.checked_sub(jiff::SignedDuration::from_secs(1)).ok());
        ends.filter(|end| *end >= first && *end < self.as_of).collect()
    }
}

/// The agreement with one of its provisions.
fn only(agreement: &Agreement, provision: &str) -> Agreement {
    let mut agreement = agreement.clone();
    agreement.provisions.retain(|own| own.id == provision);
    agreement
}
