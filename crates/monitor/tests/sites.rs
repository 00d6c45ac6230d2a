//! Several sites write, are offline, meet over lines that break, decide on the same things, show two histories: whatever the order in which
//! they meet, in the end all have the same entries, events, ids and assessments.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use ledger::body::{self, Grade, KeyEnding, KeyLine, Role, Site, Text};
use ledger::{Digest, SecretKey, leaf_hash};
use monitor::{Attachments, Failed, Lacking, Monitor, Offer, Outcome, Outlook, Part, Peer, Pulled, Synced, Taken, Why};
use records::{Happening, LinkAct, LinkDecision, Place, Reliability, Report, Statement, When};
use stores::{Log, Memory, NewEntry};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                         time zone: UTC\nin force: from 2030-01-01\n---\n\
                         # 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  obliges north, south\n  never shelling\n```\n";

fn start() -> Timestamp {
    "2030-03-01T00:00:00Z".parse().unwrap()
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

fn key(n: u8) -> SecretKey {
    SecretKey::from_seed([n + 1; 32])
}

fn report(source: &str, id: &str, by: &str, day: u64, killed: u64) -> Report {
    let at = start() + SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
    let happening = Happening {
        kind: "shelling".to_owned(),
        when: When::instant(at),
        place: Place::default(),
        by: Some(by.to_owned()),
        to: None,
        item: None,
        quantity: 1.into(),
        unit: None,
        killed: Some(killed),
        injured: None,
        fields: BTreeMap::new(),
    };
    Report {
        id: id.to_owned(),
        source: source.to_owned(),
        origin: None,
        basis: None,
        reported_at: None,
        credibility: None,
        statement: Statement::Happening(happening),
        text: Some(format!("words of {id}")),
        language: None,
        document: None,
        observer: None,
    }
}

fn empty(site: &str, n: u8) -> Monitor {
    let mut monitor = Monitor::open(Box::new(Memory::create(&format!("{site}.truce")).unwrap()), site, site).unwrap();
    monitor.take_keys([key(n)]);
    monitor
}

const NAMES: [&str; 5] = ["hq", "east", "north", "south", "west"];

/// The first one administers; the others are invited.
fn begun() -> Vec<Monitor> {
    let mut hq = empty("hq", 0);
    let line = |n: u8, roles: &[Role]| KeyLine {
        key: key(n).public(),
        holder: NAMES[n as usize].to_owned(),
        roles: roles.to_vec(),
    };
    hq.record_key(&line(0, &[Role::Site, Role::Admin]), start()).unwrap();
    let version = Text { file: "a.md".to_owned(), text: AGREEMENT.to_owned(), annexes: [].into() };
    hq.record_agreement(&version, start()).unwrap();
    for n in 1..5 {
        hq.record_key(&line(n, &[Role::Site]), start()).unwrap();
        let site = Site { name: NAMES[n as usize].to_owned(), compartments: Vec::new(), recipient: None };
        hq.record_about((body::SITE, body::site_to_body(&site)), None, None, start()).unwrap();
    }
    let mut sites = vec![hq];
    sites.extend((1..5).map(|n| empty(NAMES[n as usize], n)));
    for n in 1..5 {
        meet(&mut sites, (0, n), None).unwrap();
    }
    sites
}

/// The other end of a line that breaks after so many calls: before the call is done, or after, when only the answer is lost.
struct Line<'m> {
    other: &'m mut Monitor,
    calls_left: Option<u64>,
    answer_is_lost: bool,
    n_bytes: usize,
    /// The site that asks.
    asks: String,
}

impl Line<'_> {
    fn call<T>(&mut self, call: impl FnOnce(&mut Monitor) -> T) -> Result<T, Failed> {
        match &mut self.calls_left {
            Some(0) => {
                if self.answer_is_lost {
                    call(self.other);
                }
                Err(Failed::Peer("the line broke".to_owned()))
            }
            Some(left) => {
                *left -= 1;
                Ok(call(self.other))
            }
            None => Ok(call(self.other)),
        }
    }
}

