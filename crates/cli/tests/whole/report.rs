//! The periodic report: the same words on a page and on paper, every reference leads somewhere, and nothing that was planted in what stays within.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::common::{Folder, text, truce};
use crate::released::mission;

const LANGUAGES: [&str; 4] = ["en", "ar", "he", "tr"];

fn report(mission: &Path, out: &Path, more: &[&str]) {
    let said = truce(
        &[&["report", text(mission), "--from", "2030-03-01", "--to", "2030-03-31", "--out", text(out)], more].concat(),
    );
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

fn document(mission: &Path, folder: &Folder, name: &str, more: &[&str]) -> (String, Value) {
    let path = folder.path(name);
    report(mission, &path, more);
    let text = std::fs::read_to_string(&path).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

/// All texts of a document, and the names to which something leads.
fn gather<'v>(value: &'v Value, texts: &mut Vec<&'v str>, leads: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| gather(one, texts, leads)),
        Value::Object(all) => {
            let is_reference = all.get("is").and_then(Value::as_str) == Some("to");
            for (name, one) in all {
                match (name.as_str(), one) {
                    ("text" | "title" | "caption", Value::String(text)) => texts.push(text),
                    ("lines", Value::Array(lines)) => texts.extend(lines.iter().filter_map(Value::as_str)),
                    ("anchor", Value::String(anchor)) if is_reference => drop(leads.insert(anchor)),
                    _ => gather(one, texts, leads),
                }
            }
        }
        _ => {}
    }
}

fn anchors<'v>(value: &'v Value, out: &mut Vec<&'v str>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| anchors(one, out)),
        Value::Object(all) => {
            if all.get("is").is_none() {
                out.extend(all.get("anchor").and_then(Value::as_str).filter(|anchor| !anchor.is_empty()));
            }
            all.values().for_each(|one| anchors(one, out));
        }
        _ => {}
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What was planted: marked words, digits of exact places, exact times.
fn planted(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains("qzx"));
    let places = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    let places = places.filter(|word| word.contains('.') && (word.ends_with("271") || word.ends_with("829")));
    words.chain(places).chain(text.contains("09:08").then_some("09:08")).collect()
}

#[test]
fn page_and_document_say_the_same_and_nothing_that_was_planted() {
    for settings in ["", "[public]\nplaces = \"grid 0.25\"\nsmall_numbers = 3\n"] {
        let folder = Folder::new();
        let mission = mission(&folder, settings);
        for language in LANGUAGES {
            let (whole, value) = document(&mission, &folder, &format!("{language}.json"), &["--language", language]);
            let page = folder.path(&format!("{language}.html"));
            report(&mission, &page, &["--language", language]);
            let page = std::fs::read_to_string(page).unwrap();
            for (name, text) in [("document", &whole), ("page", &page)] {
                assert_eq!(planted(text), [""; 0], "{name} {language} {settings:?}");
            }
            let (mut texts, mut leads) = (Vec::new(), BTreeSet::new());
            gather(&value, &mut texts, &mut leads);
            assert!(texts.len() > 200, "{language}: {}", texts.len());
            for text in texts {
                assert!(page.contains(&escaped(text)), "{language}: the page does not say {text:?}");
            }
            let mut all = Vec::new();
            anchors(&value, &mut all);
            let own: BTreeSet<&str> = all.iter().copied().collect();
            assert_eq!(own.len(), all.len(), "no two things have one name");
            assert!(leads.len() >= 5, "{leads:?}");
            assert!(leads.is_subset(&own), "{:?} lead nowhere", leads.difference(&own));
            assert!(!page.contains("<script"), "a report needs no script");
        }
    }
}

/// The annex has the rows of the published table, by the same names, and the numbers of the summary are theirs.
#[test]
fn the_annex_is_what_the_table_has() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let (_, value) = document(&mission, &folder, "r.json", &["--known-at", "10000"]);
    let blocks = value["blocks"].as_array().unwrap();
    let annex = blocks.iter().rfind(|block| block["kind"] == "table").unwrap();
    let name = |row: &Value| row["cells"][7][0][0]["text"].as_str().unwrap().to_owned();
    let names: BTreeSet<String> = annex["rows"].as_array().unwrap().iter().map(name).collect();
    let table = truce(&["export", text(&mission), "--as", "csv", "--out", "-", "--as-of", "2030-03-31"]);
    let rows = table.out.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let rows: BTreeSet<String> = rows.filter(|row| row[1] == "shelling").map(|row| row[0].to_owned()).collect();
    assert_eq!(names, rows);
    assert_eq!(names.len(), 20);
    let summary = blocks.iter().find(|block| block["kind"] == "list").unwrap();
    assert_eq!(summary["items"][0][0]["text"], "20 events claimed in the period");
}

