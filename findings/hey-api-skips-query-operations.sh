#!/usr/bin/env bash
# @hey-api/openapi-ts 0.99.0: takes an OpenAPI 3.2 document, ends with 0, and generates nothing for its `query` operation.
# One would expect a function, or a line that says what was left out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > openapi.json <<'JSON'
{
  "openapi": "3.2.0",
  "info": { "title": "Query", "version": "1.0.0" },
  "paths": {
    "/things": {
      "get": { "operationId": "listThings", "responses": { "200": { "description": "Things." } } },
      "query": { "operationId": "searchThings", "responses": { "200": { "description": "Things." } } }
    }
  }
}
JSON
npm init --yes > npm.log
npm install --ignore-scripts --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@6.0.3 >> npm.log 2>&1
npx openapi-ts --input openapi.json --output out --plugins @hey-api/typescript @hey-api/sdk > run.log 2>&1

saw=$(grep -oE '^export const \w+' out/sdk.gen.ts | cut -d' ' -f3 | paste -sd' ')
said=$(grep -ciE 'query|searchThings|skip|warn' run.log || true)
echo "operationIds:               listThings searchThings"
echo "functions:                  $saw"
echo "lines that say what lacks:  $said"
[ "$saw" = listThings ] && [ "$said" = 0 ] || { echo "Changed since 0.99.0 as it was seen on 30 November 2026."; exit 1; }
