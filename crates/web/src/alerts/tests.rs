//! Whatever fails, and whenever: everybody gets everything once by its id, and nothing after they said that they have it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use monitor::{Beside, Error as Fault};
use serde_json::json;
use stores::BesideInMemory;
use views::Language;
use views::alerts::{Notice, Wanted};

use super::outbox::{self, Carrier, Message, Outcome, State, round};
use super::step::{self, Moment, Teller, step};
use super::subscription::{Subscription, To};

/// Chance that comes out the same for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// A store that fails now and then, before or after it did what was asked.
struct Shaky {
    beside: BesideInMemory,
    chance: Chance,
    one_in: u64,
}

/// Any error of a store will do: the process that gets it is dead.
fn died() -> stores::Error {
    stores::BesideInPostgres::open("no address", "none").err().unwrap()
}

impl Beside for Shaky {
    fn get(&mut self, kind: &str, key: &str) -> Result<Option<Vec<u8>>, stores::Error> {
        self.beside.get(kind, key)
    }

    fn all(&mut self, kind: &str) -> Result<Vec<(String, Vec<u8>)>, stores::Error> {
        self.beside.all(kind)
    }

    fn kinds(&mut self) -> Result<Vec<String>, stores::Error> {
        self.beside.kinds()
    }

    fn swap(
        &mut self,
        kind: &str,
        key: &str,
        expected: Option<&[u8]>,
        value: Option<&[u8]>,
    ) -> Result<bool, stores::Error> {
        let fails = self.one_in > 0 && self.chance.below(self.one_in) == 0;
        let after = self.chance.below(2) == 0;
        if fails && !after {
            return Err(died());
        }
        let done = self.beside.swap(kind, key, expected, value)?;
        if fails { Err(died()) } else { Ok(done) }
    }
}

/// One notice for each entry of the ledger.
struct Numbers;

fn notice(n: u64) -> Notice {
    let value = json!({
        "id": format!("n{n}"), "kind": "publication", "provisions": [], "parties": [], "zones": [],
        "facts": { "entry": n, "what": "board" },
    });
    Notice::from_json(&value).unwrap()
}

impl Teller for Numbers {
    fn notices(&mut self, from: Moment, to: Moment, _: &BTreeSet<u32>) -> Result<Vec<Notice>, Fault> {
        Ok((from.1 + 1..=to.1).map(notice).collect())
    }

    fn said(&mut self, notices: &[&Notice], _: Moment, _: Language) -> Result<(String, Vec<String>), Fault> {
        Ok((format!("{} notices", notices.len()), notices.iter().map(|notice| notice.id.clone()).collect()))
    }
}

/// Who gets messages: fails, hangs after taking them, answers late, and sometimes takes them.
#[derive(Default)]
struct Receiver {
    /// By subscription: what was got, by the id of its message.
    got: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    n_again: usize,
    faults: Vec<String>,
}

struct Line<'r> {
    receiver: &'r mut Receiver,
    chance: Chance,
    is_good: bool,
    beside: BesideInMemory,
}

impl Carrier for Line<'_> {
    fn carry(&mut self, to: &Subscription, message: &Message, _: Timestamp) -> Outcome {
        let what = if self.is_good { 3 } else { self.chance.below(4) };
        let receiver = &mut *self.receiver;
        let key = format!("{}/{}", to.name, message.id);
        // Only who died before writing that it was taken sends it again.
        let held = self.beside.get("alert-message", &key).unwrap().unwrap();
        if String::from_utf8_lossy(&held).contains("\"state\":\"sent\"") {
            receiver.faults.push(format!("{key} was sent again after it was known to be taken"));
        }
        let notices: Vec<String> = message.notices.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        if what >= 1 {
            // It came; whether we hear of that is another matter.
            let held = receiver.got.entry(to.name.clone()).or_default();
            if let Some(earlier) = held.insert(message.id.clone(), notices.clone()) {
                receiver.n_again += 1;
                if earlier != notices {
                    receiver.faults.push(format!("{key} said something else than before"));
                }
            }
        }
        match what {
            0 => Outcome::Later("it answers 503".to_owned(), Some(SignedDuration::from_secs(7))),
            1 => Outcome::Later("it hangs".to_owned(), None),
            2 => Outcome::Later("the answer was cut".to_owned(), None),
            _ => Outcome::Taken,
        }
    }
}

