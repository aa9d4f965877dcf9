drop table curation_score;
drop table curation_panelist;
drop table curation_channel;
drop table curation;