#[test]
fn the_same_inputs_give_the_same_bytes_and_the_whole_record_says_that_it_is() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let (one, _) = document(&mission, &folder, "one.json", &[]);
    let (other, _) = document(&mission, &folder, "other.json", &[]);
    assert_eq!(one, other);
    let (whole, value) = document(&mission, &folder, "whole.json", &["--whole"]);
    assert_eq!(value["marking"], "Internal: the whole record, not for release");
    assert!(!planted(&whole).is_empty(), "the whole record has what stays within");
    let again = truce(&["report", text(&mission), "--from", "2030-03-01", "--to", "2030-03-31", "--whole", "--record"]);
    assert_eq!(again.code, 2, "{}", again.err);
}

#[test]
fn a_mission_changes_wording_and_order_in_a_template() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let own = mission.join("report.en.md");
    std::fs::write(&own, "# Letter of {{to}}\n\nTo the *Council*: {{events}} events.\n\n## First\n\n{{annex}}\n\n## Then\n\n{{summary}}\n").unwrap();
    let (_, value) = document(&mission, &folder, "r.json", &[]);
    assert_eq!(value["title"], "Letter of 31 March 2030");
    let kinds: Vec<&str> =
        value["blocks"].as_array().unwrap().iter().map(|block| block["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["paragraph", "heading", "table", "heading", "list", "table"]);
    assert_eq!(value["blocks"][0]["runs"][1]["text"], "Council");
    assert_eq!(value["blocks"][0]["runs"][2]["text"], ": 20 events.");
    std::fs::write(&own, "# Letter\n\n{{anex}}\n").unwrap();
    let out = folder.path("no.html");
    let said = truce(&["report", text(&mission), "--from", "2030-03-01", "--to", "2030-03-31", "--out", text(&out)]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("report.en.md:3: nothing is called {{anex}}; did you mean {{annex}}?"), "{}", said.err);
    assert!(!out.exists());
    let standard = folder.path("standard.md");
    assert_eq!(truce(&["report", "--write-template", text(&standard), "--language", "ar"]).code, 0);
    assert!(std::fs::read_to_string(standard).unwrap().contains("{{provisions}}"));
}

#[test]
fn a_published_report_is_an_entry_and_a_later_one_says_what_it_corrects() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let first = folder.path("first.html");
    let days = ["--from", "2030-03-01", "--to", "2030-03-31"];
    let said = truce(&[&["report", text(&mission), "--out", text(&first), "--record"][..], &days].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let entry = said.out.split_whitespace().nth(1).unwrap().to_owned();
    let second = folder.path("second.html");
    let more = ["--record", "--corrects", &entry];
    let said = truce(&[&["report", text(&mission), "--out", text(&second)][..], &days, &more].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let page = std::fs::read_to_string(second).unwrap();
    assert!(page.contains(&format!("corrects the publication in ledger entry {entry}")), "{entry}");
    let verified = truce(&["verify", text(&mission)]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let said = truce(&["report", text(&mission), "--from", "2030-03-02", "--to", "2030-03-01"]);
    assert_eq!(said.code, 2, "{}", said.err);
}

/// What people found, answered and recommended, and where they were kept from looking, stands in the report, by public names alone.
#[test]
fn the_case_on_an_event_is_told() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let event = "qzx001kvj/qzx000kvj";
    let rows = format!(
        "id,source,type,start,end,event,by,to,fact,author,standard,breach_of,breach,stage,on,due,element,answer,zone,text\n\
         f1,commission,finding,2030-03-10,,{event},commission,,established,established,reasonable grounds to believe,1,established,,,,,,,qzx911kvj\n\
         s1,commission,case_step,2030-03-12,,{event},commission,north,,,,,,recommendation,,2030-03-20,,,,qzx912kvj\n\
         s2,commission,case_step,2030-03-11,,{event},commission,qzx913kvj,,,,,,site_visit,,,,,,qzx914kvj\n\
         a1,north,response,2030-03-14,,{event},north,,,,,,,,,,fact,denies,,qzx915kvj\n\
         d1,qzx916kvj,access_denied,2030-02-01T09:08:07Z,2030-02-01T10:00:00Z,,north,,,,,,,,,,,,valley,qzx917kvj\n\
         d2,qzx918kvj,access_denied,2030-03-30,,,north,,,,,,,,,,,,valley,qzx919kvj\n"
    );
    let rows = folder.write("case.csv", &rows);
    let read = truce(&["import", text(&mission), text(&rows), "--as", "reports"]);
    assert!(read.code == 0 && read.out.contains("rejected 0"), "{}{}", read.out, read.err);
    let page = |name: &str, from: &str| {
        let out = folder.path(name);
        let said = truce(&["report", text(&mission), "--from", from, "--to", "2030-03-31", "--out", text(&out)]);
        assert_eq!(said.code, 0, "{}", said.err);
        std::fs::read_to_string(out).unwrap()
    };
    let march = page("march.html", "2030-03-01");
    assert_eq!(planted(&march), [""; 0]);
    for words in [
        "1 finding in the period",
        "fact established (reasonable grounds to believe)",
        "2 responses of parties in the period",
        "<caption>Recommendations and remedies</caption>",
        "20 March 2030",
        "breach found by Joint Commission",
        "0 reports of access denied in the period",
    ] {
        assert!(march.contains(words), "{words}");
    }
    let year = page("year.html", "2030-01-01");
    assert!(
        year.contains("1 report of access denied in the period"),
        "the earlier one alone: the other could put somebody at risk"
    );
    assert_eq!(planted(&year), [""; 0]);
    // What the report rests on is read back by others.
    let table = truce(&["export", text(&mission), "--as", "csv", "--out", "-", "--as-of", "2030-03-31"]);
    assert!(table.out.contains(",recommendation,") && !table.out.contains("site_visit"), "{}", table.out);
    let events = folder.write("events.csv", &table.out);
    let again =
        truce(&["evaluate", text(&folder.path("river.md")), "--events", text(&events), "--as-of", "2030-03-31"]);
    assert!(again.code == 0 && again.err.contains("0 rejected"), "{}", again.err);
    assert!(again.out.contains("breach found"), "{}", again.out);
}

/// What the streams of a PDF hold, decompressed.
fn streams(pdf: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (pdf.to_vec(), 0);
    let find =
        |from: usize, what: &[u8]| pdf[from..].windows(what.len()).position(|part| part == what).map(|at| from + at);
    while let Some(start) = find(at, b"stream\n") {
        let end = find(start, b"endstream").unwrap();
        let mut inflated = Vec::new();
        let _ = std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&pdf[start + 7..end]), &mut inflated);
        out.extend(inflated);
        at = end + 9;
    }
    out
}

