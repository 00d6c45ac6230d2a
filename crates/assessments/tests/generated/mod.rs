//! Cases from a seed: an agreement as text in our language, rows, and the moments asked about.
//!
//! Times lie on a grid of six hours over a few days, so that events, stretches and due times often meet exactly. The
//! clocks go back within those days (Europe/Berlin, 26 October 2025).
#![allow(unreachable_pub, dead_code, reason = "each test program includes the generator whole and uses a part of it")]

mod rows;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use provisions::Annexes;
use records::{
    Account, Answer, Decision, Element, EventRow, Figure, Finding, Happening, Level, Observation, Place,
    PlacePrecision, Point, Response, Stance, Statement, Tally, Turn, Verdict, When, WhenPrecision,
};
use rust_decimal::Decimal;

/// One case.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The agreement, in Markdown.
    pub text: String,
    /// The rows.
    pub rows: Vec<EventRow>,
    /// As it was known then; none: all rows.
    pub known_at: Option<Timestamp>,
    /// The moment asked about.
    pub as_of: Timestamp,
}

/// The case of a seed.
pub fn case(seed: u64) -> Generated {
    let mut random = Random::new(seed);
    let zone_name = random.pick(&["Europe/Berlin", "UTC"]);
    let focus = random.pick(&ACTS[1..]);
    let zone = TimeZone::get(zone_name).expect("the zone is bundled with jiff");
    let mut maker = Maker { zone, random, focus, told: Vec::new() };
    let n_parties = 1 + maker.random.below(3);
    let n_rules = 1 + maker.random.below(4);
    let text = maker.agreement(zone_name, n_parties, n_rules);
    let n_rows = maker.random.pick(&[4, 8, 16, 32]) + maker.random.below(8);
    let mut rows = Vec::new();
    for row_idx in 0..n_rows {
        let row = maker.row(row_idx, n_rules);
        rows.push(row);
    }
    let known_at = maker.random.one_in(5).then(|| maker.moment());
    let as_of = maker.as_of();
    Generated { text, rows, known_at, as_of }
}

/// The annexes that generated agreements name: two squares of one degree.
pub fn annexes() -> Annexes {
    let square = |south: i32| {
        let (low, high) = (south, south + 1);
        let ring = format!("[[0,{low}],[1,{low}],[1,{high}],[0,{high}],[0,{low}]]");
        format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#).into_bytes()
    };
    BTreeMap::from([("north.geojson".to_owned(), square(0)), ("south.geojson".to_owned(), square(-1))])
}

/// Xorshift: small, and the same everywhere.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number less than `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).expect("limits are small");
        usize::try_from((self.next() >> 11) % limit).expect("less than the limit, which is small")
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// One of these once in two, else none.
    fn maybe(&mut self, from: &[&str]) -> Option<String> {
        if self.one_in(2) { Some(self.pick(from).to_owned()) } else { None }
    }
}

struct Maker {
    random: Random,
    zone: TimeZone,
    /// The type that most rules and rows of the case are about.
    focus: &'static str,
    /// Rows so far that tell of something, with the author they name.
    told: Vec<(String, Option<String>)>,
}

const TYPES: &[&str] = &["shelling", "shooting", "truck_entered", "shelling", "truck_entered", "meeting", "attack"];
const ACTS: &[&str] = &["attack", "shelling", "shooting", "truck_entered"];
const ACTORS: &[&str] = &["a", "a", "a", "b", "b", "c", "unknown"];
const ZONES: &[&str] = &["north", "city", "south", "island", "nowhere"];
const ITEMS: &[&str] = &["fuel", "food"];
const BODIES: &[&str] = &["panel", "panel", "council", "a"];
const LEVELS: &[Level] = &Level::ALL;
const N_DAYS: usize = 8;

const DEFINITIONS: &str = r#"
zone north
  outline "north.geojson"
zone south
  outline "south.geojson" from 2025-10-25
zone city
  within north
zone island
  annex missing "the map was not published"
zone region
zone valley
  within region
event attack is shelling or shooting
event truck_entered counted in trucks
state ceasefire
  from 2025-10-23 until 2025-10-27
state pauses
  from 2025-10-23 until 2025-10-24 12:00
  from 2025-10-25 until 2025-10-26 00:00
  from 2025-10-26 until 2025-10-29
state phase
  begins and ends by decision of panel
state truce
  from d_day until 2 days after d_day
  ends by decision of panel, council
state disputed_time
  from claimed until 2025-10-29
state calm for each zone
  begins and ends by decision of panel
state supply for each item
  begins and ends by decision of panel
