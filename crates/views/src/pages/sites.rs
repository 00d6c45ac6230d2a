//! The sites of a mission: what each has written, when it was met, what is still out, what is decided in two ways, what is shown apart.

use askama::Template;
use jiff::Timestamp;

use super::Frame;
use crate::messages::Put;
use crate::{Record, Shown};

/// What the page shows.
#[derive(Template)]
#[template(path = "sites.html")]
pub struct SitesPage {
    /// Head and foot.
    pub frame: Frame,
    /// Sites by name.
    pub rows: Vec<SiteRow>,
    /// What was said in two ways.
    pub disputes: Vec<DisputeRow>,
    /// Entries without effect.
    pub apart: Vec<ApartRow>,
    /// Sites that show two histories, in words.
    pub forks: Vec<String>,
}

/// A site on the page.
pub struct SiteRow {
    /// Its name.
    pub name: String,
    /// How it stands, in words.
    pub state: String,
    /// How many of its entries are here.
    pub n_entries: String,
    /// When it was met, in words.
    pub met: String,
    /// What is still out, in words.
    pub lacks: String,
    /// Compartments of which it gets what is sealed.
    pub compartments: String,
}

/// Something that was said in two ways.
pub struct DisputeRow {
    /// What it is about, in words.
    pub about: String,
    /// What becomes of it meanwhile, in words.
    pub effect: String,
    /// The entries: position, and site with number.
    pub entries: Vec<(u64, String)>,
}

/// An entry without effect.
pub struct ApartRow {
    /// Its position.
    pub position: u64,
    /// Site and number.
    pub name: String,
    /// Why, in words.
    pub why: String,
}

/// A site as it is known.
pub struct Site {
    /// Its name.
    pub name: String,
    /// Whether it is this one.
    pub is_own: bool,
    /// How many of its entries are here.
    pub n_entries: u64,
    /// Why it is struck off, in the ledger's word; none: it is not.
    pub ended: Option<String>,
    /// When it was met last.
    pub met: Option<Timestamp>,
    /// How many entries it lacked of what is here now.
    pub lacks: Option<u64>,
    /// How many entries came from it and how many are still to go to it, where it is at it now.
    pub under_way: Option<(u64, u64)>,
    /// Compartments.
    pub compartments: Vec<String>,
}

/// Why an entry has no effect.
pub enum Why {
    /// Its site shows two histories from this number on.
    Forked(u64),
    /// Its key had ended by this entry of a site.
    Ended(String, u64),
    /// Another site decided otherwise: what it is about, and who.
    Disputed(Topic, Vec<String>),
    /// It cannot be used.
    Unusable(String),
}

/// What something is about: the word of its topic, and which one.
pub type Topic = (String, String);

/// What was said in two ways, as it is known.
pub struct Dispute {
    /// What it is about.
    pub about: Topic,
    /// Whether none has effect.
    pub is_open: bool,
    /// The entries: position, and site with number.
    pub entries: Vec<(u64, String)>,
}

/// All that is known.
pub struct Known {
    /// Sites by name.
    pub sites: Vec<Site>,
    /// What was said in two ways.
    pub disputes: Vec<Dispute>,
    /// Entries without effect, those that stand together as one: position of the first, site with numbers, why.
    pub apart: Vec<(u64, String, Why)>,
    /// Sites that show two histories, with the number from which on.
    pub forks: Vec<(String, u64)>,
}

fn about(record: &Record<'_>, (topic, name): &Topic) -> String {
    record.words.of_it(&format!("dispute-{topic}"), name.clone())
}

fn number(record: &Record<'_>, n: u64) -> String {
    record.words.number(usize::try_from(n).unwrap_or(usize::MAX))
}

/// Why an entry has no effect, in words.
pub(super) fn why(record: &Record<'_>, why: &Why) -> String {
    let words = record.words;
    match why {
        Why::Forked(from) => words.of_it("apart-forked", number(record, *from)),
        Why::Ended(site, at) => {
            let at = number(record, *at);
            words.with("apart-ended", &[("site", Put::from(site)), ("number", Put::from(&at))])
        }
        Why::Disputed(topic, others) => {
            let (about, others) = (about(record, topic), others.join(", "));
            words.with("apart-disputed", &[("about", Put::from(&about)), ("others", Put::from(&others))])
        }
        Why::Unusable(why) => words.of_it("apart-unusable", why.clone()),
    }
}

fn row(record: &Record<'_>, site: &Site) -> SiteRow {
    let words = record.words;
    let state = match (&site.ended, site.is_own) {
        (Some(why), _) => words.say(&format!("site-ended-{why}")),
        (None, true) => words.say("site-own"),
        (None, false) => words.say("site-invited"),
    };
    let met = match (site.met, site.is_own) {
        (_, true) => String::new(),
        (Some(at), false) => record.moment_shown(at),
        (None, false) => words.say("site-never-met"),
    };
    let lacks = match (site.under_way, site.lacks) {
        (Some((came, left)), _) => {
            let (came, left) = (number(record, came), number(record, left));
            words.with("site-under-way", &[("came", Put::from(&came)), ("left", Put::from(&left))])
        }
        (None, Some(n)) => number(record, n),
        (None, None) => String::new(),
    };
    SiteRow {
        name: site.name.clone(),
        state,
        n_entries: number(record, site.n_entries),
        met,
        lacks,
        compartments: site.compartments.join(", "),
    }
}

/// Fills the page.
pub fn sites(record: &Record<'_>, known: &Known, shown: &Shown) -> SitesPage {
    let words = record.words;
    let fork = |(site, from): &(String, u64)| {
        let from = number(record, *from);
        words.with("site-fork", &[("site", Put::from(site)), ("number", Put::from(&from))])
    };
    let dispute = |one: &Dispute| DisputeRow {
        about: about(record, &one.about),
        effect: words.say(if one.is_open { "dispute-open" } else { "dispute-last" }),
        entries: one.entries.clone(),
    };
    SitesPage {
        rows: known.sites.iter().map(|site| row(record, site)).collect(),
        disputes: known.disputes.iter().map(dispute).collect(),
        apart: known
            .apart
            .iter()
            .map(|(position, name, of)| ApartRow { position: *position, name: name.clone(), why: why(record, of) })
            .collect(),
        forks: known.forks.iter().map(fork).collect(),
        frame: Frame::new(record, shown),
    }
}
