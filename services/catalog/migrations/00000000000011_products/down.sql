drop table product_word;
drop table product;
drop function learn_product_words();
