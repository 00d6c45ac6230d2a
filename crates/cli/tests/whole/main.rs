//! The program as a whole, as a user runs it. One test binary, so that it links once.

mod common;
mod demo;
mod evaluate;
mod import;
mod swap;
mod verify;
