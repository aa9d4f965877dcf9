//! Feeds `fuzzed::if_match` what the fuzzer invents.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzed::if_match(data));
