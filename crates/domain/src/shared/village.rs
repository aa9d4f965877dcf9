//! Codes of villages of the Ministry of Home Affairs (level 4): `18.72.01.1001`.
//!
//! Province, city or regency, district, and the village: of its four digits the first says whether it is urban (1), rural
//! (2) or a village by custom (3) (Permendagri 72/2019). The city or regency is one of the list; what lies below it is known
//! by its form alone. Refuses everything else.

use super::{Invalid, RegionCode};

/// Today's code of the village that a text names: the part of a former city or regency is shown as today's.
///
/// # Errors
/// [`Invalid`] `unknown-village` at `pointer`.
pub fn read_village(pointer: &str, text: &str) -> Result<String, Invalid> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    let found = match parts[..] {
        [province, city, district, village] if is_district(district) && is_village(village) => {
            let region = RegionCode::listed(&format!("{province}.{city}"));
            region.map(|region| format!("{region}.{district}.{village}"))
        }
        _ => None,
    };
    found.ok_or_else(|| {
        Invalid::new(
            pointer,
            "unknown-village",
            "Isi kode desa atau kelurahan menurut Kemendagri, misalnya `18.72.01.1001`.",
            "Give the code of the village by the Ministry of Home Affairs, such as `18.72.01.1001`.",
        )
    })
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_district(text: &str) -> bool {
    is_digits(text, 2) && text != "00"
}

fn is_village(text: &str) -> bool {
    is_digits(text, 4) && text.starts_with(['1', '2', '3']) && !text.ends_with("000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_of_listed_regions_are_read_and_others_are_not() {
        assert_eq!(read_village("/v", " 18.72.01.1001 "), Ok("18.72.01.1001".to_owned()));
        assert_eq!(read_village("/v", "35.05.12.2009"), Ok("35.05.12.2009".to_owned()));
        assert_eq!(read_village("/v", "91.01.01.2001"), Ok("93.01.01.2001".to_owned()), "a former code");
        for bad in [
            "",
            "18",
            "18.72",
            "18.72.01",
            "18.72.00.1001",
            "18.72.01.0001",
            "18.72.01.4001",
            "18.72.01.1000",
            "18.72.01.101",
            "18.72.1.1001",
            "18.99.01.1001",
            "99.72.01.1001",
            "18.72.01.1001.1",
            "1872011001",
            "18.72.01.１001",
            "18-72-01-1001",
        ] {
            let refused = read_village("/v", bad).expect_err(bad);
            assert_eq!((refused.pointer.as_str(), refused.code), ("/v", "unknown-village"), "{bad}");
        }
    }
}
