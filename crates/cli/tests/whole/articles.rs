//! Articles: read without a mission; taken into the record, where a person makes reports of what they tell.

use std::path::PathBuf;

use serde_json::Value;

use crate::common::{Folder, Said, root, text, truce, truce_with_input};

const ARTICLE: &str = "Talks on the crossing go on\n\nDOHA, May 14, 2031 (Harbour Agency) - According to reports, \
    a delegation from Egypt met Hamas leaders in Doha on Tuesday.\n\n“We will not wait for ever,” a senior Egyptian official said. \
    “The crossing must open this week.”\n\nThe Israeli army denied that its soldiers had shelled the town, killing 13 people.\n";

fn lines(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn extracted(file: &str, more: &[&str]) -> Vec<Value> {
    let said = truce(&[&["extract", file, "--format", "ndjson"], more].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    lines(&said)
}

/// The candidate whose text has some words.
fn with<'v>(all: &'v [Value], words: &str) -> &'v Value {
    all.iter().find(|one| one["text"].as_str().unwrap().contains(words)).unwrap_or_else(|| panic!("{words}: {all:#?}"))
}

#[test]
fn an_article_is_read_for_who_says_what() {
    let folder = Folder::new();
    let file = folder.write("talks.txt", ARTICLE);
    let all = extracted(text(&file), &[]);
    let met = with(&all, "a delegation from Egypt met");
    assert_eq!((&met["type"], &met["plover"], &met["cameo"]), (&"meeting".into(), &"CONSULT".into(), &"040".into()));
    assert_eq!((&met["said_by"]["kind"], &met["stance"]), (&"hearsay".into(), &"asserts".into()));
    assert_eq!((&met["when"]["start"], &met["when"]["precision"]), (&"2031-05-13".into(), &"day".into()));
    assert_eq!(met["where"]["name"], "Doha");
    let codes: Vec<&str> =
        met["actors"].as_array().unwrap().iter().map(|actor| actor["code"].as_str().unwrap()).collect();
    assert!(codes[0].starts_with("EGY") && codes[1].starts_with("HAMAS"), "{codes:?}");
    let quote = with(&all, "We will not wait");
    assert_eq!(quote["text"], "“We will not wait for ever,” … “The crossing must open this week.”");
    assert_eq!((&quote["said_by"]["kind"], &quote["quoted"]), (&"anonymous".into(), &"direct".into()));
    assert_eq!(quote["said_by"]["description"], "a senior Egyptian official");
    let denied = with(&all, "shelled");
    assert_eq!((&denied["type"], &denied["stance"]), (&"shelling".into(), &"denies".into()));
    assert_eq!((&denied["said_by"]["kind"], &denied["killed"]), (&"organisation".into(), &13.into()));
    assert_eq!(denied["document"]["outlet"], "Harbour Agency");
    // Every span leads to its words.
    for one in &all {
        let piece = |span: &Value| &ARTICLE[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize];
        let pieces: Vec<&str> = one["spans"]["content"].as_array().unwrap().iter().map(piece).collect();
        assert_eq!(one["text"], pieces.join(" … "));
    }
}

#[test]
fn pages_and_feeds_are_read_with_their_own_bytes() {
    let folder = Folder::new();
    for (name, n_articles) in [("page.html", 1), ("feed.xml", 2), ("atom.xml", 1), ("feed.json", 2)] {
        let file = root().join("fuzz/seeds/article").join(name);
        let bytes = std::fs::read_to_string(&file).unwrap();
        let all = extracted(text(&file), &[]);
        let articles: std::collections::BTreeSet<&str> =
            all.iter().map(|one| one["document"]["name"].as_str().unwrap()).collect();
        assert_eq!(articles.len(), n_articles, "{name}: {articles:?}");
        for one in &all {
            assert_eq!(one["document"]["outlet"], "The Harbour Echo", "{name}");
            for span in one["spans"]["content"].as_array().unwrap() {
                let (from, to) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
                assert!(from < to && bytes.get(from..to).is_some(), "{name}: {span}");
            }
        }
    }
    let page = extracted(text(&root().join("fuzz/seeds/article/page.html")), &[]);
    assert_eq!(page[0]["document"]["title"], "Talks & tea");
    assert_eq!(page[0]["document"]["date"], "2031-05-14");
    assert_eq!(page[0]["document"]["author"], "R. Okell");
    // What is no article is said, and the rest goes on.
    let odd = folder.path("all");
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("a.bin"), b"\xff\xfe\x00\x01").unwrap();
    std::fs::write(odd.join("b.json"), "{\"a\": 1}").unwrap();
    std::fs::write(odd.join("c.txt"), ARTICLE).unwrap();
    let said = truce(&["extract", text(&odd), "--format", "ndjson"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("a.bin: it is not UTF-8") && said.err.contains("b.json: it is JSON, but no JSON Feed"),
        "{}",
        said.err
    );
    assert!(lines(&said).len() > 3);
}

