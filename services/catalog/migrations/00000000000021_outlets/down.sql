drop table outlet;
