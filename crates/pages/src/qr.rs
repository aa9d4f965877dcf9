//! An address as a picture that phones read.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code, by its standard.
const QUIET: usize = 4;

/// An address as a QR code, in SVG: for papers, so with room for dirt and folds. None for what is too long to be one.
pub fn picture(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::Q).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut dark = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = QUIET;
        for run in line.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let _ = write!(dark, "M{column} {}h{}v1h-{}z", row + QUIET, run.len(), run.len());
            }
            column += run.len();
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"240\" height=\"240\" \
         shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{dark}\"/></svg>"
    ))
}

#[cfg(test)]
pub(crate) mod tests {
    use rqrr::PreparedImage;

    use super::*;

    /// Dots that stand for a module.
    const SCALE: usize = 4;

    /// What a phone reads from the first picture in a text.
    pub(crate) fn read(text: &str) -> String {
        let (_, svg) = text.split_once("<svg ").expect("a picture");
        let side: usize =
            svg.split('"').nth(3).and_then(|area| area.split(' ').nth(2)?.parse().ok()).expect("a side");
        let (_, runs) = svg.rsplit_once("<path d=\"").expect("dark modules");
        let (runs, _) = runs.split_once('"').expect("an end");
        let mut dark = vec![vec![false; side]; side];
        for run in runs.split('M').skip(1) {
            let (column, rest) = run.split_once(' ').expect("a column");
            let (row, rest) = rest.split_once('h').expect("a row");
            let (length, _) = rest.split_once('v').expect("a length");
            let number = |text: &str| text.parse::<usize>().expect("a number");
            dark[number(row)][number(column)..][..number(length)].fill(true);
        }
        let dot = |x: usize, y: usize| if dark[y / SCALE][x / SCALE] { 0 } else { 255 };
        let mut image = PreparedImage::prepare_from_greyscale(side * SCALE, side * SCALE, dot);
        let grids = image.detect_grids();
        grids.first().expect("a code").decode().expect("a text").1
    }

    #[test]
    fn a_phone_reads_the_address_from_its_picture() {
        for address in [
            "https://kad.example.go.id/v1/authenticity/KAD-7H2M-9QXC-0V4T-1",
            "http://127.0.0.1:8080/v1/authenticity/KAD-7H2M-9QXC-4",
        ] {
            assert_eq!(read(&picture(address).expect("a picture")), address);
        }
    }

    #[test]
    fn what_is_too_long_is_no_picture() {
        assert_eq!(picture(&"x".repeat(3_000)), None);
    }
}
