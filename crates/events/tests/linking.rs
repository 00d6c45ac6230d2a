//! Links against themselves: all at once and one by one, whatever the order of arrival, whatever was taken out, corrected or
//! decided on the way.

use std::collections::{BTreeMap, BTreeSet};

use events::linking::{Feature, Features, Labels, Links, ONE, Parameters, Reports, Schema, Spot, SpotPrecision, Thing};
use records::Point;

mod random;
use random::Random;

const SOURCES: [&str; 5] = ["agency", "liaison", "monitor", "paper", "set"];
const TYPES: [&str; 6] = ["airstrike", "shelling", "shooting", "overflight", "weapons_moved", "protest"];
const ACTORS: [&str; 4] = ["Army of Arda", "Arda Border Guard", "Beria Volunteers", "2nd Brigade Beria"];
const PLACES: [&str; 6] = ["Rafa", "Khan Yonis", "Deir Balat", "Beit Lahi", "Jabal", "Zeitun"];

/// Reports of invented events, with the event that each tells of.
fn reports(n: usize, random: &mut Random) -> Vec<(Features, usize)> {
    let mut out = Vec::new();
    let mut event = 0;
    while out.len() < n {
        event += 1;
        let (day, place) = (random.below(40), random.below(6));
        let (kind, by, to) = (*random.pick(&TYPES), *random.pick(&ACTORS), *random.pick(&ACTORS));
        let killed = random.below(4);
        let mut sources = SOURCES;
        random.shuffle(&mut sources);
        for source in sources.into_iter().take(usize::try_from(1 + random.below(3)).expect("in its range")) {
            let id = format!("{:04x}-{}", random.below(1 << 16), out.len());
            out.push((told(id, source, (day, place, kind, by, to, killed), random), event));
        }
    }
    out.truncate(n);
    out
}

fn told(
    id: String,
    source: &str,
    (day, place, kind, by, to, killed): (i64, i64, &str, &str, &str, i64),
    random: &mut Random,
) -> Features {
    let mut late = || i64::from(random.below(5) == 0);
    let day = (day + late()) * 86_400;
    let hour = random.below(24) * 3_600;
    let time = match random.below(8) {
        0..3 => Feature::Time { from: day + hour, until: day + hour + 3_600 },
        3..7 => Feature::Time { from: day, until: day + 86_400 },
        _ => Feature::Time { from: day, until: day + 7 * 86_400 },
    };
    let text = |text: &str| Feature::Text { text: text.to_owned(), family: None };
    let near = |random: &mut Random| {
        Point::from_e7(340_000_000 + place * 900_000 + random.below(200_000), 310_000_000 + random.below(200_000))
    };
    let name = PLACES[usize::try_from(place).expect("in its range")].to_owned();
    let spot = match random.below(10) {
        0..5 => Spot { point: near(random), precision: SpotPrecision::Exact, name: Some(name), region: None },
        5..7 => Spot {
            point: Point::from_e7(342_000_000, 310_000_000),
            precision: SpotPrecision::District,
            name: None,
            region: Some("north".to_owned()),
        },
        7 | 8 => Spot { point: None, precision: SpotPrecision::Wide, name: Some(name), region: None },
        _ => Spot { point: None, precision: SpotPrecision::Wide, name: None, region: Some("north".to_owned()) },
    };
    let kind = if random.below(8) == 0 { *random.pick(&TYPES) } else { kind };
    let by = if random.below(6) == 0 { Feature::Absent } else { text(by) };
    let killed = if random.below(6) == 0 { Feature::Absent } else { Feature::Number(killed as f32) };
    Features {
        id,
        source: source.to_owned(),
        updates: None,
        thing: None,
        values: vec![
            time,
            Feature::Place(spot),
            Feature::Text { text: kind.to_owned(), family: Some("fire".to_owned()) },
            by,
            text(to),
            Feature::Absent,
            killed,
        ],
    }
}

fn learnt(reports: &[(Features, usize)]) -> Parameters {
    let mut all = Reports::new(Schema::of_reports());
    reports.iter().for_each(|(features, _)| all.put(features.clone()));
    all.learn(&Labels::new())
}

fn at_once(reports: &[(Features, usize)], parameters: &Parameters) -> Links {
    let mut all = Reports::new(parameters.schema.clone());
    reports.iter().for_each(|(features, _)| all.put(features.clone()));
    let mut links = Links::of(all, parameters.clone());
    links.settle();
    links
}

