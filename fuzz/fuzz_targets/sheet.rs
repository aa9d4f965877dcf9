//! Feeds `fuzzed::sheet` what the fuzzer invents.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzed::sheet(data));
