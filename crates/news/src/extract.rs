//! An article into candidates.

use std::ops::Range;

use jiff::civil::Date;

use crate::acts::{self, Act};
use crate::attribution::{self, Attribution};
use crate::candidate::{self, Candidate, Number, Party, Place, Point, Spans, Speaker};
use crate::document::{Document, Mapped};
use crate::lexicon::Stance;
use crate::mode::Mode;
use crate::names::{self, Actor, Dictionary, Names};
use crate::numbers;
use crate::parse::Dep;
use crate::reading::Reading;
use crate::who::{self, Kind};
use crate::{abroad, language, times};

/// An article with what it tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Its language; `None`: none of those that are told apart.
    pub language: Option<&'static str>,
    /// What it tells, in the order of the text.
    pub candidates: Vec<Candidate>,
}

/// Everything that an article tells.
pub fn extract(document: &Document, dictionary: &Dictionary) -> Article {
    let text = &document.text.text;
    let language = language::of(text);
    let candidates = match language {
        Some("en") => Extractor::new(document, &without_dateline(document), dictionary).run(),
        Some(other) => abroad::candidates(&document.text, other),
        None => Vec::new(),
    };
    Article { language, candidates }
}

/// The text with blanks for the dateline: it is in no sentence.
fn without_dateline(document: &Document) -> String {
    let (text, line) = (&document.text.text, &document.dateline);
    format!("{}{}{}", &text[..line.start], " ".repeat(line.len()), &text[line.end..])
}

struct Extractor<'d, 't> {
    map: &'t Mapped,
    reading: Reading<'t>,
    names: Names<'d>,
    on: Option<Date>,
    outlet: Option<&'t str>,
    said: Vec<Attribution>,
    kinds: Vec<Kind>,
    acts: Vec<Act>,
    /// For each act the attribution within whose content it stands most closely.
    told_in: Vec<Option<usize>>,
}

/// So many bytes of what is said stand in a candidate's text; its spans have the whole.
const TEXT_MAX: usize = 2000;

impl<'d, 't> Extractor<'d, 't> {
    fn new(document: &'t Document, text: &'t str, dictionary: &'d Dictionary) -> Extractor<'d, 't> {
        let reading = Reading::new(text);
        let names = Names::new(&reading, dictionary, document.date);
        let said = attribution::find(&reading);
        let kinds = who::kinds(&reading, &said);
        let is_actor = |noun: usize| names::in_words(&reading, noun, &names).iter().any(|actor| actor.is_known);
        let acts = acts::find(&reading, &is_actor);
        let told_in = acts.iter().map(|act| closest(&reading, &said, act.verb)).collect();
        let outlet = document.outlet.as_deref();
        Extractor { map: &document.text, reading, names, on: document.date, outlet, said, kinds, acts, told_in }
    }

    fn run(&self) -> Vec<Candidate> {
        let mut out: Vec<(usize, Option<usize>, Candidate)> = Vec::new();
        for idx in 0..self.said.len() {
            let (main, others) = self.acts_of(idx);
            out.push((self.said[idx].cue.start, Some(idx), self.attributed(idx, main)));
            for act in others {
                out.push((self.acts[act].verb, None, self.further(idx, act)));
            }
        }
        for (act, told_in) in self.told_in.iter().enumerate() {
            let is_cue =
                self.said.iter().any(|one| one.chief == self.acts[act].verb || one.cue.contains(&self.acts[act].verb));
            if told_in.is_none()
                && !is_cue
                && self.is_worth(act)
                && self.reading.quote_of(self.acts[act].verb).is_none()
            {
                out.push((self.acts[act].verb, None, self.narrated(act)));
            }
        }
        out.sort_by_key(|(at, ..)| *at);
        let numbers: Vec<Option<usize>> = (0..self.said.len())
            .map(|idx| out.iter().position(|(_, of, _)| *of == Some(idx)).map(|place| place + 1))
            .collect();
        let numbered = out.into_iter().enumerate().map(|(place, (_, _, mut candidate))| {
            candidate.number = place + 1;
            candidate.within = candidate.within.and_then(|idx| numbers[idx]);
            candidate.part_of = candidate.part_of.and_then(|idx| numbers[idx]);
            candidate
        });
        numbered.collect()
    }