/// The PDF has every word of the document, read by a reader of others, in Arabic as well; it is the same bytes every time, says which standards it
/// keeps, and holds nothing that was planted.
#[test]
fn others_read_the_pdf() {
    let Some(print) = std::env::var_os("TRUCE_PRINT").map(PathBuf::from) else {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "`cargo xtask test` builds the typesetter");
        return;
    };
    assert!(print.is_file(), "{} is not built", print.display());
    let folder = Folder::new();
    let mission = mission(&folder, "");
    for language in LANGUAGES {
        let paths = ["one", "two"].map(|name| folder.path(&format!("{name}.{language}.pdf")));
        paths.iter().for_each(|path| report(&mission, path, &["--language", language]));
        let [one, two] = [&paths[0], &paths[1]].map(|path| std::fs::read(path).unwrap());
        assert_eq!(one, two, "the same bytes every time");
        let inflated = streams(&one);
        let inflated = String::from_utf8_lossy(&inflated);
        assert!(inflated.contains("pdfaid:part>2<") && inflated.contains("pdfuaid:part>1<"), "{language}");
        // Coordinates on a sheet are numbers, too: places are looked for in what is read below.
        assert!(!inflated.contains("qzx"), "{language}");
        let read = Command::new("pdftotext").args([text(&paths[0]), "-"]).output().unwrap();
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        let read = String::from_utf8(read.stdout).unwrap();
        assert_eq!(planted(&read), [""; 0], "{language}");
        let (_, value) = document(&mission, &folder, &format!("{language}.json"), &["--language", language]);
        let (mut texts, mut leads) = (Vec::new(), BTreeSet::new());
        gather(&value, &mut texts, &mut leads);
        // Letters alone: lines end elsewhere, what turns the direction of writing is no letter, and marks stand on letters: readers set them
        // before or after.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric() && !is_mark(*c)).collect::<String>();
        let wanted = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && !is_mark(c)));
        let wanted: BTreeSet<String> = wanted.map(letters).filter(|word| word.chars().count() > 1).collect();
        let all = letters(&read);
        let lost: Vec<&String> = wanted.iter().filter(|word| !all.contains(*word)).collect();
        assert!(wanted.len() > 150, "{language}: {}", wanted.len());
        assert!(lost.is_empty(), "{language}: {lost:?} are not in what is read out of the PDF");
    }
}

