#!/usr/bin/env bash
# Fetches the Chromium of January and of July 2021 (88, 92) from a package, for the tests of old terminals: prints their paths.
set -euo pipefail
room=${1:-var/old-chromium}
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$room"
for version in 5.5.0 10.1.0; do
  program=$room/chromium-$version
  if [ ! -x "$program" ]; then
    (cd "$room" && "$here/node.sh" npm pack --silent "chrome-aws-lambda@$version" >/dev/null)
    tar xzf "$room/chrome-aws-lambda-$version.tgz" -C "$room" package/bin/chromium.br
    "$here/node.sh" node -e 'const { brotliDecompressSync } = require("node:zlib"); const { readFileSync, writeFileSync } = require("node:fs");
      writeFileSync(process.argv[2], brotliDecompressSync(readFileSync(process.argv[1])), { mode: 0o755 })' "$room/package/bin/chromium.br" "$program.part"
    mv "$program.part" "$program"
    rm -rf "$room/package" "$room/chrome-aws-lambda-$version.tgz"
  fi
  echo "$program"
done