impl Peer for Line<'_> {
    fn offer(&mut self, ours: &Offer) -> Result<Offer, Failed> {
        let ours = Offer::from_bytes(&ours.to_bytes()).unwrap();
        if self.other.offer().unwrap().n_entries() > 0 && !self.other.site_stands(&ours.site) {
            return Err(Failed::Refused("struck off".to_owned()));
        }
        self.call(|other| other.answer(&ours).unwrap())
    }

    fn pull(&mut self, ours: &Offer, after: u64, n_bytes: usize) -> Result<Pulled, Failed> {
        self.call(|other| other.piece_for(ours, after, n_bytes).unwrap())
    }

    fn push(&mut self, piece: &[u8]) -> Result<Vec<Taken>, Failed> {
        self.call(|other| other.take_piece(piece).unwrap().unwrap())
    }

    fn finish(&mut self, _: &Offer) -> Result<(), Failed> {
        self.call(|other| other.catch_up().unwrap())
    }

    fn piece_bytes(&self) -> usize {
        self.n_bytes
    }

    fn name(&self) -> &str {
        self.other.site()
    }

    fn file(&mut self, _: Digest, _: u64, _: usize) -> Result<Option<Part>, Failed> {
        Ok(None)
    }

    fn lacking(&mut self) -> Result<(Vec<Lacking>, Vec<Digest>), Failed> {
        self.call(|other| (Vec::new(), other.details_lacking().unwrap()))
    }

    fn entries(&mut self, leaves: &[Digest]) -> Result<Vec<u8>, Failed> {
        let reader = self.asks.clone();
        self.call(|other| other.entries_for(leaves, &reader).unwrap())
    }

    fn give(&mut self, _: &Part) -> Result<u64, Failed> {
        Ok(0)
    }
}

/// Brings two together, by a line that breaks or not.
fn meet(sites: &mut [Monitor], (one, other): (usize, usize), broken: Option<&mut Chance>) -> Result<Synced, Failed> {
    let [one, other] = sites.get_disjoint_mut([one, other]).unwrap();
    let mut synced = Synced::default();
    let (calls_left, answer_is_lost, n_bytes) = match broken {
        Some(chance) => (Some(chance.below(6)), chance.one_in(2), 200 + chance.below(3_000) as usize),
        None => (None, false, 100_000),
    };
    let mut line = Line { other, calls_left, answer_is_lost, n_bytes, asks: one.site().to_owned() };
    let done = monitor::sync(one, &mut line, &mut synced, &mut |_| {});
    let files = Attachments::new(Path::new("no-such-folder"));
    let done = done.and_then(|()| monitor::sync_beside(one, &files, &mut line).map(drop));
    // Who was called last reads what came, when somebody next looks.
    line.other.catch_up().unwrap();
    let refused = |taken: &&Taken| matches!(taken.outcome, Outcome::Refused(_));
    assert_eq!(synced.came.iter().chain(&synced.went).find(refused), None);
    done.map(|()| synced)
}

/// Something that a person or a source does at a site; one whose key has ended, and which knows it, can no more.
fn act(site: &mut Monitor, n: usize, chance: &mut Chance, day: u64) {
    let ended = |error: &monitor::Error| assert!(error.is_key_missing(), "{error}");
    drop(do_something(site, n, chance, day).inspect_err(ended));
}

