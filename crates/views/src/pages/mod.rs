//! One file for each page: a struct of what it shows, a function that fills it, its template.

pub mod account;
pub mod assessment;
pub mod board;
pub mod changes;
pub mod devices;
pub mod entry;
pub mod event;
pub mod events;
mod frame;
pub mod history;
pub mod inbox;
pub mod ledger;
pub mod map;
pub mod members;
pub mod message;
mod pictured;
pub mod preview;
pub mod provision;
pub mod publications;
pub mod registers;
pub mod report;
pub mod search;
pub mod sites;
pub mod sources;
mod trend;

pub use frame::Frame;
