-- Numbers of papers are compared by their letters and digits in plain width and capitals, so that spelling makes no other
-- paper.
update journey_paper set number_key = upper(normalize(number_key, nfkc));