fn do_something(site: &mut Monitor, n: usize, chance: &mut Chance, day: u64) -> Result<(), monitor::Error> {
    // Some clocks are wrong by days, one goes back now and then.
    let wrong_by = [0, 0, 5 * 24, -3 * 24, chance.below(48) as i64][n];
    let at = start() + SignedDuration::from_hours(24 * day as i64 + wrong_by);
    let by = if chance.one_in(2) { "north" } else { "south" };
    let (source, id) = (format!("s{}", chance.below(2)), chance.below(8).to_string());
    let both = || format!("{source}/{id}");
    match chance.below(6) {
        // The same reports are told, and told otherwise, everywhere.
        0..=2 => {
            let report = report(&source, &id, by, 1 + chance.below(3), chance.below(3));
            site.record_report(report, at).map(|_| ())
        }
        3 => {
            let other = format!("s{}/{}", chance.below(2), chance.below(8));
            let decision = match chance.below(2) {
                0 => LinkDecision { act: LinkAct::Merge, together: vec![both(), other], apart: [vec![], vec![]] },
                _ => LinkDecision { act: LinkAct::Split, together: vec![], apart: [vec![both()], vec![other]] },
            };
            site.record_link_decision(&decision, "why", None, at).map(|_| ())
        }
        4 => {
            let grade = if chance.one_in(2) { Reliability::B } else { Reliability::D };
            let body = body::grade_to_body(&Grade::Source(source, grade));
            site.record_about((body::GRADE, body), Some(b"why".to_vec()), None, at).map(|_| ())
        }
        _ => {
            let withdrawal = body::Withdrawal { source, id };
            let body = body::withdrawal_to_body(&withdrawal);
            site.record_about((body::WITHDRAWAL, body), Some(b"why".to_vec()), None, at).map(|_| ())
        }
    }
}

/// What must be the same at all sites, without what each calls by its own positions.
#[derive(PartialEq, Eq)]
struct Seen {
    leaves: BTreeSet<Digest>,
    apart: BTreeSet<(String, u64)>,
    disputes: Vec<(String, Vec<(String, u64)>)>,
    forks: Vec<(String, u64)>,
    rest: String,
}

fn seen(site: &mut Monitor) -> Seen {
    site.catch_up().unwrap();
    let stored = site.log().read(1, 100_000).unwrap();
    stored.iter().for_each(|one| assert_eq!(leaf_hash(&one.bytes), one.leaf));
    let leaves = stored.iter().map(|one| one.leaf).collect();
    let checked = stores::check(site.log(), &[], None).unwrap();
    let ever: BTreeSet<&str> = checked.forks.iter().map(|(site, _)| site.as_str()).collect();
    assert!(site.state().sites().forks().iter().all(|(site, _)| ever.contains(site.as_str())));
    let apart: Vec<u64> = site.state().sites().apart().map(|(position, _)| position).collect();
    let disputes: Vec<monitor::Dispute> = site.state().disputes().cloned().collect();
    let forks = site.state().sites().forks().to_vec();
    let mut name = |position: u64| site.name_of(position).unwrap().unwrap();
    let apart = apart.into_iter().map(&mut name).collect();
    let disputes = disputes
        .into_iter()
        .map(|one| (one.about.to_string(), one.entries.into_iter().map(&mut name).collect::<Vec<_>>()));
    let disputes = disputes.collect();
    let as_of = start() + SignedDuration::from_hours(24 * 30);
    let outlook = Outlook::new(site.state().clone(), as_of).unwrap();
    let events: Vec<(&String, &String)> =
        outlook.known.events.iter().map(|event| (&event.id, &event.happening.kind)).collect();
    let reports: Vec<Report> = site.state().reports().map(|filed| filed.report).collect();
    let decisions: Vec<&LinkDecision> = site.state().link_decisions().map(|(_, decision, _)| decision).collect();
    let grades: Vec<Option<Reliability>> = (0..2).map(|n| site.state().about().reliability(&format!("s{n}"))).collect();
    let rest = format!("{events:#?}\n{:#?}\n{reports:#?}\n{decisions:?}\n{grades:?}", outlook.assessments);
    Seen { leaves, apart, disputes, forks, rest }
}

/// How often what is tested happened.
#[derive(Default)]
struct Happened {
    n_disputes: usize,
    n_forks: usize,
    n_ended: usize,
}

impl Happened {
    fn note(&mut self, site: &Monitor) {
        let sites = site.state().sites();
        self.n_disputes += site.state().disputes().count();
        self.n_forks += sites.forks().len();
        self.n_ended += sites.apart().filter(|(_, why)| matches!(why, Why::Ended(..))).count();
    }
}