trigger d_day at 2025-10-24 12:00
trigger claimed
  reading "early" held by a at 2025-10-23 06:00
  reading "late" at 2025-10-25
trigger called
  by decision of panel
trigger never_set
baseline stock
  amount 10
baseline later_stock
  amount 4
  declared 2025-10-26
baseline secret_stock
  not declared "sealed"
"#;

impl Maker {
    fn agreement(&mut self, zone_name: &str, n_parties: usize, n_rules: usize) -> String {
        let parties = ["a", "b", "c"];
        let (signed, others) = parties.split_at(n_parties);
        let mut text =
            format!("---\nagreement: case\ntitle: A case\ntime zone: {zone_name}\nparties: {}\n", signed.join(", "));
        if !others.is_empty() {
            let _ = writeln!(text, "non-signatories: {}", others.join(", "));
        }
        text.push_str("bodies: panel, council\nweekend: saturday, sunday\nholidays: 2025-10-24\n");
        let in_force = [
            "from 2025-10-23",
            "from 2025-10-22 12:00",
            "from 2025-10-23 18:00",
            "from 2025-10-23 06:00 until 2025-10-28",
            "from d_day",
            "from called",
        ];
        if !self.random.one_in(8) {
            let _ = writeln!(text, "in force: {}", self.random.pick(&in_force));
        }
        text.push_str("---\n\n# Definitions\n\n");
        text.push_str("```truce");
        text.push_str(DEFINITIONS);
        if self.random.one_in(6) {
            text.push_str("evidence\n");
            let clauses = ["admission does not corroborate", "coverage at least 2 %", "coverage at least 50 %"];
            let _ = writeln!(text, "  {}", self.random.pick(&clauses));
        }
        text.push_str("```\n");
        for rule_idx in 1..=n_rules {
            let _ = writeln!(text, "\n## P{rule_idx} A provision\n\n> Its text.\n\n```truce\nrule R{rule_idx}");
            let clauses = self.rule(n_parties);
            text.push_str(&clauses);
            text.push_str("```\n");
        }
        text
    }

    fn rule(&mut self, n_parties: usize) -> String {
        let mut lines = Vec::new();
        let obliges = if n_parties == 1 { &["a", "each party"][..] } else { &["a", "b", "a, b", "each party"][..] };
        lines.push(format!("obliges {}", self.random.pick(obliges)));
        let mut may_have_each = false;
        match self.random.below(12) {
            0..=3 => {
                lines.push(self.never());
                may_have_each = true;
                self.qualified(&mut lines);
            }
            4 => lines.extend(self.after_event()),
            5 => {
                let (act, number, due) = (self.act(), self.number(), self.due());
                lines.push(format!("must {act} at least {number} {due}"));
                self.qualified(&mut lines);
            }
            6 | 7 => lines.push(self.rate()),
            8 => {
                let (act, amount, due) = (self.act(), self.amount(), self.due());
                lines.push(format!("must total {act} at least {amount} {due}"));
            }
            9 => {
                let (act, amount) = (self.act(), self.amount());
                lines.push(format!("must total {act} at most {amount}"));
            }
            10 => {
                let states = ["ceasefire", "pauses", "phase", "truce", "calm", "disputed_time"];
                lines.push(format!("term {}", self.random.pick(&states)));
            }
            _ => {
                let missing = [
                    "undefined \"properly\"",
                    "to be agreed \"when\"",
                    "annex missing \"A\"",
                    "no baseline \"of what\"",
                ];
                lines.push(self.random.pick(&missing).to_owned());
            }
        }
        let is_keyed = self.time(&mut lines);
        if may_have_each && !is_keyed && self.random.one_in(4) {
            lines.push(format!("for each {}", self.random.pick(&["zone", "item", "party", "sector"])));
        }
        self.beside(&mut lines);
        if n_parties > 1 && self.random.one_in(8) {
            lines.push("reading \"narrow\", held by a".to_owned());
            lines.push("  obliges b".to_owned());
            lines.push("reading \"wide\"".to_owned());
            lines.push("  obliges each party".to_owned());
        }
        lines.iter().fold(String::new(), |text, line| text + "  " + line + "\n")
    }

    /// States and bounds; says whether one of the states is keyed.
    fn time(&mut self, lines: &mut Vec<String>) -> bool {
        let states = [
            "",
            "",
            "",
            "ceasefire",
            "ceasefire",
            "pauses",
            "phase",
            "truce",
            "disputed_time",
            "calm",
            "supply",
            "ceasefire, phase",
            "ceasefire, calm",
        ];
        let states = self.random.pick(&states);
        if !states.is_empty() {
            lines.push(format!("while {states}"));
        }
        if self.random.one_in(6) {
            let from = self.text_moment();
            let until = if self.random.one_in(2) { " until 2025-10-27 18:00" } else { "" };
            lines.push(format!("from {from}{until}"));
        }
        states.contains("calm") || states.contains("supply")
    }

