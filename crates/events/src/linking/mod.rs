//! Finds the reports that tell of one event, says why, and keeps to what people decided. The guide to it is
//! `docs/guide/linking.md`, why it is so `docs/decisions/0014-linking.md`.
//!
//! In reading order: `schema` is what is compared, `features` what is used of a report, `signals` how two values compare,
//! `things` what two reports name alike or not, `items` holds many, `near` finds those to compare; `learn` and `count` make `parameters` of them, `gazetteer` with them;
//! `weigher` weighs two reports, `links` keeps beliefs and events, `group` groups a neighbourhood, `because` gives reasons.

mod because;
mod count;
mod features;
mod gazetteer;
pub(crate) mod group;
mod items;
mod learn;
mod links;
mod near;
mod parameters;
mod schema;
pub mod shards;
mod signals;
mod things;
mod weigher;

pub use because::{Doubt, Link, Linked, Teller};
pub use features::{Feature, Features, Spot, SpotPrecision};
pub use gazetteer::Gazetteer;
pub use learn::Labels;
pub use links::{Begun, Links, Part, Regrouped, Reports};
pub use near::Reach;
pub use parameters::{ONE, Parameters, ParametersError};
pub use schema::{Schema, Signal, SignalKind};
pub(crate) use signals::place::metres;
pub use things::{Thing, ThingColumn};
pub(crate) use things::{Things, named};
