//! The rows of a generated case, on the grid of its times.

use super::*;
/// Rows.
impl Maker {
    /// A moment of the grid.
    pub(super) fn moment(&mut self) -> Timestamp {
        let day = i8::try_from(22 + self.random.below(N_DAYS)).expect("a day of October");
        let hour = self.random.pick(&[0, 6, 12, 18, 0]);
        let civil = date(2025, 10, day).at(hour, 0, 0, 0);
        civil.to_zoned(self.zone.clone()).expect("within the calendar").timestamp()
    }

    pub(super) fn as_of(&mut self) -> Timestamp {
        let moment = self.moment();
        match self.random.below(10) {
            0..=4 => {
                date(2025, 11, 3).at(0, 0, 0, 0).to_zoned(self.zone.clone()).expect("within the calendar").timestamp()
            }
            5 => moment,
            6 => later(moment, 1),
            _ => later(moment, -1),
        }
    }

    pub(super) fn when(&mut self) -> When {
        let start = self.moment();
        let day = self.start_of_day(start);
        let hours = |from: Timestamp, hours: i64| later(from, hours * 3600);
        let (start, end) = match self.random.below(10) {
            0..=3 => (start, start),
            4 => (later(start, -1), later(start, -1)),
            5 | 6 => (day, self.start_of_day(hours(day, 30))),
            7 => {
                let n_days = self.random.pick(&[1, 2, 5]);
                (day, self.start_of_day(hours(day, 30 + 24 * n_days)))
            }
            8 => (start, hours(start, 6)),
            _ => (start, hours(start, self.random.pick(&[1, 12, 30, 72]))),
        };
        let is_day = start == day && end > start && self.random.one_in(2);
        let precision = if is_day { WhenPrecision::Day } else { WhenPrecision::Exact };
        When::span(start, end, precision).expect("the end is not before the start")
    }

    /// A long span, for accounts and observations.
    pub(super) fn long(&mut self) -> When {
        let start = self.moment();
        let day = self.start_of_day(start);
        let (from, hours) =
            self.random.pick(&[(start, 6), (day, 30), (start, 12), (day, 24 * 4), (day, 24 * 9), (start, 48)]);
        When::span(from, later(from, hours * 3600), WhenPrecision::Exact).expect("the end is after the start")
    }

    pub(super) fn start_of_day(&self, at: Timestamp) -> Timestamp {
        at.to_zoned(self.zone.clone()).start_of_day().expect("within the calendar").timestamp()
    }

    pub(super) fn row(&mut self, row_idx: usize, n_rules: usize) -> EventRow {
        let statement = match self.random.below(46) {
            0..=19 => Statement::Happening(self.happening()),
            20 | 21 => Statement::Figure(Figure { happening: self.happening(), stated: !self.random.one_in(4) }),
            22..=26 => Statement::Finding(self.finding(row_idx, n_rules)),
            27..=29 => Statement::Response(self.response(row_idx)),
            30..=31 => Statement::Account(Account { of: self.of(), zone: self.stated_zone(), when: self.long() }),
            32..=33 => Statement::Observation(self.observation()),
            34..=37 | 43 | 44 => Statement::Decision(self.decision(n_rules)),
            38 => Statement::Withdrawn,
            39 => Statement::Observation(Observation {
                of: Vec::new(),
                zone: None,
                when: self.long(),
                by: None,
                means: None,
                event: None,
            }),
            40 => Statement::Account(Account { of: Vec::new(), zone: None, when: self.long() }),
            42 | 45 => Statement::Score(self.score(n_rules)),
            _ => self.aside(),
        };
        if let Statement::Happening(happening) = &statement {
            self.told.push((id(row_idx), happening.by.clone()));
        }
        let is_withdrawal = statement == Statement::Withdrawn;
        let supersedes = (is_withdrawal || self.random.one_in(25)).then(|| self.id_below(row_idx));
        let level = self.random.pick(LEVELS);
        let same = self.random.one_in(2);
        EventRow {
            id: id(row_idx),
            statement,
            level,
            level_author: if same { level } else { self.random.pick(LEVELS) },
            level_quantity: if same { level } else { self.random.pick(LEVELS) },
            recorded_at: self.random.one_in(2).then(|| self.moment()),
            supersedes: supersedes.filter(|replaced| *replaced != id(row_idx)),
        }
    }

    /// The id of a row before this one, or its own for the first.
    pub(super) fn id_below(&mut self, row_idx: usize) -> String {
        id(self.random.below(row_idx + 1))
    }