fn subscription(name: &str) -> Subscription {
    Subscription {
        name: name.to_owned(),
        to: To::Webhook { address: "https://a.example".to_owned(), secret: "whsec_AAAA".to_owned() },
        wanted: Wanted::default(),
        quiet: None,
        digest: None,
        language: Language::English,
        off: None,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An hour, second by second: entries come in, two processes look, the store and the receiver fail; then the line gets better.
fn an_hour(seed: u64) {
    let mut chance = Chance(seed);
    let beside = BesideInMemory::default();
    let start = at("2030-03-01T08:00:00Z");
    let mut plain = beside.clone();
    let digest = Subscription { digest: Some("08:30:00".parse().unwrap()), ..subscription("digest") };
    let quiet = ("08:10:00".parse().unwrap(), "08:20:00".parse().unwrap());
    let quiet = Subscription { quiet: Some(quiet), ..subscription("quiet") };
    for one in [subscription("at-once"), digest, quiet] {
        outbox::subscribe(&mut plain, &one).unwrap();
    }
    step::begin(&mut plain, (start, 0)).unwrap();
    let mut processes = [0, 1].map(|n| Shaky { beside: beside.clone(), chance: Chance(seed ^ (n + 7)), one_in: 9 });
    let (mut receiver, mut size, mut first_digest) = (Receiver::default(), 0, None);
    for second in (0..3600).step_by(8).chain((3600..3 * 3600).step_by(60)) {
        let now = start + SignedDuration::from_secs(second);
        if second < 3600 && chance.below(7) == 0 {
            size += 1 + chance.below(3);
        }
        let is_good = second >= 3600;
        let store = &mut processes[usize::try_from(chance.below(2)).unwrap()];
        store.one_in = if is_good { 0 } else { 9 };
        // What dies, dies: the next round takes it up.
        let _ = step(store, &mut Numbers, &[], (now, size), now);
        let mut line = Line {
            receiver: &mut receiver,
            chance: Chance(seed ^ second.unsigned_abs()),
            is_good,
            beside: beside.clone(),
        };
        let _ = round(store, &mut line, now, &TimeZone::UTC);
        if first_digest.is_none() && receiver.got.contains_key("digest") {
            first_digest = Some(second);
        }
    }
    assert_eq!(receiver.faults, [""; 0], "seed {seed}");
    assert!(size > 60 && receiver.n_again > 5, "seed {seed}: the hour was too quiet");
    assert!(first_digest.is_some_and(|second| second >= 1800), "seed {seed}: {first_digest:?}");
    let all: Vec<String> = (1..=size).map(|n| format!("n{n}")).collect();
    for name in ["at-once", "quiet", "digest"] {
        let got = receiver.got.get(name).unwrap();
        let mut notices: Vec<String> = got.values().flatten().cloned().collect();
        notices.sort_by_key(|id| id[1..].parse::<u64>().unwrap());
        // Those after the last gathering still wait for the next one.
        let wanted = if name == "digest" { &all[..notices.len()] } else { &all[..] };
        assert_eq!(notices, wanted, "seed {seed}, {name}: everything once, by the ids of messages");
    }
    let waiting = outbox::messages(&mut plain).unwrap();
    let waiting: Vec<&Message> =
        waiting.iter().filter(|one| !matches!(one.state, State::Sent | State::Gathered)).collect();
    assert!(waiting.iter().all(|one| one.to == "digest"), "seed {seed}: {waiting:?}");
    let n_got = receiver.got["digest"].values().flatten().count();
    assert_eq!(
        n_got + waiting.iter().map(|one| one.notices.len()).sum::<usize>(),
        all.len(),
        "seed {seed}: nothing is lost"
    );
}

#[test]
fn an_hour_in_which_everything_fails() {
    let n = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 12 } else { 1 };
    for seed in 1..=n {
        an_hour(seed);
    }
}

#[test]
fn nothing_goes_in_quiet_hours_and_what_is_not_wanted_never() {
    let mut beside = BesideInMemory::default();
    let quiet = Some(("22:00:00".parse().unwrap(), "06:00:00".parse().unwrap()));
    outbox::subscribe(&mut beside, &Subscription { quiet, ..subscription("night") }).unwrap();
    let wanted = Wanted { provisions: [String::from("2")].into(), ..Wanted::default() };
    outbox::subscribe(&mut beside, &Subscription { wanted, ..subscription("other") }).unwrap();
    let start = at("2030-03-01T20:00:00Z");
    step::begin(&mut beside, (start, 0)).unwrap();
    let mut receiver = Receiver::default();
    let mut when = Vec::new();
    for minutes in (0..12 * 60).step_by(10) {
        let now = start + SignedDuration::from_mins(minutes);
        step(&mut beside, &mut Numbers, &[], (now, u64::try_from(minutes / 60).unwrap()), now).unwrap();
        let mut line = Line { receiver: &mut receiver, chance: Chance(1), is_good: true, beside: beside.clone() };
        let sent = round(&mut beside, &mut line, now, &TimeZone::UTC).unwrap().n_sent;
        when.extend(std::iter::repeat_n(now.to_zoned(TimeZone::UTC).hour(), sent));
    }
    assert_eq!(when, [21, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7], "what waited in the night goes in the morning");
    assert!(!receiver.got.contains_key("other"));
}

struct Never(Outcome);

impl Carrier for Never {
    fn carry(&mut self, _: &Subscription, _: &Message, _: Timestamp) -> Outcome {
        self.0.clone()
    }
}

#[test]
fn what_is_never_taken_is_given_up_after_three_days_and_can_be_tried_again() {
    let mut beside = BesideInMemory::default();
    outbox::subscribe(&mut beside, &subscription("a")).unwrap();
    let start = at("2030-03-01T00:00:00Z");
    step::begin(&mut beside, (start, 0)).unwrap();
    step(&mut beside, &mut Numbers, &[], (start, 1), start).unwrap();
    let mut tried = Vec::new();
    for minutes in 0..4 * 24 * 60 {
        let now = start + SignedDuration::from_mins(minutes);
        let mut line = Never(Outcome::Later("it answers 500".to_owned(), None));
        let done = round(&mut beside, &mut line, now, &TimeZone::UTC).unwrap();
        tried.extend((done.n_later + done.n_given_up > 0).then_some(minutes));
    }
    // Twice as long each time, at most an hour.
    assert_eq!(tried[..8], [0, 1, 3, 7, 15, 31, 63, 123]);
    assert!(tried.len() < 85 && *tried.last().unwrap() <= 73 * 60, "{tried:?}");
    let messages = outbox::messages(&mut beside).unwrap();
    assert_eq!((messages[0].state, messages[0].why.as_str()), (State::GivenUp, "it answers 500"));
    let now = start + SignedDuration::from_hours(100);
    assert_eq!(outbox::retry(&mut beside, "a", now).unwrap(), 1);
    assert_eq!(round(&mut beside, &mut Never(Outcome::Taken), now, &TimeZone::UTC).unwrap().n_sent, 1);
    // Who is gone is not asked again, until somebody switches it on.
    step(&mut beside, &mut Numbers, &[], (now, 2), now).unwrap();
    let gone = Outcome::Gone("it answers 410".to_owned());
    assert_eq!(round(&mut beside, &mut Never(gone), now, &TimeZone::UTC).unwrap().n_given_up, 1);
    assert_eq!(outbox::subscriptions(&mut beside).unwrap()[0].off.as_deref(), Some("it answers 410"));
    step(&mut beside, &mut Numbers, &[], (now, 3), now).unwrap();
    assert_eq!(round(&mut beside, &mut Never(Outcome::Taken), now, &TimeZone::UTC).unwrap(), outbox::Round::default());
    // It goes with all that waits for it.
    assert!(outbox::unsubscribe(&mut beside, "a").unwrap());
    assert_eq!(outbox::messages(&mut beside).unwrap(), []);
}

#[test]
fn the_feed_has_what_was_told_and_the_first_time_nothing() {
    let mut beside = BesideInMemory::default();
    let (one, two) = (at("2030-03-01T00:00:00Z"), at("2030-03-02T00:00:00Z"));
    assert_eq!(step(&mut beside, &mut Numbers, &[], (one, 5), one).unwrap(), 0);
    assert_eq!(step(&mut beside, &mut Numbers, &[], (two, 8), two).unwrap(), 3);
    assert_eq!(step(&mut beside, &mut Numbers, &[], (two, 8), two).unwrap(), 0);
    let told = step::journalled(&mut beside, |notice| notice.id != "n7", 10).unwrap();
    let told: Vec<(&str, Timestamp)> = told.iter().map(|dated| (dated.notice.id.as_str(), dated.at)).collect();
    assert_eq!(told, [("n6", two), ("n8", two)]);
}

/// Several processes at the same moment: whoever takes a message up first sends it, and nobody else.
#[test]
fn two_at_once_send_nothing_twice() {
    struct Slow(std::sync::Arc<std::sync::Mutex<Vec<String>>>);
    impl Carrier for Slow {
        fn carry(&mut self, to: &Subscription, message: &Message, _: Timestamp) -> Outcome {
            std::thread::sleep(std::time::Duration::from_millis(2));
            self.0.lock().unwrap().push(format!("{}/{}", to.name, message.id));
            Outcome::Taken
        }
    }
    let mut beside = BesideInMemory::default();
    let names: Vec<String> = (0..20).map(|n| format!("s{n}")).collect();
    for name in &names {
        outbox::subscribe(&mut beside, &subscription(name)).unwrap();
    }
    let start = at("2030-03-01T00:00:00Z");
    step::begin(&mut beside, (start, 0)).unwrap();
    step(&mut beside, &mut Numbers, &[], (start, 1), start).unwrap();
    let sent = std::sync::Arc::default();
    let together = std::sync::Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (mut beside, mut slow, together) = (beside.clone(), Slow(std::sync::Arc::clone(&sent)), &together);
            scope.spawn(move || {
                together.wait();
                round(&mut beside, &mut slow, start, &TimeZone::UTC).unwrap();
            });
        }
    });
    let mut sent = sent.lock().unwrap().clone();
    sent.sort();
    let n = sent.len();
    sent.dedup();
    assert_eq!((n, sent.len()), (names.len(), names.len()), "{sent:?}");
}

