//! Links of more reports than are held at once: the same links, a share of the reports at a time.
//!
//! All reports are looked at twice (`survey`), which says how they are shared out by time and latitude (`plan`, with `stand`
//! for where one stands). Each shard is linked with those around it, as if they were all; `sure` says which of its links are what
//! they would be among all. Those of the others are found in `rest`, from as many of all reports as decide about them.
//! Why it is so: `docs/decisions/0028-linking-in-shards.md`.

mod plan;
mod rest;
mod stand;
mod sure;
mod survey;

pub use plan::{Judge, Plan, Shard, Size, Told};
pub use rest::Rest;
pub use survey::{Extent, Ids, Numbers, Survey, Twice};
