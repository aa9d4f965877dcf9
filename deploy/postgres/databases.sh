#!/bin/sh
# Runs once, when the server's data directory is new: a database and its owner for each service. A service can
# enter its own database alone.
set -eu
for service in agreement catalog logistics; do
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" <<SQL
create role kad_$service login password '$(cat "/run/kad/$service-password")';
create database kad_$service owner kad_$service;
revoke connect on database kad_$service from public;
SQL
done
