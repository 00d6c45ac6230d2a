//! At least N by a due time, over plain rows: the same steps as `at_least`, without the doubts that plain rows do not
//! have.

use records::Level;

use super::acts::{Act, Decided};
use crate::at_least::{Answer, overdue};
use crate::{Reason, Role, Status};

/// One instance.
pub(super) struct Instance<'c> {
    /// What bears on it, in order of time, then id.
    pub(super) bearing: &'c [Act],
    pub(super) trigger: Option<Act>,
    /// The least whole number that suffices.
    pub(super) amount: u64,
    pub(super) start: i64,
    pub(super) due: i64,
    /// Whether what comes after the due time still counts, as late.
    pub(super) may_be_late: bool,
    /// Whether the count is complete.
    pub(super) complete: bool,
    /// The moment asked about lies at the due time or before.
    pub(super) is_pending: bool,
}

/// Decides at one level; `because` is filled anew, in no order.
pub(super) fn decide(instance: &Instance<'_>, level: Level, because: &mut Vec<(u32, Role)>) -> Decided {
    let mut decided = Decided::default();
    let counted = || instance.bearing.iter().filter(|act| act.level >= level);
    decided.count = total(counted());
    because.clear();
    if let Some(trigger) = instance.trigger {
        because.push((trigger.row, Role::Trigger));
    }
    let in_time = |act: &&Act| act.start <= instance.due;
    let reached = reach(counted().filter(in_time), instance.amount).map(|last| (last, false)).or_else(|| {
        let late = !instance.is_pending && instance.may_be_late;
        late.then(|| reach(counted(), instance.amount)).flatten().map(|last| (last, true))
    });
    if let Some((last, late)) = reached {
        decided.status = Status::Met;
        decided.late = late;
        if let Some(last) = last {
            decided.at = Some(last.start);
            for act in counted() {
                because.push((act.row, Role::Counted));
                if act.row == last.row {
                    break;
                }
            }
        }
    } else {
        let role = |act: &Act| if act.level >= level { Role::Counted } else { Role::Open };
        because.extend(instance.bearing.iter().map(|act| (act.row, role(act))));
        (decided.status, decided.reason) = open(instance, level);
        if decided.status == Status::BreachIndicated {
            decided.at = Some(instance.due);
        }
    }
    decided
}

/// Not met.
fn open(instance: &Instance<'_>, level: Level) -> Answer {
    if instance.is_pending {
        return (Status::Pending, None);
    }
    if instance.trigger.is_some_and(|trigger| trigger.level < level) {
        return (Status::Undetermined, Some(Reason::AllegationsOpen));
    }
    let alleged = total(instance.bearing.iter());
    if instance.complete && alleged < instance.amount {
        return (Status::BreachIndicated, None);
    }
    overdue(alleged >= instance.amount, instance.bearing.is_empty())
}

fn total<'c>(acts: impl Iterator<Item = &'c Act>) -> u64 {
    acts.map(|act| u64::from(act.quantity)).sum()
}

/// The act that reaches the amount; none where nothing is needed.
fn reach<'c>(acts: impl Iterator<Item = &'c Act>, amount: u64) -> Option<Option<Act>> {
    if amount == 0 {
        return Some(None);
    }
    let mut sum = 0;
    for act in acts {
        sum += u64::from(act.quantity);
        if sum >= amount {
            return Some(Some(*act));
        }
    }
    None
}
