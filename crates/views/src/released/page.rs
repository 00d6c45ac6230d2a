//! The first page of a bundle: what follows from its rows, provision by provision, without a server and without script.

use askama::Template;
use assessments::Assessment;
use provisions::Agreement;
use records::Level;

use super::Released;
use crate::messages::{Language, Put, Words};
use crate::words::{level_words, outcome, party_shown, sign};

/// What the page shows.
#[derive(Template)]
#[template(path = "released.html")]
struct BundlePage {
    t: Words,
    title: String,
    moment: String,
    /// The same page in other languages: file, code, name.
    others: Vec<(String, &'static str, &'static str)>,
    levels: Vec<String>,
    provisions: Vec<ProvisionPart>,
    withheld: Vec<String>,
}

struct ProvisionPart {
    id: String,
    title: String,
    text: Vec<String>,
    rows: Vec<Row>,
}

/// A reading and a party.
struct Row {
    rule: String,
    reading: String,
    party: String,
    /// For each level the outcomes: sign, words, how often.
    cells: Vec<Vec<(&'static str, String, String)>>,
}

/// The file of the page in a language.
pub fn file(language: Language) -> String {
    match language {
        Language::English => "index.html".to_owned(),
        other => format!("index.{}.html", other.code()),
    }
}

/// The page as HTML, with what follows from the rows; `n_differing` is in how many the full record says otherwise.
pub fn page(
    language: Language,
    agreement: &Agreement,
    (released, assessments): (&Released, &[Assessment]),
    n_differing: usize,
) -> std::io::Result<String> {
    let words = Words::of(language);
    let shown = agreement.in_language(language.code());
    let part = |provision: &provisions::Provision| {
        let rows = provision.rules.iter().flat_map(|rule| rows(words, &shown, rule, assessments)).collect();
        ProvisionPart { id: provision.id.clone(), title: provision.title.clone(), text: provision.text.clone(), rows }
    };
    let at = words.moment(&released.as_of.to_zoned(shown.calendar.zone.clone()));
    let size = words.number(released.size);
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let withheld = [("bundle-events-withheld", released.n_withheld), ("bundle-assessments-withheld", n_differing)];
    let page = BundlePage {
        t: words,
        title: shown.title.clone(),
        moment: words.with("as-of-and-size", &[("as_of", Put::from(&at)), ("size", Put::from(&size))]),
        others: others.map(|other| (file(other), other.code(), other.own_name())).collect(),
        levels: Level::ALL.map(|level| level_words(words, level)).to_vec(),
        provisions: shown.provisions.iter().map(part).filter(|part| !part.rows.is_empty()).collect(),
        withheld: withheld.map(|(id, n)| words.of_it(id, words.number(n))).to_vec(),
    };
    page.render().map_err(std::io::Error::other)
}

fn rows(words: Words, agreement: &Agreement, rule: &provisions::Rule, assessments: &[Assessment]) -> Vec<Row> {
    let mut found: Vec<(&str, &str, Vec<&Assessment>)> = Vec::new();
    for one in assessments.iter().filter(|one| one.rule == rule.id) {
        match found.iter_mut().find(|(reading, party, _)| *reading == one.reading && *party == one.party) {
            Some((_, _, all)) => all.push(one),
            None => found.push((&one.reading, &one.party, vec![one])),
        }
    }
    let row = |(reading, party, all): (&str, &str, Vec<&Assessment>)| Row {
        rule: rule.title.clone(),
        reading: if rule.readings.len() > 1 { reading.to_owned() } else { String::new() },
        party: party_shown(words, agreement, party),
        cells: Level::ALL.map(|level| outcomes(words, all.iter().filter(|one| one.level == level))).to_vec(),
    };
    found.into_iter().map(row).collect()
}

fn outcomes<'a>(words: Words, all: impl Iterator<Item = &'a &'a Assessment>) -> Vec<(&'static str, String, String)> {
    let mut counted: Vec<(&'static str, String, usize)> = Vec::new();
    for one in all {
        let (sign, said) = (sign(one.status), outcome(words, one));
        match counted.iter_mut().find(|(_, own, _)| *own == said) {
            Some((.., n)) => *n += 1,
            None => counted.push((sign, said, 1)),
        }
    }
    let times = |n: usize| if n > 1 { format!("× {}", words.number(n)) } else { String::new() };
    counted.into_iter().map(|(sign, said, n)| (sign, said, times(n))).collect()
}
