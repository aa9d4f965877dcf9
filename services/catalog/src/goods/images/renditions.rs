//! A picture that came, made into the sizes that are served.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use domain::catalog::{ImageKind, ImageSize, LONGEST_SIDE, MOST_PIXELS, check_dimensions};
use domain::shared::{Invalid, TextHash};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, RgbImage, imageops,
};
use service::Error;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use web::{ApiError, ProblemCode};

/// Pictures decoded at once in one process: each may take a few hundred megabytes for a second.
const AT_ONCE: usize = 2;
/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes that a decoder may ask for at once: the points of the largest picture in red, green, blue and opacity, twice over for
/// the formats that decode in two steps.
const MOST_BYTES: u64 = MOST_PIXELS * 8;
/// Of JPEG: no difference is seen on a shelf, and a page of pictures stays small.
const QUALITY: u8 = 82;

/// Where pictures are made smaller: few at once, on threads of their own.
#[derive(Debug, Clone)]
pub(crate) struct Workshop(Arc<Semaphore>);

impl Default for Workshop {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Workshop {
    /// The sizes of a picture whose bytes are what was declared.
    ///
    /// # Errors
    /// 422 for what is no picture of its kind or has too many points; 503 `resource-busy` where no turn came.
    pub(super) async fn render(&self, bytes: Vec<u8>, kind: ImageKind) -> Result<[Rendition; 2], ApiError> {
        let busy = |_| ApiError::new(ProblemCode::ResourceBusy);
        let turn = timeout(PATIENCE, self.0.clone().acquire_owned()).await.map_err(busy)?;
        let turn = turn.map_err(|error| Error::Internal(error.to_string()))?;
        let work = move || {
            let _turn = turn;
            render(&bytes, kind)
        };
        let done =
            tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(done.map_err(|invalid| Error::Invalid(vec![invalid]))?)
    }
}

/// A picture in one size, as it is served.
#[derive(Debug)]
pub(super) struct Rendition {
    pub(super) size: ImageSize,
    pub(super) bytes: Vec<u8>,
    pub(super) sha256: TextHash,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Both sizes, the smaller made of the larger; upright, without anything but the picture itself.
fn render(bytes: &[u8], kind: ImageKind) -> Result<[Rendition; 2], Invalid> {
    let (picture, orientation) = decode(bytes, kind)?;
    let mut web = flat(&shrunk(picture, ImageSize::Web));
    web.apply_orientation(orientation);
    let thumbnail = encode(ImageSize::Thumbnail, &shrunk(web.clone(), ImageSize::Thumbnail))?;
    Ok([thumbnail, encode(ImageSize::Web, &web)?])
}

fn decode(bytes: &[u8], kind: ImageKind) -> Result<(DynamicImage, Orientation), Invalid> {
    let format = match kind {
        ImageKind::Jpeg => ImageFormat::Jpeg,
        ImageKind::Png => ImageFormat::Png,
        ImageKind::Webp => ImageFormat::WebP,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error, kind))?;
    check_dimensions(decoder.dimensions())?;
    if kind == ImageKind::Jpeg && !reaches_end(bytes) {
        return Err(not_whole(kind));
    }
    // Where it says nothing that can be read it stands as it is.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error, kind))?;
    Ok((picture, orientation))
}

/// Whether a JPEG goes on to its end: what is missing a decoder makes grey. Segments are stepped over by their lengths, for one
/// before the picture may hold a smaller picture with an end of its own (ITU-T T.81, annex B).
fn reaches_end(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    let marks = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0x01 | 0xd0..=0xd7 | 0xff);
    while let Some(at) = rest.windows(2).position(marks) {
        let marker = rest[at + 1];
        rest = &rest[at + 2..];
        let length = match rest {
            _ if marker == 0xd9 => return true,
            [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return false,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

fn not_whole(kind: ImageKind) -> Invalid {
    Invalid::new(
        "",
        "not-its-kind",
        format!(
            "Isi berkas bukan gambar `{kind}` yang utuh; simpan gambarnya lagi, lalu daftarkan yang baru."
        ),
        format!("The bytes are no whole `{kind}` picture; save the picture again and declare the new one."),
    )
}

fn refused(error: &ImageError, kind: ImageKind) -> Invalid {
    match error {
        // Beyond a bound before its points were counted.
        ImageError::Limits(_) => Invalid::new(
            "",
            "image-too-large",
            "Gambar ini terlalu besar untuk dibuka. Perkecil, lalu daftarkan lagi.",
            "This picture is too large to be opened. Make it smaller and declare it anew.",
        ),
        _ => not_whole(kind),
    }
}

fn shrunk(picture: DynamicImage, size: ImageSize) -> DynamicImage {
    let was = (picture.width(), picture.height());
    let (width, height) = size.fit(was);
    if (width, height) == was { picture } else { picture.thumbnail_exact(width, height) }
}

/// Without opacity, on white: JPEG has none.
fn flat(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let seen = picture.to_rgba8();
    let mut white = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(
        seen.width(),
        seen.height(),
        image::Rgba([u8::MAX; 4]),
    ));
    imageops::overlay(&mut white, &seen, 0, 0);
    DynamicImage::ImageRgb8(white.to_rgb8())
}

fn encode(size: ImageSize, picture: &DynamicImage) -> Result<Rendition, Invalid> {
    let picture: RgbImage = picture.to_rgb8();
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    picture.write_with_encoder(encoder).map_err(|error| refused(&error, ImageKind::Jpeg))?;
    let (width, height) = picture.dimensions();
    Ok(Rendition { size, sha256: TextHash::of_bytes(&bytes), bytes, width, height })
}

#[cfg(test)]
mod tests {
    use image::{ExtendedColorType, Rgb, Rgba, RgbaImage};

    use super::*;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn red(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([200, 30, 30])))
    }

    /// What a phone writes before the picture: how it was held, and where.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"GPS -8.0957 112.1609");
        tiff
    }

    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let tiff = exif(orientation);
        let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &tiff, &jpeg[2..]].concat()
    }

    #[test]
    fn every_kind_becomes_two_jpegs_of_their_sizes() {
        for (kind, format) in [
            (ImageKind::Jpeg, ImageFormat::Jpeg),
            (ImageKind::Png, ImageFormat::Png),
            (ImageKind::Webp, ImageFormat::WebP),
        ] {
            let [thumbnail, web] = render(&written(&red(2000, 1000), format), kind).unwrap();
            assert_eq!((thumbnail.width, thumbnail.height), (320, 160), "{kind}");
            assert_eq!((web.width, web.height), (1280, 640), "{kind}");
            assert_eq!(ImageKind::of(&web.bytes), Some(ImageKind::Jpeg));
            assert_eq!(web.sha256, TextHash::of_bytes(&web.bytes));
            let shown = image::load_from_memory(&thumbnail.bytes).unwrap().to_rgb8();
            assert!(shown.get_pixel(100, 100).0[0] > 180, "it is still red");
        }
    }

    #[test]
    fn what_a_camera_wrote_is_gone_and_the_picture_stands_upright() {
        let held = with_exif(&written(&red(200, 100), ImageFormat::Jpeg), 6);
        assert!(held.windows(3).any(|part| part == b"GPS"));
        let both = render(&held, ImageKind::Jpeg).unwrap();
        for one in both {
            assert_eq!((one.width, one.height), (100, 200), "turned by a quarter");
            assert!(!one.bytes.windows(3).any(|part| part == b"GPS"));
            assert!(!one.bytes.windows(4).any(|part| part == b"Exif"));
        }
    }

    #[test]
    fn a_picture_cut_off_anywhere_is_no_whole_one() {
        let points = |x: u32, y: u32| Rgb([x.wrapping_mul(y) as u8, (x ^ y) as u8, (x + 3 * y) as u8]);
        let noise = DynamicImage::ImageRgb8(RgbImage::from_fn(160, 120, points));
        for (kind, format) in [
            (ImageKind::Jpeg, ImageFormat::Jpeg),
            (ImageKind::Png, ImageFormat::Png),
            (ImageKind::Webp, ImageFormat::WebP),
        ] {
            let whole = with_thumbnail(written(&noise, format), kind);
            assert!(render(&whole, kind).is_ok(), "{kind}");
            for percent in [20, 50, 80, 99] {
                let cut = &whole[..whole.len() * percent / 100];
                assert_eq!(render(cut, kind).unwrap_err().code, "not-its-kind", "{kind} cut at {percent} %");
            }
        }
        let trailed = [written(&noise, ImageFormat::Jpeg), b"a film of the moment".to_vec()].concat();
        assert!(render(&trailed, ImageKind::Jpeg).is_ok(), "what follows the end is not looked at");
    }

    /// As cameras write it: a whole small picture in a segment before the picture.
    fn with_thumbnail(picture: Vec<u8>, kind: ImageKind) -> Vec<u8> {
        if kind != ImageKind::Jpeg {
            return picture;
        }
        let small = written(&red(16, 16), ImageFormat::Jpeg);
        let length = u16::try_from(small.len() + 2).unwrap().to_be_bytes();
        [&picture[..2], &[0xff, 0xe2], &length, &small, &picture[2..]].concat()
    }

    #[test]
    fn what_is_seen_through_stands_on_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        let [_, web] = render(&written(&clear, ImageFormat::Png), ImageKind::Png).unwrap();
        let shown = image::load_from_memory(&web.bytes).unwrap().to_rgb8();
        assert!(shown.get_pixel(4, 4).0.iter().all(|part| *part > 250));
    }

    #[test]
    fn a_small_file_of_a_huge_picture_is_refused_before_it_is_decoded() {
        // One color, 9,000 by 9,000: some kilobytes that would become 81 million points.
        let mut bytes = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        let points = vec![0; 9000 * 9000];
        image::ImageEncoder::write_image(encoder, &points, 9000, 9000, ExtendedColorType::L8).unwrap();
        assert!(bytes.len() < 500_000);
        assert_eq!(render(&bytes, ImageKind::Png).unwrap_err().code, "image-too-large");
        // A head that lies: no points follow.
        let lie =
            [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" as &[u8], &[0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0]].concat();
        assert!(render(&lie, ImageKind::Png).is_err());
    }

    #[test]
    fn half_a_picture_and_another_kind_are_refused() {
        let png = written(&red(64, 64), ImageFormat::Png);
        for (bytes, kind) in [
            (&png[..png.len() / 2], ImageKind::Png),
            (&png[..], ImageKind::Jpeg),
            (b"RIFF\x1a\0\0\0WEBPVP8L" as &[u8], ImageKind::Webp),
            (b"", ImageKind::Jpeg),
        ] {
            assert_eq!(render(bytes, kind).unwrap_err().code, "not-its-kind", "{kind}");
        }
    }
}
