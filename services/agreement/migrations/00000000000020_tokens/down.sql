drop table issuer_keys;
drop table used_assertion;
drop table issued_token;
drop table signing_secret;
