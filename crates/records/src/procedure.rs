//! Steps in the case on an event: from the allegation to what was made good.

use jiff::Timestamp;

use crate::When;

/// A step that somebody took, or says was taken, in the case on an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// The event's id.
    pub event: String,
    /// What was done.
    pub stage: Stage,
    /// Who did it: a body, a party, a member that dissents.
    pub by: String,
    /// Whom it was addressed to: the team tasked, the party notified, whoever a recommendation is made to.
    pub to: Option<String>,
    /// Id of the finding or step that it belongs to: what is dissented from, which recommendation was carried out.
    pub on: Option<String>,
    /// The last moment by which it asks for something.
    pub due: Option<Timestamp>,
    /// When it was done.
    pub when: When,
}

/// A stage of a case, in the order in which cases go (after the practice of CTSAMVM in South Sudan: allegation,
/// preliminary look, team, report, decision).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Somebody asks the body to look into it.
    Allegation,
    /// The body looks whether there is something to look into.
    PreliminaryLook,
    /// A team is given the task.
    Tasking,
    /// The place is visited.
    SiteVisit,
    /// The allegation is put to the party to which it is laid.
    Notification,
    /// The party to which it is laid answers: a response, no step of its own.
    Response,
    /// A draft of the finding is laid before the body.
    Draft,
    /// The body decides: a finding, no step of its own.
    Decision,
    /// A member of the body does not agree with its finding.
    Dissent,
    /// The finding is made public.
    Publication,
    /// The body recommends something.
    Recommendation,
    /// What was found ceased.
    Cessation,
    /// It was made good.
    Remedy,
    /// Somebody looked again.
    FollowUp,
}

impl Stage {
    /// All stages with their words, in the order in which cases go.
    pub const WORDS: [(&'static str, Stage); 14] = [
        ("allegation", Stage::Allegation),
        ("preliminary_look", Stage::PreliminaryLook),
        ("tasking", Stage::Tasking),
        ("site_visit", Stage::SiteVisit),
        ("notification", Stage::Notification),
        ("response", Stage::Response),
        ("draft", Stage::Draft),
        ("decision", Stage::Decision),
        ("dissent", Stage::Dissent),
        ("publication", Stage::Publication),
        ("recommendation", Stage::Recommendation),
        ("cessation", Stage::Cessation),
        ("remedy", Stage::Remedy),
        ("follow_up", Stage::FollowUp),
    ];

    /// Reads the word of the column `stage`.
    pub fn from_text(text: &str) -> Option<Stage> {
        Stage::WORDS.iter().find(|(word, _)| *word == text.trim()).map(|(_, stage)| *stage)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        Stage::WORDS.iter().find(|(_, stage)| *stage == self).map_or("", |(word, _)| word)
    }

    /// Whether it is a step that a row can state: responses and findings are rows of their own types.
    pub fn is_step(self) -> bool {
        !matches!(self, Stage::Response | Stage::Decision)
    }
}

/// Standards of proof used in fact-finding, weakest first. A finding may name another in its own words.
pub const STANDARDS_OF_PROOF: [&str; 5] = [
    "reasonable_suspicion",
    "reasonable_grounds_to_believe",
    "balance_of_probabilities",
    "clear_and_convincing",
    "beyond_reasonable_doubt",
];