/// A due time three days ahead, told on every day that is asked for.
struct Due;

impl Teller for Due {
    fn notices(&mut self, _: Moment, _: Moment, days: &BTreeSet<u32>) -> Result<Vec<Notice>, Fault> {
        let notice = |n: &u32| {
            let value = json!({
                "id": format!("d{n}"), "kind": "due", "provisions": [], "parties": [], "zones": [],
                "facts": { "days": n, "due": "2030-03-04T00:00:00Z" },
            });
            Notice::from_json(&value).unwrap()
        };
        Ok(days.iter().map(notice).collect())
    }

    fn said(&mut self, notices: &[&Notice], _: Moment, _: Language) -> Result<(String, Vec<String>), Fault> {
        Ok((String::new(), notices.iter().map(|notice| notice.id.clone()).collect()))
    }
}

#[test]
fn whoever_named_no_days_is_not_told_on_those_of_others() {
    let mut beside = BesideInMemory::default();
    let wanted = Wanted { days: [9].into(), ..Wanted::default() };
    outbox::subscribe(&mut beside, &Subscription { wanted, ..subscription("nine") }).unwrap();
    outbox::subscribe(&mut beside, &subscription("usual")).unwrap();
    let start = at("2030-03-01T00:00:00Z");
    step::begin(&mut beside, (start, 0)).unwrap();
    step(&mut beside, &mut Due, &[3, 1], (start, 1), start).unwrap();
    let told: Vec<(String, Vec<String>)> =
        outbox::messages(&mut beside).unwrap().into_iter().map(|message| (message.to, message.lines)).collect();
    let lines = |name: &str| told.iter().find(|(to, _)| to == name).unwrap().1.clone();
    assert_eq!(lines("nine"), ["d9"]);
    assert_eq!(lines("usual"), ["d1", "d3"]);
}

