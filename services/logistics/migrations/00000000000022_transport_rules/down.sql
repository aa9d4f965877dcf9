drop table allowance, gate_rule, goods_kind;
