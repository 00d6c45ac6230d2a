//! The rules of a generated case that turn on a condition, on places, on what is present, or on what only people judge.

use super::rules::PERMISSION;
use super::*;

/// What rules ask.
impl Maker {
    /// Says whether it may have a key.
    pub(super) fn asking(&mut self, kind: usize, lines: &mut Vec<String>) -> bool {
        match kind {
            12..=14 => self.sequence(lines),
            15 | 16 => self.following(lines),
            17 | 18 => self.eligibility(lines),
            19 | 20 => self.placement(lines),
            21 => {
                let (act, strictly) = (self.act(), if self.random.one_in(2) { " strictly" } else { "" });
                lines.push(format!("prevent {act}{strictly}"));
                self.excepted(lines);
            }
            22 | 23 => self.cap(lines),
            24 | 25 => self.continuous(lines),
            26 | 27 => self.report(lines),
            28 | 29 => {
                let (act, other, number) = (self.act(), self.other_act(), self.random.pick(&["1", "1", "2", "0.5"]));
                let span = self.span();
                let within = if self.random.one_in(4) { String::new() } else { format!(" within {span}") };
                lines.push(format!("must {act} at least {number} for every {other}{within}"));
                self.qualified(lines);
            }
            30 | 31 => {
                if self.random.one_in(2) {
                    self.steps(lines);
                } else {
                    let (act, other, span) = (self.act(), self.other_act(), self.span());
                    lines.push(format!("must {act} together with {other} within {span}"));
                }
            }
            PERMISSION => lines.push(format!("may {}", self.act())),
            _ => {
                let through = if self.random.one_in(4) { String::new() } else { format!(" through {}", self.act()) };
                lines.push(format!("endeavour \"to make it possible\"{through}"));
            }
        }
        true
    }

    fn sequence(&mut self, lines: &mut Vec<String>) {
        let act = self.act();
        let before = self.preconditions();
        lines.push(format!("may {act} only {before}"));
        self.excepted(lines);
        self.qualified(lines);
    }

    fn preconditions(&mut self) -> String {
        let mut all = Vec::new();
        for _ in 0..self.random.pick(&[1, 1, 1, 2, 2, 3]) {
            let next = self.precondition();
            all.push(next);
        }
        all.join(" and ")
    }

    fn precondition(&mut self) -> String {
        match self.random.below(8) {
            0 => format!("after {}", self.text_moment()),
            1..=3 => {
                let (other, amount) = (self.other_act(), self.amount());
                if self.random.one_in(2) {
                    format!("after {other}")
                } else {
                    format!("after {other} at least {amount}")
                }
            }
            4 | 5 => {
                self.wanted.push("consultation");
                format!("after consultation of {}", self.random.pick(&["panel", "b", "b and panel"]))
            }
            _ => {
                self.wanted.extend(["consent_given", "consent_given", "consent_refused"]);
                format!("with consent of {}", self.random.pick(&["panel", "b", "b, panel"]))
            }
        }
    }

    fn following(&mut self, lines: &mut Vec<String>) {
        let (act, other, span) = (self.act(), self.other_act(), self.span());
        let mut line = format!("never {act} within {span} after {other}");
        if self.random.one_in(2) {
            line += " in answer";
        }
        if self.random.one_in(2) {
            line += self.random.pick(&[" with the same zone", " with the same sector", " with the same party"]);
        }
        lines.push(line);
        self.excepted(lines);
        self.qualified(lines);
    }

    fn eligibility(&mut self, lines: &mut Vec<String>) {
        let who = self.random.pick(&[
            "a or b",
            "a",
            "b or panel",
            "those that are contributor",
            "those that are contributor and not listed",
            "those that are not invited",
            "those that are invited and mixed",
            "those that are listed",
            "those that are not mixed",
        ]);
        if who.contains("those") {
            self.wanted.extend(["contribution_offered", "contribution_offered", "contribution_declined"]);
        }
        let act = self.act();
        let before = if self.random.one_in(3) { format!(" {}", self.preconditions()) } else { String::new() };
        lines.push(format!("only {who} may {act}{before}"));
        self.excepted(lines);
        self.qualified(lines);
    }

    fn placement(&mut self, lines: &mut Vec<String>) {
        let act = self.act_anywhere();
        let away = self.random.pick(&[
            "out of north",
            "out of city or belt",
            "out of belt",
            "out of rim",
            "40 km from border",
            "2 km from border",
            "100 km from old_border",
            "40 km from front",
            "30 km from north",
            "2 km from south",
            "40 km from border for a, from old_border for b",
            "30 km from north for a, from island for b",
            "90 km apart in equal shares from border for a, from north for b",
            "3 km apart",
            "60 km apart",
            "120 km apart",
        ]);
        let act = if away.ends_with("apart") && self.random.one_in(3) { self.act() } else { act };
        lines.push(format!("keep {act} {away}"));
        self.excepted(lines);
        self.qualified(lines);
    }

    fn cap(&mut self, lines: &mut Vec<String>) {
        let (act, number) = (self.act(), self.number());
        let less = if self.random.one_in(3) { String::new() } else { format!(" less {}", self.other_act()) };
        lines.push(format!("at any time at most {number} {act}{less}"));
        self.excepted(lines);
        self.qualified(lines);
    }

    fn continuous(&mut self, lines: &mut Vec<String>) {
        let act = self.act();
        match self.random.below(3) {
            0 => lines.push(format!("always {act}")),
            choice => {
                let (hours, every) = (self.random.pick(&["1", "6", "10", "24", "1.5"]), self.every());
                let free = if choice == 1 { "free of " } else { "" };
                lines.push(format!("keep {free}{act} {hours} hours of every {every}"));
                if choice == 1 {
                    return;
                }
            }
        }
        if self.random.one_in(2) {
            lines.push(format!("contrary {}", self.other_act()));
        }
    }

    fn report(&mut self, lines: &mut Vec<String>) {
        self.wanted.extend(["report_submitted", "report_submitted", "notice_given"]);
        let to = self.random.pick(&["panel", "b", "b, panel", "c"]);
        lines.push(match self.random.below(6) {
            0 | 1 => format!("must report to {to} every {}", self.every()),
            2 => format!("must report to {to} {}", self.due()),
            3 => format!("must report to {to}"),
            _ => {
                let (act, span) = (self.act(), self.span());
                let within = if self.random.one_in(4) { String::new() } else { format!(" within {span}") };
                format!("must notify {to} of {act}{within}")
            }
        });
    }

    fn steps(&mut self, lines: &mut Vec<String>) {
        lines.push(format!("must total {} by steps", self.act()));
        for _ in 0..self.random.pick(&[1, 2, 3]) {
            let (amount, span, other) = (self.amount(), self.span(), self.other_act());
            let within = if self.random.one_in(4) { String::new() } else { format!(" within {span}") };
            let reached = if self.random.one_in(2) { other } else { format!("{other} at least {}", self.amount()) };
            let and = if self.random.one_in(3) { format!(" and {}", self.act()) } else { String::new() };
            lines.push(format!("step at least {amount}{within} once {reached}{and}"));
        }
    }
}
