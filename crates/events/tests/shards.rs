//! Links in shards against links of all reports at once: the same, to the last word of each reason.

use std::collections::{BTreeMap, BTreeSet};

use events::linking::shards::{Rest, Size, Survey};
use events::linking::{Feature, Features, Labels, Links, Parameters, Reports, Schema, Spot, SpotPrecision, Thing};
use records::Point;

mod random;
use random::Random;

const SOURCES: [&str; 5] = ["agency", "liaison", "monitor", "paper", "set"];
const TYPES: [&str; 4] = ["airstrike", "shelling", "shooting", "weapons_handed_over"];
const NAMES: [&str; 5] = ["Rafa", "Khan Yonis", "Deir Balat", "Market", "Zeitun"];
const DAY: i64 = 86_400;

/// How the reports of a run are spread.
struct World {
    n: usize,
    days: u64,
    /// Degrees of latitude.
    degrees: u64,
    /// In a hundred reports: without a point, of a week or a month, that update another, that name a weapon.
    loose: u64,
    long: u64,
    updates: u64,
    things: u64,
    /// So many decisions of people, on any two.
    decisions: u64,
}

fn reports(world: &World, random: &mut Random) -> Vec<Features> {
    let mut out: Vec<Features> = Vec::new();
    while out.len() < world.n {
        let (day, place) = (random.below(world.days), random.below(world.degrees * 4));
        let (kind, killed) = (*random.pick(&TYPES), random.below(4));
        let mut sources = SOURCES;
        random.shuffle(&mut sources);
        for source in sources.into_iter().take(usize::try_from(1 + random.below(4)).expect("in its range")) {
            let id = format!("{:04x}-{}", random.below(1 << 16), out.len());
            let time = time(day + i64::from(random.below(6) == 0), world, random);
            let spot = spot(place, world, random);
            let updates = (random.below(100) < world.updates.cast_signed() && !out.is_empty()).then(|| {
                // Now and then one that is not there, or of another source.
                if random.below(5) == 0 { "nobody".to_owned() } else { random.pick(&out).id.clone() }
            });
            let thing = (random.below(100) < world.things.cast_signed()).then(|| Thing {
                act: kind.to_owned(),
                column: "serial",
                name: random.below(8).to_string(),
                class: None,
                is_once: true,
            });
            let text = |text: &str| Feature::Text { text: text.to_owned(), family: None };
            let killed = if random.below(6) == 0 { Feature::Absent } else { Feature::Number(killed as f32) };
            let by = if random.below(5) == 0 { Feature::Absent } else { text("Army of Arda") };
            let values = vec![time, Feature::Place(spot), text(kind), by, text("Beria"), Feature::Absent, killed];
            out.push(Features { id, source: source.to_owned(), updates, thing, values });
        }
    }
    out.truncate(world.n);
    out
}

fn time(day: i64, world: &World, random: &mut Random) -> Feature {
    let (from, hour) = (day * DAY, random.below(24) * 3_600);
    if random.below(100) < world.long.cast_signed() {
        return Feature::Time { from, until: from + random.pick(&[7, 30, 60]) * DAY };
    }
    match random.below(3) {
        0 => Feature::Time { from: from + hour, until: from + hour + 3_600 },
        _ => Feature::Time { from, until: from + DAY },
    }
}

fn spot(place: i64, world: &World, random: &mut Random) -> Spot {
    let name = NAMES[usize::try_from(place % 5).expect("in its range")].to_owned();
    let region = format!("district {}", place / 6);
    if random.below(100) < world.loose.cast_signed() {
        let (has_name, has_region) = (random.below(3) > 0, random.below(3) > 0);
        let (name, region) = (Some(name).filter(|_| has_name), Some(region).filter(|_| has_region));
        return Spot { point: None, precision: SpotPrecision::Wide, name, region };
    }
    let precision = *random.pick(&[
        SpotPrecision::Exact,
        SpotPrecision::Exact,
        SpotPrecision::Near,
        SpotPrecision::District,
        SpotPrecision::Wide,
    ]);
    let (lon, lat) = (340_000_000 + random.below(400_000), place * 2_500_000 - 200_000_000 + random.below(400_000));
    Spot { point: Point::from_e7(lon, lat), precision, name: Some(name), region: None }
}

