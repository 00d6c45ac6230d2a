//! How long a register takes over many events, once they are in memory.
//!
//!     registers N [NAME]
//!
//! N reports of one made-up mission, each an event or statement of its own: shelling, trucks, meetings, releases, inspections of
//! convoys, cases with recommendations, stances, patrols, consignments, weapons, goods, payments, crossings. Claims are put by type
//! beforehand, as a mission does once at each replay. Prints the median of seven times for each register, and beside it that of
//! the probe: the same events put in order of time and counted by day and type, which any register must do at least.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use assessments::registers::{ByType, Kind, Look, register};
use events::{Cards, Filed, Known, LinkedBy, from_reports};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use records::Statement;
use sources::{Draft, Format};

const AGREEMENT: &str = "---
agreement: bench
title: Bench
parties: north \"North\", south \"South\"
bodies: commission \"Commission\"
time zone: UTC
in force: from 2030-01-01
---
# 1. Quiet

> Nobody shells.

```truce
event convoy \"a convoy\"

rule 1 \"no shelling\"
  obliges each party
  never shelling
```

# 2. Convoys

> Each convoy is inspected within a day.

```truce
rule 2 \"convoys are inspected\"
  obliges commission
  for each item
  must consignment_inspected within 24 hours of convoy
```

# 3. Releases

> Nine hundred thousand by the end of the year.

```truce
rule 3 \"releases\"
  obliges north
  must total person_released at least 900000 by 2030-12-31
```

# 4. Reports

> Each party reports every ten days.

```truce
rule 4 \"reports\"
  obliges each party
  must report to commission every 10 days
```

# 5. Aid

> Six hundred trucks a day.

```truce
event truck_entered \"trucks\" counted in trucks
event weapon_handed_over \"arms\" counted in arms
baseline arms \"arms\"
  of north
  amount 90000 arms

rule 5 \"trucks\"
  obliges south
  every day truck_entered at least 600 trucks

rule 6 \"arms\"
  obliges north
  must total weapon_handed_over by north at least 60 % of arms by 2030-12-15
```
";

const HEADER: &str = "id,source,type,start,end,by,to,with,zone,item,quantity,event,stage,on,due,position,of,means,consignment,serial,request,transaction,unit\n";

