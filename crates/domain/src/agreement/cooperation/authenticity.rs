//! The short code by which anybody checks that a paper is genuine, such as `KAD-7H2M-9QXC-4`.
//!
//! Symbols of Crockford's base 32 and a check symbol of the same alphabet: eight (40 random bits) for a contract, twelve
//! (60 bits, derived from its id) for an order or a delivery note, which come in far greater numbers. The check is a code
//! over the field of 32 elements: every single wrong symbol and every exchange of two symbols is found. (Crockford's own
//! check needs five more signs that people cannot say aloud.)
//! Accepts what people type: lower case, `I` and `L` for 1, `O` for 0, any hyphens and blanks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::shared::{CallOffId, Id, ShipmentId, TextHash};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "KAD";
/// Symbols of a contract's code, without the check.
const SHORT: usize = 8;
/// Symbols of an order's or a delivery note's code, without the check.
const LONG: usize = 12;

/// A text that is not an authenticity code, or was mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticityCodeError {
    /// Too few or too many symbols, or a sign outside the alphabet.
    #[error("an authenticity code has the form KAD-7H2M-9QXC-4")]
    Form,
    /// The check symbol does not fit: something was mistyped.
    #[error("the code was mistyped; compare it with the document again")]
    Check,
}

/// A code with a correct check symbol. Whether it was ever issued is for the register to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AuthenticityCode(Vec<u8>);

impl AuthenticityCode {
    /// The code of forty random bits; the caller draws them from a secure source.
    pub fn from_random(random: [u8; 5]) -> Self {
        Self::of_bits(random.iter().fold(0, |bits, byte| (bits << 8) | u64::from(*byte)), SHORT)
    }

    /// The code of an order.
    pub fn of_call_off(id: CallOffId) -> Self {
        Self::of_id(id)
    }

    /// The code of a shipment's delivery note.
    pub fn of_shipment(id: ShipmentId) -> Self {
        Self::of_id(id)
    }

    /// Where anybody checks it, on a platform that is reached at an address.
    pub fn check_url(&self, platform: &str) -> String {
        format!("{platform}/v1/authenticity/{self}")
    }

    /// From the first sixty bits of the SHA-256 of an id: the same wherever it is computed, and no id comes back from it.
    fn of_id(id: impl Id) -> Self {
        let hash = TextHash::of_bytes(id.to_string().as_bytes());
        // Fifteen hexadecimal digits are sixty bits.
        let bits = u64::from_str_radix(&hash.as_str()[..15], 16).unwrap_or_default();
        Self::of_bits(bits, LONG)
    }

    fn of_bits(bits: u64, symbols: usize) -> Self {
        // Masked to five bits, so the narrowing keeps everything.
        Self((0..symbols).rev().map(|place| ((bits >> (5 * place)) & 31) as u8).collect())
    }
}

/// Twice an element of the field of 32 elements (polynomial x^5 + x^2 + 1).
const fn double(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

/// The sum of symbol x 2^place over all data symbols, by Horner's rule.
fn check(values: &[u8]) -> u8 {
    values.iter().fold(0, |sum, value| double(sum ^ value))
}

fn value_of(sign: u8) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        sign => sign,
    };
    // Positions lie below 32.
    ALPHABET.iter().position(|known| *known == sign).map(|position| position as u8)
}

impl FromStr for AuthenticityCode {
    type Err = AuthenticityCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let whole = |symbols: &[u8]| [SHORT + 1, LONG + 1].contains(&symbols.len());
        let bare: Vec<u8> = text.bytes().filter(|sign| !matches!(sign, b'-' | b' ')).collect();
        let symbols = match bare.split_at_checked(PREFIX.len()) {
            Some((prefix, rest)) if whole(rest) && prefix.eq_ignore_ascii_case(PREFIX.as_bytes()) => rest,
            _ => &bare[..],
        };
        if !whole(symbols) {
            return Err(AuthenticityCodeError::Form);
        }
        let values: Option<Vec<u8>> = symbols.iter().map(|sign| value_of(*sign)).collect();
        let mut values = values.ok_or(AuthenticityCodeError::Form)?;
        let given = values.pop();
        if given == Some(check(&values)) { Ok(Self(values)) } else { Err(AuthenticityCodeError::Check) }
    }
}

