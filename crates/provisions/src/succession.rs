//! Whether a version can follow another: what was a rule stays one or is retired, and no id comes back as another.

use std::collections::BTreeSet;

use crate::agreement::Agreement;
use crate::diagnostic::{Code, Diagnostic, Position};

/// What is wrong with `next` as the version after `earlier`, which are in the order in which they were in force.
pub fn succession(earlier: &[&Agreement], next: &Agreement) -> Vec<Diagnostic> {
    let Some(last) = earlier.last() else { return Vec::new() };
    let top = next.provisions.first().map(|provision| Position { file: provision.at.file.clone(), ..top() });
    let top = top.unwrap_or_else(self::top);
    let mut found = Vec::new();
    let mut fault = |code: Code, at: &Position, message: String, hint: &str| {
        found.push(Diagnostic::new(code, at.clone(), message).hint(hint));
    };
    if next.id != last.id {
        let message = format!("This is a version of `{}`, not of `{}`.", next.id, last.id);
        fault(Code::Version, &top, message, "a version keeps the name under `agreement`");
    }
    if earlier.iter().any(|version| version.version == next.version) {
        let message = format!("There is a version {} already.", next.version);
        fault(Code::Version, &top, message, "give this one a `version` of its own");
    }
    match (next.version_from, last.version_from) {
        (None, _) => fault(
            Code::Version,
            &top,
            "This version does not say from when it is in force.".to_owned(),
            "add `version in force: from DATE` to the front matter",
        ),
        (Some(from), Some(before)) if from <= before => {
            let message = "This version is in force no later than the one before it.".to_owned();
            fault(Code::Version, &top, message, "versions follow one another");
        }
        _ => {}
    }
    let now: BTreeSet<&str> = next.rules().map(|(_, rule)| rule.id.as_str()).collect();
    let before: BTreeSet<&str> = last.rules().map(|(_, rule)| rule.id.as_str()).collect();
    for gone in before.iter().filter(|id| !now.contains(*id) && !next.retired.iter().any(|retired| retired == *id)) {
        let message = format!("The rule {gone} of the version before is neither here nor retired.");
        fault(Code::Version, &top, message, "write it, or add its id to `retired` in the front matter");
    }
    let ever: BTreeSet<&str> =
        earlier.iter().flat_map(|version| version.rules()).map(|(_, rule)| rule.id.as_str()).collect();
    let retired = earlier.iter().flat_map(|version| &version.retired).map(String::as_str);
    let taken: BTreeSet<&str> = retired.chain(ever.iter().copied().filter(|id| !before.contains(id))).collect();
    let is_said = |id: &String| next.retired.contains(id);
    for (_, rule) in next.rules().filter(|(_, rule)| taken.contains(rule.id.as_str()) && !is_said(&rule.id)) {
        let message = format!("The id `{}` was a rule of an earlier version and is not used again.", rule.id);
        fault(Code::Retired, &rule.at, message, "give this rule a new id");
    }
    found
}

fn top() -> Position {
    Position { line: 1, column: 1, start: 0, end: 3, ..Position::default() }
}
