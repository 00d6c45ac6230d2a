//! The rules of a generated case: whom they bind and when, what stands beside, and the kinds that count.

use super::*;

/// Rules.
impl Maker {
    pub(super) fn rule(&mut self, n_parties: usize) -> String {
        let mut lines = Vec::new();
        let kind = self.random.below(34);
        let whom = if n_parties == 1 { &["a", "each party"][..] } else { &["a", "b", "a, b", "each party"][..] };
        let binds = if kind == PERMISSION { "permits" } else { "obliges" };
        lines.push(format!("{binds} {}", self.random.pick(whom)));
        let may_have_each = match kind {
            0..=11 => self.counting(kind, &mut lines),
            _ => self.asking(kind, &mut lines),
        };
        let is_keyed = self.time(&mut lines);
        if may_have_each && !is_keyed && self.random.one_in(4) {
            lines.push(format!("for each {}", self.random.pick(&["zone", "item", "party", "sector"])));
        }
        self.beside(&mut lines);
        if n_parties > 1 && kind != PERMISSION && self.random.one_in(8) {
            lines.push("reading \"narrow\", held by a".to_owned());
            lines.push("  obliges b".to_owned());
            lines.push("reading \"wide\"".to_owned());
            lines.push("  obliges each party".to_owned());
        }
        lines.iter().fold(String::new(), |text, line| text + "  " + line + "\n")
    }

    /// Prohibitions, deadlines, totals, rates, terms, and what cannot be checked; says whether it may have a key.
    fn counting(&mut self, kind: usize, lines: &mut Vec<String>) -> bool {
        match kind {
            0..=2 => {
                lines.push(self.never());
                self.excepted(lines);
                self.qualified(lines);
                return true;
            }
            3 | 4 => lines.extend(self.after_event()),
            5 => {
                let (act, number, due) = (self.act(), self.number(), self.due());
                lines.push(format!("must {act} at least {number} {due}"));
                self.qualified(lines);
            }
            6 | 7 => lines.push(self.rate()),
            8 => {
                let (act, amount, due) = (self.act(), self.amount(), self.due());
                lines.push(format!("must total {act} at least {amount} {due}"));
            }
            9 => {
                let (act, amount) = (self.act(), self.amount());
                let due = if self.random.one_in(3) { self.due() } else { String::new() };
                lines.push(format!("must total {act} at most {amount} {due}"));
            }
            10 => {
                let states = ["ceasefire", "pauses", "phase", "truce", "calm", "disputed_time", "longer", "longest"];
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
        false
    }

    /// States and bounds; says whether one of the states is keyed.
    fn time(&mut self, lines: &mut Vec<String>) -> bool {
        let states = [
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "ceasefire",
            "ceasefire",
            "ceasefire",
            "pauses",
            "phase",
            "truce",
            "disputed_time",
            "longer",
            "longest",
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
        } else if self.random.one_in(12) {
            lines.push(format!("until {}", self.text_moment()));
        }
        if self.random.one_in(8) {
            let once = ["first", "second", "far", "part", "settled", "first and second", "called", "d_day and first"];
            lines.push(format!("once {}", self.random.pick(&once)));
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
        if self.random.one_in(5) {
            lines.push(format!("waived by decision of {}", self.random.pick(&["panel", "panel, council"])));
        }
    }

    pub(super) fn qualified(&mut self, lines: &mut Vec<String>) {
        if self.random.one_in(4) {
            lines.push("qualified offensive, by finding".to_owned());
        }
    }

    pub(super) fn excepted(&mut self, lines: &mut Vec<String>) {
        while self.random.one_in(5) {
            lines.push(format!("except {}", self.act()));
        }
    }

    fn never(&mut self) -> String {
        let act = self.act();
        if self.random.one_in(6) {
            return format!("must {act} at most {}", self.number());
        }
        format!("never {act}")
    }

    /// A type with its particulars.
    pub(super) fn act(&mut self) -> String {
        let name = if self.random.one_in(2) { self.focus } else { self.random.pick(ACTS) };
        let mut act = name.to_owned();
        if self.random.one_in(3) {
            act += self.random.pick(&[
                " in north",
                " in city",
                " in south",
                " in island",
                " in north or island",
                " in region",
                " in belt",
                " in rim",
                " in ring or belt",
            ]);
        }
        self.with_particulars(act)
    }

    /// The same of what it is set against, wherever it is.
    pub(super) fn other_act(&mut self) -> String {
        let name = if self.random.one_in(2) { self.second } else { self.random.pick(ACTS) };
        if self.random.one_in(4) { self.act() } else { self.with_particulars(name.to_owned()) }
    }

    /// A type with its particulars but for the place.
    pub(super) fn act_anywhere(&mut self) -> String {
        let name = if self.random.one_in(2) { self.focus } else { self.random.pick(ACTS) };
        self.with_particulars(name.to_owned())
    }

    fn with_particulars(&mut self, mut act: String) -> String {
        if self.random.one_in(4) {
            act += self.random.pick(&[" by b", " by b or a", " by c", " by a"]);
        }
        if self.random.one_in(4) {
            act += self.random.pick(&[" against b", " to c or b"]);
        }
        if self.random.one_in(5) {
            act += self.random.pick(&[" of fuel", " of fuel or food"]);
        }
        if self.random.one_in(8) {
            act += self.random.pick(&[
                " with sector x",
                " with sector x or y with crew at most 2",
                " with crew at least 2",
                " with crew at most 2",
                " with quantity at least 2",
                " with killed at least 1",
                " with injured at most 2",
            ]);
        }
        act
    }

    pub(super) fn number(&mut self) -> &'static str {
        self.random.pick(&["1", "1", "1", "2", "2", "3", "4", "three", "agreed", "elsewhere", "nowhere_said"])
    }

    pub(super) fn amount(&mut self) -> &'static str {
        self.random.pick(&[
            "1",
            "2",
            "3",
            "20 % of stock",
            "50 % of later_stock",
            "10 % of secret_stock",
            "15 % of stock",
            "20 % of growing_stock",
            "20 % of disputed_stock",
            "10 % of sealed_stock",
            "agreed",
        ])
    }

    pub(super) fn span(&mut self) -> &'static str {
        self.random.pick(&["6 hours", "24 hours", "2 days", "1 working day", "0 hours", "1 bank day", "12 hours"])
    }