/// Everything that is said of a link.
type Lines = BTreeMap<String, String>;

fn lines(links: &Links, of: Vec<events::linking::Linked>) -> Lines {
    let mut teller = links.teller();
    let line = |linked| {
        let link = teller.link(linked);
        (link.report.to_owned(), format!("{link:?}"))
    };
    of.into_iter().map(line).collect()
}

fn put(features: &[&Features], schema: &Schema) -> Reports {
    let mut reports = Reports::new(schema.clone());
    features.iter().for_each(|features| reports.put((*features).clone()));
    reports
}

fn settled(begun: events::linking::Begun) -> Links {
    let parts = (0..begun.n_parts()).map(|part| begun.part(part)).collect();
    let mut links = begun.end(parts);
    links.settle_untold();
    links
}

type Decided = (String, String, bool);

/// Days and metres that a shard looks beyond its borders, where it is not what it would be.
type Margin = Option<(u32, u32)>;

/// What was seen on the way: reports that no shard could tell alone, and the most that a shard held.
struct Seen {
    n_open: usize,
    n_most: usize,
    shape: (usize, usize),
}

fn in_shards(
    (all, decided): (&[Features], &[Decided]),
    parameters: &Parameters,
    n_shards: usize,
    margin: Margin,
) -> (Lines, Seen) {
    let mut survey = Survey::new(parameters.clone()).deciding(decided.to_vec());
    all.iter().for_each(|features| survey.note(features));
    let mut extent = survey.then();
    all.iter().for_each(|features| extent.note(features));
    let plan = extent.plan(Size::Shards(n_shards));
    let plan = match margin {
        Some((days, metres)) => plan.looking(days, metres),
        None => plan,
    };
    let (mut out, mut open) = (Lines::new(), BTreeSet::new());
    let mut seen = Seen { n_open: 0, n_most: 0, shape: plan.shape() };
    for number in 0..plan.n_shards() {
        let mut shard = plan.shard(number);
        let held: Vec<&Features> = all.iter().filter(|features| shard.looks_at(features)).collect();
        seen.n_most = seen.n_most.max(held.len());
        let (begun, judge) = shard.begin(put(&held, &parameters.schema));
        let mut links = settled(begun);
        let told = judge.told(&mut links);
        for (report, line) in lines(&links, told.sure) {
            assert!(out.insert(report, line).is_none(), "each report is of one shard");
        }
        open.extend(told.open);
    }
    seen.n_open = open.len();
    let asked = all.iter().filter(|features| open.contains(&features.id)).cloned().collect();
    let mut rest = Rest::new(&plan, asked);
    loop {
        let is_asked = rest.days();
        let day = |features: &Features| match features.values[0] {
            Feature::Time { from, .. } => from.div_euclid(DAY),
            _ => 0,
        };
        let asked = all.iter().filter(|features| is_asked(day(features)..=day(features)));
        asked.for_each(|features| rest.offer(features.clone()));
        let mut links = settled(rest.begin());
        if let Some(told) = rest.told(&mut links) {
            for (report, line) in lines(&links, told) {
                assert!(out.insert(report, line).is_none(), "each report is told once");
            }
            return (out, seen);
        }
    }
}

