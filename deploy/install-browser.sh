#!/usr/bin/env bash
# Chromium, a Chinese font and a voice for the browser tests: installed where we may, else the one command to type.
set -euo pipefail
if command -v chromium >/dev/null && command -v espeak-ng >/dev/null && fc-list 2>/dev/null | grep -qi "Noto Sans CJK"; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "安装 Chromium、中文字体和语音（只做一次）……"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium espeak-ng fonts-noto-cjk fontconfig >/dev/null
  exit 0
fi
echo "浏览器测试需要 Chromium、中文字体和语音，请运行：sudo apt install chromium espeak-ng fonts-noto-cjk fontconfig" >&2
exit 1
