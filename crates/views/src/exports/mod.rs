//! Forms that other programs read.

pub mod event;
pub mod json;
mod lines;

pub use lines::Lines;