#[test]
fn other_languages_give_quotations_and_numbers() {
    let file = root().join("fuzz/seeds/article/ar.txt");
    let all = extracted(text(&file), &[]);
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["document"]["language"], &all[0]["quoted"]), (&"ar".into(), &"direct".into()));
    assert_eq!(all[0]["said_by"]["kind"], Value::Null);
    assert_eq!(all[0]["numbers"][0]["value"], 12.0);
    let said = truce_with_input(
        &["extract", "-"],
        "Le ministre a déclaré que les pourparlers étaient terminés et qu'il partait.\n",
    );
    assert!(said.err.contains("the language is none that is read"), "{}", said.err);
}

#[test]
fn copies_of_one_text_are_one_origin() {
    let folder = Folder::new();
    let all = folder.path("all");
    std::fs::create_dir(&all).unwrap();
    let long = std::fs::read_to_string(root().join("crates/news/tests/gold/02.txt")).unwrap();
    std::fs::write(all.join("a.txt"), &long).unwrap();
    std::fs::write(all.join("b.txt"), format!("Our own correspondent\n\n{long}")).unwrap();
    std::fs::write(all.join("c.txt"), ARTICLE).unwrap();
    let found = extracted(text(&all), &[]);
    let copy_of =
        |name: &str| found.iter().find(|one| one["document"]["name"] == name).unwrap()["document"]["copy_of"].clone();
    assert_eq!((copy_of("a.txt"), copy_of("b.txt"), copy_of("c.txt")), (Value::Null, "a.txt".into(), Value::Null));
}

#[test]
fn a_mission_adds_names_and_a_program_of_its_own() {
    let folder = Folder::new();
    let names = folder.path("names");
    std::fs::create_dir(&names).unwrap();
    let actors = "code,name,also,kind,role,of,from,until\nNFR,Northern Front,,group,,,,\n,Ilena Dragan,,person,defence minister,NFR,2030,\n,Bad,,planet,,,,\n";
    std::fs::write(names.join("actors.csv"), actors).unwrap();
    let file = folder.write(
        "a.txt",
        "The foreign minister of the Northern Front, Ilena Dragan, said that her soldiers had shelled the town.\n",
    );
    let said =
        truce(&["extract", text(&file), "--dictionary", text(&names), "--date", "2031-05-14", "--format", "ndjson"]);
    assert_eq!(said.code, 0);
    assert!(said.err.contains("actors.csv:4: \"planet\" is no kind"), "{}", said.err);
    let all = lines(&said);
    assert_eq!(all[0]["said_by"]["kind"], "named", "{:#?}", all[0]);
    let program = folder.write("own.sh", "#!/bin/sh\ncat > /dev/null\necho '{\"type\": \"meeting\", \"said_by\": {\"kind\": \"anonymous\", \"description\": \"somebody\"}, \"spans\": {\"content\": [[4, 20]]}}'\necho '{\"spans\": {\"content\": [[4, 2000]]}}'\n");
    let program = format!("sh {}", text(&program));
    let said = truce(&["extract", text(&file), "--extractor", &program, "--format", "ndjson"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("line 2 of sh") && said.err.contains("lies outside the text"), "{}", said.err);
    let all = lines(&said);
    assert_eq!((all.len(), &all[0]["text"], &all[0]["type"]), (1, &"foreign minister".into(), &"meeting".into()));
}

#[test]
fn nobody_without_an_office_gets_into_the_record() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let mission = text(&mission);
    let words = "Salma Darwesh said that soldiers had shelled the town on Monday. Omar Haddad, a teacher, beat a soldier on Monday, \
        she said. “They shelled our house,” said Egyptian nurse Lina Okell. \
        Brandt said that nothing had happened. The Harbour Relief Agency said that the town had been shelled.\n";
    let file = folder.write("a.txt", words);
    let import =
        ["import", mission, text(&file), "--as", "article", "--outlet", "Harbour Agency", "--date", "2031-05-14"];
    assert_eq!(truce(&import).code, 0);
    let all = candidates(mission);
    assert!(all.len() > 2, "{all:#?}");
    for one in &all {
        let mut row = one["report"].as_object().unwrap().clone();
        row.remove("text");
        let row = Value::Object(row).to_string();
        for name in ["Darwesh", "Haddad", "Okell", "Brandt", "soldier", "nurse"] {
            assert!(!row.contains(name), "{name}: {row}");
        }
    }
    let origins: Vec<&str> = all.iter().filter_map(|one| one["report"]["origin"].as_str()).collect();
    assert!(origins.contains(&"a named person") && origins.contains(&"Harbour Relief Agency"), "{origins:?}");
}

