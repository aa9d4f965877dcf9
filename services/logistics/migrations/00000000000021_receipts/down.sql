drop table receipt_rejection, receipt_measure, receipt_line, receipt_party, receipt;
drop sequence receipt_number;