/// Marks on letters of Arabic and Hebrew.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Where the agreement says that parties have it first, a report is not published before they answered or had their time; what they answer is
/// printed.
#[test]
fn parties_have_it_first_and_their_answer_is_printed() {
    let folder = Folder::new();
    let mission = mission(&folder, "[public]\nadvance_days = 7\n");
    let days = ["--from", "2030-03-01", "--to", "2030-03-31"];
    let run = |name: &str, more: &[&str]| {
        let out = folder.path(name);
        let said = truce(&[&["report", text(&mission), "--out", text(&out)][..], &days, more].concat());
        (said, std::fs::read_to_string(&out).unwrap_or_default())
    };
    let (early, _) = run("early.html", &["--record"]);
    assert_eq!(early.code, 1);
    assert!(
        early.err.contains("north has no copy (--advance-to north)") && early.err.contains("south has no copy"),
        "{}",
        early.err
    );
    let mut copies = Vec::new();
    for party in ["north", "south"] {
        let (said, page) = run(&format!("{party}.html"), &["--advance-to", party]);
        assert_eq!(said.code, 0, "{}", said.err);
        copies.push(said.out.split_whitespace().nth(1).unwrap().to_owned());
        let name = if party == "north" { "The North" } else { "The South" };
        assert!(page.contains(&format!("Advance copy for {name}, for its answer by ")), "{page}");
        assert_eq!(planted(&page), [""; 0]);
    }
    assert_eq!(run("nobody.html", &["--advance-to", "east"]).0.code, 1);
    let (early, _) = run("early.html", &["--record"]);
    assert!(
        early.code == 1 && early.err.contains("north has until ") && early.err.contains("south has until "),
        "{}",
        early.err
    );
    let answer = folder.write("answer.txt", "The shelling of 4 March was not ours.\n\nWe ask for a joint visit.\n");
    for (copy, code) in [(copies[0].as_str(), 0), (copies[1].as_str(), 0), ("1", 1)] {
        let said = truce(&["report", text(&mission), "--answer", copy, "--text", text(&answer)]);
        assert_eq!(said.code, code, "{}", said.err);
    }
    let (said, page) = run("published.html", &["--record"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(page.contains("The North had a copy on "), "{page}");
    assert_eq!(page.matches("<blockquote><p>We ask for a joint visit.</p></blockquote>").count(), 2);
    assert!(page.contains(&format!("(ledger entry {}) and answers:", copies[0])));
    // The report on another period has nothing of it.
    let other = folder.path("other.html");
    let said = truce(&["report", text(&mission), "--from", "2030-02-01", "--to", "2030-02-28", "--out", text(&other)]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(std::fs::read_to_string(other).unwrap().contains("No party had a copy before publication."));
    assert_eq!(truce(&["verify", text(&mission)]).code, 0);
}

/// What leaves late does not leave at once by a moment that has not come; a second copy takes no answer away.
#[test]
fn nothing_is_published_of_days_to_come() {
    let folder = Folder::new();
    let mission = mission(&folder, "");
    let to_come = ["--from", "2030-03-01", "--to", "2031-01-31", "--record"];
    let out = folder.path("no.html");
    let said = truce(&[&["report", text(&mission), "--out", text(&out)][..], &to_come].concat());
    assert!(said.code == 1 && said.err.contains("has not come: nothing is published"), "{}", said.err);
    let bundle = folder.path("bundle");
    let said = truce(&["export", text(&mission), "--as", "bundle", "--out", text(&bundle), "--as-of", "2031-01-31"]);
    assert!(said.code == 1 && said.err.contains("has not come") && !bundle.exists(), "{}", said.err);
    let days = ["--from", "2030-03-01", "--to", "2030-03-31"];
    let run = |name: &str, more: &[&str]| {
        let out = folder.path(name);
        let said = truce(&[&["report", text(&mission), "--out", text(&out)][..], &days, more].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        (said.out, std::fs::read_to_string(out).unwrap())
    };
    let (first, _) = run("first.html", &["--advance-to", "north"]);
    let answer = folder.write("answer.txt", "It was not ours.\n");
    let entry = first.split_whitespace().nth(1).unwrap();
    assert_eq!(truce(&["report", text(&mission), "--answer", entry, "--text", text(&answer)]).code, 0);
    run("second.html", &["--advance-to", "north", "--language", "ar"]);
    let (_, page) = run("last.html", &[]);
    assert!(page.contains("It was not ours.") && !page.contains("did not answer"), "{page}");
}
