//! Whether an act is told as done, as to come, or as neither: denied, doubted, possible, demanded, asked about.
//!
//! The rules look at the verb's auxiliaries and at what it hangs on. What they pass over is left to whoever reads the sentence.

use crate::parse::Dep;
use crate::reading::Reading;

/// How an act is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// As done, or under way.
    Done,
    /// As to come.
    Ahead,
    /// As neither.
    Unreal,
}

/// Verbs and adjectives below which nothing is told as done.
const UNREAL: [&str; 74] = [
    "accused",
    "accuse",
    "accuses",
    "accusing",
    "charged",
    "suspected",
    "blamed",
    "deny",
    "denied",
    "denies",
    "denying",
    "refuse",
    "refused",
    "refuses",
    "refusing",
    "decline",
    "declined",
    "declines",
    "threaten",
    "threatened",
    "threatens",
    "threatening",
    "urge",
    "urged",
    "urges",
    "urging",
    "demand",
    "demanded",
    "demands",
    "demanding",
    "order",
    "ordered",
    "ask",
    "asked",
    "asking",
    "want",
    "wants",
    "wanted",
    "plan",
    "plans",
    "planned",
    "planning",
    "intend",
    "intends",
    "fail",
    "failed",
    "fails",
    "failing",
    "offer",
    "offered",
    "offers",
    "propose",
    "proposed",
    "consider",
    "considering",
    "considers",
    "hope",
    "hopes",
    "hoped",
    "fear",
    "fears",
    "feared",
    "unclear",
    "unable",
    "ready",
    "prepared",
    "unlikely",
    "likely",
    "false",
    "untrue",
    "baseless",
    "unfounded",
    "impossible",
    "possible",
];
/// Below these it is to come.
const AHEAD: [&str; 16] = [
    "promise", "promised", "promises", "pledge", "pledged", "pledges", "vow", "vowed", "vows", "agree", "agreed",
    "agrees", "expected", "due", "about", "set",
];
const MODALS: [&str; 9] = ["may", "might", "could", "would", "should", "must", "can", "ought", "shall"];

/// How the act of a verb is told.
pub(crate) fn of(reading: &Reading<'_>, verb: usize) -> Mode {
    let mut mode = own(reading, verb);
    let sentence = reading.words[verb].sentence;
    let is_question = reading.sentences[sentence].clone().rev().find(|word| {
        let small = reading.words[*word].small.as_str();
        small == "?" || !reading.is_sign(*word)
    });
    if is_question.is_some_and(|word| reading.words[word].small == "?") {
        return Mode::Unreal;
    }
    let mut at = verb;
    for _ in 0..12 {
        let (dep, head) = (reading.words[at].dep, reading.words[at].head);
        if head == at {
            break;
        }
        let goes_up = [
            Dep::Ccomp,
            Dep::Xcomp,
            Dep::Advcl,
            Dep::Acl,
            Dep::Pcomp,
            Dep::Conj,
            Dep::Prep,
            Dep::Csubj,
            Dep::Dobj,
            Dep::Pobj,
            Dep::Nsubj,
        ];
        if !goes_up.contains(&dep) {
            break;
        }
        // What goes beside a verb shares no more than its subject.
        if dep != Dep::Conj {
            mode = mode.max(above(reading, head));
        }
        at = head;
    }
    mode
}

fn own(reading: &Reading<'_>, verb: usize) -> Mode {
    let mut mode = Mode::Done;
    for child in reading.children(verb) {
        let word = &reading.words[*child];
        let small = word.small.as_str();
        match word.dep {
            Dep::Neg => return Mode::Unreal,
            Dep::Aux if MODALS.contains(&small) => return Mode::Unreal,
            Dep::Aux if ["will", "’ll", "'ll"].contains(&small) => mode = Mode::Ahead,
            Dep::Mark if ["if", "whether", "unless"].contains(&small) => return Mode::Unreal,
            Dep::Nsubj | Dep::Nsubjpass if is_none(reading, *child) => return Mode::Unreal,
            Dep::Preconj if small == "neither" => return Mode::Unreal,
            _ => {}
        }
    }
    mode
}

/// "no officials", "nobody", "neither side".
fn is_none(reading: &Reading<'_>, noun: usize) -> bool {
    const NONE: [&str; 5] = ["no", "nobody", "none", "neither", "nothing"];
    let small = |word: usize| NONE.contains(&reading.words[word].small.as_str());
    small(noun) || reading.of_kind(noun, &[Dep::Det, Dep::Preconj, Dep::Cc]).any(small)
}

/// What a word says of what hangs on it.
fn above(reading: &Reading<'_>, head: usize) -> Mode {
    let small = reading.words[head].small.as_str();
    let is_doubted = |word: usize| UNREAL.contains(&reading.words[word].small.as_str());
    // "no evidence that", "claims that ... are false"
    let is_denied = reading.of_kind(head, &[Dep::Neg]).next().is_some()
        || is_none(reading, head)
        || reading.of_kind(head, &[Dep::Acomp, Dep::Attr, Dep::Oprd]).any(is_doubted)
        || reading.of_kind(head, &[Dep::Nsubj, Dep::Nsubjpass]).any(|noun| is_none(reading, noun));
    if is_denied || UNREAL.contains(&small) {
        return Mode::Unreal;
    }
    let is_promise = AHEAD.contains(&small);
    if is_promise { Mode::Ahead } else { Mode::Done }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(text: &str, verb: &str) -> Mode {
        let reading = Reading::new(text);
        let word = (0..reading.words.len()).find(|word| reading.words[*word].small == verb).unwrap_or_default();
        of(&reading, word)
    }

    #[test]
    fn what_is_told_as_done_is_told_from_what_is_not() {
        for (text, verb) in [
            ("The army bombed the town on Sunday.", "bombed"),
            ("The ministry said that the army had bombed the town.", "bombed"),
            ("Two diplomats confirmed that the movement handed over its rifles.", "handed"),
        ] {
            assert_eq!(mode(text, verb), Mode::Done, "{text}");
        }
        assert_eq!(mode("The army will withdraw on Sunday.", "withdraw"), Mode::Ahead);
        assert_eq!(mode("The army promised to withdraw on Sunday.", "withdraw"), Mode::Ahead);
        for (text, verb) in [
            ("The army may bomb the town next week.", "bomb"),
            ("If the army bombs the town, the talks will end.", "bombs"),
            ("It was unclear whether the army had withdrawn.", "withdrawn"),
            ("No officials confirmed that the movement had handed over its rifles.", "handed"),
            ("Nobody has confirmed that the governor closed the crossing.", "closed"),
            ("There is no evidence that the movement attacked the convoy.", "attacked"),
            ("The reporters could not verify that the army had bombed the school.", "bombed"),
            ("The army is accused of bombing the hospital.", "bombing"),
            ("The movement refused to hand over its rifles.", "hand"),
            ("Claims that the army bombed the hospital are false.", "bombed"),
            ("Did the army attack the town on Monday?", "attack"),
            ("The movement must disarm.", "disarm"),
            ("The army did not attack the town.", "attack"),
        ] {
            assert_eq!(mode(text, verb), Mode::Unreal, "{text}");
        }
    }
}