fn check(world: &World, seed: u64, n_shards: usize, margin: Margin) -> Seen {
    let mut random = Random(seed);
    let all = reports(world, &mut random);
    let every: Vec<&Features> = all.iter().collect();
    let learnt = put(&every, &Schema::of_reports()).learn(&Labels::new());
    // Half of what was learnt of places is forgotten, so that shards learn it anew.
    let mut parameters = learnt;
    let mut forgotten = 0;
    parameters.gazetteer.places.retain(|_, _| {
        forgotten += 1;
        forgotten % 2 == 0
    });
    let located = put(&every, &parameters.schema).located(parameters.clone());
    let decided: Vec<Decided> = (0..world.decisions)
        .map(|_| (random.pick(&all).id.clone(), random.pick(&all).id.clone(), random.below(3) > 0))
        .filter(|(one, other, _)| one != other)
        .chain((world.decisions > 0).then(|| (all[0].id.clone(), "withdrawn".to_owned(), true)))
        .collect();
    let mut whole = Links::of(put(&every, &parameters.schema), located);
    decided.iter().for_each(|(one, other, is_one)| whole.decide(one, other, *is_one));
    whole.settle_untold();
    let expected = lines(&whole, whole.reports());
    let n_events = expected.len();
    assert_eq!(n_events, all.len());
    let (got, seen) = in_shards((&all, &decided), &parameters, n_shards, margin);
    for (report, line) in &expected {
        assert_eq!(got.get(report), Some(line), "seed {seed}, {n_shards} shards");
    }
    assert_eq!(got.len(), expected.len());
    seen
}

fn narrow(most: u64, random: &mut Random) -> u32 {
    u32::try_from(random.below(most)).expect("in its range")
}

#[test]
fn shards_say_what_the_whole_says() {
    let years = World { n: 1_500, days: 1_500, degrees: 1, loose: 0, long: 0, updates: 0, things: 0, decisions: 0 };
    for n_shards in [1, 2, 5, 8] {
        let seen = check(&years, 1, n_shards, None);
        assert_eq!(seen.shape, (n_shards, 1), "one place is shared out by time");
        assert!(seen.n_open * 20 < years.n, "{} of {} were open", seen.n_open, years.n);
        assert!(n_shards == 1 || seen.n_most * (n_shards + 1) < years.n * 2, "{} held", seen.n_most);
    }
}

#[test]
fn the_whole_world_in_a_week_is_shared_out_by_latitude() {
    let world = World { n: 1_000, days: 7, degrees: 60, loose: 0, long: 0, updates: 0, things: 0, decisions: 0 };
    let seen = check(&world, 2, 4, None);
    assert_eq!(seen.shape, (1, 4));
    assert!(seen.n_most * 4 < world.n * 3, "{} held", seen.n_most);
}

/// Where many are near one another, who else a near report could be meant for decides, and so what is near to it.
#[test]
fn a_crowd_comes_right_however_little_is_looked_at() {
    let crowd = World { n: 400, days: 40, degrees: 1, loose: 0, long: 0, updates: 0, things: 0, decisions: 0 };
    for seed in 50..53 {
        for days in [1, 2, 3, 4, 6, 8] {
            check(&crowd, seed, 6, Some((days, 100_000)));
        }
    }
}

/// Words without a point, spans of months, updates across years, weapons named anywhere: all go through the rest.
#[test]
fn what_no_shard_sees_alone_comes_right() {
    let n_runs = std::env::var("SHARDS_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(20);
    let mut n_open = 0;
    for seed in 10..10 + n_runs {
        let mut random = Random(seed);
        let world = World {
            n: usize::try_from(100 + random.below(300)).expect("in its range"),
            days: *random.pick(&[10, 40, 300]),
            degrees: *random.pick(&[1, 12, 50]),
            loose: *random.pick(&[0, 10, 40]),
            long: *random.pick(&[0, 3]),
            updates: *random.pick(&[0, 4]),
            things: *random.pick(&[0, 3]),
            decisions: *random.pick(&[0, 10]),
        };
        for n_shards in [3, 8] {
            let margin = (random.below(2) == 0).then(|| (narrow(12, &mut random), narrow(300_000, &mut random)));
            n_open += check(&world, seed, n_shards, margin).n_open;
        }
    }
    assert!(n_open > 100, "{n_open} were open");
}
