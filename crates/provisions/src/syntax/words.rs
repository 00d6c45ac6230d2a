//! The words with which lines begin: one list for what reads them and for what says that one is wrong.

/// Words that open a definition or a rule.
pub(crate) const OPENING: &[&str] = &[
    "zone",
    "line",
    "event",
    "state",
    "trigger",
    "milestone",
    "baseline",
    "value",
    "conversion",
    "attribute",
    "calendar",
    "evidence",
    "procedure",
    "rule",
];

/// Beginnings of the clauses that say what a rule asks.
pub(crate) const ASKS: &[&str] = &[
    "never",
    "must",
    "may",
    "only",
    "keep",
    "always",
    "every",
    "at any time",
    "prevent",
    "endeavour",
    "endeavor",
    "term",
    "undefined",
    "to be agreed",
    "annex missing",
    "no baseline",
];

/// Beginnings of the other clauses of a rule.
const BESIDE: &[&str] = &[
    "obliges",
    "permits",
    "for each",
    "while",
    "once",
    "from",
    "until",
    "within",
    "by",
    "between",
    "step at least",
    "contrary",
    "except",
    "because",
    "supplied by",
    "reserves",
    "qualified",
    "waived by decision of",
    "counted completely",
    "coverage at least",
    "value from",
    "reading",
];

/// Beginnings of all clauses of a rule.
pub(crate) fn clauses() -> Vec<&'static str> {
    [BESIDE, ASKS].concat()
}

/// Whether a clause that says what a rule asks can begin with this word.
pub(crate) fn opens_ask(word: &str) -> bool {
    begins_one_of(ASKS, word)
}

/// Whether a clause of a rule can begin with this word.
pub(crate) fn opens_clause(word: &str) -> bool {
    opens_ask(word) || begins_one_of(BESIDE, word)
}

fn begins_one_of(phrases: &[&str], word: &str) -> bool {
    phrases.iter().any(|phrase| phrase.split(' ').next() == Some(word))
}
