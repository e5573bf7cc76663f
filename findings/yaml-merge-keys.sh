#!/usr/bin/env bash
# One file, two readings: @redocly/cli 2.77.0 applies the merge key `<<` (of YAML 1.1) when it bundles, and the package yaml
# 2.9.1 by default reads YAML 1.2, in which `<<` is a key like any other; `{ merge: true }` makes it agree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > openapi.yaml <<'YAML'
openapi: 3.1.0
info: { title: Merge, version: 1.0.0 }
x-common: &common
  description: Things.
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          <<: *common
YAML
npm init --yes > npm.log
npm install --ignore-scripts --no-audit --no-fund @redocly/cli@2.77.0 yaml@2.9.1 >> npm.log 2>&1
REDOCLY_TELEMETRY=off npx redocly bundle openapi.yaml --output bundle.json > run.log 2>&1
cat > read.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { parse } = require('yaml');
const response = ({ paths }) => JSON.stringify(paths['/things'].get.responses['200']);
const text = readFileSync('openapi.yaml', 'utf8');
console.log('redocly bundle:       ', response(JSON.parse(readFileSync('bundle.json', 'utf8'))));
console.log('yaml:                 ', response(parse(text)));
console.log('yaml, { merge: true }:', response(parse(text, { merge: true })));
JS
cat > expected.txt <<'TXT'
redocly bundle:        {"description":"Things."}
yaml:                  {"<<":{"description":"Things."}}
yaml, { merge: true }: {"description":"Things."}
TXT
node read.cjs | tee saw.txt
diff expected.txt saw.txt > changed.txt || { echo "Changed since 30 November 2026:"; cat changed.txt; exit 1; }