    /// The chief act of what somebody says, and others that say enough to stand for themselves. What is done by saying it (a demand, a
    /// threat, an accusation) is the chief one; else the one that stands highest in what is said.
    fn acts_of(&self, idx: usize) -> (Option<usize>, Vec<usize>) {
        let is_cue = |act: usize| self.said.iter().any(|one| one.chief == self.acts[act].verb);
        let by_saying = (0..self.acts.len()).find(|act| self.acts[*act].verb == self.said[idx].chief);
        // What somebody denies is told as not done; that is what the denial is about.
        let is_denial = self.said[idx].stance == Stance::Denies;
        let is_told = |act: &usize| self.acts[*act].mode != Mode::Unreal || is_denial;
        let of_it = (0..self.acts.len()).filter(|act| self.told_in[*act] == Some(idx) && !is_cue(*act)).filter(is_told);
        let mut of_it: Vec<usize> = of_it.collect();
        of_it.sort_by_key(|act| (self.depth(self.acts[*act].verb), self.acts[*act].verb));
        let by_saying = by_saying.filter(|act| self.acts[*act].code != "010");
        let first = of_it.first().copied();
        // Of a denial it is what is denied.
        let main = if self.said[idx].stance == Stance::Denies { first.or(by_saying) } else { by_saying.or(first) };
        let others = of_it.into_iter().filter(|act| Some(*act) != main && self.is_worth(*act)).collect();
        (main, others)
    }

    fn depth(&self, word: usize) -> usize {
        let (mut at, mut depth) = (word, 0);
        while self.reading.words[at].head != at && depth < 200 {
            at = self.reading.words[at].head;
            depth += 1;
        }
        depth
    }

    /// Whether an act says more than that somebody did something: it is of a type, or one of the actors is known.
    fn is_worth(&self, act: usize) -> bool {
        let act = &self.acts[act];
        let is_known = |noun: &usize| self.actors(*noun).iter().any(|actor| actor.is_known);
        !act.code.starts_with("01") && (act.kind.is_some() || act.by.iter().chain(&act.to).any(is_known))
    }

    /// What somebody says.
    fn attributed(&self, idx: usize, main: Option<usize>) -> Candidate {
        let one = &self.said[idx];
        let is_doing = !matches!(one.stance, Stance::Asserts | Stance::Denies);
        let act = main.map(|act| self.acts[act].clone());
        let mut candidate = self.blank(idx, act.as_ref());
        let act = act.as_ref();
        candidate.kind = match one.stance {
            Stance::Asserts => act.filter(|act| act.mode == Mode::Done).and_then(|act| act.kind).map(str::to_owned),
            Stance::Denies if self.is_refusal(idx) => Some("stance".to_owned()),
            Stance::Denies => Some(act.and_then(|act| act.kind).unwrap_or("response").to_owned()),
            Stance::Thanks => None,
            Stance::Demands | Stance::Promises | Stance::Objects | Stance::Requests => Some("stance".to_owned()),
        };
        if is_doing && candidate.by.is_empty() {
            candidate.by = one
                .source
                .as_ref()
                .and_then(|source| who::chief(&self.reading, source))
                .map_or(Vec::new(), |chief| self.parties(&[chief], &mut candidate.remarks));
        }
        let nested: Vec<Range<usize>> = self
            .said
            .iter()
            .filter(|other| other.within == Some(idx))
            .flat_map(|other| &other.content)
            .map(|piece| self.reading.words_in(piece))
            .collect();
        for words in one.content.iter().map(|piece| self.reading.words_in(piece)) {
            if candidate.when.is_none() {
                candidate.when = times::find(&self.reading, &words, self.on, &nested);
            }
            if candidate.place.is_none() {
                candidate.place = self.place(&words, &nested);
                candidate.place =
                    candidate.place.take().or_else(|| act.as_ref().and_then(|act| self.place_of_object(act)));
            }
            candidate.numbers.extend(self.numbers(&words));
            numbers::casualties(&self.reading, &words, &mut candidate.killed, &mut candidate.injured);
        }
        self.finish(candidate)
    }

