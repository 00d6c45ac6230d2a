//! The lists that ship, and those of a mission.

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use jiff::civil::Date;

use super::gazetteer::Gazetteer;
use super::role::words_of;

/// What kind of actor it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    State,
    Organisation,
    Group,
    Outlet,
    Person,
}

/// A line of the dictionary.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Short name that stands for it among actors; of a person that of whom it serves.
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The office of a person; what sort of body another is.
    pub(crate) role: String,
    /// The state or body that it is of.
    pub(crate) of: String,
    /// When the office was held; open where not known.
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

/// How a name was written for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sense {
    /// Its own name.
    Name,
    /// As of its people or things: "Turkish".
    Demonym,
    /// The seat of its government, that may be the town itself.
    Seat,
}

/// Actors, agents and places by their names.
pub struct Dictionary {
    pub(crate) entries: Vec<Entry>,
    names: HashMap<String, Vec<(usize, Sense)>, RandomState>,
    /// Nouns for people and bodies, with the code that is added.
    agents: HashMap<String, String, RandomState>,
    pub(crate) gazetteer: Gazetteer,
    /// Words of the longest name.
    pub(crate) n_words_max: usize,
}

/// A line of a list that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its line.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// A name as it is looked up: small letters without accents; names of capitals alone as they are, so that no pronoun is a country.
pub(crate) fn folded(name: &str) -> String {
    let is_short = name.chars().count() <= 5;
    let is_capitals = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    let plain: String = any_ascii::any_ascii(name).replace(['\'', '`'], "").replace('-', " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_short && is_capitals { plain } else { plain.to_lowercase() }
}

impl Default for Dictionary {
    fn default() -> Dictionary {
        let mut dictionary = Dictionary::empty();
        dictionary.add_states(include_str!("../../dictionary/states.csv"));
        let refused = dictionary.add_actors(include_str!("../../dictionary/actors.csv").as_bytes());
        debug_assert!(refused.is_empty(), "{refused:?}");
        let refused = dictionary.add_agents(include_str!("../../dictionary/agents.csv").as_bytes());
        debug_assert!(refused.is_empty(), "{refused:?}");
        let refused = dictionary.add_places(include_str!("../../dictionary/places.csv").as_bytes());
        debug_assert!(refused.is_empty(), "{refused:?}");
        dictionary
    }
}

type Row = HashMap<String, String, RandomState>;

/// Lines of a CSV with a header, or why one cannot be read.
fn rows(bytes: &[u8]) -> (Vec<(u64, Row)>, Vec<Refused>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_owned()).collect(),
        Err(error) => return (Vec::new(), vec![Refused { line: 1, reason: error.to_string() }]),
    };
    let (mut out, mut refused) = (Vec::new(), Vec::new());
    for (idx, record) in reader.records().enumerate() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(idx as u64 + 2, csv::Position::line);
                let cells = record.iter().map(|cell| cell.trim().to_owned());
                out.push((line, header.iter().cloned().zip(cells).collect()));
            }
            Err(error) => refused.push(Refused { line: idx as u64 + 2, reason: error.to_string() }),
        }
    }
    (out, refused)
}

fn cell<'r>(row: &'r Row, name: &str) -> &'r str {
    row.get(name).map_or("", String::as_str)
}

/// A day, a month's or a year's first or last day.
fn date(text: &str, is_end: bool) -> Result<Option<Date>, String> {
    let wrong = || format!("{text:?} is no date such as 2023-06-03 or 2023");
    let parts: Vec<i16> = text
        .split('-')
        .map(|part| part.parse().map_err(|_| wrong()))
        .collect::<Result<_, _>>()
        .or_else(|error| if text.is_empty() { Ok(Vec::new()) } else { Err(error) })?;
    let day = |year: i16, month: i16, day: i16| Date::new(year, month as i8, day as i8).map_err(|_| wrong());
    Ok(Some(match (parts.as_slice(), is_end) {
        ([], _) => return Ok(None),
        ([year], false) => day(*year, 1, 1)?,
        ([year], true) => day(*year, 12, 31)?,
        ([year, month], false) => day(*year, *month, 1)?,
        ([year, month], true) => day(*year, *month, 1)?.last_of_month(),
        ([year, month, one], _) => day(*year, *month, *one)?,
        _ => return Err(wrong()),
    }))
}

impl Dictionary {
    /// Without anything in it.
    pub fn empty() -> Dictionary {
        Dictionary {
            entries: Vec::new(),
            names: HashMap::default(),
            agents: HashMap::default(),
            gazetteer: Gazetteer::default(),
            n_words_max: 1,
        }
    }

