//! The canonical form: what it looks like, that it is reached at once, and that it means what was written.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use provisions::{Annexes, format};

const HEAD: &str = "---\nagreement: b\ntitle: B\nparties: north \"N\", south \"S\"\nbodies: commission \"C\"\n\
                    time zone: Africa/Khartoum\nin force: from 2030-03-01\n---\n\n# 1. X\n\n> t\n\n";

fn check(block: &str, expected: &str) {
    let [text, expected] = [block, expected].map(|block| format!("{HEAD}```truce\n{block}```\n\n- prose  stays \t\n"));
    assert_eq!(format(&text), expected);
    assert_eq!(format(&expected), expected, "formatted twice");
    assert_eq!(meaning(&expected), meaning(&text));
}

/// What the agreement says, without the places at which it says it.
fn meaning(text: &str) -> String {
    let (agreement, found) = provisions::read("a.md", text, &Annexes::new());
    let mut out = String::new();
    for (provision, rule) in agreement.rules() {
        let _ = writeln!(out, "{} {} {:?} {:?}", provision.id, rule.id, rule.title, rule.readings);
    }
    let _ = writeln!(out, "{:?} {:?} {:?}", agreement.event_types, agreement.states, agreement.triggers);
    let _ = writeln!(out, "{:?} {:?} {:?}", agreement.baselines, agreement.values, agreement.conversions);
    let _ = writeln!(out, "{:?} {:?} {:?}", agreement.milestones, agreement.attributes, agreement.evidence);
    let _ = writeln!(out, "{:?} {:?} {:?}", agreement.zones, agreement.lines, agreement.calendar);
    let mut codes: Vec<_> = found.iter().map(|one| (one.code.text(), one.at.start)).collect();
    codes.sort_by_key(|(code, start)| (*start, *code));
    let _ = writeln!(out, "{:?}", codes.iter().map(|(code, _)| code).collect::<Vec<_>>());
    without_places(&out)
}

fn without_places(debug: &str) -> String {
    let mut out = String::new();
    let mut rest = debug;
    while let Some(place) = rest.find("Position {") {
        out.push_str(&rest[..place]);
        rest = &rest[place + rest[place..].find('}').unwrap() + 1..];
    }
    out + rest
}

#[test]
fn clauses_stand_at_two_spaces_and_those_of_readings_at_four() {
    check(
        "rule a   \"A\"\n\tobliges   north ,south\n    reading  \"one\"\n          never attack\n\treading \"two\" held by north\n\t\tnever   shelling\n",
        "rule a \"A\"\n  obliges north, south\n  reading \"one\"\n    never attack\n  reading \"two\" held by north\n    never shelling\n",
    );
}

#[test]
fn a_line_that_goes_on_keeps_its_breaks_and_is_indented_by_two_more() {
    check(
        "rule a \"A\"\n  obliges north,\n  south\n  reading \"one\"\n    never attack against north,\n\n\n    # both\n  south\n",
        "rule a \"A\"\n  obliges north,\n    south\n  reading \"one\"\n    never attack against north,\n\n      # both\n      south\n",
    );
}

#[test]
fn remarks_stand_as_the_line_that_follows_them() {
    check(
        "    #first\nrule a \"A\"#why: 1. 2.\n# who\n\n   obliges north  # not  south.  \n   never attack\n  . # end\n# last\n",
        "#first\nrule a \"A\"  #why: 1. 2.\n  # who\n\n  obliges north  # not  south.\n  never attack\n  # end\n# last\n",
    );
}

#[test]
fn full_stops_and_colons_that_mean_nothing_go() {
    check(
        "rule 3(a). \"A: b.\":\n  obliges: north.\n  .\n  must election_held by 2030-04-01 12:00 .\n",
        "rule 3(a) \"A: b.\"\n  obliges north\n  must election_held by 2030-04-01 12:00\n",
    );
}

#[test]
fn numbers_names_and_times_are_as_written() {
    check(
        "rule 1.10 \"A\"\n  obliges north\n  every day aid_delivered  at least 1,700,of them \"water\" at least 0_600.50\n  from 2030-4-1\nحادث ،ثم\n",
        "rule 1.10 \"A\"\n  obliges north\n  every day aid_delivered at least 1,700, of them \"water\" at least 0_600.50\n  from 2030-4-1\nحادث، ثم\n",
    );
    check("evidence\n  coverage at least 50%\n", "evidence\n  coverage at least 50 %\n");
}

