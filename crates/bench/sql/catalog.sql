-- 100,000 products of 3,000 suppliers with half as many more variants. Names hold a common word out of twenty, another
-- out of twenty, one of forty traits and one of four thousand rare words; everything is drawn by hash, so that each
-- load is the same. The last twentieth are drafts, which only their supplier sees.
create function pg_temp.draw(n bigint, salt bigint, sides bigint) returns int immutable language sql
    return mod(abs(hashint8extended(n, salt) / 2), sides)::int;
create function pg_temp.pick(n bigint, salt bigint, words text[]) returns text immutable language sql
    return words[1 + pg_temp.draw(n, salt, array_length(words, 1))];
create function pg_temp.rare(n bigint, salt bigint) returns text immutable language sql
    return pg_temp.pick(pg_temp.draw(n, salt, 4000), 1, '{ma,se,ba,ku,la,ti,ra,no,wi,pa,da,gu,sa,me,ja,lu}')
        || pg_temp.pick(pg_temp.draw(n, salt, 4000), 2, '{ri,na,lo,ka,tu,ri,mi,ga,di,bu,ro,le,su,ya,ko,ne}')
        || pg_temp.pick(pg_temp.draw(n, salt, 4000), 3, '{wan,tani,jaya,sari,mas,lestari,boga,rasa,kita,subur,makmur,asih,dewi,agung,indah,baru}');
create function pg_temp.id(begin text, n bigint) returns uuid immutable language sql
    return (begin || '-0000-7000-8000-' || (100000000000 + n)::text)::uuid;

create temp table words as select
    '{keripik,sambal,abon,kopi,dodol,rengginang,kerupuk,sirup,madu,teh,emping,bumbu,selai,rendang,dendeng,kue,minyak,tepung,gula,susu}'::text[] as kinds,
    '{pisang,singkong,cabai,ikan,sapi,ayam,kelapa,jahe,nanas,mangga,durian,jagung,kedelai,ubi,bawang,tomat,kacang,udang,aren,salak}'::text[] as goods,
    '{pedas,manis,gurih,asin,cokelat,keju,balado,original,barbeku,madu,organik,premium,kering,basah,halus,kasar,murni,instan,panggang,asap,hitam,merah,putih,hijau,renyah,lembut,tradisional,desa,kampung,spesial,jumbo,mini,rendah,tinggi,segar,alami,sehat,khas,asli,super}'::text[] as traits,
    '{18,18.72,18.71,35,35.05,35.72,31,31.71,31.74,32,32.73,33,33.74,16,16.71,51,51.71,73,73.71,12}'::text[] as regions;

insert into product (id, supplier_id, supplier_region_code, commodity_code, form_code, goods_group, name, description,
    external_reference, state, version, created_at, updated_at)
select pg_temp.id('01900002', n), pg_temp.id('01900001', supplier), pg_temp.pick(supplier, 4, regions),
    commodity, form, goods_group,
    initcap(concat_ws(' ', pg_temp.pick(n, 5, kinds), pg_temp.pick(n, 6, goods),
        case when pg_temp.draw(n, 7, 3) > 0 then pg_temp.pick(n, 8, traits) end, pg_temp.rare(n, 9))),
    concat_ws(' ', 'Dibuat oleh kelompok usaha', initcap(pg_temp.rare(supplier, 10)), 'dari', pg_temp.pick(n, 6, goods),
        'pilihan petani', initcap(pg_temp.rare(n, 11)) || ',', 'diolah', pg_temp.pick(n, 12, traits), 'dan dikemas',
        pg_temp.pick(n, 13, '{100,150,200,250,500,1000}'), 'gram; cocok untuk', pg_temp.pick(n, 14, kinds),
        'keluarga,', pg_temp.pick(n, 15, '{oleh-oleh,kantin,hotel,restoran,pasar,sekolah}') || '.'),
    'SKU-' || n, case when n * 100 < {{products}} * 95 then 'published' else 'draft' end,
    1, made, made
from generate_series(0::bigint, {{products}} - 1) as n
cross join words
cross join lateral (select pg_temp.draw(n, 3, 3000) as supplier,
    timestamptz '2025-01-01 00:00:00Z' + n * interval '1 minute' as made) as drawn
cross join lateral (select * from (values
    (0, 'msme_goods', 'packaged', 'mixed_goods'), (1, 'msme_goods', 'packaged', 'processed_food'),
    (2, 'msme_goods', 'packaged', 'processed_food'), (3, 'msme_goods', 'packaged', 'mixed_goods'),
    (4, 'eggs', 'fresh_shell', 'animal_product'), (5, 'beef', 'frozen', 'animal_product'),
    (6, 'rice', 'milled_rice_premium', 'grain'), (7, 'rice', 'milled_rice_medium', 'grain'),
    (8, 'chilli', 'red', 'vegetable'), (9, 'tomato', 'fresh', 'vegetable'))
    as kinds_of_goods(side, commodity, form, goods_group) where side = pg_temp.draw(n, 17, 10)) as good
order by n;

insert into variant (id, product_id, state, name, net_content_base, net_content_unit, ingredients, producer, storage,
    best_before_days, allergens, traits, version_hash, version, created_at, updated_at)
select pg_temp.id('01900003', n), product.id, product.state, product.name || ' ' || grams || ' g', grams * 1000, 'GRM',
    array[lower(split_part(product.name, ' ', 2)), 'garam', 'minyak nabati'],
    'UMKM ' || initcap(pg_temp.rare(n, 10)), 'Simpan di tempat kering dan sejuk.', 180, '{}', '{}',
    encode(sha256(n::text::bytea), 'hex'), 1, product.created_at, product.updated_at
from generate_series(0::bigint, {{products}} * 3 / 2 - 1) as n
cross join lateral (select (array[100, 250, 500])[1 + pg_temp.draw(n, 18, 3)] as grams) as size
join product on product.id = pg_temp.id('01900002', n * 2 / 3)
order by n;
