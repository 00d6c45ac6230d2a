//! What a language must be able to say. Each method is one whole sentence; their order is fixed in `plain`.

use provisions::{
    Attribute, Baseline, BaselineClaim, Conversion, Duty, EventType, Line, Milestone, NamedCalendar, Reserve,
    Selection, State, Trigger, TriggerDate, Value, Zone,
};
use rust_decimal::Decimal;

/// A language in which a rule is read back.
pub(super) trait Tongue {
    /// Who must do what, where, how much, by when, and while what.
    fn asks(&self, duty: &Duty) -> String;
    /// What is left free.
    fn except(&self, except: &Selection) -> String;
    /// A ground that is reserved.
    fn reserve(&self, reserve: &Reserve) -> String;
    /// A quality that only a finding establishes.
    fn qualified(&self, quality: &str) -> String;
    /// Whose decision waives it.
    fn waived(&self, by: &[String]) -> String;
    /// That the count is declared complete.
    fn counted_completely(&self) -> String;
    /// How much must have been observed, as the rule says.
    fn coverage(&self, share: Decimal) -> String;
    /// How much must have been observed, as the agreement says for all its rules.
    fn coverage_of_all(&self, share: Decimal) -> String;
    /// Where the figures come from, in words.
    fn value_from(&self, words: &str) -> String;
    /// A named figure, with where it comes from.
    fn value(&self, value: &Value) -> String;
    /// What a share is counted of.
    fn baseline(&self, baseline: &Baseline) -> String;
    /// Why it matters that something cannot be checked.
    fn because(&self, because: &str) -> String;
    /// Who could supply what is missing.
    fn supplied_by(&self, names: &[String]) -> String;
    /// The reading's name, who holds it, and of how many it is one.
    fn reading(&self, name: &str, held_by: &[String], of: usize) -> String;
    /// The claimed date that the reading takes.
    fn date_taken(&self, trigger: &Trigger, date: &TriggerDate) -> String;
    /// The claimed baseline that the reading takes.
    fn claim_taken(&self, baseline: &Baseline, claim: &BaselineClaim) -> String;

    /// When the agreement enters into force.
    fn entry_into_force(&self) -> String;
    /// Which types an event brings together.
    fn event(&self, event: &EventType) -> String;
    /// Where a zone is.
    fn zone(&self, zone: &Zone) -> String;
    /// Where a line is.
    fn line(&self, line: &Line) -> String;
    /// When a state holds.
    fn state(&self, state: &State) -> String;
    /// What sets a trigger.
    fn trigger(&self, trigger: &Trigger) -> String;
    /// When a milestone is reached.
    fn milestone(&self, milestone: &Milestone) -> String;
    /// With what an attribute begins and ends.
    fn attribute(&self, attribute: &Attribute) -> String;
    /// How many of one unit count as how many of another.
    fn conversion(&self, conversion: &Conversion) -> String;
    /// Which days are no working days.
    fn working_days(&self) -> String;
    /// The days of rest of a calendar with a name.
    fn calendar(&self, calendar: &NamedCalendar) -> String;
    /// Whose days and clock times are meant.
    fn time_zone(&self) -> String;
}