impl TryFrom<String> for AuthenticityCode {
    type Error = AuthenticityCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AuthenticityCode> for String {
    fn from(code: AuthenticityCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for AuthenticityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |value: u8| char::from(ALPHABET[usize::from(value)]);
        f.write_str(PREFIX)?;
        for (index, value) in self.0.iter().enumerate() {
            if index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", sign(*value))?;
        }
        write!(f, "-{}", sign(check(&self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_may_type_it_their_way() {
        let code = AuthenticityCode::from_random([0x08, 0x86, 0x41, 0x10, 0x00]);
        let text = code.to_string();
        assert_eq!(&text[..14], "KAD-1234-2400-");
        let typed = text.to_lowercase().replace('1', "l").replace('0', "o").replace('-', " ");
        assert_eq!(typed.parse(), Ok(code.clone()));
        assert_eq!(text.replace('-', "")[3..].parse(), Ok(code));
        let own_prefix = [&["XYZ"], &text.split('-').collect::<Vec<_>>()[1..]].concat().join("-");
        let bad = ["", "KAD", "KAD-7H2M-9QXC", "KAD-7H2M-9QXU-4", "KAD-7H2M-9QXC-444", "KÄD-7H2M-9QXC-4"];
        for bad in bad.into_iter().chain([own_prefix.as_str()]) {
            assert_eq!(bad.parse::<AuthenticityCode>(), Err(AuthenticityCodeError::Form), "{bad}");
        }
        // As long as a long code without its prefix.
        assert_eq!("KAD-7H2M-9QXC-44".parse::<AuthenticityCode>(), Err(AuthenticityCodeError::Check));
    }

    #[test]
    fn a_code_without_its_prefix_may_begin_with_the_same_letters() {
        // K, A and D stand for 19, 10 and 13, five bits each.
        let code = AuthenticityCode::from_random([0b1001_1010, 0b1001_1010, 0, 0, 0]);
        let text = code.to_string().replace('-', "");
        assert_eq!((&text[3..11], text[3..].parse()), ("KAD00000", Ok(code)));
    }

    #[test]
    fn orders_and_delivery_notes_have_a_code_of_their_own_each() {
        let uuid = uuid::Uuid::from_u128(0x0192_f0c1_a2b3_7c4d_8e5f_6071_8293_a4b5);
        let order = AuthenticityCode::of_call_off(CallOffId::from_uuid(uuid));
        let note = AuthenticityCode::of_shipment(ShipmentId::from_uuid(uuid));
        assert_ne!(order, note);
        assert_eq!(order, AuthenticityCode::of_call_off(CallOffId::from_uuid(uuid)));
        let text = order.to_string();
        assert_eq!((text.len(), text.matches('-').count()), (20, 4));
        assert_eq!(text.parse(), Ok(order));
        assert_eq!(note.to_string().replace('-', "").to_lowercase()[3..].parse(), Ok(note));
    }

    proptest! {
        #[test]
        fn every_code_reads_back(random in any::<[u8; 5]>()) {
            let code = AuthenticityCode::from_random(random);
            prop_assert_eq!(code.to_string().parse(), Ok(code.clone()));
            prop_assert_eq!(String::from(code.clone()), code.to_string());
        }

        #[test]
        fn a_wrong_symbol_or_two_exchanged_are_found(random in any::<u64>(), long in any::<bool>(), at in 0_usize..13, with in 0_usize..13, sign in 0_usize..32) {
            let symbols = if long { LONG } else { SHORT };
            let text = AuthenticityCode::of_bits(random, symbols).to_string().replace('-', "");
            let good = text.as_bytes()[3..].to_vec();
            let (at, with) = (at % good.len(), with % good.len());
            let mut wrong = good.clone();
            wrong[at] = ALPHABET[sign];
            let mut exchanged = good.clone();
            exchanged.swap(at, with);
            for typed in [wrong, exchanged] {
                let read = String::from_utf8(typed.clone()).expect("ASCII").parse::<AuthenticityCode>();
                prop_assert_eq!(read.is_ok(), typed == good);
            }
        }
    }
}