/// Read from the beginning it is the same as step by step.
fn check_anew(site: &mut Monitor, seed: u64) {
    let mut copy = Memory::create(site.origin()).unwrap();
    for stored in site.log().read(1, 100_000).unwrap() {
        let details = site.log().details(stored.position).unwrap();
        copy.append(stored.position - 1, &[NewEntry::from_bytes(stored.bytes, details)]).unwrap();
    }
    let name = site.site().to_owned();
    let mut anew = Monitor::open(Box::new(copy), &name, &name).unwrap();
    let kept = (site.snapshot().unwrap(), anew.snapshot().unwrap());
    let (now, anew) = (seen(site), seen(&mut anew));
    assert_eq!(now.apart, anew.apart, "seed {seed}, {name}");
    assert_eq!(now.disputes, anew.disputes, "seed {seed}, {name}");
    assert_eq!(now.rest, anew.rest, "seed {seed}, {name}");
    assert!(kept.0 == kept.1, "seed {seed}, {name}: the state that is kept");
}

fn check_alike(sites: &mut [Monitor], seed: u64) {
    let first = seen(&mut sites[0]);
    let (hq, others) = sites.split_first_mut().unwrap();
    // One that was struck off gets nothing any more.
    for (n, site) in others.iter_mut().enumerate().filter(|(_, site)| hq.site_stands(site.site())) {
        let other = seen(site);
        assert_eq!(first.leaves.len(), other.leaves.len(), "seed {seed}, site {n}");
        assert!(first.leaves == other.leaves, "seed {seed}, site {n}: entries");
        assert_eq!(first.apart, other.apart, "seed {seed}, site {n}");
        assert_eq!(first.disputes, other.disputes, "seed {seed}, site {n}");
        assert_eq!(first.forks, other.forks, "seed {seed}, site {n}");
        assert_eq!(first.rest, other.rest, "seed {seed}, site {n}");
    }
}

/// All meet until nobody has anything for anybody.
fn settle(sites: &mut [Monitor]) {
    for _ in 0..2 {
        for (n, name) in NAMES.iter().enumerate().skip(1) {
            let met = meet(sites, (0, n), None);
            assert_eq!(met.is_ok(), sites[0].site_stands(name), "{name}");
        }
    }
    for (one, other) in [(1, 2), (3, 4)] {
        if sites[0].site_stands(NAMES[one]) && sites[0].site_stands(NAMES[other]) {
            let again = meet(sites, (one, other), None).unwrap();
            assert!(again.came.is_empty() && again.went.is_empty(), "nothing is sent twice");
        }
    }
}

/// A run: most sites do things offline for days, and meet by lines that break.
fn run(seed: u64, happened: &mut Happened) {
    let (mut chance, mut sites) = (Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)), begun());
    // In some runs somebody has copied the laptop of one site, and writes in its name.
    let mut thief = chance.one_in(3).then(|| {
        let mut both = vec![sites.remove(0), empty("north", 2)];
        meet(&mut both, (0, 1), None).unwrap();
        let thief = both.pop().unwrap();
        sites.insert(0, both.pop().unwrap());
        thief
    });
    // After whoever may has decided it goes on, and so does the thief.
    for round in 0..2 {
        let n_steps = 12 + chance.below(22);
        steps(&mut sites, &mut thief, &mut chance, (seed, 1 + 12 * round, n_steps));
        settle(&mut sites);
        check_alike(&mut sites, seed);
        happened.note(&sites[0]);
        decide_all(&mut sites, seed);
    }
}

