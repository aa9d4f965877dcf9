-- What a supplier is to be verified for: papers that only some goods need are asked of it, too.
alter table supplier_verification add column commodity_codes text[] not null default array[]::text[];