    fn beside(&mut self, lines: &mut Vec<String>) {
        for clause in
            ["counted completely", "coverage at least 40 %", "reserves self_defence for a", "coverage at least 0.5 %"]
        {
            if self.random.one_in(12)
                && !(clause.starts_with("coverage") && lines.iter().any(|l| l.starts_with("coverage")))
            {
                lines.push(clause.to_owned());
            }
        }
    }

    fn qualified(&mut self, lines: &mut Vec<String>) {
        if self.random.one_in(4) {
            lines.push("qualified offensive, by finding".to_owned());
        }
    }

    fn never(&mut self) -> String {
        let act = self.act();
        if self.random.one_in(6) {
            return format!("must {act} at most {}", self.number());
        }
        format!("never {act}")
    }

    /// A type with its particulars. A lone `by a` would be read as the beginning of a due time.
    fn act(&mut self) -> String {
        let mut act = if self.random.one_in(2) { self.focus } else { self.random.pick(ACTS) }.to_owned();
        if self.random.one_in(4) {
            act += self.random.pick(&[" by b", " by b or a", " by c"]);
        }
        if self.random.one_in(4) {
            act += self.random.pick(&[" against b", " to c or b"]);
        }
        if self.random.one_in(3) {
            act += self.random.pick(&[
                " in north",
                " in city",
                " in south",
                " in island",
                " in north or island",
                " in region",
            ]);
        }
        if self.random.one_in(5) {
            act += self.random.pick(&[" of fuel", " of fuel or food"]);
        }
        act
    }

    fn number(&mut self) -> &'static str {
        self.random.pick(&["1", "1", "2", "3", "4"])
    }

    fn amount(&mut self) -> &'static str {
        self.random.pick(&[
            "1",
            "2",
            "3",
            "20 % of stock",
            "50 % of later_stock",
            "10 % of secret_stock",
            "15 % of stock",
        ])
    }

    fn after_event(&mut self) -> Vec<String> {
        let span = self.random.pick(&["6 hours", "24 hours", "2 days", "1 working day", "0 hours"]);
        let (act, anchor, number) = (self.act(), self.act(), self.number());
        let mut lines = vec![format!("must {act} at least {number} within {span} of {anchor}")];
        if self.random.one_in(2) {
            lines.push(format!("for each {}", self.random.pick(&["item", "zone"])));
        }
        lines
    }

    fn due(&mut self) -> String {
        match self.random.below(12) {
            0..=3 => format!("by {}", self.text_moment()),
            4 | 5 => {
                let (from, until) = (self.text_moment(), self.text_moment());
                format!("between {from} and {until}")
            }
            6 => "by a date to be agreed".to_owned(),
            _ => {
                let span = self.random.pick(&["6 hours", "48 hours", "1 day", "2 working days", "1 week"]);
                format!("within {span} of {}", self.text_moment())
            }
        }
    }

    fn text_moment(&mut self) -> &'static str {
        self.random.pick(&[
            "2025-10-24",
            "2025-10-25",
            "2025-10-26 12:00",
            "2025-10-27",
            "d_day",
            "d_day",
            "claimed",
            "called",
            "never_set",
            "entry into force",
            "start of pauses",
            "end of pauses",
            "end of ceasefire",
            "start of phase",
            "end of phase",
            "2 days after d_day",
            "1 working day after d_day",
            "day 1 of d_day",
            "day 0 of claimed",
            "12 hours after 1 day after d_day",
        ])
    }

    fn rate(&mut self) -> String {
        let every = self
            .random
            .pick(&["day", "day", "day", "week", "week", "6 hours", "2 days", "2 days", "12 hours", "30 hours"]);
        let (act, number) = (self.act(), self.number());
        let (bound, part) = (self.random.pick(&["least", "most"]), self.random.pick(&["least", "most"]));
        let mut line = format!("every {every} {act} at {bound} {number}");
        if self.random.one_in(3) {
            let of = self.random.pick(&["fuel", "food or fuel", "in city", "in north"]);
            let number = self.random.pick(&["0", "1", "2"]);
            let part = if number == "0" { "most" } else { part };
            let _ = write!(line, ", of them {of} at {part} {number}");
        }
        line
    }
}
