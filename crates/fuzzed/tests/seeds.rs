//! The fuzz targets on a stable compiler: the committed seeds and small damages to each.

use std::path::{Path, PathBuf};

use fuzzed::TARGETS;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

#[test]
fn every_seed_and_every_small_damage_to_it_keeps_the_promises() {
    const SIGNS: &[u8] = b"\0\t\n \"%&'+,-.019:;=AZ[\\]_az{}\x7f\x80\xc3\xff";
    for (name, target) in TARGETS {
        let seeds = files(&fuzz().join("seeds").join(name));
        assert!(seeds.len() >= 3, "{name} has {} seeds", seeds.len());
        for seed in seeds {
            let text = std::fs::read(&seed).expect("a seed can be read");
            target(&text);
            for at in 0..text.len() {
                target(&text[..at]);
                target(&text[at..]);
                for sign in SIGNS {
                    let mut damaged = text.clone();
                    damaged[at] = *sign;
                    target(&damaged);
                    damaged.insert(at, text[at]);
                    target(&damaged);
                }
            }
        }
    }
}

#[test]
fn every_target_has_a_binary_for_the_fuzzer_and_every_binary_a_target() {
    let binaries: Vec<_> = files(&fuzz().join("fuzz_targets"))
        .iter()
        .map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let targets: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(binaries, targets);
    for name in targets {
        let file = fuzz().join("fuzz_targets").join(format!("{name}.rs"));
        let text = std::fs::read_to_string(file).expect("the binary can be read");
        assert!(text.contains(&format!("fuzzed::{name}(data)")), "{name} runs another target");
    }
}
