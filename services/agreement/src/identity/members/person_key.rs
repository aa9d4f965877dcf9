//! The key by which a person is known again without keeping the number: what is stored of a NIK is a keyed hash.
//!
//! The numbers of a country can all be tried out, so a plain hash would hide nothing. The key follows from the secret that
//! marks of persons follow from, and no copy of the database alone holds it; each party's hashes are its own, so that parties
//! cannot compare their people.

use std::sync::Arc;

use aws_lc_rs::hmac::{Key, sign};
use domain::agreement::Nik;
use domain::shared::{PartyId, TextHash};
use web::RequestMeta;

use crate::identity::keyed;

/// What the key is for; another use of the same secret gets another key.
const PURPOSE: &[u8] = b"kad: members, 1";

/// What hashes what is told of persons.
#[derive(Clone)]
pub(crate) struct PersonKey(Arc<Key>);

impl PersonKey {
    /// By a secret of the installation, whose length has been judged with the marks.
    ///
    /// # Errors
    /// When no key can be derived.
    pub(crate) fn of(secret: &str) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(keyed::key_for(PURPOSE, secret)?)))
    }

    /// What is stored of a NIK in the roll of a party: 64 hexadecimal digits.
    pub(super) fn hash(&self, party: PartyId, nik: &Nik) -> String {
        keyed::hash(&self.0, format!("nik {party} {}", nik.digits()).as_bytes()).to_string()
    }

    /// What stands for a file of persons in answers: as its SHA-256 it tells one file from another, and to who has no key nothing of
    /// what is in it, as its likely contents could all be tried out.
    pub(super) fn digest(&self, party: PartyId, file: &[u8]) -> TextHash {
        let mut told = format!("file {party} ").into_bytes();
        told.extend_from_slice(file);
        keyed::hash(&self.0, &told)
    }

    /// The circumstances of a request that tells of persons: what is kept beside its `Idempotency-Key` tells its content from
    /// another to who has the key alone.
    pub(super) fn seal(&self, mut meta: RequestMeta) -> RequestMeta {
        if let Some(key) = &mut meta.key {
            key.fingerprint =
                sign(&self.0, &[b"request ", key.fingerprint.as_slice()].concat()).as_ref().to_vec();
        }
        meta
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::shared::Id as _;

    use super::*;

    #[test]
    fn a_person_is_known_again_in_one_party_and_nowhere_else() {
        let party = |number| PartyId::from_uuid(uuid::Uuid::from_u128(number));
        let nik = |text| Nik::read("", text, NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()).unwrap();
        let (key, one) = (PersonKey::of("one secret").unwrap(), nik("1872011708850001"));
        let hash = key.hash(party(1), &one);
        assert_eq!((hash.len(), &hash), (64, &PersonKey::of("one secret").unwrap().hash(party(1), &one)));
        assert_ne!(hash, key.hash(party(2), &one));
        assert_ne!(hash, key.hash(party(1), &nik("1872011708850002")));
        assert_ne!(hash, PersonKey::of("another secret").unwrap().hash(party(1), &one));
        for text in [one.digits().to_owned(), format!("nik {} {}", party(1), one.digits())] {
            assert_ne!(hash, TextHash::of_bytes(text.as_bytes()).as_str());
        }
    }
}
