//! Consents: who has said yes to which text, of agreements and of contracts alike. Append-only.
//!
//! Owns their storage; what a consent means is for `domain::agreement` to say. Refuses nothing itself.

mod ending;
mod given;
mod queries;
mod rows;
mod signatory;

pub(crate) use ending::{Ending, agree_to_ending, counting, unanswered};
pub(crate) use given::{Given, give};
pub(crate) use queries::list_consents;
pub(crate) use rows::{ConsentRow, consents_by, consents_to};
pub(crate) use signatory::{read_signatory, stored};

use domain::shared::ConsentError;
use service::Error;

/// A consent that is not recorded, as an operation's error.
fn refused(error: ConsentError) -> Error {
    match error {
        ConsentError::AlreadyGiven(_) => Error::duplicate(
            "/text_sha256",
            "Pihak Anda sudah menyetujui naskah ini.",
            "Your side has agreed to this text already.",
        ),
        ConsentError::OtherText(refusal) => refusal.into(),
    }
}

/// Things with a consent to their ending that are read at once.
pub(crate) const AT_ONCE: i64 = 1000;
