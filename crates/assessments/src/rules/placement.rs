//! # Placement
//!
//! *Forces or weapons kept out of a place, at a distance from a line, or apart from the other side's.*
//!
//! ```truce
//! rule 5 "no heavy weapons within 25 km of the river"
//!   obliges north, south
//!   while ceasefire
//!   keep weapons_present with class heavy 25 km from river
//!
//! rule 5a "rockets stand 70 km apart, each side giving half, from its own line"
//!   obliges north, south
//!   keep weapons_present with class rockets 70 km apart in equal shares from old_line for north, from river for south
//! ```
//!
//! **Meaning.** Evaluated as a prohibition of presence: what counts are sightings, of what belongs to the party bound unless `by` names
//! others. `keep … out of` names zones; `keep … km from` a line or a zone, one for all or one for each party; `apart` alone asks how near the
//! other side's stood at the same time; `apart in equal shares` turns the distance into half of it from each side's own line. Distances are
//! measured along the Earth's surface. A sighting is within a distance only if it is so by the whole radius of its precision.
//!
//! **Undetermined.** `place_imprecise` where the place is not stated, or so roughly that the distance lies within its precision;
//! `annex_missing` where the line or zone had no published course then; `time_imprecise`, `not_verified` (a class or calibre not stated),
//! `allegations_open`, `author_unknown`, `qualifier_needs_finding`, and `no_access`, as for a prohibition. For *apart*, the sighting of the
//! other side can be what is only claimed (`allegations_open`) or not placed well enough (`place_imprecise`).
//!
//! **Limits.** A sighting says that something was there at its time, not that it was before or after. Nothing is said about what was not
//! seen: ask for coverage. For *apart*, two sightings must overlap in time. `weapons_present` and `troops_present` are sightings; a movement
//! (`weapons_moved`) is another type, and the clause counts it only where its event type says so.

use provisions::{Away, Near, Selection};

use super::prohibition;
use crate::Assessment;
use crate::at_most::Whose;
use crate::bearing::Needs;
use crate::frame::Frame;
use crate::irregular;

pub(super) fn assess(frame: &Frame<'_, '_>, keep: &Selection, away: &Away, out: &mut Vec<Assessment>) {
    match away {
        Away::OutOf(zones) => {
            let there = Selection { zones: zones.clone(), ..keep.clone() };
            never(frame, &there, true, out);
        }
        Away::From(near) => never(frame, &nearer(keep, near), true, out),
        Away::OwnLines { lines, .. } => {
            for party in frame.bound.clone() {
                let line = lines.iter().find(|(of, _)| of == party);
                match line {
                    Some((_, near)) => never(&frame.for_party(party), &nearer(keep, near), false, out),
                    None => frame.for_party(party).not_in_force(out),
                }
            }
        }
        Away::Apart(metres) => {
            let needs = Needs { author: true, quantity: false, qualifier: None };
            let sightings = frame.candidates(&Selection { unit: None, ..keep.clone() }, needs);
            for party in frame.bound.clone() {
                let own = frame.for_party(party);
                let look = |act: &_, at: &irregular::At<'_>| {
                    irregular::too_near(frame, act, *metres, &sightings, (party, at.level))
                };
                irregular::assess(&own, keep, (Whose::of(keep), false), &look, out);
            }
        }
    }
}

fn never(frame: &Frame<'_, '_>, there: &Selection, lays_to_unknown: bool, out: &mut Vec<Assessment>) {
    let (whose, qualifier) = (Whose::of(there), frame.duty.qualified.as_deref());
    prohibition::at_all(frame, there, (whose, lays_to_unknown), qualifier, &|all| all, out);
}

fn nearer(keep: &Selection, near: &Near) -> Selection {
    Selection { near: Some(near.clone()), ..keep.clone() }
}
