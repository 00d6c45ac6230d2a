//! Linking.
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
mod signals;
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
