#![no_main]
//! See `bluerider_tests::fuzz`.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bluerider_tests::fuzz::presets(bytes));
