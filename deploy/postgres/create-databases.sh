#!/bin/sh
# Runs once, when the volume of the database is empty: a database for the server and one for the registry, each with an owner
# of its own, who can neither read the other's nor be a superuser.
set -eu

create() {
  psql --username postgres --set ON_ERROR_STOP=1 --set name="$1" --set password="$2" <<'SQL'
create role :"name" login password :'password' nosuperuser nocreatedb nocreaterole;
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
}

create server "$SERVER_DATABASE_PASSWORD"
create registry "$REGISTRY_DATABASE_PASSWORD"