/// Rows of a made-up mission: row `n` of a hundred is always of the same sort.
fn rows(n_reports: usize) -> String {
    let mut out = HEADER.to_owned();
    for n in 0..n_reports {
        let second = i64::try_from(n).unwrap() * 28_000_000 / i64::try_from(n_reports).unwrap();
        let at = Timestamp::from_second(1_893_456_000 + second).unwrap();
        let (by, to) = if n % 3 == 0 { ("north", "south") } else { ("south", "north") };
        let source = ["post", "times", "wire", "radio", "guard"][n % 5];
        let item = n / 100;
        let _ = match n % 100 {
            0..=4 => writeln!(out, "{n},{source},meeting,{at},,{by},{to},broker,,,1,,,,,,,,,,,,"),
            5..=9 => writeln!(out, "{n},{source},person_released,{at},,{by},{to},,,,{},,,,,,,,,,,,", n % 40),
            10 => writeln!(out, "{n},{source},convoy,{at},,,,,,c-{item},1,,,,,,,,,,,,"),
            11 => writeln!(out, "{n},{source},consignment_inspected,{at},,commission,,,,c-{item},1,,,,,,,,,,,,"),
            12 => writeln!(
                out,
                "{n},commission,case_step,{at},,commission,{by},,,,,guard/{},recommendation,,{},,,,,,,,",
                n / 100 * 100 + 99,
                at + jiff::SignedDuration::from_hours(48)
            ),
            13 => writeln!(out, "{n},{source},stance,{at},,{by},,,,,,,,{},,objects,,,,,,,", 1 + item % 4),
            14 => {
                let end = at + jiff::SignedDuration::from_hours(6);
                writeln!(out, "{n},{source},observation,{at},{end},,,,z-{},,,,,,,,shelling,patrol,,,,,", item % 20)
            }
            40..=44 => {
                let stages = ["manifested", "offloaded", "collected", "arrived", "arrived"];
                let stage = stages[n % 5];
                writeln!(out, "{n},{source},consignment_{stage},{at},,,,,,flour,{},,,,,,,,C-{item},,,,pallets", 30 + n % 20)
            }
            45..=47 => {
                let act = ["weapon_handed_over", "weapon_verified", "weapon_stored"][n % 3];
                writeln!(out, "{n},{source},{act},{at},,north,,,z-1,rifle,1,,,,,,,,,R-{item},,,")
            }
            48..=50 => {
                let act = ["goods_requested", "goods_approved", "goods_delivered"][n % 3];
                writeln!(out, "{n},{source},{act},{at},,{by},{to},,,cement,{},,,,,,,,,,Q-{item},,tonnes", 10 + n % 9)
            }
            51 => writeln!(out, "{n},{source},funds_disbursed,{at},,donor,fund,,,,{},,,,,,,,,,,T-{n},EUR", 1_000 + n % 500),
            52 if item % 40 == 0 => writeln!(out, "{n},bank,rate_published,{at},,,,,,EUR,1.1{},,,,,,,,,,,,USD", item % 10),
            53 => {
                let end = at + jiff::SignedDuration::from_hours(8);
                writeln!(out, "{n},{source},crossing_open,{at},{end},,,,,gate-{},1,,,,,,,,,,,,", item % 4)
            }
            15..=39 => writeln!(out, "{n},{source},truck_entered,{at},,,,,,,{},,,,,,,,,,,,", 1 + n % 7),
            _ => writeln!(out, "{n},{source},shelling,{at},,{by},{to},,z-{},,1,,,,,,,,,,,,", n % 20),
        };
    }
    out
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// What any register must do at least: events in order of time, counted by day and type.
fn probe(known: &Known) -> Duration {
    let started = Instant::now();
    let mut order: Vec<(Timestamp, u32)> =
        known.events.iter().enumerate().map(|(place, event)| (event.happening.when.start(), place as u32)).collect();
    order.sort_unstable();
    let mut counts: HashMap<(i64, &str), u64> = HashMap::new();
    for (at, place) in order {
        *counts.entry((at.as_second() / 86_400, &known.events[place as usize].happening.kind)).or_default() += 1;
    }
    black_box(counts.len());
    started.elapsed()
}

fn main() {
    let n_reports: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let (agreement, diagnostics) = provisions::read("agreement.md", AGREEMENT, &BTreeMap::new());
    assert!(diagnostics.iter().all(|one| one.code.severity() != provisions::Severity::Error), "{diagnostics:?}");
    let text = rows(n_reports);
    let mut filed: Vec<Filed> = Vec::with_capacity(n_reports);
    sources::read_drafts(Format::Reports, &mut text.as_bytes(), &TimeZone::UTC, &mut |draft| {
        let Ok(Draft::Report(mut report)) = draft else { panic!("{draft:?}") };
        report.id = format!("{}/{}", report.source, report.id);
        filed.push(Filed { entry: filed.len() as u64 + 1, report: *report });
    })
    .expect("the rows are read");
    let started = Instant::now();
    let known = from_reports(filed.clone(), &Cards::default(), &LinkedBy::default());
    let as_of: Timestamp = "2030-12-01T00:00:00Z".parse().unwrap();
    let replayed = started.elapsed();
    let assessments = assessments::evaluate(&agreement, &known, as_of);
    println!(
        "{n_reports} reports, {} events, {} steps, {} assessments; linked in {replayed:.1?}, assessed in {:.1?}",
        known.events.len(), known.steps.len(), assessments.len(), started.elapsed() - replayed
    );
    let told = |entry: u64| match &filed[entry as usize - 1].report.statement {
        Statement::Happening(happening) => Some(happening),
        _ => None,
    };
    let by_type = ByType::of(&known);
    let look = Look { agreement: &agreement, known: &known, by_type: &by_type, assessments: &assessments, told: &told, as_of, until: as_of };
    let probed = median((0..7).map(|_| probe(&known)).collect());
    println!("{:14} {probed:8.1?}", "probe");
    let only = std::env::args().nth(2);
    for (name, kind) in Kind::NAMES.into_iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let mut n_rows = 0;
        let once = |n_rows: &mut usize| {
            let started = Instant::now();
            *n_rows = black_box(register(kind, &look)).rows.len();
            started.elapsed()
        };
        let first = once(&mut n_rows);
        let times = if first > Duration::from_secs(5) { vec![first] } else { (0..7).map(|_| once(&mut n_rows)).collect() };
        let took = median(times);
        println!("{name:14} {took:8.1?} {:6.2} of the probe, {n_rows} rows", took.as_secs_f64() / probed.as_secs_f64());
    }
}