    fn after_event(&mut self) -> Vec<String> {
        let (act, span, anchor, number) = (self.act(), self.span(), self.act(), self.number());
        let mut lines = vec![format!("must {act} at least {number} within {span} of {anchor}")];
        if self.random.one_in(2) {
            lines.push(format!("for each {}", self.random.pick(&["item", "zone"])));
        }
        lines
    }

    pub(super) fn due(&mut self) -> String {
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

    pub(super) fn text_moment(&mut self) -> &'static str {
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
            "end of longer",
            "2 days after d_day",
            "1 working day after d_day",
            "day 1 of d_day",
            "day 0 of claimed",
            "12 hours after 1 day after d_day",
            "12 hours before 2025-10-26",
            "1 working day before 2025-10-27 06:00",
            "day 2 including d_day",
            "day 1 before 2025-10-26",
            "working day 1 of d_day",
            "bank day 2 of d_day",
            "day 1 of d_day at 12:00",
            "first",
            "first",
            "second",
            "far",
            "part",
            "settled",
            "12 hours after first",
            "day 1 of first",
            "working day 1 of second at 12:00",
        ])
    }

    fn rate(&mut self) -> String {
        let every = self.every();
        let (act, number) = (self.act(), self.number());
        let (bound, part) = (self.random.pick(&["least", "most"]), self.random.pick(&["least", "most"]));
        let mut line = format!("every {every} {act} at {bound} {number}");
        if self.random.one_in(3) {
            let of = self.random.pick(&["fuel", "food or fuel", "in city", "in north"]);
            let number = self.random.pick(&["0", "1", "2", "agreed"]);
            let part = if number == "0" { "most" } else { part };
            let _ = write!(line, ", of them {of} at {part} {number}");
        }
        line
    }

    pub(super) fn every(&mut self) -> &'static str {
        self.random.pick(&["day", "day", "day", "week", "week", "6 hours", "2 days", "2 days", "12 hours", "30 hours"])
    }
}

/// The kind that permits, among those of `asking`.
pub(super) const PERMISSION: usize = 33;
