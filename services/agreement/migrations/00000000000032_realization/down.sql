drop table realized_line;
