//! At any time at most so much: a cap, beside the rate whose page it shares.

use std::collections::BTreeMap;

use jiff::Timestamp;
use provisions::{Amount, Selection};
use records::Level;
use rust_decimal::Decimal;

use crate::at_most::{self, Instance, Whose, causes, is_found};
use crate::bearing::{Candidate, Candidates, Needs, Perhaps};
use crate::frame::Frame;
use crate::{Assessment, Cause, Reason, Role, Status};

pub(super) fn assess(
    frame: &Frame<'_, '_>,
    at_most: &Amount,
    of: &Selection,
    less: Option<&Selection>,
    out: &mut Vec<Assessment>,
) {
    let courses = frame.courses();
    if courses.is_empty() {
        return frame.not_in_force(out);
    }
    let needs = Needs { author: true, quantity: true, qualifier: frame.duty.qualified.as_deref() };
    let all = frame.candidates_up_to(None, of, needs);
    let leaving = less.map(|less| frame.candidates(less, Needs { qualifier: None, ..needs })).unwrap_or_default();
    for (course, stretches) in courses {
        for (key, candidates) in frame.keyed(&course, of, &all) {
            let leaving = match (frame.column(), key.as_deref()) {
                (Some(column), Some(key)) => leaving.of_key(column, key),
                _ => leaving.clone(),
            };
            for stretch in &stretches {
                let name = frame.instance_name(key.as_deref(), stretch.from);
                let number = frame.amount(at_most);
                let limit = number.unwrap_or(Decimal::MAX);
                let (whose, candidates, stretch) = (Whose::of(of), &candidates, *stretch);
                let (lays_to_unknown, due) = (false, None);
                let (key, selection) = (key.as_deref(), of);
                let instance =
                    Instance { name, key, stretch, candidates, selection, limit, whose, lays_to_unknown, due };
                let leaving = less.map(|less| Leaving { whose: Whose::of(less), candidates: &leaving });
                of_instance(frame, &instance, number.err(), leaving.as_ref(), out);
            }
        }
    }
}

/// What leaves, and whose it must be.
struct Leaving<'c, 'f> {
    whose: Whose,
    candidates: &'c Candidates<'f>,
}

fn of_instance<'f>(
    frame: &Frame<'_, '_>,
    instance: &Instance<'_, 'f>,
    no_number: Option<Reason>,
    leaving: Option<&Leaving<'_, 'f>>,
    out: &mut Vec<Assessment>,
) {
    let bearing = instance.candidates.within(instance.stretch);
    for party in &frame.bound {
        let own = bearing
            .iter()
            .filter(|c| c.by.is_some() && instance.whose.counts(c.by, party, &frame.duty.obliges))
            .copied()
            .collect();
        let unknown = bearing.iter().filter(|c| c.by.is_none()).copied().collect();
        let gone = leaving.map(|leaving| {
            let gone = leaving.candidates.within(instance.stretch).into_iter();
            let own = |c: &Candidate<'_>| c.by.is_none() || leaving.whose.counts(c.by, party, &frame.duty.obliges);
            // What left by nobody in particular perhaps left.
            let unsure = |c: Candidate<'f>| match c.by {
                Some(_) => c,
                None => Candidate { perhaps: c.perhaps.and(Perhaps::AUTHOR), ..c },
            };
            gone.filter(own).map(unsure).collect()
        });
        let of_leaving = |leaving: &Leaving<'_, '_>| {
            let other = leaving.candidates.other_unit.iter().filter(|c| c.within(instance.stretch).is_some());
            other.into_iter().any(|c| c.by.is_none() || leaving.whose.counts(c.by, party, &frame.duty.obliges))
        };
        let left_in_other_unit = leaving.is_some_and(of_leaving);
        let (limit, as_of) = (instance.limit, frame.sight.as_of);
        let present = Present { own, unknown, gone, limit, as_of, left_in_other_unit, no_number };
        for level in &frame.levels {
            out.push(for_party(frame, instance, &present, party, *level));
        }
    }
}

/// What comes and goes, for one party.
struct Present<'f> {
    own: Vec<Candidate<'f>>,
    unknown: Vec<Candidate<'f>>,
    gone: Option<Vec<Candidate<'f>>>,
    limit: Decimal,
    as_of: Timestamp,
    /// Something left that is counted in another unit: how much is present is then not sure.
    left_in_other_unit: bool,
    /// Why the limit is not known, if it is not.
    no_number: Option<Reason>,
}

impl<'f> Present<'f> {
    /// What bears for sure and is known at a level.
    fn known<'c>(list: &'c [Candidate<'f>], level: Level) -> impl Iterator<Item = &'c Candidate<'f>> {
        list.iter().filter(move |c| c.level >= level && c.perhaps == Perhaps::NONE)
    }

