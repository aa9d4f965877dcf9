-- The last that was told of a resource, for whoever gains sight of it.
-- brief: the outbox of an installation of today has some hundred thousand rows, an index of which takes a second
create index outbox_subject on outbox (subject, seq);
