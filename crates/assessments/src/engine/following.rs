//! Never within a time after: the whole of the rule is one cell, in which each act looks up what it follows.

use std::collections::BTreeSet;

use provisions::{Following, Selection, Unit};
use records::{Level, Row};

use super::acts::{Act, Sieve};
use super::rate::within;
use super::{Column, Quick, most, sort_by_id, with};
use crate::AssessmentRef;
use crate::at_most::Whose;
use crate::time::Stretch;

/// An act that follows another, how well the best known of these is, and its row.
pub(super) type Found = (Act, Level, u32);

/// What two acts must have in common: author and target where it is an answer, and up to three columns.
type Shared = [u32; 5];

impl Quick<'_, '_, '_> {
    pub(super) fn following(
        &self,
        never: &Selection,
        after: &Following,
        emit: &mut dyn FnMut(&AssessmentRef<'_>),
    ) -> Option<()> {
        let frame = self.frame;
        let columns = self.columns(never, after)?;
        let Some((_, stretches)) = frame.courses().pop() else {
            self.not_in_force(emit);
            return Some(());
        };
        let found = self.found(never, after, &columns)?;
        let known: std::collections::BTreeMap<u32, Level> =
            found.iter().map(|(act, level, _)| (act.row, *level)).collect();
        let acts: Vec<Act> = found.iter().map(|(act, ..)| *act).collect();
        let closes = |stretch: &&Stretch| self.closing.is_none_or(|closing| closing.takes_stretch(**stretch));
        let instances: Vec<_> = stretches
            .iter()
            .filter(closes)
            .map(|stretch| {
                let name = frame.instance_name(None, stretch.from);
                (*stretch, name, self.is_covered(never, None, *stretch), self.by_party(within(&acts, *stretch)))
            })
            .collect();
        let (ids, mut because) = (&self.table.rows.ids, Vec::new());
        for (party_idx, party) in (0..u16::MAX).zip(&frame.bound) {
            for (stretch, name, is_covered, own) in &instances {
                for level in Level::ALL {
                    let surely = |act: &Act| known.get(&act.row).is_some_and(|known| *known >= level);
                    let own: Vec<(Act, bool)> =
                        own.iter().filter(|(by, _)| *by == party_idx).map(|(_, act)| (*act, surely(act))).collect();
                    let cell = most::Instance { own: &own, limit: 0, is_covered: *is_covered };
                    let decided = most::decide(&cell, level, &mut because);
                    sort_by_id(&mut because, ids);
                    let start = (stretch.from > jiff::Timestamp::MIN).then_some(stretch.from);
                    let blank = AssessmentRef { start, ..self.blank(party, name, level) };
                    emit(&with(blank, &decided, &because, ids));
                }
            }
        }
        Some(())
    }

    /// The columns that must be the same; `None` where the rule is of a sort that only the general evaluator knows.
    fn columns(&self, never: &Selection, after: &Following) -> Option<Vec<Column>> {
        let is_apart = self.frame.duty.each.is_some() || self.frame.keyed_state().is_some();
        let columns: Vec<Column> = after.same.iter().map(|key| Column::named(&key.0)).collect::<Option<_>>()?;
        let is_common = Whose::of(never) == Whose::Own && after.within.unit == Unit::Hour && columns.len() <= 3;
        (is_common && !is_apart).then_some(columns)
    }

    /// `None` where any row needs a closer look.
    fn found(&self, never: &Selection, after: &Following, columns: &[Column]) -> Option<&[Found]> {
        self.shared.found.get_or_init(|| self.find(never, after, columns)).as_deref()
    }

    fn find(&self, never: &Selection, after: &Following, columns: &[Column]) -> Option<Vec<Found>> {
        let reach = reach(after);
        let acts = self.all(never, true)?;
        let earlier = self.all(&after.of, after.in_answer)?;
        let is_stated = |row: &Row| columns.iter().all(|column| column.of(row) != 0);
        let answers = |row: &Row| !after.in_answer || row.to != 0;
        let all = || acts.iter().chain(&earlier).map(|act| self.table.row(act.row));
        if !all().all(|row| is_stated(row) && answers(row) && self.table.names_author(row)) {
            return None;
        }
        let shared = |row: &Row, by: u16, to: u16| -> Shared {
            let mut shared = [0; 5];
            if after.in_answer {
                (shared[0], shared[1]) = (by.into(), to.into());
            }
            for (place, column) in shared[2..].iter_mut().zip(columns) {
                *place = column.of(row);
            }
            shared
        };
        let mut before: Vec<(Shared, i64, Level, u32)> = earlier
            .iter()
            .map(|act| {
                let row = self.table.row(act.row);
                (shared(row, row.by, row.to), act.start, act.level, act.row)
            })
            .collect();
        before.sort_unstable();
        // How well the best known is that an act follows; an act at the same second follows nothing.
        let follows = |act: &Act| -> Option<(Level, u32)> {
            let row = self.table.row(act.row);
            let wanted = shared(row, row.to, row.by);
            let from = before.partition_point(|(of, start, ..)| (of, *start) < (&wanted, act.start - reach));
            let near = before[from..].iter().take_while(|(of, start, ..)| *of == wanted && *start < act.start);
            near.map(|(_, _, level, row)| (*level, *row)).max()
        };
        let found = acts.iter().filter_map(|act| follows(act).map(|(level, row)| (*act, level, row)));
        Some(found.collect())
    }

    /// The rows on which the rule rests: acts that follow another, and the best known of what each follows.
    pub(super) fn bearing(&self, never: &Selection, after: &Following) -> Option<BTreeSet<u32>> {
        Some(self.pairs(never, after)?.into_iter().flat_map(|(act, before)| [act, before]).collect())
    }

    /// Acts that follow another, each with the best known of what it follows.
    pub(super) fn pairs(&self, never: &Selection, after: &Following) -> Option<Vec<(u32, u32)>> {
        let found = self.found(never, after, &self.columns(never, after)?)?;
        Some(found.iter().map(|(act, _, before)| (act.row, *before)).collect())
    }

    /// All acts of a clause, in whatever unit; none where any needs a closer look.
    fn all(&self, selection: &Selection, needs_author: bool) -> Option<Vec<Act>> {
        let whatever_unit = Selection { unit: None, ..selection.clone() };
        let mut sieve = Sieve::new(self.table.rows, &whatever_unit, self.frame.agreement);
        sieve.needs_author = needs_author;
        let taken = self.table.take(&sieve);
        taken.awkward.is_empty().then_some(taken.acts)
    }
}

/// How far what is followed can lie back, in seconds: of other units than hours, more than any span of theirs.
pub(super) fn reach(after: &Following) -> i64 {
    let unit = if after.within.unit == Unit::Hour { 3_600 } else { 400 * 86_400 };
    i64::from(after.within.count).saturating_mul(unit)
}
