//! What people call parties, contracts and goods: the names that papers carry, as far as they have arrived here.

use std::collections::BTreeMap;

use api_types::logistics::{NamedGoodsView, NamedPartyView};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{Bilingual, ContractId, PartyId, VariantId};
use domain::words;
use service::Error;

use crate::schema::{
    projected_commodity, projected_contract, projected_form, projected_party, projected_variant,
};

/// What is to be named.
#[derive(Debug, Default)]
pub(crate) struct Nameless {
    pub(crate) parties: Vec<PartyId>,
    pub(crate) contracts: Vec<ContractId>,
    pub(crate) commodities: Vec<String>,
    pub(crate) variants: Vec<VariantId>,
}

/// Names of what was asked for.
#[derive(Debug)]
pub(crate) struct Names {
    parties: BTreeMap<PartyId, String>,
    contracts: BTreeMap<ContractId, String>,
    commodities: BTreeMap<String, Bilingual>,
    /// By commodity and form.
    forms: BTreeMap<(String, String), Bilingual>,
    variants: BTreeMap<VariantId, String>,
}

impl Nameless {
    /// Reads the names, whoever asks: the caller has checked what they stand on.
    pub(crate) async fn names(&self, conn: &Connection) -> Result<Names, Error> {
        Ok(Names {
            parties: self.parties(conn).await?,
            contracts: self.contracts(conn).await?,
            commodities: self.commodities(conn).await?,
            forms: self.forms(conn).await?,
            variants: self.variants(conn).await?,
        })
    }

    async fn parties(&self, mut conn: &Connection) -> Result<BTreeMap<PartyId, String>, Error> {
        let rows = projected_party::table.filter(projected_party::id.eq_any(&self.parties));
        let names = rows.select((projected_party::id, projected_party::legal_name));
        let names: Vec<(PartyId, String)> = names.load(&mut conn).await?;
        Ok(names.into_iter().collect())
    }

    async fn contracts(&self, mut conn: &Connection) -> Result<BTreeMap<ContractId, String>, Error> {
        let rows = projected_contract::table.filter(projected_contract::id.eq_any(&self.contracts));
        let numbers = rows.select((projected_contract::id, projected_contract::number));
        let numbers: Vec<(ContractId, String)> = numbers.load(&mut conn).await?;
        Ok(numbers.into_iter().collect())
    }

    async fn commodities(&self, mut conn: &Connection) -> Result<BTreeMap<String, Bilingual>, Error> {
        use projected_commodity as goods;
        let rows = goods::table.filter(goods::code.eq_any(&self.commodities));
        let names: Vec<(String, String, String)> =
            rows.select((goods::code, goods::name_id, goods::name_en)).load(&mut conn).await?;
        Ok(names.into_iter().map(|(code, id, en)| (code, Bilingual::new(id, en))).collect())
    }

    async fn forms(&self, mut conn: &Connection) -> Result<BTreeMap<(String, String), Bilingual>, Error> {
        use projected_form as form;
        let rows = form::table.filter(form::commodity_code.eq_any(&self.commodities));
        let names: Vec<(String, String, String, String)> = rows
            .select((form::commodity_code, form::code, form::name_id, form::name_en))
            .load(&mut conn)
            .await?;
        Ok(names.into_iter().map(|(goods, code, id, en)| ((goods, code), Bilingual::new(id, en))).collect())
    }

    async fn variants(&self, mut conn: &Connection) -> Result<BTreeMap<VariantId, String>, Error> {
        let rows = projected_variant::table.filter(projected_variant::id.eq_any(&self.variants));
        let names = rows.select((projected_variant::id, projected_variant::name));
        let names: Vec<(VariantId, String)> = names.load(&mut conn).await?;
        Ok(names.into_iter().collect())
    }
}

impl Names {
    /// A party.
    pub(crate) fn party(&self, id: PartyId) -> NamedPartyView {
        NamedPartyView { id, legal_name: self.parties.get(&id).cloned() }
    }

    /// The numbers of the contracts, in order of their ids.
    pub(crate) fn contract_numbers(&self) -> Vec<String> {
        self.contracts.values().cloned().collect()
    }

    /// Goods; what has no name here shows by its code, with its words apart.
    pub(crate) fn goods(&self, commodity: &str, form: &str, variant: Option<VariantId>) -> NamedGoodsView {
        let key = (commodity.to_owned(), form.to_owned());
        let commodity_name =
            self.commodities.get(commodity).cloned().unwrap_or_else(|| words::name(commodity));
        let form_name = self.forms.get(&key).cloned().unwrap_or_else(|| words::name(form));
        NamedGoodsView {
            commodity_code: key.0,
            commodity_name: commodity_name.into(),
            form_code: key.1,
            form_name: form_name.into(),
            variant_name: variant.and_then(|id| self.variants.get(&id).cloned()),
        }
    }
}
