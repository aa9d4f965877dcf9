//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_permit_rules: ListPermitRules, List, "catalog.rules.read", Anyone, 1;
    create_permit_rule: CreatePermitRule, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_permit_rule: GetPermitRule, Read, "catalog.rules.read", Anyone, 1;
    end_permit_rule: EndPermitRule, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
    list_yields: ListYields, List, "catalog.rules.read", Anyone, 1;
    create_yield: CreateYield, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_yield: GetYield, Read, "catalog.rules.read", Anyone, 1;
    end_yield: EndYield, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
    list_reference_prices: ListReferencePrices, List, "catalog.rules.read", Anyone, 1;
    create_reference_price: CreateReferencePrice, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_reference_price: GetReferencePrice, Read, "catalog.rules.read", Anyone, 1;
    list_goods_limits: ListGoodsLimits, List, "catalog.rules.read", Anyone, 1;
    create_goods_limit: CreateGoodsLimit, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_goods_limit: GetGoodsLimit, Read, "catalog.rules.read", Anyone, 1;
    end_goods_limit: EndGoodsLimit, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
    list_image_quotas: ListImageQuotas, List, "catalog.rules.read", Anyone, 1;
    create_image_quota: CreateImageQuota, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_image_quota: GetImageQuota, Read, "catalog.rules.read", Anyone, 1;
    end_image_quota: EndImageQuota, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
    end_reference_price: EndReferencePrice, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
}
