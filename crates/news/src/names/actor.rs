//! Who some words name: an actor with its code, the nouns for people that stand with it, and an office that the text gives.

use std::ops::Range;

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use jiff::civil::Date;

use super::dictionary::{Dictionary, Kind, Sense, folded};
use crate::parse::Dep;
use crate::reading::Reading;

/// An actor as some words name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    /// Its name in the dictionary; the words themselves, where it is not there.
    pub(crate) name: String,
    /// Code of the actor, roles added; empty where nobody is known by the name.
    pub(crate) code: String,
    /// Whether the dictionary has it, and what kind it is there.
    pub(crate) is_known: bool,
    pub(crate) kind: Option<Kind>,
    /// Offices at the time, where it is a person.
    pub(crate) offices: Vec<String>,
    /// The office that the text gives, where it does not agree with them.
    pub(crate) other_role: Option<String>,
    /// The words, in the text.
    pub(crate) words: Range<usize>,
}

/// Codes for roles in the order in which they stand.
pub(crate) type Roles = Vec<String>;

/// What names are looked up in.
pub(crate) struct Names<'d> {
    pub(crate) dictionary: &'d Dictionary,
    /// The day whose offices count.
    pub(crate) on: Option<Date>,
    /// Surnames of persons whose whole name the text has, with their entries.
    pub(crate) surnames: HashMap<String, usize, RandomState>,
}

impl<'d> Names<'d> {
    /// For a text: first all names in it are looked at, so that a surname alone is known afterwards.
    pub(crate) fn new(reading: &Reading<'_>, dictionary: &'d Dictionary, on: Option<Date>) -> Names<'d> {
        let mut names = Names { dictionary, on, surnames: HashMap::default() };
        for found in matches(reading, &(0..reading.words.len()), &names) {
            let last = reading.written(found.words.end - 1);
            if dictionary.entries[found.entry].kind == Kind::Person && found.words.len() > 1 {
                names.surnames.entry(folded(last)).or_insert(found.entry);
            }
        }
        names
    }
}

struct Match {
    words: Range<usize>,
    entry: usize,
}

/// The longest names in a range of words, from left to right.
fn matches(reading: &Reading<'_>, words: &Range<usize>, names: &Names<'_>) -> Vec<Match> {
    let (mut out, mut at) = (Vec::new(), words.start);
    while at < words.end {
        let most = (words.end - at).min(names.dictionary.n_words_max + 2);
        let found = (1..=most).rev().find_map(|n| {
            let range = at..at + n;
            if is_towards(reading, at) {
                return None;
            }
            if reading.is_sign(range.start) || reading.is_sign(range.end - 1) {
                return None;
            }
            let entry = best(names, reading.text_of(&range))?;
            Some(Match { words: range, entry: entry.0 })
        });
        match found {
            Some(one) => {
                at = one.words.end;
                out.push(one);
            }
            None => at += 1,
        }
    }
    out
}

/// Whether a name says whom others are for or against, and not who they are: "anti-A networks", "pro-A parties".
fn is_towards(reading: &Reading<'_>, at: usize) -> bool {
    let before = &reading.text[..reading.words[at].start];
    let before = before.strip_suffix(['-', '–', '‑']).unwrap_or("");
    let prefix = before.rsplit(|sign: char| !sign.is_alphabetic()).next().unwrap_or("").to_lowercase();
    ["anti", "pro", "non"].contains(&prefix.as_str())
}

/// The entry that a name stands for on a date: one that holds then, and whose own name it is rather than that of its people or seat.
fn best(names: &Names<'_>, name: &str) -> Option<(usize, Sense)> {
    let dictionary = names.dictionary;
    if !name.starts_with(|first: char| first.is_uppercase() || first.is_numeric()) && !name.starts_with("al-") {
        return None;
    }
    let holds = |idx: usize| names.on.is_none_or(|on| dictionary.entries[idx].is_held(on));
    let found = dictionary
        .find(name)
        .iter()
        .copied()
        .min_by_key(|(idx, sense)| {
            (!holds(*idx), *sense, !dictionary.entries[*idx].is_dated(), std::cmp::Reverse(*idx))
        })
        .filter(|(idx, _)| holds(*idx) || dictionary.entries[*idx].kind == Kind::Person);
    found.or_else(|| names.surnames.get(&folded(name)).map(|entry| (*entry, Sense::Name)))
}