    /// Whether somebody will not do something, rather than say that something is not so.
    fn is_refusal(&self, idx: usize) -> bool {
        let small = self.reading.words[self.said[idx].chief].small.as_str();
        ["refus", "declin", "oppos"].iter().any(|stem| small.starts_with(stem))
    }

    /// A further act in what somebody says.
    fn further(&self, idx: usize, act: usize) -> Candidate {
        let act = &self.acts[act];
        let mut candidate = self.blank(idx, Some(act));
        candidate.kind = act.kind.filter(|_| act.mode == Mode::Done).map(str::to_owned);
        candidate.part_of = Some(idx);
        self.tell(&mut candidate, act);
        self.finish(candidate)
    }

    /// What the outlet tells in its own name.
    fn narrated(&self, act: usize) -> Candidate {
        let act = &self.acts[act];
        let outlet = Speaker { name: self.outlet.map(str::to_owned), kind: Some(Kind::Outlet), ..Speaker::default() };
        let mut candidate = Candidate {
            kind: act.kind.filter(|_| act.mode == Mode::Done).map(str::to_owned),
            ..Candidate::new(outlet, Stance::Asserts, attribution::Quoted::Indirect, "narration")
        };
        self.act_into(&mut candidate, act);
        self.tell(&mut candidate, act);
        self.finish(candidate)
    }

    /// Fills in what the clause of an act tells.
    fn tell(&self, candidate: &mut Candidate, act: &Act) {
        let words = self.reading.trimmed(acts::clause(&self.reading, act));
        let bytes = self.reading.bytes(&words);
        candidate.text = self.reading.text[bytes.clone()].to_owned();
        candidate.spans.content = vec![bytes];
        let nested: Vec<Range<usize>> = self
            .said
            .iter()
            .flat_map(|one| &one.content)
            .map(|piece| self.reading.words_in(piece))
            .filter(|piece| !piece.contains(&act.verb))
            .collect();
        candidate.when = times::find(&self.reading, &words, self.on, &nested);
        candidate.place = self.place(&words, &nested).or_else(|| self.place_of_object(act));
        candidate.numbers = self.numbers(&words);
        let sentence = self.reading.sentences[self.reading.words[act.verb].sentence].clone();
        let denials = [
            "denied",
            "denies",
            "deny",
            "denying",
            "denial",
            "disputed",
            "unconfirmed",
            "unverified",
            "alleged",
            "allegedly",
            "suspected",
        ];
        if sentence.clone().any(|word| denials.contains(&self.reading.words[word].small.as_str())) {
            candidate.remarks.push("the sentence speaks of a denial or a doubt: read it".to_owned());
        }
        numbers::casualties(&self.reading, &words, &mut candidate.killed, &mut candidate.injured);
    }

    /// A candidate of an attribution, without what its content tells.
    fn blank(&self, idx: usize, act: Option<&Act>) -> Candidate {
        let one = &self.said[idx];
        let mut remarks = Vec::new();
        let said_by = self.speaker(idx, &mut remarks);
        let pieces: Vec<&str> = one.content.iter().map(|piece| &self.reading.text[piece.clone()]).collect();
        let spans = Spans {
            said_by: one.source.as_ref().map(|source| self.reading.bytes(source)),
            cue: Some(self.reading.bytes(&one.cue)),
            content: one.content.clone(),
            ..Spans::default()
        };
        let quoted = attribution::quoted(&self.reading, &one.content);
        let mut candidate = Candidate {
            within: one.within,
            text: pieces.join(" … "),
            spans,
            remarks,
            ..Candidate::new(said_by, one.stance, quoted, one.rule)
        };
        if let Some(act) = act {
            self.act_into(&mut candidate, act);
        }
        candidate
    }

    fn act_into(&self, candidate: &mut Candidate, act: &Act) {
        candidate.act = Some(candidate::Act { plover: act.plover(), cameo: act.code });
        if act.mode == Mode::Ahead {
            candidate.remarks.push("it is told as to come, not as done".to_owned());
        }
        candidate.by = self.parties(&act.by, &mut candidate.remarks);
        candidate.to = self.parties(&act.to, &mut candidate.remarks);
        let word = &self.reading.words[act.verb];
        candidate.spans.act = Some(word.start..word.end);
    }

