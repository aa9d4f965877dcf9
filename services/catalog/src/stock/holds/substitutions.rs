//! One animal takes the place of another.

use api_types::catalog::SubstituteAnimalRequest;
use domain::catalog::{HoldHappened, SELLERS, check_substitute};
use domain::shared::{AnimalId, HoldId, Id as _, Invalid, NoteRule};
use service::{Error, Tx, Versioned as _};
use web::{Command, Reply};

use super::access::op;
use super::animals::{judged, named, unknown_animal};
use super::operations::{expect_not_lapsed, locked};
use super::rows::{HoldAnimalRow, HoldRow, NamedAnimal, other_side};
use super::{queries, views};
use crate::context::Context;
use crate::stock::animals::lock_animals;

/// Puts one animal in the place of another; 200.
pub(super) async fn substitute_animal(
    context: &Context,
    id: HoldId,
    command: Command<op::SubstituteAnimal, SubstituteAnimalRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, mut hold) = locked(tx, id).await?;
            let role = tx.caller().acting_as(SELLERS).filter(|_| tx.caller().party() == hold.supplier_id);
            let role = role.ok_or_else(|| Error::Forbidden(other_side()))?;
            tx.expect(&hold.etag(tx.today()))?;
            if !hold.state.may_change() {
                return Err(Error::not_allowed(hold.state, "substitute"));
            }
            let request = body.circumstances();
            let occurred = tx.circumstances(&request, NoteRule::Required, None).await?;
            tx.expect_one_side(&[id.uuid()]).await?;
            expect_not_lapsed(tx, &hold)?;
            exchange(tx, &hold, (body.animal_id, body.substitute_id)).await?;
            let (told, reasons) = (HoldHappened::Substituted, (&request, occurred));
            tx.change_with_reasons(&mut hold, "substitute", role, told, reasons).await?;
            views::reply(tx, hold).await
        })
        .await
}

/// Judges the two animals, and exchanges them.
async fn exchange(
    tx: &mut Tx<'_>,
    hold: &HoldRow,
    (out, substitute): (AnimalId, AnimalId),
) -> Result<(), Error> {
    let all = named(tx, hold.id).await?;
    let kept =
        |id: AnimalId| all.iter().find(|one| one.row.animal_id == id && one.row.substituted_by_id.is_none());
    let Some(NamedAnimal { row: leaving, .. }) = kept(out) else {
        return Err(Error::Invalid(vec![not_held()]));
    };
    let animals = lock_animals(tx.conn, hold.offer_id, &[substitute]).await?;
    let coming = judged(tx, &animals, None).await?.pop();
    let coming = coming.ok_or_else(|| vec![unknown_animal("/substitute_id")])?;
    check_substitute(leaving.class_from_grams, &coming)?;
    queries::mark_substituted(tx.conn, leaving, substitute).await?;
    let place = all.iter().map(|one| one.row.place).max().unwrap_or_default() + 1;
    let row = HoldAnimalRow {
        hold_id: hold.id,
        place,
        animal_id: substitute,
        named_at: tx.now,
        substituted_by_id: None,
        class_from_grams: coming.class_from_grams,
    };
    queries::name_animals(tx.conn, &[row]).await
}

fn not_held() -> Invalid {
    Invalid::new(
        "/animal_id",
        "not-held",
        "Sebutkan hewan yang sekarang dipesan; daftarnya ada pada pesanan ini.",
        "Name an animal that is held now; they stand in the hold.",
    )
}