#[test]
fn texts_stand_in_straight_quotes_where_they_can() {
    check(
        "event a “one  two”\nevent b „drei“\nevent c « quatre »\nevent d «the \"line\"»\nevent e \"it’s «so»\"\n",
        "event a \"one  two\"\nevent b \"drei\"\nevent c \" quatre \"\nevent d «the \"line\"»\nevent e \"it’s «so»\"\n",
    );
}

#[test]
fn blank_lines_go_at_the_ends_and_become_one_between() {
    check(
        "\n  \nevent a \"A\"\n\t\n\n\nevent b \"B\"\n.\nevent c \"C\"\n\n",
        "event a \"A\"\n\nevent b \"B\"\nevent c \"C\"\n",
    );
    check("\n \n\n", "");
}

#[test]
fn a_line_that_cannot_be_read_is_kept() {
    // Characters without meaning, a text that is not closed, and a number that would lose its point.
    check(
        "rule  a \"A\"\n      obliges  north ; south:\n     never  attack  in “the hills\n   coverage at least .5 %\n   ;;; \n",
        "rule a \"A\"\n  obliges  north ; south:\n  never  attack  in “the hills\n  coverage at least .5 %\n  ;;;\n",
    );
    check(
        "rule a \"A\"\n     * obliges  north\n   never  attack\nevent  b\n",
        "rule a \"A\"\n  * obliges  north\n  never attack\nevent b\n",
    );
    // A comma too many takes in nothing, and stays to be seen.
    check("rule a \"A\"\n   obliges  north,\n   never attack\n", "rule a \"A\"\n  obliges north,\n  never attack\n");
}

#[test]
fn a_block_whose_lines_cannot_be_told_apart_is_left() {
    for block in [
        // What a line begins with counts for its depth, and cannot be kept, and moved.
        "rule  a\n  . obliges  north ; south\n",
        // What would close the block if it were moved.
        "event  a\n     ``` \nevent b\n",
        // What stands before any definition.
        "      obliges  north\n   until  x\nevent a\n",
    ] {
        check(block, block);
    }
}

#[test]
fn only_blocks_change_and_lines_end_as_they_did() {
    let prose = "---\r\nagreement:  b \r\n---\r\n\r\n#  1.  X \r\n\r\n>  t\r\n\r\n    rule   indented\r\n\r\n- list\r\n  ```truce\r\n  rule   b\r\n  ```\r\n\r\n";
    let text = format!(
        "\u{feff}{prose}~~~~ truce \r\n\r\n\trule  a .\r\n\r\n\r\n\t\tnever  b\r\n~~~~\r\n\r\n```truce\r\n```\r\n"
    );
    let expected = format!("\u{feff}{prose}~~~~ truce \r\nrule a\r\n\r\n  never b\r\n~~~~\r\n\r\n```truce\r\n```\r\n");
    assert_eq!(format(&text), expected);
    assert_eq!(format(&expected), expected);
    let open = "# 1\n\n```truce\nrule   a\n\n\n# 2.  All that follows\n";
    assert_eq!(format(open), open, "nobody knows where a block ends that is not closed");
    assert_eq!(format(""), "");
}

fn markdown_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            markdown_under(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The page, the agreements that it shows, and each of its blocks alone.
fn texts_of(page: &str) -> Vec<String> {
    let mut texts = vec![page.to_owned()];
    for (opens, closes, head) in [("````markdown\n", "\n````", ""), ("\n```truce\n", "\n```", HEAD)] {
        for part in page.split(opens).skip(1) {
            let contents = part.split(closes).next().unwrap_or_default();
            texts.push(if head.is_empty() {
                format!("{contents}\n")
            } else {
                format!("{head}```truce\n{contents}\n```\n")
            });
        }
    }
    texts
}

#[test]
fn every_agreement_and_every_page_keeps_its_meaning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = Vec::new();
    for folder in ["agreements", "docs", "crates", "bench", "fuzz"] {
        markdown_under(&root.join(folder), &mut pages);
    }
    let mut n_texts = 0;
    for path in pages {
        for text in texts_of(&std::fs::read_to_string(&path).unwrap()) {
            let once = format(&text);
            assert_eq!(format(&once), once, "{}", path.display());
            assert_eq!(meaning(&once), meaning(&text), "{}", path.display());
            n_texts += 1;
        }
    }
    assert!(n_texts > 150, "{n_texts} texts");
}