    fn add_states(&mut self, list: &str) {
        for (_, row) in rows(list.as_bytes()).0 {
            let code = cell(&row, "code").to_owned();
            let name = cell(&row, "name").to_owned();
            let entry = Entry {
                code: code.clone(),
                name: name.clone(),
                kind: Kind::State,
                role: String::new(),
                of: code,
                from: None,
                until: None,
            };
            let idx = self.push(entry);
            for (column, sense) in
                [("name", Sense::Name), ("also", Sense::Name), ("demonym", Sense::Demonym), ("capital", Sense::Seat)]
            {
                cell(&row, column).split('|').for_each(|name| self.name(name, idx, sense));
            }
        }
    }

    /// Adds actors: columns `code`, `name`, `also`, `kind`, `role`, `of`, `from`, `until`. Gives the lines that cannot be used.
    pub fn add_actors(&mut self, list: &[u8]) -> Vec<Refused> {
        let (rows, mut refused) = rows(list);
        for (line, row) in rows {
            if let Err(reason) = self.add_actor(&row) {
                refused.push(Refused { line, reason });
            }
        }
        refused
    }

    fn add_actor(&mut self, row: &Row) -> Result<(), String> {
        let name = cell(row, "name");
        if name.is_empty() {
            return Err("it has no name".to_owned());
        }
        let kind = match cell(row, "kind") {
            "person" => Kind::Person,
            "state" => Kind::State,
            "group" => Kind::Group,
            "outlet" => Kind::Outlet,
            "organisation" | "organization" | "" => Kind::Organisation,
            other => return Err(format!("{other:?} is no kind; person, state, organisation, group and outlet are")),
        };
        let (from, until) = (date(cell(row, "from"), false)?, date(cell(row, "until"), true)?);
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err("it ends before it begins".to_owned());
        }
        let of = cell(row, "of").to_owned();
        let code = match cell(row, "code") {
            "" if !of.is_empty() => of.clone(),
            "" => folded(name).to_uppercase().replace(' ', "_"),
            code => code.to_owned(),
        };
        let entry = Entry { code, name: name.to_owned(), kind, role: cell(row, "role").to_owned(), of, from, until };
        let idx = self.push(entry);
        std::iter::once(name).chain(cell(row, "also").split('|')).for_each(|name| self.name(name, idx, Sense::Name));
        Ok(())
    }

    /// Adds nouns for people and bodies: columns `word`, `plural`, `role` (or `code`).
    pub fn add_agents(&mut self, list: &[u8]) -> Vec<Refused> {
        let (rows, mut refused) = rows(list);
        for (line, row) in rows {
            let role = [cell(&row, "role"), cell(&row, "code")].into_iter().find(|role| !role.is_empty());
            let Some(role) = role.filter(|_| !cell(&row, "word").is_empty()) else {
                refused.push(Refused { line, reason: "it needs a word and a role".to_owned() });
                continue;
            };
            for word in [cell(&row, "word"), cell(&row, "plural")].into_iter().filter(|word| !word.is_empty()) {
                self.n_words_max = self.n_words_max.max(word.split_whitespace().count());
                self.agents.insert(word.to_lowercase(), role.to_owned());
            }
        }
        refused
    }

    /// Adds places: columns `name`, `also`, `kind`, `country`, `region`, `lon`, `lat`.
    pub fn add_places(&mut self, list: &[u8]) -> Vec<Refused> {
        let (rows, mut refused) = rows(list);
        for (line, row) in rows {
            let get = |name: &str| cell(&row, name).to_owned();
            if let Err(reason) = self.gazetteer.add(&get) {
                refused.push(Refused { line, reason });
            }
        }
        refused
    }

    fn push(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    fn name(&mut self, name: &str, idx: usize, sense: Sense) {
        let key = folded(name);
        if key.is_empty() {
            return;
        }
        self.n_words_max = self.n_words_max.max(key.split(' ').count());
        let all = self.names.entry(key).or_default();
        if !all.contains(&(idx, sense)) {
            all.push((idx, sense));
        }
    }

    /// The entries of a name, those of a mission first.
    pub(crate) fn find(&self, name: &str) -> &[(usize, Sense)] {
        self.names.get(&folded(name)).map_or(&[], Vec::as_slice)
    }

    /// The code of a name, where it is an actor's own.
    pub fn code_of(&self, name: &str) -> Option<&str> {
        let own = self.find(name).iter().filter(|(_, sense)| *sense == Sense::Name);
        own.map(|(idx, _)| self.entries[*idx].code.as_str()).next()
    }

    /// The state, body or group that a code with roles is of; never a person.
    pub fn body_of(&self, code: &str) -> Option<&str> {
        let bodies = || self.entries.iter().filter(|entry| entry.kind != Kind::Person && !entry.code.is_empty());
        let first = bodies().filter(|entry| code.starts_with(&entry.code)).max_by_key(|entry| entry.code.len());
        // Some roles stand before.
        let last = || bodies().filter(|entry| code.ends_with(&entry.code)).max_by_key(|entry| entry.code.len());
        first.or_else(last).map(|entry| entry.name.as_str())
    }

    /// The role of a noun for people.
    pub(crate) fn agent(&self, noun: &str) -> Option<&str> {
        self.agents.get(noun).map(String::as_str)
    }

    /// The role of a person by the office: that of the longest noun in it.
    pub(crate) fn agent_of_role(&self, role: &str) -> Option<&str> {
        let words: Vec<&str> = role.split_whitespace().collect();
        let spans = (1..=words.len()).rev().flat_map(|n| (0..=words.len() - n).map(move |at| at..at + n));
        spans.map(|span| words[span].join(" ")).find_map(|noun| self.agent(&noun))
    }

    /// The offices of a person on a date; where none is known then, all.
    pub(crate) fn offices(&self, name: &str, on: Option<Date>) -> Vec<&Entry> {
        let of_name = self.entries.iter().filter(|entry| entry.kind == Kind::Person && entry.name == name);
        let all: Vec<&Entry> = of_name.collect();
        let held: Vec<&Entry> = all.iter().copied().filter(|entry| on.is_none_or(|on| entry.is_held(on))).collect();
        if held.is_empty() { all } else { held }
    }

    /// Whether an office as a text gives it can be one of those; `None` where there is none to compare with.
    pub(crate) fn agrees(&self, told: &str, offices: &[&Entry]) -> Option<bool> {
        let told = words_of(told, self);
        if told.is_empty() || offices.is_empty() {
            return None;
        }
        Some(offices.iter().any(|office| {
            let known = words_of(&office.role, self);
            told.is_subset(&known) || known.is_subset(&told)
        }))
    }
}

