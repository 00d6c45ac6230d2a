//! `cargo +nightly fuzz run article`; what is checked stands in `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truce_fuzz::article(data));
