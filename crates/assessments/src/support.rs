//! On what assessments rest: how many events, told by whom, in whose interest, on which days, and how well each is known.

use std::collections::{BTreeMap, BTreeSet};

use events::{Evidence, Known};
use jiff::civil::Date;
use provisions::Agreement;
use records::Level;

use crate::{Assessment, Role};

/// On what the assessments of one rule rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Events.
    pub n_events: usize,
    /// Origins of their reports, and how many reports go back to each: most first, then by name.
    pub origins: Vec<(String, usize)>,
    /// The parties in whose interest alone all speak who tell of events that are counted; empty where others do, or nobody.
    pub one_sided: Vec<String>,
    /// Events that are counted, or would be if they were better known, by the day on which each began and the best level at which it
    /// is known: alleged, corroborated, verified.
    pub days: BTreeMap<Date, [usize; 3]>,
}

impl Support {
    /// Of these assessments.
    pub fn of(agreement: &Agreement, known: &Known, list: &[&Assessment]) -> Support {
        // Each event once, with the best level at which it is counted; none: it only sets time running.
        let mut best: BTreeMap<&str, Option<Level>> = BTreeMap::new();
        for assessment in list {
            for cause in &assessment.because {
                let level = match cause.role {
                    Role::Trigger => None,
                    Role::Counted => Some(assessment.level),
                    Role::Open | Role::AuthorUnknown => Some(Level::Alleged),
                };
                let held = best.entry(&cause.event).or_default();
                *held = (*held).max(level);
            }
        }
        let mut support = Support { n_events: best.len(), ..Support::default() };
        let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sides: BTreeSet<&[String]> = BTreeSet::new();
        for (id, level) in best {
            let Some(event) = known.claims(id).first() else { continue };
            if let Evidence::Told(voices) = &event.evidence {
                voices.iter().for_each(|voice| *origins.entry(&voice.origin).or_default() += 1);
                if level.is_some() {
                    sides.extend(voices.iter().map(|voice| voice.interests.as_slice()));
                }
            }
            if let Some(level) = level {
                let day = agreement.calendar.date(event.happening.when.start());
                support.days.entry(day).or_default()[level as usize] += 1;
            }
        }
        support.origins = origins.into_iter().map(|(origin, n)| (origin.to_owned(), n)).collect();
        support.origins.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        if let (1, Some([party])) = (sides.len(), sides.pop_first()) {
            support.one_sided = vec![party.clone()];
        }
        support
    }
}

/// On what everything rests that was assessed: of each rule whole, and of each rule, reading and party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supports {
    rules: BTreeMap<String, Support>,
    parties: BTreeMap<(String, String, String), Support>,
}

impl Supports {
    /// Of these assessments.
    pub fn of(agreement: &Agreement, known: &Known, list: &[Assessment]) -> Supports {
        let mut by_rule: BTreeMap<&str, Vec<&Assessment>> = BTreeMap::new();
        let mut by_party: BTreeMap<(&str, &str, &str), Vec<&Assessment>> = BTreeMap::new();
        for assessment in list {
            let Assessment { rule, reading, party, .. } = assessment;
            by_rule.entry(rule).or_default().push(assessment);
            by_party.entry((rule, reading, party)).or_default().push(assessment);
        }
        let support = |list: &[&Assessment]| Support::of(agreement, known, list);
        let key = |(rule, reading, party): (&str, &str, &str)| (rule.to_owned(), reading.to_owned(), party.to_owned());
        Supports {
            rules: by_rule.into_iter().map(|(rule, list)| (rule.to_owned(), support(&list))).collect(),
            parties: by_party.into_iter().map(|(of, list)| (key(of), support(&list))).collect(),
        }
    }

    /// Of a rule in all its readings.
    pub fn of_rule(&self, rule: &str) -> Option<&Support> {
        self.rules.get(rule)
    }

    /// Of a rule in one reading, for one party.
    pub fn of_party(&self, rule: &str, reading: &str, party: &str) -> Option<&Support> {
        self.parties.get(&(rule.to_owned(), reading.to_owned(), party.to_owned()))
    }
}