fn steps(
    sites: &mut Vec<Monitor>,
    thief: &mut Option<Monitor>,
    chance: &mut Chance,
    (seed, first_day, n_steps): (u64, u64, u64),
) {
    for step in 0..n_steps {
        let (one, other) = (chance.below(5) as usize, chance.below(5) as usize);
        let day = first_day + step / 3;
        match chance.below(8) {
            0..=4 => {
                act(&mut sites[one], one, chance, day);
                if chance.one_in(4) {
                    check_anew(&mut sites[one], seed);
                }
            }
            5 if thief.is_some() => {
                let mut stolen = thief.take().unwrap();
                act(&mut stolen, 2, chance, day);
                let met = if other == 2 { 0 } else { other };
                let mut both = vec![sites.remove(met), stolen];
                drop(meet(&mut both, (1, 0), Some(chance)));
                *thief = both.pop();
                sites.insert(met, both.pop().unwrap());
            }
            _ if one != other => drop(meet(sites, (one, other), Some(chance))),
            _ => {}
        }
        if chance.one_in(40) {
            // A laptop is lost.
            let lost = key(3).public();
            drop(sites[0].record_key_end(&lost, KeyEnding::Compromised, start() + SignedDuration::from_hours(1)));
        }
    }
}

/// Whoever may decides what is open, and that is the same everywhere, too.
fn decide_all(sites: &mut [Monitor], seed: u64) {
    let forks = sites[0].state().sites().forks().to_vec();
    assert!(sites[0].site_forks().unwrap().len() >= forks.len());
    for (site, number) in &forks {
        let (_, leaf) = sites[0].entries_of(site, *number).unwrap()[0];
        let history = body::History { site: site.clone(), number: *number, leaf };
        let at = start() + SignedDuration::from_hours(24 * 26);
        sites[0].record_about((body::HISTORY, body::history_to_body(&history)), None, None, at).unwrap();
    }
    settle(sites);
    check_alike(sites, seed);
    let of_forks = sites[0].state().sites().apart().filter(|(_, why)| matches!(why, Why::Forked(_))).count();
    assert!(of_forks > 0 || forks.is_empty(), "seed {seed}: the other history stays apart");
    assert!(sites[0].state().sites().forks().is_empty(), "seed {seed}");
}