impl Entry {
    /// Whether it says since when, or until when.
    pub(crate) fn is_dated(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Whether it holds on a day.
    pub(crate) fn is_held(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn own() -> Dictionary {
        let mut dictionary = Dictionary::empty();
        let actors = "code,name,also,kind,role,of,from,until\n\
                      NFR,Northern Front,the Front,group,,,,\nNFRMIL,Front's Army,,organisation,army,NFR,,\n\
                      ,Ilena Dragan,,person,defence minister,NFR,2030-03,2031-04\n\
                      ,Ilena Dragan,,person,envoy,NFR,2031-05-02,\n,Harbour Relief,,,,,,\n,Late,,person,,NFR,2031,2030\n";
        let refused = dictionary.add_actors(actors.as_bytes());
        assert_eq!(refused.len(), 1);
        assert_eq!((refused[0].line, refused[0].reason.as_str()), (7, "it ends before it begins"));
        dictionary
    }

    #[test]
    fn offices_are_those_of_the_day() {
        let dictionary = own();
        let roles = |on: Option<Date>| -> Vec<&str> {
            dictionary.offices("Ilena Dragan", on).iter().map(|entry| entry.role.as_str()).collect()
        };
        assert_eq!(roles(Some(date(2030, 3, 1))), ["defence minister"], "a month counts from its first day");
        assert_eq!(roles(Some(date(2031, 4, 30))), ["defence minister"], "and to its last");
        assert_eq!(roles(Some(date(2031, 5, 2))), ["envoy"]);
        assert_eq!(roles(Some(date(2031, 5, 1))), ["defence minister", "envoy"], "none then: all");
        let offices = dictionary.offices("Ilena Dragan", Some(date(2031, 1, 1)));
        assert_eq!(dictionary.agrees("foreign minister", &offices), Some(false));
        assert_eq!(dictionary.agrees("Defence Minister", &offices), Some(true));
        assert_eq!(dictionary.agrees("envoy", &[]), None);
    }

    #[test]
    fn codes_lead_to_bodies_and_never_to_persons() {
        let dictionary = own();
        let check = |code: &str, body: Option<&str>| assert_eq!(dictionary.body_of(code), body, "{code}");
        check("NFRGOV", Some("Northern Front"));
        check("NFRMILX", Some("Front's Army"));
        check("IGONFR", Some("Northern Front"));
        check("---MIL", None);
        check("", None);
        assert_eq!(dictionary.code_of("northern front"), Some("NFR"));
        assert_eq!(dictionary.code_of("Harbour Relief"), Some("HARBOUR_RELIEF"));
        assert_eq!(dictionary.code_of("Nobody"), None);
    }
}
