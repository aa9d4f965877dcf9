drop table party;
drop table region;