#[test]
fn whatever_the_order_all_sites_end_alike() {
    let n: u64 = std::env::var("SITES_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let n_threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let all = std::sync::Mutex::new(Happened::default());
    std::thread::scope(|scope| {
        for thread in 0..n_threads {
            let all = &all;
            scope.spawn(move || {
                let mut own = Happened::default();
                (1..=n).filter(|seed| seed % n_threads == thread).for_each(|seed| run(seed, &mut own));
                let mut all = all.lock().unwrap();
                all.n_disputes += own.n_disputes;
                all.n_forks += own.n_forks;
                all.n_ended += own.n_ended;
            });
        }
    });
    let happened = all.into_inner().unwrap();
    let Happened { n_disputes, n_forks, n_ended } = happened;
    println!("{n} runs: {n_disputes} disputes, {n_forks} sites with two histories, {n_ended} entries by an ended key");
    assert!(n < 30 || (n_disputes > 0 && n_forks > 0 && n_ended > 0), "{n_disputes} {n_forks} {n_ended}");
}

/// Two laptops with the keys of one site: who of the others has which history finds that at once, and sends little more than what the
/// other lacks.
#[test]
fn a_second_history_is_found_where_any_two_meet_and_sent_from_where_it_begins() {
    let mut sites = begun();
    let tell = |site: &mut Monitor, from: u64, n: u64| {
        for id in from..from + n {
            site.record_report(report("s", &id.to_string(), "north", 1, 0), start()).unwrap();
        }
    };
    tell(&mut sites[2], 0, 60);
    meet(&mut sites, (0, 2), None).unwrap();
    // The copy of the laptop.
    sites.push(empty("north", 2));
    meet(&mut sites, (0, 5), None).unwrap();
    tell(&mut sites[2], 100, 3);
    tell(&mut sites[5], 200, 3);
    meet(&mut sites, (1, 2), None).unwrap();
    meet(&mut sites, (3, 5), None).unwrap();
    assert!(sites[1].state().sites().forks().is_empty() && sites[3].state().sites().forks().is_empty());
    let synced = meet(&mut sites, (1, 3), None).unwrap();
    for n in [1, 3] {
        let forks = sites[n].site_forks().unwrap();
        assert_eq!(forks.len(), 1);
        let number = forks[0].number;
        assert_eq!(sites[n].state().sites().forks(), [("north".to_owned(), number)]);
        assert_eq!(sites[n].state().sites().apart().count(), 6, "three of each");
    }
    assert_eq!(synced.came.iter().filter(|one| one.outcome == Outcome::Forked).count(), 3);
    assert!(synced.came.len() + synced.went.len() <= 14, "{synced:?}");
    // A laptop does not meet itself.
    assert!(meet(&mut sites, (2, 5), None).is_err());
}

/// What a site was not invited to know does not come to it, and what it holds is sound all the same.
#[test]
fn of_what_is_sealed_to_a_compartment_only_those_get_it_who_may() {
    let mut sites = begun();
    let invited = Site { name: "east".to_owned(), compartments: vec!["who".to_owned()], recipient: None };
    sites[0].record_about((body::SITE, body::site_to_body(&invited)), None, None, start()).unwrap();
    let identity = body::Identity { source: "s1".to_owned(), compartment: "who".to_owned() };
    let entry = (body::IDENTITY, body::identity_to_body(&identity));
    let position = sites[0].record_about(entry, Some(b"enciphered".to_vec()), None, start()).unwrap();
    for n in 1..3 {
        meet(&mut sites, (0, n), None).unwrap();
    }
    let of = |site: &Monitor| site.log().detail(position, body::SEALED_IDENTITY).unwrap().is_some();
    assert_eq!((of(&sites[0]), of(&sites[1]), of(&sites[2])), (true, true, false));
    let report = stores::check(sites[2].log(), &[], None).unwrap();
    assert_eq!((report.n_details_absent, report.checkpoint.size), (1, sites[0].log().size()));
    // Who may have it gets it later, too, though the entry came by somebody who has it not; and who is let in later.
    let name = |name: &str| Site { name: name.to_owned(), compartments: vec!["who".to_owned()], recipient: None };
    sites[0].record_about((body::SITE, body::site_to_body(&name("south"))), None, None, start()).unwrap();
    meet(&mut sites, (0, 2), None).unwrap();
    meet(&mut sites, (3, 2), None).unwrap();
    assert!(!of(&sites[3]));
    meet(&mut sites, (3, 1), None).unwrap();
    assert!(of(&sites[3]) && !of(&sites[2]));
    sites[0].record_about((body::SITE, body::site_to_body(&name("north"))), None, None, start()).unwrap();
    meet(&mut sites, (0, 2), None).unwrap();
    assert!(of(&sites[2]));
    let report = stores::check(sites[2].log(), &[], None).unwrap();
    assert_eq!((report.n_details_absent, report.checkpoint.size), (0, sites[0].log().size()));
}

/// Entries that somebody made up are refused one by one, and the rest goes on.
#[test]
fn what_is_not_signed_by_a_key_of_the_mission_is_refused() {
    let mut sites = begun();
    let mut stranger = empty("stranger", 9);
    let line = KeyLine { key: key(9).public(), holder: "stranger".to_owned(), roles: vec![Role::Site, Role::Admin] };
    stranger.record_key(&line, start()).unwrap();
    let version = Text { file: "a.md".to_owned(), text: AGREEMENT.to_owned(), annexes: [].into() };
    stranger.record_agreement(&version, start()).unwrap();
    let ours = sites[0].offer().unwrap();
    assert!(sites[0].fits(&stranger.offer().unwrap()).unwrap_err().contains("another mission"));
    let before = sites[0].log().size();
    for piece in stranger.pieces_for(&ours, 100_000).unwrap() {
        let taken = sites[0].take_piece(&piece).unwrap().unwrap();
        assert!(taken.len() == 2 && taken.iter().all(|one| matches!(one.outcome, Outcome::Refused(_))), "{taken:?}");
    }
    assert_eq!((sites[0].log().size(), sites[0].take_piece(b"no piece").unwrap()), (before, None));
}
