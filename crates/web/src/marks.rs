//! Marks of persons: what a history says of who acted, in place of a name.
//!
//! A mark is a keyed hash. Without the key nobody finds out by trying names, or the ids of a provider of sign-ins, whose
//! mark it is; the key follows from a secret that all services of an installation have, so that they mark one person
//! alike, and no two installations do. Marks are made when they are shown and stored nowhere: another secret makes other
//! marks, everywhere at once.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use domain::shared::{ClientId, PartyId};

/// What the key is for; another use of the same secret gets another key.
const PURPOSE: &[u8] = b"kad: marks of persons, 1";
/// How short a secret may be: 32 hexadecimal digits are 128 bits. Who knows a shorter one's mark could try it out.
const SHORTEST: usize = 32;

/// What marks persons.
#[derive(Clone)]
pub struct Marks(Arc<Key>);

impl Marks {
    /// By a secret of the installation.
    ///
    /// # Errors
    /// When it is too short to be one.
    pub fn of(secret: &str) -> anyhow::Result<Self> {
        anyhow::ensure!(
            secret.len() >= SHORTEST,
            "KAD_SERVICE_SECRET (or KAD_MARK_SECRET) is too short; make one of 32 random bytes: openssl rand -hex 32"
        );
        let mut key = [0; 32];
        let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.as_bytes());
        let filled = derived.expand(&[PURPOSE], HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
        filled.map_err(|_| anyhow::anyhow!("no key could be derived from the secret of the services"))?;
        Ok(Self(Arc::new(Key::new(HMAC_SHA256, &key))))
    }

    /// For a process without an installation's secret, such as a tool: nobody else makes the same marks.
    pub(crate) fn of_this_process() -> Self {
        Self(Arc::new(Key::new(HMAC_SHA256, &crate::random_bytes::<32>())))
    }

    /// Who acted for a party: the id of a machine; of a person a mark, the same for all it does for that party.
    pub fn actor(&self, party: PartyId, subject: &str) -> String {
        if subject.parse::<ClientId>().is_ok() {
            return subject.to_owned();
        }
        let tag = sign(&self.0, format!("{party} {subject}").as_bytes());
        let digits: String = tag.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("person-{digits}")
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Marks(...)")
    }
}

#[cfg(test)]
mod tests {
    use domain::shared::{Id as _, TextHash};

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn party(number: u128) -> PartyId {
        PartyId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_mark_is_the_same_wherever_the_secret_is_and_for_one_person_in_one_party_alone() {
        let (one, again) = (Marks::of(SECRET).unwrap(), Marks::of(SECRET).unwrap());
        let mark = one.actor(party(1), "sari");
        assert_eq!(again.actor(party(1), "sari"), mark);
        assert!(mark.len() == "person-".len() + 12 && !mark.contains("sari"), "{mark}");
        assert_ne!(one.actor(party(2), "sari"), mark, "parties cannot compare their people");
        assert_ne!(one.actor(party(1), "budi"), mark);
        let other = Marks::of(&SECRET.replace('0', "1")).unwrap();
        assert_ne!(other.actor(party(1), "sari"), mark, "another installation");
        assert_ne!(Marks::of_this_process().actor(party(1), "sari"), mark);
    }

    #[test]
    fn nobody_makes_a_mark_of_what_is_known_of_a_person() {
        let mark = Marks::of(SECRET).unwrap().actor(party(1), "sari");
        for text in [format!("{} sari", party(1)), format!("{}sari", party(1)), "sari".to_owned()] {
            let guessed = TextHash::of_bytes(text.as_bytes());
            assert!(!guessed.as_str().starts_with(mark.trim_start_matches("person-")), "{text}");
        }
    }

    #[test]
    fn a_machine_is_named_and_a_secret_that_can_be_tried_out_is_refused() {
        let machine = ClientId::from_uuid(uuid::Uuid::from_u128(9)).to_string();
        assert_eq!(Marks::of(SECRET).unwrap().actor(party(1), &machine), machine);
        assert!(Marks::of("short").is_err());
    }
}
