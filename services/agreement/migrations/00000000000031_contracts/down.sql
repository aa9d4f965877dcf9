drop table contract_line;
drop sequence contract_number;
drop table contract;
drop table projected_form;
drop table projected_commodity;
