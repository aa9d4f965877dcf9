-- One scan is of one paper, whatever number is written beside it.
-- brief: some papers a day
create index journey_paper_scan on journey_paper (sha256);
