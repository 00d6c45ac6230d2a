//! What an article tells, as candidates for reports: who is said to have done what, by whom it is said, and where each part stands.

use std::ops::Range;

use crate::attribution::Quoted;
use crate::lexicon::Stance;
use crate::times::Time;
use crate::who::Kind;

/// Something that an article tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its number in the article, from 1.
    pub number: usize,
    /// The event type that fits, or `stance` for a stand on what should be.
    pub kind: Option<String>,
    /// The act, where one is told.
    pub act: Option<Act>,
    /// Who did it, and to whom.
    pub by: Vec<Party>,
    /// The others.
    pub to: Vec<Party>,
    /// When, as far as it is told.
    pub when: Option<Time>,
    /// Where.
    pub place: Option<Place>,
    /// Who says it.
    pub said_by: Speaker,
    /// As what it is said.
    pub stance: Stance,
    /// Whether it is in quotation marks.
    pub quoted: Quoted,
    /// The number of the candidate within whose content this is said.
    pub within: Option<usize>,
    /// The number of the candidate that holds all that is said, where this is a further act in it.
    pub part_of: Option<usize>,
    /// What is said, as it stands in the text.
    pub text: String,
    /// Numbers that it gives.
    pub numbers: Vec<Number>,
    /// Persons killed and injured, where it says so.
    pub killed: Option<u64>,
    /// Injured.
    pub injured: Option<u64>,
    /// Where the parts stand, in bytes of the file.
    pub spans: Spans,
    /// What a person should look at.
    pub remarks: Vec<String>,
    /// The rule by which it was found.
    pub rule: &'static str,
}

impl Candidate {
    /// Something that somebody says, of which nothing more is known yet.
    pub fn new(said_by: Speaker, stance: Stance, quoted: Quoted, rule: &'static str) -> Candidate {
        Candidate {
            number: 0,
            kind: None,
            act: None,
            by: Vec::new(),
            to: Vec::new(),
            when: None,
            place: None,
            said_by,
            stance,
            quoted,
            within: None,
            part_of: None,
            text: String::new(),
            numbers: Vec::new(),
            killed: None,
            injured: None,
            spans: Spans::default(),
            remarks: Vec::new(),
            rule,
        }
    }
}

/// An act in the field's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// PLOVER's class.
    pub plover: Option<&'static str>,
    /// CAMEO's code.
    pub cameo: &'static str,
}

/// Somebody who acts or is acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// By the name of the dictionary, or as the text has it.
    pub name: String,
    /// Its code, where it is in the dictionary.
    pub code: Option<String>,
    /// Offices held at the date of the article.
    pub offices: Vec<String>,
    /// Where the name stands, in bytes of the file.
    pub span: Range<usize>,
}

/// A place as told, and where the gazetteer has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// As told.
    pub name: String,
    /// Those that it may be, the likeliest first.
    pub found: Vec<Point>,
    /// Where the name stands, in bytes of the file.
    pub span: Range<usize>,
}

/// A place of the gazetteer.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its name there.
    pub name: String,
    /// What it is: a town, a crossing.
    pub kind: String,
    /// The state that it lies in.
    pub country: String,
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// How exact the point is, by UCDP's codes.
    pub precision: u8,
}

/// Who says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The name, where there is one.
    pub name: Option<String>,
    /// As the text describes it.
    pub description: Option<String>,
    /// What kind of source that is; unknown in languages that are read for quotations only.
    pub kind: Option<Kind>,
    /// Code of the actor, where it is in the dictionary.
    pub code: Option<String>,
}

/// A number that is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// As written.
    pub text: String,
    /// The noun that it counts, where the sentence says so.
    pub of: Option<String>,
    /// Where it stands, in bytes of the file.
    pub span: Range<usize>,
}

/// Where the parts stand, in bytes of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    /// Who says it.
    pub said_by: Option<Range<usize>>,
    /// By which words.
    pub cue: Option<Range<usize>>,
    /// What is said.
    pub content: Vec<Range<usize>>,
    /// The verb of the act.
    pub act: Option<Range<usize>>,
    /// When.
    pub when: Option<Range<usize>>,
    /// Where.
    pub place: Option<Range<usize>>,
}