/// The actors that a noun with what hangs on it names; several, where they are joined by "and".
pub(crate) fn in_words(reading: &Reading<'_>, noun: usize, names: &Names<'_>) -> Vec<Actor> {
    let mut heads = vec![noun];
    let mut at = 0;
    while at < heads.len() {
        let joined = reading
            .of_kind(heads[at], &[Dep::Conj])
            .filter(|word| reading.is_noun(*word) || reading.words[*word].tag.name() == "PRP");
        heads.extend(joined.collect::<Vec<_>>());
        at += 1;
    }
    let shared = of_preposition(reading, noun);
    let mut out: Vec<Actor> = Vec::new();
    for head in &heads {
        let words = own_words(reading, *head);
        let mut found = one(reading, *head, &words, names);
        if found.iter().all(|actor| !actor.is_known)
            && let Some(shared) = &shared
        {
            // "lawmakers and officials in A": the place is said once for both.
            found = one(reading, *head, &(words.start..shared.end), names);
        }
        for actor in found {
            if !out.iter().any(|other| other.code == actor.code && other.name == actor.name) {
                out.push(actor);
            }
        }
    }
    out
}

/// The words of "in A", "of A", "from A" after a noun.
fn of_preposition(reading: &Reading<'_>, noun: usize) -> Option<Range<usize>> {
    let joined = std::iter::once(noun).chain(reading.of_kind(noun, &[Dep::Conj]));
    let fits = |word: &usize| ["in", "of", "from"].contains(&reading.words[*word].small.as_str());
    joined
        .flat_map(|noun| reading.of_kind(noun, &[Dep::Prep]).collect::<Vec<_>>())
        .find(fits)
        .map(|word| reading.span(word))
}

/// The words of one noun, without others that are joined to it and without clauses.
fn own_words(reading: &Reading<'_>, noun: usize) -> Range<usize> {
    let whole = reading.span(noun);
    let ends = [Dep::Conj, Dep::Cc, Dep::Relcl, Dep::Acl, Dep::Punct, Dep::Advcl];
    let end = reading.of_kind(noun, &ends).filter(|child| *child > noun).map(|child| reading.span(child).start).min();
    whole.start..end.unwrap_or(whole.end).max(noun + 1)
}

fn one(reading: &Reading<'_>, head: usize, words: &Range<usize>, names: &Names<'_>) -> Vec<Actor> {
    let dictionary = names.dictionary;
    let matches = matches(reading, words, names);
    let covering = matches.iter().find(|one| one.words.contains(&head));
    if let Some(found) = covering {
        let told = told_role(reading, head, words, &found.words);
        return vec![named(reading, names, found, (head, words), told)];
    }
    // A noun for people or a body, of whoever stands beside it: all of them, where they are joined.
    let role = roles(reading, head, words, dictionary);
    let is_body = !role.is_empty()
        || reading.words[head].tag.name().starts_with("NNP")
        || crate::who::is_body(&reading.words[head].small);
    let beside: Vec<&Match> = if is_body { beside(reading, head, &matches, dictionary) } else { Vec::new() };
    if beside.is_empty() {
        let is_agent = !role.is_empty();
        let code = if is_agent { format!("---{}", role.concat()) } else { String::new() };
        let name = reading.text_of(&reading.trimmed(words.clone())).to_owned();
        return vec![Actor {
            name,
            code,
            is_known: false,
            kind: None,
            offices: Vec::new(),
            other_role: None,
            words: words.clone(),
        }];
    }
    let actors = beside.iter().map(|found| {
        let entry = &dictionary.entries[found.entry];
        let code = coded(&base_code(dictionary, found.entry), &role);
        Actor {
            name: reading.text_of(&reading.trimmed(words.clone())).to_owned(),
            code,
            is_known: true,
            kind: Some(entry.kind),
            offices: Vec::new(),
            other_role: None,
            words: words.clone(),
        }
    });
    actors.collect()
}

