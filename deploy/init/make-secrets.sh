#!/bin/sh
# Makes the installation's secrets, each once, below /secrets: a folder for each container that reads any, mounted there
# alone as /run/kad. What is there already stays: a second `docker compose up` changes nothing.
set -eu
umask 077
cd "${SECRETS:-/secrets}"

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # file, owner, content
    [ -s "$1" ] && return 0
    printf '%s\n' "$3" >"$1.new"
    chown "$2" "$1.new"
    mv "$1.new" "$1"
}

# The server's own account in the postgres image is 999; everything else runs as 10001.
chown 999 postgres
# Where it keeps its certificates.
chown 10001 gateway
keep postgres/postgres-password 999 "$(random)"
secret=$(random)
for service in agreement catalog logistics tools; do
    chown 10001 "$service"
    keep "postgres/$service-password" 999 "$(random)"
done
for service in agreement catalog logistics; do
    keep "$service/service-secret" 10001 "$secret"
    # One secret for all three: what the first of them was given.
    secret=$(cat "$service/service-secret")
    keep "$service/database-url" 10001 \
        "postgres://kad_$service:$(cat "postgres/$service-password")@postgres:5432/kad_$service"
done
# What agreement's signing keys are encrypted with; nobody else reads it.
keep agreement/key-secret 10001 "$(random)"
keep tools/database-url 10001 "postgres://kad_tools:$(cat postgres/tools-password)@postgres:5432/postgres"
