//! Pictures of goods: what is taken, how large it may be, and in which sizes it is shown.
//!
//! Owns the closed list of formats, how their bytes are known, and the bounds that are asked before a picture is decoded: a
//! file of a few bytes can claim to be a picture of gigabytes. Refuses a picture with too many points.

use crate::shared::Invalid;
use crate::{labels, say, words};

/// The most points, width times height: what a phone's main camera gives. Decoded it takes 72 MB.
pub const MOST_PIXELS: u64 = 24_000_000;
/// The longest side, in points.
pub const LONGEST_SIDE: u32 = 10_000;
/// How many pictures a variant shows, and how many go with a curation.
pub const MOST_IMAGES: usize = 8;

labels! {
    /// Formats of pictures that are taken, by media type.
    pub enum ImageKind {
        /// JPEG.
        Jpeg = "image/jpeg",
        /// PNG.
        Png = "image/png",
        /// WebP.
        Webp = "image/webp",
    }
}

labels! {
    /// In which size a picture is shown.
    pub enum ImageSize {
        /// For lists: 320 points at most on its longer side.
        Thumbnail = "thumbnail",
        /// For a page: 1,280 points at most on its longer side.
        Web = "web",
    }
}

impl ImageKind {
    /// What the bytes begin as; none for any other kind.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let found = infer::get(bytes)?;
        Self::ALL.iter().find(|kind| kind.label() == found.mime_type()).copied()
    }
}

impl ImageSize {
    /// The longer side at most, in points.
    pub const fn longest(self) -> u32 {
        match self {
            Self::Thumbnail => 320,
            Self::Web => 1280,
        }
    }

    /// Width and height in which a picture of `(width, height)` is shown; one that is smaller stays as it is.
    pub fn fit(self, (width, height): (u32, u32)) -> (u32, u32) {
        let (longer, most) = (width.max(height), self.longest());
        if longer <= most {
            return (width, height);
        }
        // At most `most`, for neither side is longer than the longer one.
        let side = |side: u32| {
            let scaled = (u64::from(side) * u64::from(most) + u64::from(longer) / 2) / u64::from(longer);
            u32::try_from(scaled).unwrap_or(most).max(1)
        };
        (side(width), side(height))
    }
}

/// Whether a picture that says it is so large is decoded.
///
/// # Errors
/// What is wrong with the content: too many points.
pub fn check_dimensions((width, height): (u32, u32)) -> Result<(), Invalid> {
    let fits = width.max(height) <= LONGEST_SIDE && u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if fits {
        return Ok(());
    }
    let detail = say!(
        "Gambar ini {width} kali {height} titik; paling besar {most} titik seluruhnya dan {side} titik per sisi. Perkecil, lalu daftarkan lagi.",
        "This picture has {width} by {height} points; at most {most} in all and {side} on a side. Make it smaller and declare it anew.",
        width = words::count(u64::from(width)),
        height = words::count(u64::from(height)),
        most = words::count(MOST_PIXELS),
        side = words::count(u64::from(LONGEST_SIDE)),
    );
    Err(Invalid::says("", "image-too-large", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_known_by_what_they_begin_with() {
        assert_eq!(ImageKind::of(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), Some(ImageKind::Jpeg));
        assert_eq!(ImageKind::of(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), Some(ImageKind::Png));
        assert_eq!(ImageKind::of(b"RIFF\x1a\0\0\0WEBPVP8L"), Some(ImageKind::Webp));
        for other in [b"" as &[u8], b"GIF89a", b"%PDF-1.7", b"<svg></svg>", b"RIFF\x1a\0\0\0WAVE"] {
            assert_eq!(ImageKind::of(other), None);
        }
    }

    #[test]
    fn a_picture_is_shown_no_larger_than_its_size_and_never_larger_than_it_is() {
        assert_eq!(ImageSize::Web.fit((4000, 3000)), (1280, 960));
        assert_eq!(ImageSize::Thumbnail.fit((3000, 4000)), (240, 320));
        assert_eq!(ImageSize::Thumbnail.fit((100, 50)), (100, 50));
        assert_eq!(ImageSize::Thumbnail.fit((10_000, 1)), (320, 1));
    }

    #[test]
    fn a_picture_of_too_many_points_is_not_decoded() {
        for good in [(1, 1), (6000, 4000), (10_000, 2400)] {
            assert_eq!(check_dimensions(good), Ok(()));
        }
        for bad in [(6000, 4001), (10_001, 1), (u32::MAX, u32::MAX)] {
            assert_eq!(check_dimensions(bad).expect_err("too large").code, "image-too-large");
        }
    }
}
