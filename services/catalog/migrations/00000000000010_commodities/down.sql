drop table commodity_yield;
drop table commodity_form;
drop table commodity;