    /// An event so far with the author it names, or the id of any row, this one and the next among them.
    pub(super) fn told_event(&mut self, row_idx: usize) -> (String, Option<String>) {
        if self.told.is_empty() || self.random.one_in(8) {
            return (self.id_below(row_idx + 1), None);
        }
        let told_idx = self.random.below(self.told.len());
        self.told[told_idx].clone()
    }

    pub(super) fn happening(&mut self) -> Happening {
        let kind = match self.random.below(6) {
            0..=2 => self.focus,
            3 | 4 if !self.wanted.is_empty() => {
                let wanted_idx = self.random.below(self.wanted.len());
                self.wanted[wanted_idx]
            }
            3 => self.second,
            _ => self.random.pick(TYPES),
        };
        let kind = kind.to_owned();
        let by = if self.random.one_in(6) { None } else { Some(self.random.pick(ACTORS).to_owned()) };
        let unit = if self.random.one_in(2) { None } else { Some(self.random.pick(&["trucks", "trucks", "pallets"])) };
        let sector = self.random.maybe(&["x", "y"]);
        let crew = self.random.maybe(&["1", "2", "3", "many"]);
        let is_of_force = kind.starts_with("cons") || kind.starts_with("contribution");
        let by = if is_of_force && self.random.one_in(2) { Some(self.random.pick(BODIES).to_owned()) } else { by };
        let mut happening = Happening {
            when: self.when(),
            place: self.place(),
            by,
            to: self.random.maybe(if kind == self.focus { ACTORS } else { RECEIVERS }),
            item: if is_of_force { self.random.maybe(&["fuel", "a", "b"]) } else { self.random.maybe(ITEMS) },
            quantity: Decimal::from(self.random.pick(&[1, 1, 1, 2, 2, 3, 3, 0])),
            unit: unit.filter(|_| kind == "truck_entered").map(str::to_owned),
            killed: self.casualties(),
            injured: self.casualties(),
            fields: [("sector", sector), ("crew", crew)]
                .into_iter()
                .filter_map(|(column, value)| value.map(|value| (column.to_owned(), value)))
                .collect(),
            kind,
        };
        if self.random.one_in(3) {
            self.make_plain(&mut happening);
        }
        happening
    }

    fn casualties(&mut self) -> Option<u64> {
        self.random.one_in(4).then(|| self.random.pick(&[0, 1, 3]))
    }

    /// One that most clauses mean, so that breaches and fulfilment are not rare.
    pub(super) fn make_plain(&mut self, happening: &mut Happening) {
        let kind = if self.random.one_in(4) { self.second } else { self.focus };
        kind.clone_into(&mut happening.kind);
        let (by, to) = self.random.pick(&[("a", "b"), ("a", "b"), ("b", "a")]);
        happening.by = Some(by.to_owned());
        happening.to = Some(to.to_owned());
        happening.item = Some("fuel".to_owned());
        happening.place.zone = Some("city".to_owned());
        happening.unit = None;
    }

    pub(super) fn place(&mut self) -> Place {
        let zone = self.random.maybe(&["north", "city", "south", "island", "valley", "region", "elsewhere"]);
        let points = [(5_000_000, 5_000_000), (5_000_000, -5_000_000), (5_000_000, 30_000), (50_000_000, 5_000_000)];
        let (lon, lat) = self.random.pick(&points);
        let precision =
            PlacePrecision::from_text(self.random.pick(&["1", "1", "2", "5", "50m", "0m"])).expect("a precision");
        let point = self.random.one_in(2).then(|| Point::from_e7(lon, lat).expect("a point on the Earth"));
        Place { zone, point, precision, name: None }
    }

    pub(super) fn verdict(&mut self) -> Option<Verdict> {
        let verdicts = [Verdict::Established, Verdict::Established, Verdict::NotEstablished, Verdict::Refuted];
        if self.random.one_in(2) { Some(self.random.pick(&verdicts)) } else { None }
    }

    pub(super) fn finding(&mut self, row_idx: usize, n_rules: usize) -> Finding {
        let rule = 1 + self.random.below(n_rules);
        let breach_of = self.random.pick(&["R", "R", "R", "P", "P", "Q"]);
        let is_full = !self.random.one_in(3);
        let established = |verdict: Option<Verdict>| if is_full { Some(Verdict::Established) } else { verdict };
        let quality = self.random.pick(&["offensive", "offensive", "not_prevented", "grave"]).to_owned();
        Finding {
            event: self.told_event(row_idx).0,
            fact: established(self.verdict()),
            author: established(self.verdict()),
            quantity: self.verdict(),
            breach: established(self.verdict()).map(|verdict| (format!("{breach_of}{rule}"), verdict)),
            qualifier: self.verdict().map(|verdict| (quality, verdict)),
            standard: None,
            standards: records::Standards::default(),
            revises: None,
            by: self.random.pick(&["panel", "panel", "panel", "newspaper"]).to_owned(),
            when: self.when(),
        }
    }

