//! How a provision was assessed as time went on: at the ends of months, by what is known at the ledger size that is shown.

use askama::Template;
use assessments::Assessment;
use jiff::Timestamp;
use records::Level;

use super::Frame;
use super::board::{Glance, cell, glance};
use crate::words::party_shown;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "history.html")]
pub struct HistoryPage {
    /// Head and foot.
    pub frame: Frame,
    /// The provision: id and title.
    pub provision: String,
    /// Link to its page.
    pub back: String,
    /// The moments, with links to the board as of them.
    pub moments: Vec<(String, String)>,
    /// A row for each rule, reading and party.
    pub rows: Vec<HistoryRow>,
}

/// A rule in a reading for a party.
pub struct HistoryRow {
    /// The rule's id.
    pub rule: String,
    /// Reading and party.
    pub of: String,
    /// Link to its assessments.
    pub href: String,
    /// The three levels at each moment; empty where there was none yet.
    pub moments: Vec<Vec<Glance>>,
}

/// Fills the page; `None` where there is no such provision. `before` has the earlier moments; the last one is the record's own.
pub fn history(
    record: &Record<'_>,
    id: &str,
    before: &[(Timestamp, Vec<Assessment>)],
    shown: &Shown,
) -> Option<HistoryPage> {
    let now: Vec<&Assessment> = record.assessments.iter().filter(|one| one.provision == id).collect();
    let before = before.iter().map(|(at, list)| (*at, list.iter().collect()));
    let all: Vec<(Timestamp, Vec<&Assessment>)> = before.chain([(record.as_of, now)]).collect();
    let provision = record.agreement.provisions.iter().find(|provision| provision.id == id)?;
    let mut keys: Vec<(&str, &str, &str)> = Vec::new();
    // The last moment has them in the agreement's order; what was there before and is no more comes after.
    for one in all.iter().rev().flat_map(|(_, list)| list) {
        let key = (one.rule.as_str(), one.reading.as_str(), one.party.as_str());
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let row = |(rule, reading, party): (&str, &str, &str)| {
        let at = |(_, list): &(Timestamp, Vec<&Assessment>)| {
            let own = list
                .iter()
                .filter(|one| (one.rule.as_str(), one.reading.as_str(), one.party.as_str()) == (rule, reading, party));
            let own: Vec<&Assessment> = own.copied().collect();
            if own.is_empty() {
                return Vec::new();
            }
            Level::ALL.into_iter().map(|level| glance(&cell(record, &own, level))).collect()
        };
        let is_one = record.rule(rule).is_some_and(|(_, rule)| rule.readings.len() < 2);
        let of = [
            if is_one { String::new() } else { reading.to_owned() },
            party_shown(record.words, record.agreement, party),
        ];
        HistoryRow {
            rule: rule.to_owned(),
            of: of.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
            href: format!("/assessments{}", shown.query(&[("rule", rule), ("reading", reading), ("party", party)])),
            moments: all.iter().map(at).collect(),
        }
    };
    let moment = |(at, _): &(Timestamp, Vec<&Assessment>)| {
        let day = record.day(*at);
        let bound = Shown { as_of: Some(day), ..shown.clone() };
        (record.day_shown(*at), format!("/provision{}", bound.query(&[("id", id)])))
    };
    Some(HistoryPage {
        provision: format!("{} {}", provision.id, provision.title),
        back: format!("/provision{}", shown.query(&[("id", id)])),
        moments: all.iter().map(moment).collect(),
        rows: keys.into_iter().map(row).collect(),
        frame: Frame::new(record, shown),
    })
}
