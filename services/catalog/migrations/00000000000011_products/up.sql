create extension if not exists pg_trgm;

-- What suppliers offer.
create table product (
    id uuid primary key,
    supplier_id uuid not null,
    supplier_region_code text not null,
    commodity_code text not null,
    form_code text not null,
    goods_group text not null,
    name text not null,
    description text,
    external_reference text,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- A: words of the name as written; B: their stems; C: stems of the description
    search tsvector not null generated always as (
        setweight(to_tsvector('simple', name), 'A')
        || setweight(to_tsvector('indonesian', name), 'B')
        || setweight(to_tsvector('indonesian', coalesce(description, '')), 'C')
    ) stored,
    constraint product_external_reference_unique unique (supplier_id, external_reference),
    foreign key (commodity_code, form_code) references commodity_form
);
create index product_search on product using gin (search);
create index product_name on product (name, id);
create index product_supplier on product (supplier_id, id);
create index product_commodity on product (commodity_code, id);
create index product_region on product (supplier_region_code, id);

-- Every word that a product's name has ever held: misspelt words of a query are looked up here.
create table product_word (
    word text primary key
);
create index product_word_similar on product_word using gin (word gin_trgm_ops);

create function learn_product_words() returns trigger language plpgsql as $$
begin
    -- In one order, so that two transactions never wait for each other.
    insert into product_word
    select distinct word from regexp_split_to_table(lower(new.name), '[^[:alnum:]]+') as word
    where char_length(word) between 3 and 40
    order by word
    on conflict do nothing;
    return null;
end $$;
create trigger product_words_insert after insert on product
    for each row execute function learn_product_words();
create trigger product_words_update after update of name on product
    for each row when (new.name is distinct from old.name) execute function learn_product_words();
