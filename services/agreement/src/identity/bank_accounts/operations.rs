//! What can be done with bank accounts. Whoever proposes one holds the party's row locked: of two at once the second sees the first.

use api_types::agreement::{CreateBankAccountRequest, PayableAccountView};
use api_types::{Check, TransitionRequest};
use chrono::{DateTime, Utc};
use domain::agreement::{
    AccountNumber, BankAccountEvent, BankAccountHappened, BankAccountState, BankCode, SecondPerson,
    check_second_of_party, in_use_from,
};
use domain::shared::{BankAccountId, Bilingual, DateSense, Id as _, Invalid, PartyId, jakarta_date};
use service::{Error, Tx};
use web::{ApiError, Caller, Command, Reply, Transition};

use super::access::op;
use super::rows::BankAccountRow;
use super::{AccountKey, queries, sight, visibility};
use crate::context::Context;
use crate::cooperation::limits;
use crate::identity::parties::{PartyRow, find_party, lock_party};
use crate::verification::attach_scans;

/// Proposes an account of the caller's party; 201.
pub(super) async fn create_bank_account(
    context: &Context,
    command: Command<op::CreateBankAccount, CreateBankAccountRequest>,
) -> Result<Reply, ApiError> {
    let (body, key) = (command.body, context.accounts.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            if tx.caller().is_machine() {
                return Err(by_people());
            }
            let party = lock_party(tx.conn, tx.caller().party()).await?;
            let row = new_account(tx, &party, &body, &key)?;
            expect_new(tx, &row).await?;
            queries::insert_bank_account(tx.conn, &row).await?;
            keep_proof(tx, &row, &body).await?;
            tx.first(&row, BankAccountHappened::Proposed).await?;
            let location = format!("/v1/bank-accounts/{}", row.id);
            let caller = tx.caller().clone();
            let (etag, view) = sight::view(tx.conn, &caller, tx.now, row).await?;
            Ok(Reply::created(location, &etag, &view)?)
        })
        .await
}

/// A second person decides, the party takes it back, or its coordinator objects; 200.
pub(super) async fn advance_bank_account<O: Transition<State = BankAccountState>>(
    context: &Context,
    id: BankAccountId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_bank_account(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            match O::EVENT {
                BankAccountEvent::Confirm => {
                    expect_second_person(tx, &row).await?;
                    row.in_use_from = Some(in_use_from(tx.now, limits::cooling_days(tx).await?));
                }
                BankAccountEvent::Refuse => expect_second_person(tx, &row).await?,
                BankAccountEvent::Withdraw | BankAccountEvent::Object => {
                    row.time().check_stoppable(tx.now)?;
                    row.in_use_from = None;
                }
            }
            tx.finish(&mut row, step).await?;
            let caller = tx.caller().clone();
            let (etag, view) = sight::view(tx.conn, &caller, tx.now, row).await?;
            Ok(Reply::ok(&etag, &view)?)
        })
        .await
}

/// Which account of a party is to be paid at a moment.
pub(super) async fn get_payable_account(
    context: &Context,
    caller: &Caller,
    party: PartyId,
    at: Option<DateTime<Utc>>,
) -> Result<PayableAccountView, Error> {
    let now = context.core.clock.now();
    let at = at.unwrap_or(now);
    let mut check = Check::new();
    check.date("?at", jakarta_date(at), DateSense::Asked, jakarta_date(now));
    check.finish()?;
    let mut conn = context.core.read().await?;
    let party = find_party(&conn, party).await?.ok_or(Error::NotFound)?;
    if !visibility::reads(&mut conn, caller, &party).await? {
        return Err(Error::NotFound);
    }
    let account = queries::payable_at(&mut conn, party.id, at).await?;
    let next = queries::next_after(&mut conn, party.id, at).await?;
    Ok(PayableAccountView {
        party_id: party.id,
        at,
        payable_from: account.as_ref().and_then(|account| account.in_use_from),
        account: sight::optional_view(&mut conn, caller, now, account).await?,
        next: sight::optional_view(&mut conn, caller, now, next).await?,
    })
}

fn new_account(
    tx: &Tx<'_>,
    party: &PartyRow,
    body: &CreateBankAccountRequest,
    key: &AccountKey,
) -> Result<BankAccountRow, Error> {
    let mut check = Check::new();
    let bank = check.take(BankCode::read("/bank_code", &body.bank_code));
    let number = check.take(AccountNumber::read("/account_number", &body.account_number));
    let holder_name = check.line("/holder_name", &body.holder_name, 1..=120);
    let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
    check.finish()?;
    // What could not be read was refused just before.
    let (Some(bank), Some(number)) = (bank, number) else { return Err(Error::Invalid(Vec::new())) };
    Ok(BankAccountRow {
        id: tx.new_id(),
        party_id: party.id,
        account_hash: key.hash(&bank, &number).to_string(),
        bank_code: bank.as_str().to_owned(),
        account_number: number.digits().to_owned(),
        holder_name,
        proof_sha256: body.proof_sha256.to_string(),
        note,
        proposed_by: tx.caller().subject().to_owned(),
        state: BankAccountState::Proposed,
        in_use_from: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        in_use_until: None,
        keeper_region_code: party.keeper_region_code.clone(),
    })
}

/// One change at a time, and to another account than the one in use.
async fn expect_new(tx: &mut Tx<'_>, row: &BankAccountRow) -> Result<(), Error> {
    if queries::is_changing(tx.conn, row.party_id, tx.now).await? {
        return Err(Error::duplicate(
            "",
            "Masih ada rekening yang diusulkan atau dalam masa tunggu. Tunggu sampai dipakai, atau tarik kembali.",
            "An account is proposed or in its cooling-off. Wait until it is in use, or take it back.",
        ));
    }
    let payable = queries::payable_at(tx.conn, row.party_id, tx.now).await?;
    if payable.is_some_and(|payable| payable.account_hash == row.account_hash) {
        return Err(Error::duplicate(
            "/account_number",
            "Rekening ini sudah dipakai oleh pihak ini. Usulkan rekening lain, atau biarkan seperti sekarang.",
            "This account is the one in use already. Propose another, or leave it as it is.",
        ));
    }
    Ok(())
}

/// The scan of the bank's paper stays as long as the account is known.
async fn keep_proof(
    tx: &mut Tx<'_>,
    row: &BankAccountRow,
    body: &CreateBankAccountRequest,
) -> Result<(), Error> {
    let proof = std::slice::from_ref(&body.proof_sha256);
    if attach_scans(tx.conn, row.party_id, row.id.uuid(), proof).await? {
        return Ok(());
    }
    Err(Error::Invalid(vec![Invalid::new(
        "/proof_sha256",
        "unknown-scan",
        "Unggah dahulu pindaian bukti rekening sebagai berkas milik Anda; yang tidak dipakai dihapus setelah 24 jam.",
        "Upload the scan of the bank's paper first, as a file of your own; what is not used is deleted after 24 hours.",
    )]))
}

async fn expect_second_person(tx: &mut Tx<'_>, row: &BankAccountRow) -> Result<(), Error> {
    let given_by = queries::roles_given_by(tx.conn, row.party_id).await?;
    Ok(check_second_of_party(SecondPerson {
        proposed_by: &row.proposed_by,
        decides: tx.caller().subject(),
        is_machine: tx.caller().is_machine(),
        given_by: &given_by,
    })?)
}

fn by_people() -> Error {
    Error::Forbidden(Bilingual::new(
        "Rekening bank diusulkan oleh orang, bukan oleh mesin.",
        "A bank account is proposed by a person, not by a machine.",
    ))
}
