//! What an uploaded file may be: its kinds, and how their bytes begin.
//!
//! Owns: the closed list of media types and their magic bytes. Refuses: bytes that are not what they claim.

use crate::labels;

/// Largest file, in bytes.
pub const LARGEST_FILE: i64 = 5 * 1024 * 1024;

labels! {
    /// Kinds of files that are taken, by media type.
    pub enum FileKind {
        /// A PDF document.
        Pdf = "application/pdf",
        /// A JPEG picture.
        Jpeg = "image/jpeg",
        /// A PNG picture.
        Png = "image/png",
    }
}

impl FileKind {
    /// Whether the bytes begin as a file of this kind does.
    pub fn is_kind_of(self, bytes: &[u8]) -> bool {
        let start: &[u8] = match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => &[0xff, 0xd8, 0xff],
            Self::Png => &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a],
        };
        bytes.starts_with(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_five_mebibytes_at_most() {
        assert_eq!(LARGEST_FILE, 5_242_880);
    }

    #[test]
    fn bytes_must_begin_as_their_kind_does() {
        assert!(FileKind::Pdf.is_kind_of(b"%PDF-1.7 ..."));
        assert!(FileKind::Png.is_kind_of(b"\x89PNG\r\n\x1a\n..."));
        assert!(FileKind::Jpeg.is_kind_of(b"\xff\xd8\xff\xe0..."));
        for (kind, bytes) in [
            (FileKind::Pdf, b"MZ\x90\x00" as &[u8]),
            (FileKind::Pdf, b""),
            (FileKind::Png, b"%PDF-1.7"),
            (FileKind::Jpeg, b"<html>"),
        ] {
            assert!(!kind.is_kind_of(bytes), "{kind}");
        }
    }
}
