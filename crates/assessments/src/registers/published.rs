//! What may leave the house: late and coarse. Of what would tell where people will meet again, where weapons are, or by which way
//! a convoy goes, a register holds what began some weeks before, its days become months, and its exact places are left out. What was found since
//! counts: what was refuted is not told again.

use jiff::{Timestamp, ToSpan};

use super::{Cell, Kind, Look, Register, register};

/// Weeks in days, where a mission says nothing else.
pub const DELAY_DAYS: u32 = 30;

/// Columns that stay inside, of registers that are shielded; none of one that may be shown as it is.
fn shielded(kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::Contacts | Kind::ContactPairs | Kind::Releases | Kind::Coverage | Kind::Aid | Kind::Goods => Some(&[]),
        // Beside a total stands how many sightings there were in that zone.
        Kind::Tallies => Some(&[]),
        Kind::AidStages | Kind::GoodsStages => Some(&["zone", "to"]),
        Kind::Weapons => Some(&["serial", "marking", "place", "witness"]),
        Kind::Infrastructure => Some(&["zone"]),
        Kind::Stances
        | Kind::Due
        | Kind::Remedies
        | Kind::Force
        | Kind::ForceEligibility
        | Kind::ForceDuties
        | Kind::AidDays
        | Kind::Crossings
        | Kind::AidDuties
        | Kind::Baselines
        | Kind::WeaponDuties
        | Kind::ReleaseDuties
        | Kind::Projects
        | Kind::Funds => None,
    }
}

/// A register as it may be shown outside, so many days late.
pub fn published<'a>(kind: Kind, look: &'a Look<'a>, delay_days: u32) -> Register {
    let Some(hidden) = shielded(kind) else {
        return if kind == Kind::Due { without_visits(register(kind, look)) } else { register(kind, look) };
    };
    let earlier = look.as_of.checked_sub((24 * i64::from(delay_days)).hours()).unwrap_or(Timestamp::MIN);
    let told = |entry: u64| (look.told)(entry);
    let Look { agreement, known, by_type, assessments, as_of, .. } = *look;
    let late = Look { agreement, known, by_type, assessments, told: &told, as_of, until: earlier };
    let Register { columns, rows } = register(kind, &late);
    let is_shown: Vec<bool> = columns.iter().map(|column| !hidden.contains(column)).collect();
    let kept = |idx: &usize| is_shown.get(*idx).copied().unwrap_or(true);
    let columns = columns.into_iter().enumerate().filter(|(idx, _)| kept(idx)).map(|(_, column)| column).collect();
    let coarse = |cell: Cell| match cell {
        Cell::Day(at) | Cell::Moment(at) => Cell::Month(at),
        other => other,
    };
    let rows = rows.into_iter().map(|mut row| {
        let cells = std::mem::take(&mut row.cells).into_iter().enumerate().filter(|(idx, _)| kept(idx));
        row.cells = cells.map(|(_, cell)| coarse(cell)).collect();
        row
    });
    Register { columns, rows: rows.collect() }
}

/// Without the steps in cases that tell where a team is about to go.
fn without_visits(mut register: Register) -> Register {
    let place = |name: &str| register.columns.iter().position(|column| *column == name);
    let (Some(what), Some(rule)) = (place("what"), place("rule")) else { return register };
    let is_visit = |cell: Option<&Cell>| {
        let visits = [records::Stage::Tasking, records::Stage::SiteVisit, records::Stage::PreliminaryLook];
        visits.iter().any(|stage| cell == Some(&Cell::text(stage.to_text())))
    };
    register.rows.retain(|row| row.cells.get(rule) != Some(&Cell::Nothing) || !is_visit(row.cells.get(what)));
    register
}