#[test]
fn the_agreements_stand_in_canonical_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../agreements");
    let mut pages = Vec::new();
    markdown_under(&folder, &mut pages);
    for path in pages {
        let text = std::fs::read_to_string(&path).unwrap();
        for (now, then) in format(&text).lines().zip(text.lines()) {
            assert_eq!(now, then, "{}", path.display());
        }
        assert_eq!(format(&text), text, "{}", path.display());
    }
}

/// Small numbers from a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// A line of a generated block: its depth and its words; no words is a blank line.
type Row = (usize, String);

fn generated(random: &mut Random) -> Vec<Row> {
    let asks = [
        "never attack against south",
        "must election_held by 2030-04-01 12:00",
        "every day aid_delivered at least 1,700, of them \"water\" at least 50",
        "must total person_released at least 30 % of held within 10 days of entry into force",
        "may meeting only after consultation of commission",
    ];
    let mut rows = vec![(0, "baseline held \"persons: held\"".to_owned()), (1, "amount 1_000".to_owned())];
    for number in 0..1 + random.below(5) {
        if random.below(3) > 0 {
            rows.push((0, String::new()));
        }
        if random.below(3) == 0 {
            rows.push((0, "# A choice of this file.".to_owned()));
        }
        rows.push((0, format!("rule r{number}(a) \"No. {number}\"")));
        rows.push((1, random.of(&["obliges north, south", "obliges each party"]).to_owned()));
        if random.below(2) == 0 {
            rows.push((1, random.of(&asks).to_owned()));
            continue;
        }
        for name in ["one", "two"].iter().take(usize::try_from(1 + random.below(2)).unwrap()) {
            rows.push((1, format!("reading \"{name}\" held by north")));
            if random.below(3) == 0 {
                rows.push((2, "# who holds it?".to_owned()));
            }
            rows.push((2, random.of(&asks).to_owned()));
        }
    }
    rows
}

fn written(rows: &[Row]) -> String {
    let mut out = format!("{HEAD}```truce\n");
    for (depth, words) in rows {
        let indent = if words.is_empty() { 0 } else { 2 * depth };
        let _ = writeln!(out, "{:indent$}{words}", "");
    }
    out + "```\n"
}

/// The same as somebody in a hurry would write it.
fn mangled(rows: &[Row], random: &mut Random) -> String {
    let mut out = format!("{HEAD}```truce\n{}", random.of(&["", "\n", " \n\t\n"]));
    let (clause, deeper) = (random.of(&["  ", " ", "\t", "       "]), random.of(&["  ", " ", "\t", "     "]));
    for (depth, words) in rows {
        if words.is_empty() {
            out.push_str(random.of(&["\n", "\n\n\n", "  \n", "\t\n\n"]));
            continue;
        }
        if words.starts_with('#') {
            let _ = writeln!(out, "{}{words}{}", random.of(&["", "  ", "\t", "       "]), random.of(&["", "  ", "\t"]));
            continue;
        }
        out.push_str(["", clause, clause][*depth]);
        out.push_str(["", "", deeper][*depth]);
        let mut closes = None;
        let characters: Vec<char> = words.chars().collect();
        for (idx, c) in characters.iter().enumerate() {
            match (c, closes) {
                ('"', None) => {
                    let pair = random.of(&["\"\"", "“”", "„“", "«»", "“\""]);
                    out.extend(pair.chars().take(1));
                    closes = pair.chars().nth(1);
                }
                ('"', Some(close)) => {
                    out.push(close);
                    closes = None;
                }
                (' ', None) => out.push_str(random.of(&[" ", " ", "  ", "\t", "\u{a0}", "   "])),
                (',', None) if characters.get(idx + 1) == Some(&' ') => out.push_str(random.of(&[",", " ,", "  , "])),
                (c, _) => out.push(*c),
            }
        }
        out.push_str(random.of(&["", "", ".", " .", ":", "  ", "\t"]));
        out.push('\n');
    }
    out.push_str(random.of(&["", "\n", " \n\t\n"]));
    out + "```\n"
}

#[test]
fn however_it_is_typed_the_form_is_one() {
    let seed = 20_300_301;
    let mut random = Random(seed);
    for round in 0..400 {
        let rows = generated(&mut random);
        let plain = written(&rows);
        assert_eq!(format(&plain), plain, "seed {seed}, round {round}");
        let typed = mangled(&rows, &mut random);
        assert_eq!(format(&typed), plain, "seed {seed}, round {round}: {typed}");
        assert_eq!(meaning(&typed), meaning(&plain), "seed {seed}, round {round}: {typed}");
    }
}