#[test]
fn whom_somebody_is_for_or_against_is_not_who_it_is() {
    let folder = Folder::new();
    let file =
        folder.write("a.txt", "In the last year Egypt has funded anti-Israel networks and it has armed pro-Turkish groups. On Monday Egypt attacked Hamas in the north of the country.\n");
    let all = extracted(text(&file), &["--outlet", "E"]);
    let to: Vec<String> = all.iter().map(|one| one["to"].to_string()).collect();
    let codes: Vec<&Value> =
        all.iter().flat_map(|one| one["actors"].as_array().unwrap()).map(|actor| &actor["code"]).collect();
    assert!(
        !codes.iter().any(|code| code.as_str().is_some_and(|code| code.starts_with("ISR") || code.starts_with("TUR"))),
        "{all:#?}"
    );
    assert!(to.contains(&"[\"Hamas\"]".to_owned()), "{to:?}");
}

#[test]
fn where_a_meeting_is_held_is_not_who_is_met() {
    let folder = Folder::new();
    let words = "Egypt held talks in Doha on Monday about the future of the crossing. On Tuesday Egypt held talks with Turkey in Doha.\n";
    let file = folder.write("a.txt", words);
    let all = extracted(text(&file), &["--outlet", "E"]);
    let to: Vec<String> = all.iter().map(|one| one["to"].to_string()).collect();
    assert_eq!(to, ["[]", "[\"Turkey\"]"], "{all:#?}");
    assert!(all.iter().all(|one| one["where"]["name"] == "Doha"), "{all:#?}");
}

#[test]
fn names_that_are_not_there_are_said() {
    let folder = Folder::new();
    let file = folder.write("a.txt", ARTICLE);
    let missing = folder.path("none");
    let said = truce(&["extract", text(&file), "--dictionary", text(&missing)]);
    assert!(said.code == 2 && said.err.contains("there is no such folder of names"), "{} {}", said.code, said.err);
    // What a terminal would act on is not passed through.
    let file = folder.write("b.txt", "The minister said that the \u{1b}[31mcrossing had been shelled.\n");
    let said = truce(&["extract", text(&file)]);
    assert!(said.out.contains("[31mcrossing") && !said.out.contains('\u{1b}'), "{:?}", said.out);
}

fn mission(folder: &Folder) -> PathBuf {
    let mission = folder.path("m");
    let agreement = root().join("agreements/gaza-2025.md");
    assert_eq!(truce(&["init", text(&mission), "--agreement", text(&agreement)]).code, 0);
    mission
}

fn candidates(mission: &str) -> Vec<Value> {
    lines(&truce(&["candidates", mission, "--format", "ndjson"]))
}

#[test]
fn a_person_makes_reports_of_what_an_article_tells() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let mission = text(&mission);
    let file = folder.write("talks.txt", ARTICLE);
    let import = || truce(&["import", mission, text(&file), "--as", "article"]);
    let first = import();
    assert_eq!(first.code, 0, "{}", first.err);
    let n = candidates(mission).len();
    assert_eq!(first.out, format!("read {n}, added {n}, known 0, rejected 0\n"));
    assert_eq!(import().out, format!("read {n}, added 0, known {n}, rejected 0\n"), "once more");
    // Nothing counts yet.
    assert_eq!(truce(&["inbox", mission, "--format", "ndjson"]).out, "");
    let all = candidates(mission);
    let name = |words: &str| {
        let found = all.iter().find(|one| one["told"]["text"].as_str().unwrap().contains(words));
        found.unwrap()["candidate"].as_str().unwrap().to_owned()
    };
    let (met, quoted, denied) = (name("a delegation from Egypt met"), name("We will not wait"), name("shelled"));
    let said = truce(&["candidates", "accept", mission, &met, &quoted]);
    assert_eq!(said.code, 1, "what the second tells is no event yet");
    assert!(said.err.contains("the article does not say what happened: --set type=..."), "{}", said.err);
    let report = truce(&["inbox", mission, "--state", "accepted", "--format", "ndjson"]);
    let report = &lines(&report)[0];
    assert_eq!(report["report"], format!("harbour-agency/{met}"));
    let said = truce(&["candidates", "accept", mission, &met]);
    assert!(said.code == 1 && said.err.contains("a report was made of it already"), "{}", said.err);
    let said = truce(&["candidates", "accept", mission, &denied, "--set", "source=x"]);
    assert!(said.code == 1 && said.err.contains("source follows from the article"), "{}", said.err);
    // A denial is an answer on an event, and no report that it happened.
    let said = truce(&["candidates", "accept", mission, &denied]);
    assert!(
        said.code == 1 && said.err.contains("to which event of the record it answers: --set event=..."),
        "{}",
        said.err
    );
    let event = format!("event=harbour-agency/{met}");
    let said =
        truce(&["candidates", "accept", mission, &denied, "--set", &event, "--set", "element=fact", "--by", "desk-2"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = truce(&["candidates", "set-aside", mission, &quoted, "nobody#1", "--because", "no event"]);
    assert!(said.code == 1 && said.err.contains("there is no candidate \"nobody#1\""), "{}", said.err);
    assert_eq!(candidates(mission).len(), n - 3);
    // The reports stand on the article's word, and on whose word that is.
    let reports = lines(&truce(&["inbox", mission, "--state", "accepted", "--format", "ndjson"]));
    let kinds: Vec<&str> = reports.iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["meeting", "response"], "{reports:#?}");
    assert_eq!(truce(&["verify", mission]).code, 0);
    // What stands in the record for good names nobody who is not known by an office.
    let source = |kind: &str| {
        let one = all.iter().find(|one| one["told"]["said_by"]["kind"] == kind).unwrap();
        one["report"]["origin"].clone()
    };
    assert_eq!((source("hearsay"), source("anonymous")), ("hearsay".into(), "not named, of Egypt".into()));
    // No sentence of the article leaves with a copy of the ledger.
    let copy = folder.path("copy");
    let said = truce(&["export", mission, "--as", "ledger", "--out", text(&copy)]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("or they are an article's"), "{}", said.err);
    for file in walk(&copy) {
        let bytes = std::fs::read(&file).unwrap();
        let has = |words: &str| bytes.windows(words.len()).any(|window| window == words.as_bytes());
        assert!(!has("will not wait for ever") && !has("met Hamas leaders in Doha"), "{}", file.display());
    }
    assert_eq!(truce(&["verify", text(&copy)]).code, 0);
}