    fn speaker(&self, idx: usize, remarks: &mut Vec<String>) -> Speaker {
        let (one, kind) = (&self.said[idx], self.kinds[idx]);
        let Some(source) = &one.source else {
            return Speaker { kind: Some(kind), ..Speaker::default() };
        };
        let description = Some(self.reading.text_of(source).to_owned());
        let chief = who::chief(&self.reading, source).unwrap_or(source.start);
        let actor = self.actors(chief).into_iter().next().filter(|actor| actor.is_known);
        if let Some(actor) = &actor {
            remark_role(actor, self.on, remarks);
        }
        let is_whole = actor
            .as_ref()
            .is_some_and(|actor| matches!(actor.kind, Some(names::Kind::Person)) || kind == Kind::Organisation);
        let kind = match actor.as_ref().and_then(|actor| actor.kind) {
            Some(names::Kind::Person) if kind != Kind::Hearsay => Kind::Named,
            _ => kind,
        };
        let name = match kind {
            Kind::Named | Kind::Organisation => {
                actor.as_ref().filter(|_| is_whole).map(|actor| actor.name.clone()).or_else(|| self.proper(source))
            }
            _ => None,
        };
        let code = actor.map(|actor| actor.code);
        let name = name.and_then(|name| names::neutral(&name));
        Speaker { name, description, kind: Some(kind), code }
    }

    /// The name within the words for a source; none, where it is only described.
    fn proper(&self, source: &Range<usize>) -> Option<String> {
        let is_name = |word: usize| self.reading.words[word].tag.name().starts_with("NNP");
        let start = source.clone().find(|word| is_name(*word))?;
        let end = (start..source.end).find(|word| !is_name(*word)).unwrap_or(source.end);
        Some(self.reading.text_of(&(start..end)).to_owned())
    }

    /// The actors that a noun names. Of pronouns only "who" and "which" are followed; "he" and "it" name nobody.
    fn actors(&self, noun: usize) -> Vec<Actor> {
        let noun = self.antecedent(noun);
        names::in_words(&self.reading, noun, &self.names)
    }

    /// What "who" and "which" stand for.
    fn antecedent(&self, noun: usize) -> usize {
        if !self.reading.words[noun].tag.name().starts_with('W') {
            return noun;
        }
        let mut at = noun;
        while self.reading.words[at].head != at && self.reading.words[at].dep != Dep::Relcl {
            at = self.reading.words[at].head;
        }
        if self.reading.words[at].dep == Dep::Relcl { self.reading.words[at].head } else { noun }
    }

    fn parties(&self, nouns: &[usize], remarks: &mut Vec<String>) -> Vec<Party> {
        let mut out = Vec::new();
        for actor in nouns.iter().flat_map(|noun| self.actors(*noun)) {
            remark_role(&actor, self.on, remarks);
            let span = self.reading.bytes(&self.reading.trimmed(actor.words.clone()));
            let code = Some(actor.code).filter(|code| actor.is_known && !code.is_empty());
            // Of whom nothing but such words is told, there is nothing to code.
            if let Some(name) = names::neutral(&actor.name).or_else(|| code.clone()) {
                out.push(Party { name, code, offices: actor.offices, span });
            }
        }
        out
    }

    /// The place that words name after a preposition of place.
    fn place(&self, words: &Range<usize>, left_out: &[Range<usize>]) -> Option<Place> {
        const PLACED: [&str; 10] =
            ["in", "at", "near", "inside", "outside", "across", "through", "around", "into", "on"];
        let is_out = |word: usize| left_out.iter().any(|range| range.contains(&word));
        let is_placed = |word: &usize| {
            let one = &self.reading.words[*word];
            !is_out(*word) && one.dep == Dep::Prep && PLACED.contains(&one.small.as_str())
        };
        let mut all: Vec<usize> = words.clone().filter(is_placed).collect();
        // Where it was done stands with the verb; with a noun it may be where somebody is from.
        all.sort_by_key(|word| (!self.reading.is_verb(self.reading.words[*word].head), *word));
        all.into_iter().find_map(|at| self.reading.of_kind(at, &[Dep::Pobj]).find_map(|noun| self.placed(noun)))
    }

