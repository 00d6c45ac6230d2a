//! Alerts: who is told of what there is to tell, by signed webhook, by e-mail, by feed.
//!
//! `subscription` says who wants what; `step` works out what there is to tell since the last time; `outbox` sends it until it is taken, once;
//! `carry` knows the ways. All of it is kept beside the record, and is worked out from what may leave.

pub(crate) mod carry;
mod keep;
pub mod outbox;
pub mod step;
pub mod subscription;
#[cfg(test)]
mod tests;

pub use carry::{Carriers, Mail, new_secret};
pub use keep::{Look, Telling, keep};
