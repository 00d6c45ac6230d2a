//! Times are compared by how far apart their middles lie, apart for times known to the minute, the hour, the day, and longer spans. The sign counts:
//! sources tell of a thing with lags of their own.

/// A span of time in seconds since 1970, `[from, until)`; `ABSENT` where none is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: i64,
    pub(crate) until: i64,
}

pub(crate) const ABSENT: Span = Span { from: i64::MAX, until: i64::MAX };

const HOUR: i64 = 3_600;
/// A span up to this is known to the minute, up to that to the hour.
const MINUTE_MAX: i64 = 60;
const CLOCK_MAX: i64 = HOUR;
/// A span up to this is a day, also one on which the clocks change.
const DAY_MAX: i64 = 25 * HOUR;

/// Minutes up to which middles lie apart.
const BOTH_MINUTES: &[i64] = &[4, 11, 26, 61, 121, 241, 481, 1_441, 2_881];
const BOTH_CLOCK: &[i64] = &[90, 210, 390, 750, 1_470, 2_910, 4_350, 7_230];
const ONE_CLOCK: &[i64] = &[360, 750, 1_080, 1_470, 2_160, 2_910, 4_350, 7_230];
const BOTH_DAYS: &[i64] = &[720, 2_160, 3_600, 5_040, 6_480, 7_920, 9_360];
const LONG: &[i64] = &[1_440, 2_880, 5_760, 11_520, 23_040, 46_080];

const STEPS: u16 = 10;
const KINDS: u16 = 5;

/// How many cells there are.
pub(crate) const N_CELLS: usize = (KINDS * 2 * STEPS + 1) as usize;
pub(crate) const NONE: u16 = KINDS * 2 * STEPS;

impl Span {
    pub(crate) fn is_absent(self) -> bool {
        self == ABSENT
    }

    fn length(self) -> i64 {
        self.until - self.from
    }

    /// Seconds between the two; 0 where they meet.
    pub(crate) fn gap(self, other: Span) -> i64 {
        (other.from - self.until).max(self.from - other.until).max(0)
    }
}

/// The cell of two spans, the first of them of the source that stands first.
pub(crate) fn cell(first: Span, second: Span) -> u16 {
    if first.is_absent() || second.is_absent() {
        return NONE;
    }
    let (kind, bounds) = match first.length().max(second.length()) {
        longer if longer <= MINUTE_MAX => (4, BOTH_MINUTES),
        longer if longer <= CLOCK_MAX => (0, BOTH_CLOCK),
        longer if longer > DAY_MAX => (3, LONG),
        _ if first.length().min(second.length()) <= CLOCK_MAX => (1, ONE_CLOCK),
        _ => (2, BOTH_DAYS),
    };
    // Twice the middles' distance.
    let doubled = (first.from + first.until) - (second.from + second.until);
    let minutes = doubled.abs() / 120;
    let step = bounds.iter().take_while(|bound| minutes >= **bound).count();
    let side = u16::from(doubled < 0 && step > 0);
    (kind * 2 + side) * STEPS + u16::try_from(step).unwrap_or(STEPS - 1).min(STEPS - 1)
}

/// How near: 0 the same, then ever farther, up to 3.
pub(crate) fn nearness(cell: u16) -> Option<u8> {
    if cell == NONE {
        return None;
    }
    Some(match (cell / (2 * STEPS), cell % STEPS) {
        (_, 0) => 0,
        (4, 1 | 2) | (0, 1..=3) | (1..=3, 1) => 1,
        (4, 3..=5) | (0, 4) | (1, 2..=4) | (2 | 3, 2) => 2,
        _ => 3,
    })
}

/// The cell without its sign: what is known of it where little was seen.
pub(crate) fn parent(cell: u16) -> u16 {
    if cell == NONE { NONE } else { cell / (2 * STEPS) * (2 * STEPS) + cell % STEPS }
}

/// In words.
pub(crate) fn words(first: Span, second: Span) -> String {
    let hours = ((first.from + first.until) - (second.from + second.until)).abs() / (2 * HOUR);
    let both_clock = first.length() <= CLOCK_MAX && second.length() <= CLOCK_MAX;
    let is_common = first.from.max(second.from) < first.until.min(second.until) || first == second;
    let minutes = ((first.from + first.until) - (second.from + second.until)).abs() / 120;
    match hours {
        0 if first.length().max(second.length()) <= MINUTE_MAX && minutes > 0 => format!("{minutes} minutes apart"),
        0 if both_clock => "same hour".to_owned(),
        _ if is_common => "times that meet".to_owned(),
        0 | 1 => "1 hour apart".to_owned(),
        hours if hours < 36 => format!("{hours} hours apart"),
        hours => format!("{} days apart", (hours + 12) / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: i64, until: i64) -> Span {
        Span { from: from * HOUR, until: until * HOUR }
    }

    #[test]
    fn clock_times_days_and_spans_are_compared_apart() {
        let (clock, day, week) = (hours(5, 6), hours(0, 24), hours(0, 168));
        let kinds =
            [cell(clock, clock), cell(clock, day), cell(day, day), cell(day, week)].map(|cell| cell / (2 * STEPS));
        assert_eq!(kinds, [0, 1, 2, 3]);
        let (now, soon) = (Span { from: 0, until: 0 }, Span { from: 300, until: 300 });
        assert_eq!((cell(now, soon) / (2 * STEPS), words(now, soon)), (4, "5 minutes apart".to_owned()));
        assert_ne!(cell(day, hours(24, 48)), cell(hours(24, 48), day), "the sign counts");
        assert_eq!(parent(cell(day, hours(24, 48))), parent(cell(hours(24, 48), day)));
        assert_eq!(cell(day, ABSENT), NONE);
        assert_eq!(words(day, hours(48, 72)), "2 days apart");
        assert_eq!(words(clock, hours(9, 10)), "4 hours apart");
    }
}