    /// The place to which something is done: "bombed the town".
    fn place_of_object(&self, act: &Act) -> Option<Place> {
        let objects = self.reading.of_kind(act.verb, &[Dep::Dobj, Dep::Nsubjpass]);
        let is_place = |place: &Place| place.found.iter().any(|point| point.kind != "state");
        objects.filter_map(|noun| self.placed(noun)).find(is_place)
    }

    /// The place that a noun names.
    fn placed(&self, noun: usize) -> Option<Place> {
        // "at the town's expense" is no place.
        let is_owner = |range: &Range<usize>| self.reading.words[range.end - 1].dep == Dep::Poss;
        let (range, found) = self.gazetted(&self.reading.span(noun)).filter(|(range, _)| !is_owner(range))?;
        let span = self.reading.bytes(&range);
        Some(Place { name: self.reading.text_of(&range).to_owned(), found, span })
    }

    fn gazetted(&self, words: &Range<usize>) -> Option<(Range<usize>, Vec<Point>)> {
        let gazetteer = &self.names.dictionary.gazetteer;
        for at in words.clone() {
            let most = (words.end - at).min(gazetteer.n_words_max + 2);
            for n in (1..=most).rev() {
                let range = at..at + n;
                let text = self.reading.text_of(&range);
                if self.reading.is_sign(at) || !text.starts_with(char::is_uppercase) && !text.starts_with("al-") {
                    continue;
                }
                let found = gazetteer.find(text);
                if !found.is_empty() {
                    return Some((range, found.into_iter().map(point).collect()));
                }
            }
        }
        None
    }

    fn numbers(&self, words: &Range<usize>) -> Vec<Number> {
        numbers::find(&self.reading, words)
    }

    /// Spans become those of the file.
    fn finish(&self, mut candidate: Candidate) -> Candidate {
        let map = |range: &Range<usize>| self.map.in_file(range);
        candidate.text.truncate(floor(&candidate.text, TEXT_MAX));
        candidate.spans.when = candidate.when.as_ref().map(|when| map(&when.bytes));
        candidate.spans.place = candidate.place.as_ref().map(|place| map(&place.span));
        if let Some(when) = &mut candidate.when {
            when.bytes = map(&when.bytes);
            if when.days.is_none() {
                candidate.remarks.push("the time cannot be resolved: the date of the article is not known".to_owned());
            }
        }
        if let Some(place) = &mut candidate.place {
            place.span = map(&place.span);
            if place.found.len() > 1 {
                let all: Vec<String> = place
                    .found
                    .iter()
                    .map(|point| format!("{} ({}, {})", point.name, point.kind, point.country))
                    .collect();
                candidate.remarks.push(format!("{} may be {}", place.name, all.join(" or ")));
            }
        }
        candidate.by.iter_mut().chain(&mut candidate.to).for_each(|party| party.span = map(&party.span));
        candidate.numbers.iter_mut().for_each(|number| number.span = map(&number.span));
        let spans = &mut candidate.spans;
        spans.said_by = spans.said_by.as_ref().map(map);
        spans.cue = spans.cue.as_ref().map(map);
        spans.act = spans.act.as_ref().map(map);
        spans.content = spans.content.iter().map(map).collect();
        candidate.remarks.dedup();
        candidate
    }
}

fn floor(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn point(place: &names::gazetteer::Place) -> Point {
    Point {
        name: place.name.clone(),
        kind: place.kind.clone(),
        country: place.country.clone(),
        lon: place.lon,
        lat: place.lat,
        precision: place.precision(),
    }
}

fn remark_role(actor: &Actor, on: Option<Date>, remarks: &mut Vec<String>) {
    if let Some(role) = &actor.other_role {
        let known = actor.offices.join("; ");
        let when = on.map_or(String::new(), |on| format!(" on {on}"));
        remarks.push(format!("the text calls {} {role:?}; the dictionary has{when}: {known}", actor.name));
    }
}

/// The attribution with the smallest content that holds a word.
fn closest(reading: &Reading<'_>, said: &[Attribution], word: usize) -> Option<usize> {
    let at = reading.words[word].start;
    let size = |one: &Attribution| one.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    let holds = |one: &Attribution| one.content.iter().any(|piece| piece.contains(&at));
    (0..said.len()).filter(|idx| holds(&said[*idx])).min_by_key(|idx| size(&said[*idx]))
}
