-- The time a phone said, where its clock ran ahead of the server's: the fact counts as of now, the claim stands beside.
alter table transition add column claimed_at timestamptz;

-- When the oldest event of a source's feed that is known and not applied was recorded there; null while none is.
alter table feed_cursor add column behind_since timestamptz;
