-- One taxpayer has one number: the former fifteen digits with a zero before them. Where both are registered the older
-- stays as it is; a correction by two persons mends it.
update party set tax_id = '0' || tax_id
where length(tax_id) = 15 and not exists (select from party as other where other.tax_id = '0' || party.tax_id);
update verification_document set number = '0' || number where type = 'tax_id' and length(number) = 15;

-- The same number or scan with another supplier is found when a verification is read.
-- brief: at most some thousand rows, an index of which takes milliseconds
create index verification_document_number on verification_document (type, number);
create index file_sha256 on file (sha256);
