//! Never, and at most N, over plain rows: the same steps as `at_most`, for one party and level.

use records::Level;

use super::acts::{Act, Decided};
use crate::{Reason, Role, Status};

/// One instance, as far as it concerns one party.
pub(super) struct Instance<'c> {
    /// What the party did, in order of time, then id; with whether it surely bears at this level, or only if something else is granted.
    pub(super) own: &'c [(Act, bool)],
    /// The greatest whole number that is no breach.
    pub(super) limit: u64,
    pub(super) is_covered: bool,
}

/// Decides at one level; `because` is filled anew, in no order.
pub(super) fn decide(instance: &Instance<'_>, level: Level, because: &mut Vec<(u32, Role)>) -> Decided {
    let mut decided = Decided::default();
    let is_counted = |(act, surely): &(Act, bool)| *surely && act.level >= level;
    because.clear();
    let mut alleged = 0;
    for one in instance.own {
        let quantity = u64::from(one.0.quantity);
        alleged += quantity;
        let role = if is_counted(one) { Role::Counted } else { Role::Open };
        if role == Role::Counted {
            decided.count += quantity;
            if decided.at.is_none() && decided.count > instance.limit {
                decided.at = Some(one.0.start);
            }
        }
        because.push((one.0.row, role));
    }
    (decided.status, decided.reason) = if decided.count > instance.limit {
        (Status::BreachIndicated, None)
    } else if alleged > instance.limit {
        (Status::Undetermined, Some(Reason::AllegationsOpen))
    } else if instance.is_covered {
        (Status::NoBreachRecorded, None)
    } else {
        (Status::Undetermined, Some(Reason::NoAccess))
    };
    decided
}
