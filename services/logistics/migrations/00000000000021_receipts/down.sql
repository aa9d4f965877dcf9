drop table receipt_rejection, receipt_measure, receipt_line, receipt;
drop sequence receipt_number;