/// Each report's event.
fn events(links: &Links) -> BTreeMap<String, String> {
    let mut teller = links.teller();
    let link = |report| {
        let link = teller.link(report);
        (link.report.to_owned(), link.event.to_owned())
    };
    links.reports().into_iter().map(link).collect()
}

fn same(got: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) {
    let differing: Vec<_> = expected.iter().filter(|(report, event)| got.get(*report) != Some(event)).take(5).collect();
    assert!(differing.is_empty() && got.len() == expected.len(), "{differing:?}");
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let mut random = Random(1);
    let mut reports = reports(600, &mut random);
    let parameters = learnt(&reports);
    let expected = events(&at_once(&reports, &parameters));
    assert!(expected.values().collect::<BTreeSet<_>>().len() < 500, "something is linked");
    for _ in 0..10 {
        random.shuffle(&mut reports);
        let mut links = Links::new(parameters.clone());
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (features, _) in &reports {
            links.put(features.clone());
            for regrouped in links.settle() {
                seen.retain(|_, members| !members.iter().any(|member| regrouped.reports.contains(member)));
                seen.insert(regrouped.event, regrouped.reports);
            }
        }
        same(&events(&links), &expected);
        let told: BTreeMap<String, String> = seen
            .into_iter()
            .flat_map(|(event, members)| members.into_iter().map(move |one| (one, event.clone())))
            .collect();
        // What was told on the way is what came of it.
        same(&told, &expected);
    }
}

#[test]
fn what_was_taken_out_or_corrected_leaves_no_trace() {
    let mut random = Random(2);
    let reports = reports(400, &mut random);
    let parameters = learnt(&reports);
    let mut links = at_once(&reports, &parameters);
    let (gone, rest) = reports.split_at(150);
    for (step, (features, _)) in gone.iter().enumerate() {
        if step % 3 == 0 {
            // Corrected to something else first.
            let values = rest[step].0.values.clone();
            links.put(Features { values, ..features.clone() });
            links.settle();
        }
        links.remove(&features.id);
        links.settle();
    }
    same(&events(&links), &events(&at_once(rest, &parameters)));
    for (features, _) in gone {
        links.put(features.clone());
    }
    links.settle();
    same(&events(&links), &events(&at_once(&reports, &parameters)));
}

#[test]
fn decisions_hold_whatever_comes() {
    let mut random = Random(3);
    let reports = reports(500, &mut random);
    let parameters = learnt(&reports);
    let (first, later) = reports.split_at(300);
    let mut links = at_once(first, &parameters);
    let now = events(&links);
    let mut decided = BTreeMap::new();
    let mut named = BTreeSet::new();
    for (one, event) in &now {
        let is_one = random.below(2) == 0;
        let others =
            now.iter().filter(|(id, other)| *id != one && ((*other == event) != is_one) && !named.contains(*id));
        let others: Vec<&String> = others.map(|(id, _)| id).collect();
        if decided.len() < 60 && !named.contains(one) && !others.is_empty() {
            let other = (*random.pick(&others)).clone();
            links.decide(one, &other, is_one);
            named.extend([one.clone(), other.clone()]);
            decided.insert((one.clone(), other), is_one);
        }
    }
    assert!(decided.len() > 30);
    let check = |links: &Links, when: &str| {
        let events = events(links);
        for ((one, other), is_one) in &decided {
            assert_eq!(events[one] == events[other], *is_one, "{one} {other} {when}");
        }
    };
    links.settle();
    check(&links, "at once");
    for (features, _) in later {
        links.put(features.clone());
        links.settle();
    }
    check(&links, "after more reports");
    // Decisions known beforehand give the same as decisions taken later; the opposite decision undoes one.
    let mut from_nothing = Links::new(parameters.clone());
    decided.iter().for_each(|((one, other), is_one)| from_nothing.decide(one, other, *is_one));
    reports.iter().for_each(|(features, _)| from_nothing.put(features.clone()));
    from_nothing.settle();
    same(&events(&from_nothing), &events(&links));
    for ((one, other), is_one) in &decided {
        links.decide(one, other, !is_one);
    }
    links.settle();
    let undone = events(&links);
    assert!(decided.iter().all(|((one, other), is_one)| (undone[one] == undone[other]) != *is_one));
}

