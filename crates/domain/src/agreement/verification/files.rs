//! What an uploaded file may be.
//!
//! Owns: the closed list of media types, and how their bytes are known. Refuses: bytes that are not what they claim.

use crate::labels;

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
    /// What the bytes are; none for any other kind, and for what only begins as one of these.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let found = infer::get(bytes)?;
        let kind = *Self::ALL.iter().find(|kind| kind.label() == found.mime_type())?;
        kind.heads(bytes).then_some(kind)
    }

    /// Whether the head of the bytes is whole: the version of a document, the first segment or chunk of a picture. It stands
    /// at the very beginning, so that nothing else can stand before it.
    fn heads(self, bytes: &[u8]) -> bool {
        match self {
            Self::Pdf => {
                let version = bytes.strip_prefix(b"%PDF-").and_then(|rest| rest.first_chunk::<3>());
                matches!(version, Some([b'1'..=b'2', b'.', b'0'..=b'9']))
            }
            // The start of the image, then a segment of tables, of an application or of a frame, with its length.
            Self::Jpeg => {
                let segment =
                    bytes.strip_prefix(&[0xff, 0xd8, 0xff]).and_then(|rest| rest.first_chunk::<3>());
                let Some([marker, high, low]) = segment else { return false };
                matches!(marker, 0xc0..=0xcf | 0xdb | 0xdd | 0xe0..=0xef | 0xfe)
                    && u16::from_be_bytes([*high, *low]) >= 2
            }
            // The signature, then the header of the image, which has thirteen bytes, width and height first.
            Self::Png => {
                let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR");
                let size = header.and_then(|rest| rest.first_chunk::<8>());
                size.is_some_and(|size| size[..4] != [0; 4] && size[4..] != [0; 4])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_known_by_a_whole_head() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06" as &[u8];
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0" as &[u8];
        for (kind, bytes) in [
            (Some(FileKind::Pdf), b"%PDF-1.7 a scan" as &[u8]),
            (Some(FileKind::Pdf), b"%PDF-2.0\n"),
            (Some(FileKind::Png), png),
            (Some(FileKind::Jpeg), jpeg),
            (Some(FileKind::Jpeg), b"\xff\xd8\xff\xdb\0\x43\0"),
            (None, b""),
            (None, b"%PDF-"),
            (None, b"%PDF-MZ\x90\0"),
            (None, b"%PDF-9.9 "),
            (None, b"<html>%PDF-1.7 a page that calls itself a document"),
            (None, b"PK\x03\x04 an archive %PDF-1.7"),
            (None, b"MZ\x90\0"),
            (None, b"GIF89a"),
            (None, b"\x89PNG"),
            (None, b"\x89PNG\r\n\x1a\n<script>"),
            (None, b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\0\x08"),
            (None, b"\xff\xd8\xff"),
            (None, b"\xff\xd8\xff<script>"),
            (None, b"\xff\xd8\xff\xe0\0\0JFIF"),
        ] {
            assert_eq!(FileKind::of(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn no_beginning_of_a_known_file_makes_the_reader_fall_over() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06" as &[u8];
        for whole in [b"%PDF-1.7" as &[u8], b"\xff\xd8\xff\xe0\0\x10JFIF\0", png] {
            for end in 0..whole.len() {
                let _ = FileKind::of(&whole[..end]);
            }
            assert!(FileKind::of(whole).is_some());
        }
    }
}
