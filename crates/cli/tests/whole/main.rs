//! The program as a whole, as a user runs it. One test binary, so that it links once.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod about;
mod alerts;
mod amend;
mod articles;
mod backup;
mod bundle;
mod changes;
mod check;
mod common;
mod coverage;
mod custody;
mod database;
mod demo;
mod evaluate;
mod exported;
mod fmt;
mod forms;
mod import;
mod inbox;
mod keys;
mod link;
mod mapped;
mod ogc;
mod openrosa;
mod outside;
mod proofs;
mod register;
mod released;
mod report;
mod sealed_forms;
mod serve;
mod sites;
mod sql;
mod swap;
mod verify;
