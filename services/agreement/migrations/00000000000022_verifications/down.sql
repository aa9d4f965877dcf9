drop table verification_document;
drop table supplier_verification;
drop table document_requirement;
