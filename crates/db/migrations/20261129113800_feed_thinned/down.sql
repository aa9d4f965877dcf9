drop table feed_thinned;
