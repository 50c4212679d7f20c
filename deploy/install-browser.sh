#!/usr/bin/env bash
# Chromium and a Chinese font for the browser tests: installed where we may, else the one command to type.
set -euo pipefail
if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi "Noto Sans CJK"; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "安装 Chromium 和中文字体（只做一次）……"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
  exit 0
fi
echo "浏览器测试需要 Chromium 和中文字体，请运行：sudo apt install chromium fonts-noto-cjk fontconfig" >&2
exit 1