    /// The greatest number present, and the first moment at which it is above the limit.
    fn peak(&self, came: &[(Timestamp, Decimal)], went: &[(Timestamp, Decimal)]) -> (Decimal, Option<Timestamp>) {
        let mut at: BTreeMap<Timestamp, (Decimal, Decimal)> = BTreeMap::new();
        for (moment, quantity) in came {
            let (sum, greatest) = at.entry(*moment).or_default();
            *sum += *quantity;
            *greatest = (*greatest).max(*quantity);
        }
        for (moment, quantity) in went {
            at.entry(*moment).or_default().0 -= *quantity;
        }
        let (mut present, mut peak, mut first) = (Decimal::ZERO, Decimal::ZERO, None);
        // What comes and goes is looked at up to the moment asked about.
        let so_far = |moment: &Timestamp| self.gone.is_none() || *moment <= self.as_of;
        for (moment, (change, greatest)) in at.into_iter().filter(|(moment, _)| so_far(moment)) {
            present = if self.gone.is_some() { present + change } else { greatest };
            peak = peak.max(present);
            if present > self.limit && first.is_none() {
                first = Some(moment);
            }
        }
        (peak, first)
    }

    fn surely(&self, level: Level, counts: &dyn Fn(&Candidate<'_>) -> bool) -> (Decimal, Option<Timestamp>) {
        let came: Vec<_> =
            Present::known(&self.own, level).filter(|c| counts(c)).map(|c| (c.last(), c.quantity)).collect();
        let went: Vec<_> = self.gone.iter().flatten().map(|c| (c.start(), c.quantity)).collect();
        self.peak(&came, &went)
    }

    /// With what is granted, and perhaps with what nobody in particular brought.
    fn perhaps(&self, level: Level, asked: Level, granted: Perhaps, with_unknown: bool) -> bool {
        let time = Perhaps::TIME.within(granted);
        let moment = |c: &Candidate<'_>| if time { c.start() } else { c.last() };
        let own = self.own.iter().filter(|c| c.level >= asked && c.perhaps.within(granted));
        let unknown = self.unknown.iter().filter(|_| with_unknown);
        let came: Vec<_> = own.chain(unknown).map(|c| (moment(c), c.quantity)).collect();
        let went: Vec<_> =
            self.gone.iter().flat_map(|gone| Present::known(gone, level)).map(|c| (c.last(), c.quantity)).collect();
        self.peak(&came, &went).1.is_some()
    }

    fn reason(&self, level: Level, is_qualified: bool) -> Option<Reason> {
        let mut granted = Perhaps::NONE;
        for (what, reason) in Perhaps::ORDER.into_iter().filter(|(what, _)| is_qualified || *what != Perhaps::QUALIFIER)
        {
            granted = granted.and(what);
            let asked = if what == Perhaps::QUALIFIER { level } else { Level::Alleged };
            if self.perhaps(level, asked, granted, false) {
                return Some(reason);
            }
        }
        self.perhaps(level, Level::Alleged, granted, true).then_some(Reason::AuthorUnknown)
    }
}

fn for_party(
    frame: &Frame<'_, '_>,
    instance: &Instance<'_, '_>,
    present: &Present<'_>,
    party: &str,
    level: Level,
) -> Assessment {
    // Where each row says how many are present, only those above the limit bear.
    let bears =
        |c: &&Candidate<'_>| present.gone.is_some() || present.no_number.is_some() || c.quantity > present.limit;
    let own: Vec<Candidate<'_>> = present.own.iter().filter(bears).copied().collect();
    let counted: Vec<&Candidate<'_>> = Present::known(&own, level).collect();
    let mut assessment = frame.blank(party, &instance.name, level);
    assessment.start = (instance.stretch.from > Timestamp::MIN).then_some(instance.stretch.from);
    assessment.pleaded = frame.pleaded(&counted, party);
    assessment.because = causes(&own, &counted);
    if let Some(gone) = &present.gone {
        let known: Vec<&Candidate<'_>> = Present::known(gone, level).collect();
        assessment.because.extend(causes(gone, &known));
        assessment.because.sort();
        assessment.because.dedup();
    }
    let (peak, above) = present.surely(level, &|_| true);
    assessment.count = peak;
    if let Some(reason) = present.no_number {
        (assessment.status, assessment.reason) = (Status::Undetermined, Some(reason));
        return assessment;
    }
    (assessment.status, assessment.reason) = match (above, present.reason(level, frame.duty.qualified.is_some())) {
        (Some(_), _) if present.left_in_other_unit => (Status::Undetermined, Some(Reason::UnitsNotComparable)),
        (Some(moment), _) => {
            assessment.decided_at = Some(moment);
            let is_found = present.surely(level, &|c| is_found(frame, c)).1.is_some();
            (if is_found { Status::BreachFound } else { Status::BreachIndicated }, None)
        }
        (None, Some(reason)) => {
            if reason == Reason::AuthorUnknown {
                let unknown = present.unknown.iter().filter(bears);
                assessment
                    .because
                    .extend(unknown.map(|c| Cause { event: c.id().to_owned(), role: Role::AuthorUnknown }));
                assessment.because.sort();
            }
            (Status::Undetermined, Some(reason))
        }
        (None, None) if at_most::other_unit(frame, instance, party) => {
            (Status::Undetermined, Some(Reason::UnitsNotComparable))
        }
        (None, None) if at_most::is_covered(frame, instance) => (Status::NoBreachRecorded, None),
        (None, None) => (Status::Undetermined, Some(Reason::NoAccess)),
    };
    assessment
}
