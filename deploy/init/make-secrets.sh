#!/bin/sh
# Makes the installation's secrets, each once, into /run/kad; runs as root before everything else.
# What is there already stays: a second `docker compose up` changes nothing.
set -eu
umask 077
cd /run/kad
chmod 755 .

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # file, owner, content
    [ -s "$1" ] && return 0
    printf '%s\n' "$3" >"$1.new"
    chown "$2" "$1.new"
    mv "$1.new" "$1"
}

# The server's own account in the postgres image is 999; the services run as 10001.
keep postgres-password 999 "$(random)"
keep service-secret 10001 "$(random)"
for service in agreement catalog logistics; do
    keep "$service-password" 999 "$(random)"
    keep "$service-database-url" 10001 \
        "postgres://kad_$service:$(cat "$service-password")@postgres:5432/kad_$service"
done
