//! Our own files in the data directory stay small.

use std::fs::{File, copy};
use std::path::Path;

/// How large the log of the private PostgreSQL grows before it is put aside; the one put aside before goes.
const LARGEST_LOG: u64 = 16 * 1024 * 1024;

/// Puts the log of the private PostgreSQL aside once it is large. The server goes on writing at the end of its file, which
/// is then its beginning.
///
/// # Errors
/// When the files cannot be written.
pub fn rotate_log(data: &Path) -> std::io::Result<()> {
    rotate(&data.join("server.log"), LARGEST_LOG)
}

fn rotate(log: &Path, largest: u64) -> std::io::Result<()> {
    if log.metadata().map_or(0, |about| about.len()) <= largest {
        return Ok(());
    }
    copy(log, log.with_extension("log.1"))?;
    File::options().write(true).open(log)?.set_len(0)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_large_log_is_put_aside_and_its_writer_goes_on() {
        let place = std::env::temp_dir().join(format!("kad-log-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        let (log, aside) = (place.join("server.log"), place.join("server.log.1"));
        let mut server = File::options().create(true).append(true).open(&log).unwrap();
        server.write_all(b"0123456789").unwrap();
        rotate(&log, 10).unwrap();
        assert!(!aside.exists());
        server.write_all(b"more").unwrap();
        rotate(&log, 10).unwrap();
        server.write_all(b"new").unwrap();
        let read = |file: &Path| std::fs::read_to_string(file).unwrap();
        assert_eq!((read(&aside).as_str(), read(&log).as_str()), ("0123456789more", "new"));
        std::fs::remove_dir_all(place).unwrap();
    }
}
