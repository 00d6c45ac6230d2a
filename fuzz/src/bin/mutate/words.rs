//! Words with which seeds are changed: those of the language, those of the seeds, and values that often go wrong.

/// Values and marks that often go wrong.
const ODD: &str = "\
    ``` ```truce ~~~ --- \u{feff} é \u{202e} \u{1F54A} - 0 1 18446744073709551616 -9223372036854775808 1e308 -1e-308 \
    99999999999999999999999999999 79228162514264337593543950335 0.0000000000000000000000000001 NaN 9999-12-31 \
    -9999-01-01 0001-01-01 2025-02-30 24:00 T23:59:60Z 23:59:59 [[[[ {\"a\": null 180.0000001 -90 1e-320 ٣ ٪ ، « » “ ” # \
    \" , 999999999 1,700 60_000 3(a) 2.1 ,,,, \"\" \"a b\" > # ## \\ .";

/// Words of the agreement language, and keys of the front matter.
const OF_THE_LANGUAGE: &str = "\
    rule zone line event state trigger milestone baseline value conversion attribute calendar evidence reading \
    outline course from until within of annex missing for each prolonged while begins ends and by decision at when \
    amount declared sealed not is as in to with them weekend holidays corroboration needs origins reliability least \
    credibility coverage own observation does corroborate admission counted field text number one obliges permits once \
    never must may only keep always every any time most prevent endeavour term undefined be agreed no step contrary \
    except because supplied reserves qualified finding waived completely value held after before in answer the same \
    total together report notify consultation consent those that are out away km kilometres m metres apart equal shares \
    free hours less strictly through between a date entry into force start end day including working days week month \
    year hour percent % against or party actor each key band saturday friday monday \
    agreement: title: parties: truce: version: retired: signed: bodies: precedence: invented: weekend: holidays: \
    non-signatories: outline steps zone item north south commission shelling truck_entered weapons_present";

/// Keys of the front matter that are more than one word, and phrases that a single word does not open.
const PHRASES: [&str; 12] = [
    "time zone: ",
    "in force: from ",
    "version in force: from ",
    "interpreted by: ",
    "authentic languages: ",
    "side letters: ",
    "entry into force",
    "start of ",
    "end of ",
    "30 days after ",
    "day 3 of ",
    "working day 2 including ",
];

/// Geometries, whole and broken.
const DRAWN: [&str; 8] = [
    r#"{"type": "LineString", "coordinates": [[34.2, 31.3], [34.3, 31.4]]}"#,
    r#"{"type": "LineString", "coordinates": [[0, 0], [0, 0]]}"#,
    r#"{"type": "MultiLineString", "coordinates": [[[180, 90], [-180, -90]]]}"#,
    r#"{"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]}"#,
    r#"{"type": "GeometryCollection", "geometries": ["#,
    r#"{"type": "Feature", "properties": null, "geometry": "#,
    "[[0, 0], [1, 0], [1, 1], [0, 0]]",
    "[180, 90]",
];

/// Whole lines: one of each sort of definition, clause and ask.
pub(crate) const LINES: &str = r#"event e "e" is shelling or e2
event e2 counted in trucks
  counted in litres
  field class one of heavy, light
zone z1 "z"
  within 3 km of l1
  within z1
  outline "z.geojson" from 2025-01-10 until 2025-06-01
line l1
  course "z.geojson"
  annex missing "none"
state s1 "s" for each zone
  from entry into force until day 3 of m1
  prolonged while s1
  begins and ends by decision of commission
trigger t1 at 3 working days after t2
trigger t2
  at day 1 before t1 at 12:00
  by decision of commission
  reading "early", held by north at 2025-02-01
  reading "late" at start of s1
milestone m1
  when e at least 30 % of b1 and e2 by north at least v1
baseline b1
  of north
  amount 200 trucks declared 2025-01-10
  sealed "in the bank"
  reading "x", held by south amount 0
value v1
  is 79228162514264337593543950335 trucks
  by decision of commission
  as in 1/fuel of "earlier.md"
conversion c1
  1 barrel is 159 litres
  loads to trucks
attribute a1
  begins with shelling by them
  ends with meeting to them
calendar k1
  weekend monday, sunday
  holidays 2025-05-01, 9999-12-31
evidence
  corroboration needs 3 origins
  coverage at least 100 %
rule r1 "r"
  obliges each party
  permits north
  while s1, quiet
  for each zone
  for each calibre
  once m1 and t1
  from t1 until 3 years after t1
  until -9999-01-01
  never e within 3 hours after e2 with the same zone
  never e within 1 day after e2 in answer
  must total e at least 30 % of b1 by t1
  must e together with e2 within 3 days
  must e at least 2 for every e2 within 1 hour
  must total e by steps
  step at least 3 within 10 days once e2 at least 3 and e
  must report to commission every 2 weeks
  must report to north or south within 3 working days of e
  must notify commission of e within 0 hours
  may e only after consultation of commission, with consent of north and after m1
  only those that are a1 and not a1 may e after e2 at least 3
  keep e out of z1 or z2
  keep e 5 km from l1 for north, from z1 for south
  keep e 30 km apart in equal shares from l1 for north, from z1 for south
  keep free of e 24 hours of every day
  keep e 0 hours of every 999999999 years
  always e with calibre at least 100
  every 3 k1 days e at least 3, of them fuel or "x" at most 2, of them in z1 at least v1
  every 1 hour e at most 3
  at any time at most 30 % of b1 e less e2
  prevent e strictly
  endeavour "x" through e
  term s1
  undefined "x"
  no baseline "x"
  contrary e2
  except e by east against north in z1 of fuel with maker "own" or other
  reserves self_defence for north
  qualified proportionate, by finding
  waived by decision of commission
  counted completely
  within 3 days of e
  between 2025-01-01 and 2024-01-01
  by a date to be agreed
  by day 99999999 including 9999-12-31 at 23:59
  value from "a" "b"
  supplied by commission
  reading "joint", held by north
    obliges south
    must e by t1
    never e
"#;

/// Words with which inputs are changed.
pub(crate) fn tokens(seeds: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = ["\0", "\n", "\r\n", "\n\n", " ", "\t", "\n  ", "\n    ", "```truce\n", "---\n"]
        .into_iter()
        .chain(ODD.split(' '))
        .chain(OF_THE_LANGUAGE.split(' '))
        .chain(PHRASES)
        .chain(DRAWN)
        .map(|text| text.as_bytes().to_vec())
        .filter(|word| !word.is_empty())
        .collect();
    for seed in seeds {
        let words = seed.split(|byte| byte.is_ascii_whitespace() || b",;:".contains(byte));
        found.extend(words.filter(|word| (1..=40).contains(&word.len())).map(<[u8]>::to_vec));
    }
    found.sort();
    found.dedup();
    found
}
