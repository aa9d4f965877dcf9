create table things (name text not null);
insert into things select 'thing ' || n from generate_series(1, 1000) as n;
