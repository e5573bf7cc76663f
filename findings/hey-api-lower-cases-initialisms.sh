#!/usr/bin/env bash
# @hey-api/openapi-ts 0.99.0: an operationId with two capitals in a row loses the second one: `listByID` becomes the
# function `listById`, `getURLMap` becomes `getUrlMap`. One would expect an operationId that is a JavaScript name to stay.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > openapi.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": { "title": "Names", "version": "1.0.0" },
  "paths": {
    "/things/{id}": {
      "get": {
        "operationId": "listByID",
        "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
        "responses": { "200": { "description": "A thing." } }
      }
    },
    "/map": { "get": { "operationId": "getURLMap", "responses": { "200": { "description": "A map." } } } }
  }
}
JSON
npm init --yes > npm.log
npm install --ignore-scripts --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@6.0.3 >> npm.log 2>&1
npx openapi-ts --input openapi.json --output out --plugins @hey-api/typescript @hey-api/sdk > run.log 2>&1

saw=$(grep -oE '^export const \w+' out/sdk.gen.ts | cut -d' ' -f3 | sort | paste -sd' ')
echo "operationIds: getURLMap listByID"
echo "functions:    $saw"
[ "$saw" = "getUrlMap listById" ] || { echo "Changed since 0.99.0 as it was seen on 30 November 2026."; exit 1; }
