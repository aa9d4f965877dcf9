alter table agreement drop column initiator_auditors, drop column counterpart_auditors;
