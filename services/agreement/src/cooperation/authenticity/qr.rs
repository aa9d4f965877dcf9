//! A code as a picture that phones read.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use service::Error;

/// The address of the public check of a code as a QR code, in SVG: for papers, so with room for dirt and folds.
///
/// # Errors
/// Our mistake: the address is short.
pub(super) fn picture(address: &str) -> Result<String, Error> {
    let code = QrCode::with_error_correction_level(address, EcLevel::Q)
        .map_err(|error| Error::Internal(format!("{address} is no QR code: {error}")))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_picture_of_its_own() {
        let one = picture("https://kad.example/v1/authenticity/KAD-7H2M-9QXC-4").unwrap_or_default();
        let other = picture("https://kad.example/v1/authenticity/KAD-7H2M-9QXC-5").unwrap_or_default();
        assert!(one.contains("<svg") && one.ends_with("</svg>"), "{one}");
        assert_ne!(one, other);
    }
}
