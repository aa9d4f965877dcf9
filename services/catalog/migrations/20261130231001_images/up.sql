-- Pictures of goods: their bytes lie in a store of their own, each in two sizes, under names that these rows know.
create table image (
    id uuid primary key,
    party_id uuid not null references projected_party,
    media_type text not null,
    size bigint not null check (size > 0),
    sha256 text not null,
    shows text not null,
    uploaded_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    -- since when something shows it; what nothing shows goes after a day
    attached_at timestamptz,
    -- when it was declared, or let go, by this server's clock, which alone decides what is old
    recorded_at timestamptz default now() not null
);
create index image_unattached on image (recorded_at) where attached_at is null;
create index image_unattached_party on image (party_id, recorded_at) where attached_at is null;
create index image_party_created on image (party_id, created_at);

create table image_rendition (
    image_id uuid not null references image on delete cascade,
    size text not null,
    stored_as text not null unique,
    sha256 text not null,
    width integer not null,
    height integer not null,
    primary key (image_id, size)
);

-- What shows a variant, in order.
create table variant_image (
    variant_id uuid not null references variant,
    position integer not null,
    image_id uuid not null references image,
    primary key (variant_id, position)
);
create index variant_image_image on variant_image (image_id);

-- What was sent with a submission of a curation, in order.
create table curation_image (
    curation_id uuid not null references curation,
    round integer not null,
    position integer not null,
    image_id uuid not null references image,
    primary key (curation_id, round, position)
);
create index curation_image_image on curation_image (image_id);

-- Names in the store that no row has any more; each stands here until its bytes are deleted.
create table file_gone (
    stored_as text primary key,
    gone_at timestamptz default now() not null
);

-- Where in the store the pictures of this database lie, and the last day that was looked through for bytes without a row. One row.
create table file_place (
    id uuid primary key,
    only_one boolean unique default true not null check (only_one),
    since timestamptz default now() not null,
    swept_until date
);
insert into file_place (id) values (gen_random_uuid());