#[test]
fn a_copy_that_comes_later_has_the_first_outlet_for_its_origin() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let mission = text(&mission);
    let long = std::fs::read_to_string(root().join("crates/news/tests/gold/02.txt")).unwrap();
    let more = "The army of Egypt shelled the town of Rafah on Monday, killing two people, and the terrorist regime withdrew its troops.";
    let import = |name: &str, words: String, outlet: &str| {
        let file = folder.write(name, &words);
        let said =
            truce(&["import", mission, text(&file), "--as", "article", "--outlet", outlet, "--date", "2031-05-14"]);
        assert_eq!(said.code, 0, "{}", said.err);
    };
    import("a.txt", format!("{long}\n{more}\n"), "First Agency");
    import("b.txt", format!("{long}\n{more}\nPrinted here by leave.\n"), "Second Daily");
    let all = candidates(mission);
    let origins = |outlet: &str| -> Vec<Value> {
        let narrated = all.iter().filter(|one| one["told"]["said_by"]["kind"] == "outlet");
        narrated.filter(|one| one["report"]["source"] == outlet).map(|one| one["report"]["origin"].clone()).collect()
    };
    assert!(!origins("second-daily").is_empty());
    assert!(origins("first-agency").iter().all(Value::is_null));
    assert!(origins("second-daily").iter().all(|origin| origin == "first-agency"), "{:?}", origins("second-daily"));
    // A word that takes a side stays in the text.
    for one in &all {
        let coded = format!("{} {} {}", one["told"]["by"], one["told"]["to"], one["told"]["said_by"]["name"]);
        assert!(!coded.contains("regime") && !coded.contains("terror"), "{coded}");
    }
}

#[test]
fn articles_are_sealed_where_the_mission_seals_files() {
    let folder = Folder::new();
    let mission = mission(&folder);
    let secret = folder.write("k.txt", "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n");
    drop(secret);
    let file = folder.write("talks.txt", ARTICLE);
    let config = mission.join("mission.toml");
    let line = std::fs::read_to_string(&config).unwrap() + "seal_files_to = \"press\"\n";
    std::fs::write(&config, line).unwrap();
    let said = truce(&["import", text(&mission), text(&file), "--as", "article"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("there is no such compartment"), "{}", said.err);
    let key = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    let made = truce(&["sealed", "compartment", text(&mission), "press", "--key", key]);
    assert_eq!(made.code, 0, "{}", made.err);
    let said = truce(&["import", text(&mission), text(&file), "--as", "article"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let kept: Vec<PathBuf> = walk(&mission.join("attachments"));
    assert_eq!(kept.len(), 1);
    let bytes = std::fs::read(&kept[0]).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    let again = truce(&["import", text(&mission), text(&file), "--as", "article"]);
    assert!(again.out.contains("added 0"), "{}", again.out);
    assert_eq!(walk(&mission.join("attachments")).len(), 1, "the same article is kept once");
}

fn walk(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