#[test]
fn a_name_that_only_begins_like_this_machine_is_another() {
    use crate::outward::is_here;
    for here in ["http://localhost", "http://localhost:8080/x", "http://[::1]/x", "http://127.0.0.1/"] {
        assert!(is_here(here, "http://"), "{here}");
    }
    for other in
        ["http://localhost.evil.example/", "http://127.0.0.1.evil.example", "https://localhost/", "smtp://localhost"]
    {
        assert!(!is_here(other, "http://"), "{other}");
    }
}

/// The example of the standard's own documentation.
#[test]
fn a_signature_is_that_of_standard_webhooks() {
    let signature = super::carry::signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        "{\"test\": 2432232314}",
    );
    assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    assert_eq!(super::carry::signature("whsec_no base64!", "a", "1", ""), None);
}

#[test]
fn a_subscription_is_kept_as_it_is_and_what_is_no_address_is_said() {
    let wanted = json!({
        "kinds": ["due", "status"], "provisions": ["1"], "parties": ["north"], "zones": [], "statuses": ["overdue"], "days": [7, 1],
    });
    let wanted = Wanted::from_json(&wanted).unwrap();
    let quiet = Some(("22:00:00".parse().unwrap(), "06:00:00".parse().unwrap()));
    let one = Subscription { wanted, quiet, digest: Some("07:00:00".parse().unwrap()), ..subscription("a") };
    assert_eq!(Subscription::from_json(&one.to_json()), Some(one.clone()));
    assert_eq!(one.fault(), None);
    let to = |address: &str| To::Webhook { address: address.to_owned(), secret: String::new() };
    for (to, is_good) in [
        (to("http://127.0.0.1:8080/x"), true),
        (to("http://localhost.evil.example/"), false),
        (to("http://example.org/"), false),
        (To::Email("desk@example.org".to_owned()), true),
        (To::Email("desk@example.org\r\nBcc: b@example.org".to_owned()), false),
        (To::Email("desk".to_owned()), false),
    ] {
        assert_eq!(Subscription { to: to.clone(), ..one.clone() }.fault().is_none(), is_good, "{to:?}");
    }
    assert!(Subscription { name: "a/b".to_owned(), ..one }.fault().is_some());
}