    pub(super) fn response(&mut self, row_idx: usize) -> Response {
        let grounds = ["self_defence", "necessity"];
        let (event, author) = self.told_event(row_idx);
        let by =
            author.filter(|_| !self.random.one_in(4)).unwrap_or_else(|| self.random.pick(&["a", "b", "c"]).to_owned());
        Response {
            event,
            by,
            element: self.random.pick(&[Element::Fact, Element::Author, Element::Quantity]),
            answer: match self.random.below(3) {
                0 => Answer::Accepts,
                1 => Answer::Denies,
                _ => Answer::Justifies(self.random.pick(&grounds).to_owned()),
            },
            when: self.when(),
        }
    }

    /// Types that a statement is for.
    pub(super) fn of(&mut self) -> Vec<String> {
        let lists: [&[&str]; 6] = [
            &[],
            &["shelling"],
            &["shelling", "shooting"],
            &["attack"],
            &["truck_entered"],
            &["truck_entered", "shelling"],
        ];
        self.random.pick(&lists).iter().map(|name| (*name).to_owned()).collect()
    }

    pub(super) fn stated_zone(&mut self) -> Option<String> {
        self.random.maybe(ZONES)
    }

    pub(super) fn observation(&mut self) -> Observation {
        Observation { of: self.of(), zone: self.stated_zone(), when: self.long(), by: None, means: None, event: None }
    }

    pub(super) fn decision(&mut self, n_rules: usize) -> Decision {
        let rule = format!("R{}", 1 + self.random.below(n_rules));
        let sets = self.random.pick(&[
            "phase",
            "phase",
            "truce",
            "calm",
            "calm",
            "supply",
            "called",
            "called",
            "ceasefire",
            "longest",
            "agreed",
            "agreed",
            "by_count",
            "listed",
            "listed",
            "mixed",
            &rule,
            &rule,
            &rule,
        ]);
        let readings = ["narrow", "wide", "early", "claimed: late", "few", "wide; claimed: early", "no such reading"];
        let key = match sets {
            "calm" => Some(self.random.pick(&["north", "city", "south"]).to_owned()),
            "supply" => Some(self.random.pick(ITEMS).to_owned()),
            "listed" | "mixed" => Some(self.random.pick(&["a", "a", "b", "c"]).to_owned()),
            _ if sets == rule => self.random.maybe(&readings),
            _ => None,
        };
        let key = key.filter(|_| !self.random.one_in(8));
        let is_set = matches!(sets, "called" | "agreed" | "by_count");
        let turn = if is_set { Turn::Begins } else { self.random.pick(&[Turn::Begins, Turn::Begins, Turn::Ends]) };
        let is_number = matches!(sets, "agreed" | "by_count") && !self.random.one_in(8);
        let value = is_number.then(|| Decimal::from(self.random.pick(&[1, 2, 2, 4])));
        let (by, sets) = (self.random.pick(BODIES).to_owned(), sets.to_owned());
        Decision { by, sets, turn, key, value, at: self.moment() }
    }

    pub(super) fn score(&mut self, n_rules: usize) -> Score {
        Score {
            on: format!("R{}", 1 + self.random.below(n_rules)),
            party: self.random.maybe(&["a", "b"]),
            by: self.random.pick(&["first assessor", "second assessor", "panel"]).to_owned(),
            score: self.random.pick(&[0, 1, 2, 3]),
            because: None,
            when: self.when(),
        }
    }

    /// What no rule may heed.
    pub(super) fn aside(&mut self) -> Statement {
        let when = self.when();
        match self.random.below(3) {
            0 => Statement::AccessDenied(self.observation()),
            1 => {
                let (of, number) = ("shelling".to_owned(), Decimal::from(497));
                Statement::Tally(Tally { of, when, by: None, zone: None, number, unit: None, definition: None })
            }
            _ => {
                let (on, by, position) = ("R1".to_owned(), "a".to_owned(), "objects".to_owned());
                Statement::Stance(Stance { on, by, position, subject: None, when })
            }
        }
    }
}

pub(super) fn id(row_idx: usize) -> String {
    format!("e{row_idx:02}")
}

pub(super) fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).expect("within the calendar")
}
