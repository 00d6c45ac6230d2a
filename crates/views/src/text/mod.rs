//! Pages for a terminal: lines, not tables, so that they read on a narrow screen and do not shift with a name's length.

pub mod assessments;
pub mod board;
pub mod changes;
pub mod coverage;
pub mod event;
pub mod explain;
