//! The animals that a hold names: of its offer, healthy, held for nobody else, no more than it holds.

use std::collections::{BTreeSet, HashMap};

use api_types::Check;
use domain::catalog::{HeldAnimal, LiveWeightClass, check_held_animals, class_of_weight};
use domain::say;
use domain::shared::{AnimalId, HoldId, Invalid};
use service::{Error, Tx, dated};

use super::queries;
use super::rows::{HoldAnimalRow, HoldRow, NamedAnimal};
use crate::stock::amounts::heads_of;
use crate::stock::animals::{AnimalRow, lock_animals};
use crate::stock::weighings::latest_of;

/// Names animals in a hold that names none; locked until the end, so that nobody else holds them.
///
/// # Errors
/// 422 that names every field, or `stock-rule`.
pub(super) async fn name_animals(tx: &mut Tx<'_>, hold: &HoldRow, ids: &[AnimalId]) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    check_list(hold, ids)?;
    let found = lock_animals(tx.conn, hold.offer_id, ids).await?;
    let mut check = Check::new();
    for (place, id) in ids.iter().enumerate() {
        check.require(found.iter().any(|animal| animal.id == *id), || {
            unknown_animal(format!("/animal_ids/{place}"))
        });
    }
    check.finish()?;
    let judged = judged(tx, &found, Some(hold.id)).await?;
    check_held_animals(&judged)?;
    let classes = found.iter().map(|animal| animal.id).zip(judged.iter().map(|one| one.class_from_grams));
    let classes: HashMap<AnimalId, Option<i64>> = classes.collect();
    let row = |(place, id): (i32, &AnimalId)| HoldAnimalRow {
        hold_id: hold.id,
        place,
        animal_id: *id,
        named_at: tx.now,
        substituted_by_id: None,
        class_from_grams: classes.get(id).copied().flatten(),
    };
    let rows: Vec<HoldAnimalRow> = (1..).zip(ids).map(row).collect();
    queries::name_animals(tx.conn, &rows).await
}

/// The list is of a hold of animals, names each once, and no more of them than are held.
fn check_list(hold: &HoldRow, ids: &[AnimalId]) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/animal_ids", ids, 0..=200);
    let mut seen = BTreeSet::new();
    for (place, id) in ids.iter().take(200).enumerate() {
        check.require(seen.insert(*id), || {
            Invalid::new(
                format!("/animal_ids/{place}"),
                "repeated",
                "Hewan ini disebut dua kali; cukup sekali.",
                "This animal is named twice; once is enough.",
            )
        });
    }
    let heads = heads_of(hold.terms().amount).unwrap_or_default();
    let fits = i64::try_from(ids.len()).is_ok_and(|count| count <= heads);
    check.require(fits, || {
        let detail = say!(
            "Yang dipesan {amount}; sebutkan paling banyak sebanyak itu, dan hanya untuk hewan yang dihitung per ekor.",
            "What is held is {amount}; name that many at most, and of animals counted in heads alone.",
            amount = hold.terms().amount,
        );
        Invalid::says("/animal_ids", "more-than-held", detail)
    });
    Ok(check.finish()?)
}

/// The animals that a hold keeps now are still fit to be taken.
///
/// # Errors
/// `stock-rule` with every animal that is not.
pub(super) async fn expect_fit(tx: &mut Tx<'_>, hold: &HoldRow) -> Result<(), Error> {
    let ids: Vec<AnimalId> = kept(tx, hold.id).await?.iter().map(|one| one.row.animal_id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let found = lock_animals(tx.conn, hold.offer_id, &ids).await?;
    Ok(check_held_animals(&judged(tx, &found, Some(hold.id)).await?)?)
}

/// All animals that a hold names or named.
pub(super) async fn named(tx: &mut Tx<'_>, hold: HoldId) -> Result<Vec<NamedAnimal>, Error> {
    Ok(queries::animals_of_holds(tx.conn, &[hold]).await?.remove(&hold).unwrap_or_default())
}

/// Those that were not substituted.
async fn kept(tx: &mut Tx<'_>, hold: HoldId) -> Result<Vec<NamedAnimal>, Error> {
    let mut all = named(tx, hold).await?;
    all.retain(|one| one.row.substituted_by_id.is_none());
    Ok(all)
}

/// Animals as holds judge them: whether another hold than `hold` keeps them today, and the class of their latest weight.
pub(super) async fn judged(
    tx: &mut Tx<'_>,
    rows: &[AnimalRow],
    hold: Option<HoldId>,
) -> Result<Vec<HeldAnimal>, Error> {
    let (today, ids) = (tx.today(), rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let held: BTreeSet<_> = queries::held_among(tx.conn, &ids, hold, today).await?.into_iter().collect();
    let weights: HashMap<_, _> = latest_of(tx.conn, &ids).await?;
    let classes = dated::rules_on::<LiveWeightClass>(tx.conn, today).await?;
    let animal = |row: &AnimalRow| HeldAnimal {
        tag: row.tag.clone(),
        state: row.state,
        held_elsewhere: held.contains(&row.id),
        class_from_grams: weights
            .get(&row.id)
            .and_then(|weight| class_of_weight(&classes, &row.commodity_code, weight.grams, today))
            .map(|class| class.from_weight.base()),
    };
    Ok(rows.iter().map(animal).collect())
}

/// A field that names no animal of the offer.
pub(super) fn unknown_animal(pointer: impl Into<String>) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-animal",
        "Pilih hewan yang termasuk penawaran ini; daftarnya di /v1/animals?offer_id=...",
        "Choose an animal of this offer; the list is at /v1/animals?offer_id=...",
    )
}
