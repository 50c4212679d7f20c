#!/usr/bin/env bash
# Builds the pages into kiosk_api/ui/dist: locked packages, types from the OpenAPI document, the handwriting templates.
set -euo pipefail
cd "$(dirname "$0")/.."
node="$PWD/deploy/node.sh"
openapi=$(mktemp)
trap 'rm -f "$openapi"' EXIT
echo "生成页面……"
.venv/bin/python -m kiosk_api.app >"$openapi"
cd kiosk_api/ui
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  "$node" npm ci --no-audit --no-fund --loglevel=error
fi
"$node" node_modules/.bin/openapi-typescript "$openapi" --output src/api/schema.d.ts >/dev/null
for table in pinyin handwriting; do
  if [ -f "tools/$table.py" ]; then ../../.venv/bin/python "tools/$table.py"; fi
done
"$node" node_modules/.bin/vite build --logLevel warn
