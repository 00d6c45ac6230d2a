//! The first sentence in English: who must do what, and while what.

use provisions::{
    Amount, Away, Bound, Duty, Eligible, Kind, Measure, Missing, Moment, Precondition, Reached, Reporting, Selection,
    Step,
};

use super::English;
use super::phrases::{all_of, bound, distance, one_of, quoted};
use crate::plain::labels::{self, Edge};

/// Where the clause names no author and anybody's acts count.
const WHOEVER: &str = ", whoever does it,";

const IN_TOTAL: &str = "in total, counted from the beginning of the rule's time";

impl English<'_> {
    pub(super) fn duty(&self, duty: &Duty) -> String {
        let each = self.kept_apart_by(duty).map_or(String::new(), |key| format!("for each {} apart, ", self.key(key)));
        let mut out = format!("{each}{}", self.asked(duty));
        if crate::plain::has_time(duty) {
            out.push_str(&format!("; in force {}", self.in_force(duty)));
        }
        out.push('.');
        super::capitalised(&out)
    }

    fn asked(&self, duty: &Duty) -> String {
        let who = all_of(&self.actors(&duty.obliges));
        let several = duty.obliges.len() > 1;
        let must = if several { format!("{who} must each") } else { format!("{who} must") };
        let see = format!("{must} see to it that");
        let own = if several { "their own" } else { "its own" };
        match &duty.kind {
            Kind::Prohibition { never, after } => {
                let mut out = self.not_done(&who, several, &see, never);
                if let Some(following) = after {
                    out.push_str(&self.following(following));
                }
                out
            }
            Kind::Deadline { must, at_least, due } => {
                format!("{see} this happens: {}, {}", self.at_least(must, at_least), self.due(due))
            }
            Kind::Sequence { may, only } => self.sequence(&who, &see, may, only),
            Kind::Together { must, with, within } => {
                let (must, with) = (self.selection_by(must, WHOEVER), self.selection(with));
                let within = self.span(*within);
                format!("{see} with each {with} this happens within {within} before or after it: {}", trimmed(&must))
            }
            Kind::Eligibility { only, may, after } => self.eligibility(&see, only, may, after),
            Kind::Permission { may } => {
                let each = if several { " each" } else { "" };
                format!("{who} may{each} do this: {}", self.selection(may))
            }
            Kind::Placement { keep, away } => self.placement(&must, own, keep, away),
            Kind::Cumulative { total, bound, amount, due } => {
                let due = due.as_ref().map_or(String::new(), |due| format!(", {}", self.due(due)));
                let asked = match bound {
                    Bound::AtLeast => format!("this happens: {}", self.at_least(total, amount)),
                    Bound::AtMost => format!("no more happens than: {}", self.at_most(total, amount, own)),
                };
                format!("{see} {IN_TOTAL}, {asked}{due}")
            }
            Kind::Continuous { holds, absence, hours, contrary } => {
                let holding = self.continuous(&see, holds, *absence, hours.as_ref());
                let own_acts = format!(" by {own} acts");
                // Of so many hours it does not matter whose act it is that breaks them.
                let unnamed = if hours.is_some() { WHOEVER } else { own_acts.as_str() };
                format!("{holding}{}", self.contrary(contrary.as_ref(), unnamed))
            }
            Kind::Report { to, when } => {
                let to = one_of(&self.actors(to));
                format!("{must} {}", self.report(&to, when))
            }
            Kind::Rate { every, measures } => {
                format!("{see} in every {}: {}", self.period(*every), self.measures(measures, own))
            }
            Kind::Cap { at_most, of, less } => self.cap(&see, own, at_most, of, less.as_ref()),
            Kind::Ratio { must, times, every, within } => {
                let n = Amount::Number(*times);
                let within = within.map_or("by a time that has still to be agreed".to_owned(), |span| {
                    format!("within {} after it", self.span(span))
                });
                format!("{see} for every {} this happens: {}, {within}", self.one(every), self.at_least(must, &n))
            }
            Kind::Term(state) => self.term(&duty.obliges, state),
            Kind::Conditional { total, steps } => self.conditional(&see, total, steps),
            Kind::Prevention { acts, strictly } => self.prevention(&must, acts, *strictly),
            Kind::Effort { what, through } => self.effort(&must, what, through.as_ref()),
            Kind::Undefined(undefined) => {
                format!("what {must} do cannot be checked: {}", missing(undefined.missing, &undefined.term))
            }
        }
    }

    /// Its own acts where the clause names no author.
    fn not_done(&self, who: &str, several: bool, see: &str, never: &Selection) -> String {
        let selection = self.selection(never);
        match (never.by.is_empty(), several) {
            (true, true) => format!("{who} must not, each for itself, do this: {selection}"),
            (true, false) => format!("{who} must not do this: {selection}"),
            (false, _) => format!("{see} this does not happen: {selection}"),
        }
    }

    fn following(&self, following: &provisions::Following) -> String {
        let mut out = format!(", within {} after {}", self.span(following.within), self.selection(&following.of));
        if following.in_answer {
            out.push_str(" in answer to it, that is, done by the one that it was directed against and directed against the one that did it");
        }
        if !following.same.is_empty() {
            let same: Vec<String> = following.same.iter().map(|key| self.key(key)).collect();
            out.push_str(&format!(", where both have the same {}", all_of(&same)));
        }
        out
    }

    /// `“persons released”, whoever does it, at least 40`.
    fn at_least(&self, selection: &Selection, amount: &Amount) -> String {
        let what = self.selection_by(selection, WHOEVER);
        format!("{}, at least {}", trimmed(&what), self.amount(amount, selection.unit.as_deref()))
    }

    fn at_most(&self, selection: &Selection, amount: &Amount, own: &str) -> String {
        let what = self.selection_by(selection, &format!(" by {own} acts"));
        format!("{what}, at most {}", self.amount(amount, selection.unit.as_deref()))
    }

    fn one(&self, selection: &Selection) -> String {
        let unit = selection.unit.as_deref().map_or("one".to_owned(), |unit| format!("one ({})", labels::words(unit)));
        format!("{unit} of {}", self.selection(selection))
    }

    fn sequence(&self, who: &str, see: &str, may: &Selection, only: &[Precondition]) -> String {
        let (may, before, is_own) = (self.selection(may), self.preconditions(only), may.by.is_empty());
        if is_own {
            format!("{who} may do this: {may}, but only {before}")
        } else {
            format!("{see} this happens only {before}: {may}")
        }
    }

    fn preconditions(&self, all: &[Precondition]) -> String {
        let each = all.iter().map(|one| match one {
            Precondition::Moment(moment) => format!("after {}", self.has_come(moment)),
            Precondition::Happened(selection, amount) => {
                format!("after this has happened: {}", self.at_least(selection, amount))
            }
            Precondition::Consultation(names) => {
                format!("after {} {} consulted about it", all_of(&self.actors(names)), were(names))
            }
            Precondition::Consent(names) => {
                format!("with the consent, not taken back, of {}", self.actors(names).join(" and of "))
            }
        });
        each.collect::<Vec<_>>().join(", and ")
    }

    fn has_come(&self, moment: &Moment) -> String {
        match moment {
            Moment::Milestone(name) => format!("{} has been reached", self.milestone_name(name)),
            other => format!("{} has come", self.moment(other, Edge::First)),
        }
    }

    fn eligibility(&self, see: &str, only: &Eligible, may: &Selection, after: &[Precondition]) -> String {
        let only = match only {
            Eligible::Actors(names) => one_of(&self.actors(names)),
            Eligible::Those(those) => format!("those that {} when they act", self.attributed(those)),
        };
        let after = if after.is_empty() { String::new() } else { format!(", and only {}", self.preconditions(after)) };
        format!("{see} nobody but {only} does this: {}{after}", self.selection(may))
    }

    fn placement(&self, must: &str, own: &str, keep: &Selection, away: &Away) -> String {
        let what = self.selection_by(keep, &format!(" of {own}"));
        let far = |near: &provisions::Near| {
            format!("at a distance of at least {} from {}", distance(near.metres), self.place_name(&near.of))
        };
        match away {
            Away::OutOf(zones) => {
                format!("{must} keep this out of {}: {what}", self.zone_names(zones).join(" and out of "))
            }
            Away::From(near) => format!("{must} keep this {}: {what}", far(near)),
            Away::OwnLines { lines, apart } => {
                let lines = lines.iter().map(|(party, near)| format!("{} {}", self.actor(party), far(near)));
                let shares = apart.map_or(String::new(), |metres| {
                    format!("; each distance is an equal share of the {} between the two sides", distance(metres))
                });
                format!("{must} keep this away: {what}; {}{shares}", all_of(&lines.collect::<Vec<_>>()))
            }
            Away::Apart(metres) => {
                let others = "from the same of every other party bound";
                format!("{must} keep this at a distance of at least {} {others}: {what}", distance(*metres))
            }
        }
    }

    fn continuous(
        &self,
        see: &str,
        holds: &Selection,
        absence: bool,
        hours: Option<&(rust_decimal::Decimal, provisions::Period)>,
    ) -> String {
        let time = match hours {
            None => "at all times".to_owned(),
            Some((n, period)) => {
                let many = if *n == rust_decimal::Decimal::ONE { "" } else { "s" };
                format!("for at least {} hour{many} of every {}", labels::number(*n), self.period(*period))
            }
        };
        let verb = if absence { "is absent" } else { "holds" };
        let what = self.selection_by(holds, WHOEVER);
        format!("{see} this {verb} {time}: {}", trimmed(&what))
    }

    fn contrary(&self, contrary: Option<&Selection>, unnamed: &str) -> String {
        contrary.map_or(String::new(), |contrary| {
            let what = self.selection_by(contrary, unnamed);
            format!("; what shows that it does not hold: {}", trimmed(&what))
        })
    }

    fn report(&self, to: &str, when: &Reporting) -> String {
        match when {
            Reporting::Every(period) => {
                format!("submit at least one report or notice to {to} in every {}", self.period(*period))
            }
            Reporting::Once(due) => format!("submit a report or notice to {to} {}", self.due(due)),
            Reporting::Of { event, within } => {
                let within = within.map_or("by a time that has still to be agreed".to_owned(), |span| {
                    format!("within {} after it", self.span(span))
                });
                format!("give a report or notice to {to} of each {}, {within}", self.selection(event))
            }
        }
    }

    /// The whole first; of its parts, what sets them apart from it.
    fn measures(&self, measures: &[Measure], own: &str) -> String {
        let each = measures.iter().map(|measure| {
            let selection = &measure.selection;
            let what = if measure.part.is_none() {
                let unnamed = format!(" by {own} acts");
                let unnamed = if measure.bound == Bound::AtMost { unnamed.as_str() } else { WHOEVER };
                trimmed(&self.selection_by(selection, unnamed)).to_owned()
            } else if labels::is_part_by_items(measure) {
                format!("of them those concerning {}", self.items(&selection.items))
            } else {
                format!("of them those in {}", one_of(&self.zone_names(&selection.zones)))
            };
            let amount = self.amount(&measure.amount, selection.unit.as_deref());
            format!("{what}, {} {amount}", bound(measure.bound))
        });
        each.collect::<Vec<_>>().join("; ")
    }

    fn cap(&self, see: &str, own: &str, at_most: &Amount, of: &Selection, less: Option<&Selection>) -> String {
        let amount = self.amount(at_most, of.unit.as_deref());
        let own_acts = format!(" by {own} acts");
        let there = format!(" of {own}");
        let what = self.selection_by(of, if less.is_some() { &own_acts } else { &there });
        let counted = match less {
            Some(less) => {
                format!("what has come by then counts, less what has gone: {}", self.selection_by(less, &own_acts))
            }
            None => "what counts is the number that a report gives as present".to_owned(),
        };
        format!("{see} at no time there is more than {amount} of this: {what}; {counted}")
    }

    fn term(&self, obliges: &[String], state: &str) -> String {
        let to = if obliges.is_empty() { String::new() } else { format!(" for {}", all_of(&self.actors(obliges))) };
        format!("an authorisation is in force{to} for as long as this state holds: {}", self.state_name(state))
    }

    fn conditional(&self, see: &str, total: &Selection, steps: &[Step]) -> String {
        let what = self.selection_by(total, WHOEVER);
        let steps = steps.iter().enumerate().map(|(idx, step)| {
            let at_least = self.amount(&step.at_least, total.unit.as_deref());
            let within = step.within.map_or("by a time that has still to be agreed, after".to_owned(), |span| {
                format!("within {} after", self.span(span))
            });
            format!("step {}: at least {at_least}, {within} this has happened: {}", idx + 1, self.reached(&step.once))
        });
        let steps = steps.collect::<Vec<_>>().join("; ");
        format!("{see} {IN_TOTAL}, this happens by steps: {}; {steps}", trimmed(&what))
    }

    /// What must have happened in all since the agreement's entry into force.
    pub(super) fn reached(&self, all: &[Reached]) -> String {
        let each = all.iter().map(|one| self.at_least(&one.of, &one.at_least));
        let all = each.collect::<Vec<_>>().join(", and ");
        format!("{all}, counted from the agreement's entry into force")
    }

    fn prevention(&self, must: &str, acts: &Selection, strictly: bool) -> String {
        let acts = self.selection_by(acts, " done by anybody else");
        let when = if strictly {
            "each such act counts by itself"
        } else {
            "an act counts only where a finding establishes that it was not prevented"
        };
        format!("{must} prevent this: {acts}; {when}")
    }

    fn effort(&self, must: &str, what: &str, through: Option<&Selection>) -> String {
        let shown = through.map(|through| format!("; the effort is shown by {}", self.selection(through)));
        format!("{must} endeavour this: {}{}; only people can judge it", quoted(what), shown.unwrap_or_default())
    }

    /// The key of the rule, or of the keyed state that it hangs on.
    fn kept_apart_by<'d>(&'d self, duty: &'d Duty) -> Option<&'d provisions::Key> {
        let states = duty.states.iter().filter_map(|state| self.agreement.states.get(state));
        duty.each.as_ref().or_else(|| states.filter_map(|state| state.each.as_ref()).next())
    }

    fn in_force(&self, duty: &Duty) -> String {
        let mut out: Vec<String> = Vec::new();
        match duty.states.as_slice() {
            [] => out.push(self.while_agreement()),
            [one] => out.push(format!("while this state holds: {}", self.state_name(one))),
            all => {
                let all: Vec<String> = all.iter().map(|state| self.state_name(state)).collect();
                out.push(format!("while all of these states hold: {}", all_of(&all)));
            }
        }
        out.extend(duty.time.from.as_ref().map(|from| format!("from {}", self.moment(from, Edge::First))));
        out.extend(duty.time.until.as_ref().map(|until| format!("until {}", self.moment(until, Edge::Until))));
        let once: Vec<String> = duty.once.iter().map(|moment| format!("once {}", self.has_come(moment))).collect();
        if !once.is_empty() {
            out.push(once.join(" and "));
        }
        out.join(", ")
    }

    fn while_agreement(&self) -> String {
        let bounds = self.bounds(&self.agreement.in_force);
        match bounds.is_empty() {
            true => "at all times, since the agreement does not say when it is in force".to_owned(),
            false => format!("while the agreement is ({bounds})"),
        }
    }
}

fn were(names: &[String]) -> &'static str {
    if names.len() > 1 { "were each" } else { "was" }
}

fn missing(missing: Missing, term: &str) -> String {
    let term = quoted(term);
    match missing {
        Missing::Term => format!("{term} is not defined"),
        Missing::Agreement => format!("{term} is left to be agreed"),
        Missing::Annex => format!("the annex {term} is missing or not public"),
        Missing::Baseline => format!("no baseline has been declared: {term}"),
    }
}

/// Without the comma with which an inserted remark ends.
fn trimmed(words: &str) -> &str {
    words.trim_end_matches(',')
}
