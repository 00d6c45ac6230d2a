//! What stands in the body of each kind of entry: values of `records` to and from the encoding's shapes.
//!
//! `docs/formats/ledger.md` lists the kinds and their names. Free text is never in a body: it is given apart, to be sealed.

mod agreement;
mod fields;
mod report;
mod source;
mod statement;

pub use agreement::{KIND as AGREEMENT, Text, agreement_from_body, agreement_to_body};
pub use fields::{Body, BodyError};
pub use report::{CORRECTION, KIND as REPORT, TEXT, report_from_body, report_to_body};
pub use source::{KIND as SOURCE, source_from_body, source_to_body};
