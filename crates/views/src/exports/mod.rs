//! Forms that other programs read.

pub mod json;
