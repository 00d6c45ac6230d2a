//! `cargo +nightly fuzz run front_matter`; what is checked stands in `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| truce_fuzz::front_matter(data));
