-- The private half of a signing key lies encrypted in `sealed` once the installation has a secret for it, and open in `pkcs8`
-- until then.
alter table signing_secret add column sealed bytea;
alter table signing_secret alter column pkcs8 drop not null;
-- brief: a handful of rows
alter table signing_secret add constraint signing_secret_kept_once check (num_nonnulls(pkcs8, sealed) = 1);