#[test]
fn a_source_tells_once_unless_it_says_that_it_updates() {
    let mut random = Random(4);
    let mut reports = reports(400, &mut random);
    let parameters = learnt(&reports);
    let source_of: BTreeMap<String, String> =
        reports.iter().map(|(features, _)| (features.id.clone(), features.source.clone())).collect();
    let mut told = BTreeSet::new();
    for (report, event) in events(&at_once(&reports, &parameters)) {
        assert!(told.insert((event, source_of[&report].clone())), "{report}");
    }
    let earlier = reports[0].0.id.clone();
    let update = Features { id: "update".to_owned(), updates: Some(earlier.clone()), ..reports[0].0.clone() };
    reports.push((update, 0));
    let links = events(&at_once(&reports, &parameters));
    assert_eq!(links["update"], links[&earlier]);
}

/// Some of them name a weapon or a consignment.
fn naming_things(reports: &mut [(Features, usize)], random: &mut Random) {
    for (features, event) in reports {
        let is_once = random.below(2) == 0;
        let number = (*event as u64 * 7 + random.next() % 2) % 12;
        features.thing = (random.below(3) == 0).then(|| Thing {
            act: "weapon_handed_over".to_owned(),
            column: if is_once { "serial" } else { "consignment" },
            name: number.to_string(),
            class: is_once.then(|| *random.pick(&[Some("rifle"), Some("pistol"), None])).flatten().map(str::to_owned),
            is_once,
        });
    }
}

#[test]
fn things_bring_together_and_keep_apart() {
    let mut random = Random(6);
    let mut reports = reports(500, &mut random);
    let parameters = learnt(&reports);
    naming_things(&mut reports, &mut random);
    let expected = events(&at_once(&reports, &parameters));
    let things: Vec<(&Thing, &String)> =
        reports.iter().filter_map(|(one, _)| Some((one.thing.as_ref()?, &expected[&one.id]))).collect();
    let (mut n_one, mut n_other) = (0, 0);
    for (idx, (one, event)) in things.iter().enumerate() {
        for (other, other_event) in &things[idx + 1..] {
            let of_sort = one.column == other.column;
            let (named, of_class) = (one.name == other.name, one.class == other.class && one.class.is_some());
            if of_sort && one.is_once && named && of_class {
                assert_eq!(event, other_event, "{one:?}");
                n_one += 1;
            }
            if of_sort && !named {
                assert_ne!(event, other_event, "{one:?} {other:?}");
                n_other += 1;
            }
        }
    }
    assert!(n_one > 30 && n_other > 1_000, "{n_one} {n_other}");
    for _ in 0..5 {
        random.shuffle(&mut reports);
        let mut links = Links::new(parameters.clone());
        for (step, (features, _)) in reports.iter().enumerate() {
            links.put(features.clone());
            if step % 5 == 0 {
                // Taken out and put in again with another thing, then with its own.
                links.settle();
                links.put(Features { thing: reports[step / 2].0.thing.clone(), ..features.clone() });
                links.settle();
                links.put(features.clone());
            }
            links.settle();
        }
        same(&events(&links), &expected);
    }
}

#[test]
fn what_is_learnt_finds_the_events() {
    let mut random = Random(5);
    let reports = reports(1_200, &mut random);
    let parameters = learnt(&reports);
    let links = events(&at_once(&reports, &parameters));
    let (mut right, mut linked, mut true_pairs) = (0_usize, 0_usize, 0_usize);
    for (idx, (one, event)) in reports.iter().enumerate() {
        for (other, other_event) in &reports[idx + 1..] {
            let (is_linked, is_one) = (links[&one.id] == links[&other.id], event == other_event);
            (linked, true_pairs) = (linked + usize::from(is_linked), true_pairs + usize::from(is_one));
            right += usize::from(is_linked && is_one);
        }
    }
    let f1 = 2.0 * right as f64 / (linked + true_pairs) as f64;
    assert!(f1 > 0.5, "F1 {f1}: {right} right of {linked} linked and {true_pairs} true pairs");
    assert_eq!(Parameters::from_text(&parameters.to_text()), Ok(parameters.clone()));
    assert!((ONE / 5..=ONE / 2).contains(&parameters.threshold));
}
