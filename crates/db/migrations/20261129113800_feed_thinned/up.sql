-- Up to which position of the feed only the last event of each resource is kept.
create table feed_thinned (
    one boolean primary key default true check (one),
    position bigint not null
);
insert into feed_thinned (position) values (0);