/// The names that a noun for people goes with: before it, or after "in", "of" and "from"; those joined to the first as well.
fn beside<'m>(reading: &Reading<'_>, head: usize, matches: &'m [Match], dictionary: &Dictionary) -> Vec<&'m Match> {
    let is_actor = |one: &&Match| dictionary.entries[one.entry].kind != Kind::Person;
    let before = matches.iter().rev().filter(is_actor).find(|one| one.words.end <= head || one.words.contains(&head));
    if let Some(first) = before {
        // "A and B leaders"
        let joined = |one: &&Match| {
            let at = first.words.start;
            let is_and = at > 1 && ["and", ","].contains(&reading.words[at - 1].small.as_str());
            is_and && one.words.end + 1 == at
        };
        return matches.iter().filter(is_actor).filter(joined).chain([first]).collect();
    }
    let after: Vec<&Match> = matches.iter().filter(is_actor).filter(|one| one.words.start > head).collect();
    let Some(first) = after.first() else { return Vec::new() };
    let is_joined = |one: &&Match| one.words.clone().any(|word| reading.words[word].dep == Dep::Conj);
    std::iter::once(*first).chain(after.iter().copied().skip(1).filter(is_joined)).collect()
}

/// The code that roles are added to: of a person in a body of a state, that of the state.
fn base_code(dictionary: &Dictionary, entry: usize) -> String {
    let entry = &dictionary.entries[entry];
    if entry.kind != Kind::Person {
        return entry.code.clone();
    }
    let body = dictionary.entries.iter().find(|body| body.code == entry.of && body.kind == Kind::Organisation);
    let state =
        body.filter(|body| dictionary.entries.iter().any(|state| state.kind == Kind::State && state.code == body.of));
    state.map_or_else(|| entry.code.clone(), |body| body.of.clone())
}

/// A code with roles; one with a tilde says on which side of the actor's it stands.
fn coded(base: &str, roles: &Roles) -> String {
    let mut code = base.to_owned();
    for role in roles {
        match (role.strip_suffix('~'), role.strip_prefix('~')) {
            (Some(before), _) => code = format!("{before}{code}"),
            (_, Some(after)) if !code.ends_with(after) => code.push_str(after),
            (None, None) if !code.ends_with(role.as_str()) => code.push_str(role),
            _ => {}
        }
    }
    code
}

/// The roles that nouns for people give: that of the head with the words before it, and of a body named with it.
fn roles(reading: &Reading<'_>, head: usize, words: &Range<usize>, dictionary: &Dictionary) -> Roles {
    let mut out = Roles::new();
    let mut at = words.start;
    while at < words.end.min(head + 3) {
        let most = (words.end - at).min(4);
        let found = (1..=most).rev().find_map(|n| {
            let text = reading.text_of(&(at..at + n)).to_lowercase();
            dictionary.agent(&text).map(|role| (n, role))
        });
        match found {
            Some((n, role)) => {
                if !out.iter().any(|other| other == role) {
                    out.push(role.to_owned());
                }
                at += n;
            }
            None => at += 1,
        }
    }
    out
}

fn named(
    reading: &Reading<'_>,
    names: &Names<'_>,
    found: &Match,
    (head, words): (usize, &Range<usize>),
    told: Option<String>,
) -> Actor {
    let (dictionary, on) = (names.dictionary, names.on);
    let entry = &dictionary.entries[found.entry];
    let offices: Vec<&super::Entry> =
        if entry.kind == Kind::Person { dictionary.offices(&entry.name, on) } else { Vec::new() };
    let mut role = roles(reading, head, words, dictionary);
    if entry.kind == Kind::Person {
        role = offices
            .first()
            .and_then(|office| dictionary.agent_of_role(&office.role))
            .map(str::to_owned)
            .into_iter()
            .collect();
    }
    let agrees = told.as_deref().and_then(|told| dictionary.agrees(told, &offices));
    Actor {
        name: entry.name.clone(),
        code: coded(&base_code(dictionary, found.entry), &role),
        is_known: true,
        kind: Some(entry.kind),
        offices: offices.iter().map(|office| format!("{}, {}", office.role, office.of)).collect(),
        other_role: told.filter(|_| agrees == Some(false)),
        words: words.clone(),
    }
}

/// The office that a text gives with a name: before it ("Foreign Minister A") or after a comma ("A, head of ...").
fn told_role(reading: &Reading<'_>, head: usize, words: &Range<usize>, name: &Range<usize>) -> Option<String> {
    let after = reading.of_kind(head, &[Dep::Appos]).next().map(|role| own_words(reading, role));
    let before = || {
        let belongs = [Dep::Compound, Dep::Nmod, Dep::Amod];
        let mut before = reading.of_kind(head, &belongs).filter(|word| *word < name.start);
        let first = before.next()?;
        Some(reading.span(first).start.max(words.start)..name.start)
    };
    let role = after.or_else(before)?;
    let text = reading.text_of(&reading.trimmed(role));
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
