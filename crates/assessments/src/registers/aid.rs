//! Aid: consignments with what became of them. Each source's numbers stand beside the others', in the unit of the manifest
//! as far as anything turns them into it.

use super::chain::{Loads, Step, by_name, parties, row, said, steps_naming, told_by};
use super::{Cell, Look, Register, Row};

/// Stages of a consignment, in order; of two at one time the later counts. The first four words are those of the United Nations 2720
/// mechanism (manifested, offloaded, collected, intercepted).
pub(super) const STAGES: [&str; 11] = [
    "consignment_manifested",
    "consignment_in_transit",
    "consignment_inspected",
    "truck_entered",
    "consignment_entered",
    "pallets_offloaded",
    "consignment_offloaded",
    "consignment_collected",
    "aid_intercepted",
    "aid_refused",
    "consignment_arrived",
];

fn place(stage: &str) -> usize {
    STAGES.iter().position(|known| *known == stage).unwrap_or(usize::MAX)
}

pub(super) fn consignments(look: &Look<'_>) -> Register {
    let (named, _) = by_name(steps_naming(look, "aid", &STAGES, Some("consignment")), "consignment");
    let columns = vec![
        "consignment",
        "goods",
        "destination",
        "crossing",
        "stage",
        "since",
        "known",
        "sent_low",
        "sent_high",
        "entered_low",
        "entered_high",
        "arrived_low",
        "arrived_high",
        "taken_low",
        "taken_high",
        "unit",
        "taken_by",
        "settled_by",
        "told_by",
    ];
    Register { columns, rows: named.iter().filter_map(|(name, steps)| consignment(look, name, steps)).collect() }
}

fn consignment(look: &Look<'_>, name: &str, steps: &[Step<'_>]) -> Option<Row> {
    let latest = steps.last()?;
    let loads = Loads::of(look, steps);
    let taken = steps.iter().filter(|step| step.stage == place("aid_intercepted"));
    let mut cells = vec![
        Cell::text(name),
        said(look, steps, "item"),
        said(look, steps, "destination"),
        said(look, steps, "crossing"),
        Cell::Type(latest.claim.happening.kind.clone()),
        latest.day(),
        Cell::text(latest.known.to_text()),
    ];
    cells.extend(loads.at(steps, place("consignment_manifested")));
    cells.extend(loads.at(steps, place("consignment_entered")));
    cells.extend(loads.at(steps, place("consignment_arrived")));
    cells.extend(loads.at(steps, place("aid_intercepted")));
    cells.extend([
        Cell::some_text(loads.unit),
        parties(look, taken.filter_map(|step| step.by.as_deref())),
        loads.settled_by(),
        told_by(steps),
    ]);
    Some(row(steps, cells))
}
