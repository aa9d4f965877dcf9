drop table transition, revoked_token, signing_key, idempotency_key, feed_cursor, feed_head, outbox; drop function refuse_change;
