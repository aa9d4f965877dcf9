//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{
    CreateGoodsLimitRequest, CreateImageQuotaRequest, CreatePermitRuleRequest, CreateReferencePriceRequest,
    CreateYieldRequest, GoodsLimitView, ImageQuotaView, ListGoodsLimitsQuery, ListImageQuotasQuery,
    ListPermitRulesQuery, ListReferencePricesQuery, ListYieldsQuery, PermitRuleView, ReferencePriceView,
    YieldView,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{GoodsLimitId, ImageQuotaId, PermitRuleId, ReferencePriceId, YieldId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::prices::{GoodsLimits, ReferencePrices};
use super::tables::{ImageQuotas, PermitRulesTable, Yields};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    permit_rules(config);
    yields(config);
    reference_prices(config);
    goods_limits(config);
    image_quotas(config);
}

rule_routes! {
    permit_rules of PermitRulesTable, PermitRuleId, "permit-rules",
        "/v1/permit-rules", "/v1/permit-rules/{id}", "/v1/permit-rules/{id}/endings";
    ListPermitRulesQuery, CreatePermitRuleRequest, PermitRuleView;
    /// The rules about permits, in order of their addition.
    list_permit_rules(ListPermitRules);
    /// Adds a rule about permits.
    ///
    /// It holds from its first day, in every process at once.
    create_permit_rule(CreatePermitRule);
    /// One rule about permits.
    get_permit_rule(GetPermitRule);
    /// Ends a rule about permits.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_permit_rule(EndPermitRule);
}

rule_routes! {
    yields of Yields, YieldId, "yields", "/v1/yields", "/v1/yields/{id}", "/v1/yields/{id}/endings";
    ListYieldsQuery, CreateYieldRequest, YieldView;
    /// How the forms of commodities become each other, in order of addition.
    list_yields(ListYields);
    /// Adds a yield.
    ///
    /// It counts from its first day, in every process at once.
    create_yield(CreateYield);
    /// One yield.
    get_yield(GetYield);
    /// Ends a yield.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_yield(EndYield);
}

rule_routes! {
    reference_prices of ReferencePrices, ReferencePriceId, "reference-prices",
        "/v1/reference-prices", "/v1/reference-prices/{id}", "/v1/reference-prices/{id}/endings";
    ListReferencePricesQuery, CreateReferencePriceRequest, ReferencePriceView;
    /// What goods cost by regulation or by measure, in order of addition.
    list_reference_prices(ListReferencePrices);
    /// Adds a reference price.
    ///
    /// It counts from its first day, in every process at once; a row of a grade or a region goes before one that names none.
    create_reference_price(CreateReferencePrice);
    /// One reference price.
    get_reference_price(GetReferencePrice);
    /// Ends a reference price.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_reference_price(EndReferencePrice);
}

rule_routes! {
    goods_limits of GoodsLimits, GoodsLimitId, "goods-limits",
        "/v1/goods-limits", "/v1/goods-limits/{id}", "/v1/goods-limits/{id}/endings";
    ListGoodsLimitsQuery, CreateGoodsLimitRequest, GoodsLimitView;
    /// The numbers of days that goods are judged by, in order of their addition.
    list_goods_limits(ListGoodsLimits);
    /// Adds a number of days that goods are judged by.
    ///
    /// It holds from its first day, in every process at once; where no row is in force, there is no limit.
    create_goods_limit(CreateGoodsLimit);
    /// One number of days.
    get_goods_limit(GetGoodsLimit);
    /// Ends a number of days.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_goods_limit(EndGoodsLimit);
}

rule_routes! {
    image_quotas of ImageQuotas, ImageQuotaId, "image-quotas",
        "/v1/image-quotas", "/v1/image-quotas/{id}", "/v1/image-quotas/{id}/endings";
    ListImageQuotasQuery, CreateImageQuotaRequest, ImageQuotaView;
    /// How many pictures a party may bring, in order of addition.
    list_image_quotas(ListImageQuotas);
    /// Adds how many pictures a party may bring.
    ///
    /// It holds from its first day, in every process at once, for what is declared then.
    create_image_quota(CreateImageQuota);
    /// One quota of pictures.
    get_image_quota(GetImageQuota);
    /// Ends a quota of pictures.
    ///
    /// It stays in the list with its last day; another may follow it. On days without one the first quota holds.
    end_image_quota(EndImageQuota);
}
