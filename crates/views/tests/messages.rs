//! What the pages say is there in every language, whole, and nothing is there that nobody says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_bundle::FluentResource;
use views::{Language, Words};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(language: Language) -> String {
    std::fs::read_to_string(root().join(format!("messages/{}.ftl", language.code())))
        .expect("every language has its file")
}

fn id_of(family: &str, word: &str) -> String {
    format!("{family}-{}", word.replace(['_', ' '], "-"))
}

/// Ids of a language's messages with the names of what each asks for, and its words.
fn messages(language: Language) -> BTreeMap<String, (BTreeSet<String>, String)> {
    let resource = match FluentResource::try_new(text(language)) {
        Ok(resource) => resource,
        Err((_, faults)) => panic!("{}.ftl: {faults:?}", language.code()),
    };
    let n = resource.entries().count();
    let mut out = BTreeMap::new();
    let mut id = String::new();
    for line in text(language).lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once(" = ").filter(|_| !line.starts_with(' '));
        if let Some((own, _)) = head {
            id = own.to_owned();
            let old = out.insert(id.clone(), (BTreeSet::new(), String::new()));
            assert!(old.is_none(), "{}.ftl says {id} twice", language.code());
        }
        let Some((asks, words)) = out.get_mut(&id) else { continue };
        words.push_str(line);
        for part in line.split('$').skip(1) {
            asks.insert(part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
        }
    }
    assert!(n >= out.len());
    out
}

#[test]
fn every_language_says_the_same_messages_with_the_same_parts() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let own = messages(language);
        let missing: Vec<&String> = english.keys().filter(|id| !own.contains_key(*id)).collect();
        let unknown: Vec<&String> = own.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(missing.is_empty(), "{}.ftl lacks {missing:?}", language.code());
        assert!(unknown.is_empty(), "{}.ftl has, and nobody knows, {unknown:?}", language.code());
        for (id, (asks, _)) in &own {
            let wanted = &english[id].0;
            assert!(asks.is_subset(wanted), "{}.ftl: {id} asks for {asks:?} of {wanted:?}", language.code());
            // A number may be said by the form of its noun alone, and who reads knows where they are.
            let needed: Vec<&String> = wanted.iter().filter(|part| *part != "n" && !asks.contains(*part)).collect();
            assert!(needed.is_empty(), "{}.ftl: {id} leaves out {needed:?}", language.code());
        }
    }
}

/// Words of programs that are the ends of ids: for each family all that the code can ask for.
fn families() -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut family = |name: &str, words: &[&str]| out.extend(words.iter().map(|word| id_of(name, word)));
    family("month", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]);
    family("status", &assessments::Status::ALL.map(assessments::Status::to_text));
    let reasons: Vec<&str> = assessments::Reason::ALL.iter().map(|reason| reason.to_text()).collect();
    family("reason", &reasons);
    let levels = records::Level::ALL.map(records::Level::to_text);
    family("level", &levels);
    family("level-means", &levels);
    family("level", &["refuted", "disputed", "unknown"]);
    family("level-means", &["refuted", "disputed", "unknown"]);
    family("kind", &provisions::Kind::NAMES);
    family("stance", &["supports", "objects", "proposes", "declines", "offers", "conditional"]);
    family("precision", &["exact", "hour", "day", "week", "month", "year", "1", "2", "3", "4", "5"]);
    family("basis", &["seen", "heard", "sensor", "trace", "told"]);
    family("source", &records::SourceKind::WORDS.map(|(word, _)| word));
    let stages = records::Stage::WORDS.map(|(word, _)| word);
    family("stage", &stages);
    let taken: Vec<&str> = stages.into_iter().filter(|stage| !["response", "decision"].contains(stage)).collect();
    family("step", &taken);
    for stage in ["allegation", "tasking", "site_visit", "notification", "recommendation"] {
        family("step", &[&format!("{stage}_to")]);
    }
    family("step", &["cessation_established", "remedy_established", "recorded", "known", "refused"]);
    family("verdict", &["established", "not_established", "refuted"]);
    family("standard", &records::STANDARDS_OF_PROOF);
    family("answer", &["fact", "author", "number", "accepts", "denies", "justifies"]);
    family("unanswered", &["fact", "author", "number"]);
    family("stand", &["received", "taken", "accepted", "returned", "set_aside"]);
    let statements =
        ["account", "observation", "access_denied", "decision", "response", "case_step", "score", "withdrawn"];
    family("statement", &statements);
    family("custody", &["opened", "copied", "handed"]);
    family("register", &assessments::registers::Kind::NAMES.map(|(name, _)| name));
    let roles = ["monitor", "triage", "analyst", "verification_body", "liaison", "publisher", "administrator"];
    family("role-of", &roles);
    family("proxy", &["of"]);
    family("organ", &["of"]);
    family("held", &["open", "pending", "overdue", "claimed", "confirmed", "done", "done_late"]);
    family("dispute", &["report", "sorting", "grade", "card", "candidate", "link"]);
    family("site-ended", &["replaced", "lost", "compromised", "left"]);
    family("doc-defines", &assessments::Status::ALL.map(assessments::Status::to_text));
    out
}

/// All that stands between quotes in a file.
fn quoted(text: &str, out: &mut BTreeSet<String>) {
    out.extend(text.split('"').filter(|part| part.len() < 60).map(str::to_owned));
}

fn walk(folder: &Path, out: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
            quoted(&std::fs::read_to_string(&path).unwrap_or_default(), out);
        }
    }
}

#[test]
fn every_message_is_said_somewhere() {
    let root = root();
    let mut said: BTreeSet<String> = families().into_iter().collect();
    for folder in ["src", "templates", "../web/src"] {
        walk(&root.join(folder), &mut said);
    }
    let words = Words::of(Language::English);
    let unused: Vec<String> =
        messages(Language::English).into_keys().filter(|id| !said.contains(id) && !id.starts_with("field-")).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
    let missing: Vec<String> = families().into_iter().filter(|id| !words.has(id)).collect();
    assert!(missing.is_empty(), "there are no messages {missing:?}");
}

/// What templates and code ask for by name is there: `say("…")`, `n("…")`, `of_it("…")`, `with("…")`.
#[test]
fn every_message_that_is_asked_for_is_there() {
    fn asked(folder: &Path, out: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                asked(&path, out);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for call in [".say(\"", ".n(\"", ".of_it(\"", ".with(\""] {
                let calls = text.split(call).skip(1).filter_map(|rest| rest.split_once('"'));
                out.extend(calls.map(|(id, _)| id.to_owned()));
            }
        }
    }
    let root = root();
    let mut all = BTreeSet::new();
    for folder in ["src/pages", "templates", "../web/src"] {
        asked(&root.join(folder), &mut all);
    }
    let words = Words::of(Language::English);
    let missing: Vec<String> = all.into_iter().filter(|id| !words.has(id)).collect();
    assert!(missing.is_empty(), "there are no messages {missing:?}");
}
