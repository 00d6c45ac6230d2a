//! One file for each page: a struct of what it shows, a function that fills it, its template.

pub mod assessment;
pub mod board;
pub mod entry;
pub mod event;
mod frame;
pub mod ledger;
pub mod message;
pub mod provision;
pub mod sources;
mod trend;

pub use frame::Frame;
