//! Links reports one by one, in any order, and under people's decisions.
//!
//!     link-bench latency REPORTS.csv PARAMETERS N     the last N put one by one into all others
//!     link-bench orders REPORTS.csv PARAMETERS N      N random orders, one by one: the same events as all at once
//!     link-bench decisions REPORTS.csv PARAMETERS N   N random decisions hold, also after the last 50,000 reports

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

use events::linking::{Features, Links, Parameters, Reports};
use jiff::tz::TimeZone;
use sources::{Draft, Format};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, what, reports, parameters, n] = arguments.as_slice() else {
        panic!("link-bench latency|orders|decisions REPORTS.csv PARAMETERS N")
    };
    let n: usize = n.parse().expect("a number");
    let features = read(reports);
    let text = std::fs::read_to_string(parameters).expect("parameters can be read");
    let parameters = Parameters::from_text(&text).expect("they are parameters");
    match what.as_str() {
        "latency" => latency(features, parameters, n),
        "orders" => orders(features, parameters, n),
        "decisions" => decisions(features, parameters, n),
        other => panic!("{other} is none of latency, orders, decisions"),
    }
}

fn read(path: &str) -> Vec<Features> {
    let mut input = BufReader::new(File::open(path).expect("the file can be opened"));
    let mut out = Vec::new();
    sources::read_drafts(Format::Reports, &mut input, &TimeZone::UTC, &mut |draft| {
        if let Ok(Draft::Report(report)) = draft {
            out.extend(Features::of_report(&report));
        }
    })
    .expect("the file can be read");
    out
}

fn at_once(features: &[Features], parameters: &Parameters) -> Links {
    let mut reports = Reports::new(parameters.schema.clone());
    features.iter().for_each(|features| reports.put(features.clone()));
    let mut links = Links::of(reports, parameters.clone());
    links.settle_untold();
    links
}

fn latency(mut features: Vec<Features>, parameters: Parameters, n: usize) {
    shuffle(&mut features, &mut Random(1));
    let late = features.split_off(features.len() - n);
    let mut links = at_once(&features, &parameters);
    println!("{} held, {n} put one by one", features.len());
    let (mut took, mut n_changed) = (Vec::with_capacity(n), 0);
    for features in late {
        let begun = Instant::now();
        links.put(features);
        n_changed += links.settle().len();
        took.push(begun.elapsed());
    }
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!("half {:?}, 99 of 100 {:?}, 999 of 1000 {:?}, all {:?}", at(0.5), at(0.99), at(0.999), at(1.0));
    println!("{n_changed} events changed");
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

fn orders(mut features: Vec<Features>, parameters: Parameters, n: usize) {
    let expected = events(&at_once(&features, &parameters));
    for order in 0..n {
        shuffle(&mut features, &mut Random(order as u64 + 1));
        let mut links = Links::new(parameters.clone());
        for features in &features {
            links.put(features.clone());
            links.settle_untold();
        }
        assert_eq!(events(&links), expected, "order {order}");
        println!("order {order}: {} reports one by one, the same {} events", expected.len(), distinct(&expected));
    }
}

fn distinct(events: &BTreeMap<String, String>) -> usize {
    events.values().collect::<BTreeSet<_>>().len()
}

fn decisions(mut features: Vec<Features>, parameters: Parameters, n: usize) {
    let mut random = Random(3);
    shuffle(&mut features, &mut random);
    let late = features.split_off(features.len().saturating_sub(50_000).max(features.len() / 2));
    let mut links = at_once(&features, &parameters);
    let before = events(&links);
    let by_event = {
        let mut by_event: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
        before.iter().for_each(|(report, event)| by_event.entry(event).or_default().push(report));
        by_event
    };
    // Half tear reports of one event apart, half join what has nothing to do with each other; no report is named twice,
    // so that none of them undoes another.
    let reports: Vec<&String> = before.keys().collect();
    let (mut decided, mut named) = (Vec::new(), BTreeSet::new());
    let mut pick = |one: &String, other: &String, is_one: bool, decided: &mut Vec<(String, String, bool)>| {
        if one != other && !named.contains(one) && !named.contains(other) {
            named.extend([one.clone(), other.clone()]);
            decided.push((one.clone(), other.clone(), is_one));
        }
    };
    while decided.len() < n / 2 {
        let members = &by_event[&before[reports[random.below(reports.len())]]];
        if members.len() > 1 {
            pick(members[0], members[1], false, &mut decided);
        }
    }
    while decided.len() < n {
        pick(reports[random.below(reports.len())], reports[random.below(reports.len())], true, &mut decided);
    }
    for (one, other, is_one) in &decided {
        links.decide(one, other, *is_one);
    }
    links.settle_untold();
    check(&links, &decided, "at once");
    for features in late {
        links.put(features);
        links.settle_untold();
    }
    check(&links, &decided, "after further reports");
}

fn check(links: &Links, decided: &[(String, String, bool)], when: &str) {
    let events = events(links);
    let broken = decided.iter().filter(|(one, other, is_one)| (events[one] == events[other]) != *is_one).count();
    println!("{when}: {} reports, {} decisions, {broken} broken", events.len(), decided.len());
    assert_eq!(broken, 0);
}

/// Splitmix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

fn shuffle<T>(list: &mut [T], random: &mut Random) {
    for last in (1..list.len()).rev() {
        list.swap(last, random.below(last + 1));
    }
}
