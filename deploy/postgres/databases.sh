#!/bin/sh
# Runs once, when the server's data directory is new: a database and its owner for each service, which can enter its own
# database alone; and `kad_tools`, who copies and restores all three and is used by nothing that listens.
set -eu
secrets=${SECRETS:-/run/kad}
sql() { psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER"; }
sql <<SQL
create role kad_tools login createdb password '$(cat $secrets/tools-password)';
SQL
for service in agreement catalog logistics; do
    sql <<SQL
create role kad_$service login password '$(cat "$secrets/$service-password")';
create database kad_$service owner kad_$service;
revoke connect on database kad_$service from public;
grant kad_$service to kad_tools;
SQL
done
