//! `cargo +nightly fuzz run picture`; what is checked stands in `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truce_fuzz::picture(data));
