alter table curation drop column review_started_at;
drop table projected_membership;
