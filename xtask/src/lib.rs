//! The house's chores: `tidy` keeps the tree as ARCHITECTURE.md says it is, `suite` runs every test there is,
//! `package` makes what is handed out.
//!
//! Nothing here is part of the program that a monitor runs, and no crate under `crates/` may use it.

pub mod package;
mod process;
pub mod suite;
pub mod tidy;

pub use process::root;
