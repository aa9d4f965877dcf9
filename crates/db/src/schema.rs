//! The technical tables of `migrations/`.
#![allow(missing_docs)]

diesel::table! {
    outbox (seq) {
        seq -> Int8,
        id -> Uuid,
        position -> Nullable<Int8>,
        #[sql_name = "type"]
        type_ -> Text,
        data_version -> Int2,
        subject -> Text,
        audience -> Array<Uuid>,
        everybody -> Bool,
        data -> Jsonb,
        recorded_at -> Timestamptz,
        request_id -> Uuid,
    }
}
diesel::table! {
    feed_head (one) {
        one -> Bool,
        position -> Int8,
        epoch -> Uuid,
    }
}
diesel::table! {
    feed_cursor (source) {
        source -> Text,
        position -> Int8,
        contacted_at -> Nullable<Timestamptz>,
        behind_since -> Nullable<Timestamptz>,
        epoch -> Nullable<Uuid>,
        failing_position -> Nullable<Int8>,
        failures -> Int4,
        failure -> Nullable<Text>,
    }
}
diesel::table! {
    parked_event (source, position) {
        source -> Text,
        position -> Int8,
        event_id -> Uuid,
        #[sql_name = "type"]
        type_ -> Text,
        subject -> Text,
        touched -> Array<Text>,
        event -> Jsonb,
        reason -> Text,
        attempts -> Int4,
        parked_at -> Timestamptz,
        retry_at -> Timestamptz,
    }
}
diesel::table! {
    idempotency_key (party_id, client, key) {
        party_id -> Uuid,
        client -> Text,
        key -> Text,
        fingerprint -> Bytea,
        status -> Int2,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Bytea,
        created_at -> Timestamptz,
    }
}
diesel::table! {
    signing_key (kid) {
        kid -> Text,
        jwk -> Jsonb,
        added_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    revoked_token (jti) {
        jti -> Text,
        expires_at -> Timestamptz,
    }
}
diesel::table! {
    transition (id) {
        id -> Uuid,
        subject_id -> Uuid,
        event -> Text,
        from_state -> Text,
        to_state -> Text,
        version_before -> Int8,
        version_after -> Int8,
        actor_party_id -> Uuid,
        actor_subject -> Text,
        actor_client -> Text,
        actor_role -> Nullable<Text>,
        actor_region_code -> Nullable<Text>,
        recorded_at -> Timestamptz,
        occurred_at -> Timestamptz,
        backfilled -> Bool,
        reason_code -> Nullable<Text>,
        note -> Nullable<Text>,
        documents -> Jsonb,
        request_id -> Uuid,
        claimed_at -> Nullable<Timestamptz>,
        replaced -> Nullable<Jsonb>,
    }
}
diesel::table! {
    dated_row (id) {
        id -> Uuid,
        rule_table -> Text,
        key -> Text,
        content -> Jsonb,
        in_force_from_date -> Date,
        in_force_until_date -> Nullable<Date>,
        source -> Text,
        version -> Int8,
        created_at -> Timestamptz,
        created_by_party_id -> Nullable<Uuid>,
        created_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
        ended_by_party_id -> Nullable<Uuid>,
        ended_by -> Nullable<Text>,
        ending_note -> Nullable<Text>,
    }
}
diesel::table! {
    backfill_window (id) {
        id -> Uuid,
        party_id -> Uuid,
        from_date -> Date,
        until_date -> Date,
        agreement_id -> Uuid,
        usable_until -> Timestamptz,
    }
}
diesel::table! {
    file_gone (stored_as) {
        stored_as -> Text,
        gone_at -> Timestamptz,
    }
}
diesel::table! {
    file_place (id) {
        id -> Uuid,
        only_one -> Bool,
        since -> Timestamptz,
        swept_until -> Nullable<Date>,
    }
}
diesel::table! {
    job (id) {
        id -> Uuid,
        party_id -> Uuid,
        operation -> Text,
        state -> Text,
        claims -> Jsonb,
        address -> Text,
        request_id -> Uuid,
        input -> Jsonb,
        file -> Nullable<Bytea>,
        progress -> Int8,
        progress_of -> Nullable<Int8>,
        result -> Nullable<Jsonb>,
        failure -> Nullable<Jsonb>,
        attempts -> Int4,
        lease -> Nullable<Uuid>,
        leased_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}
