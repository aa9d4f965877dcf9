drop trigger outbox_readers on outbox;
drop function note_feed_readers;
drop table feed_reader;
