#!/usr/bin/env bash
# Sets up this machine as a terminal. DESTDIR=… only writes the files there (for trying it out).
set -euo pipefail
cd "$(dirname "$0")"
address=${1:-}
if [[ ! $address =~ ^(https?://[][A-Za-z0-9.:-]+)/(signage)?\?terminal=[A-Za-z0-9_.-]+#[A-Za-z0-9_-]+$ ]]; then
  echo "用法：sudo ./install.sh '网址'    网址是服务器上 gongkai terminal add 打印的那一行，要用单引号括起来" >&2
  exit 1
fi
server=${BASH_REMATCH[1]}
to=${DESTDIR:-}
if [ -z "$to" ]; then
  [ "$(id -u)" = 0 ] || { echo "请用 sudo 运行" >&2; exit 1; }
  missing=
  for name in chromium xinit xrandr curl; do command -v "$name" >/dev/null || missing+=" $name"; done
  if [ -n "$missing" ]; then
    echo "缺少：$missing。请先运行：sudo apt install chromium xinit xserver-xorg x11-xserver-utils curl fonts-noto-cjk" >&2
    exit 1
  fi
  id kiosk >/dev/null 2>&1 || useradd --system --no-create-home --home-dir /run/gongkai-kiosk --shell /usr/sbin/nologin \
    --groups audio,video,input,tty kiosk
fi

install -d "$to/opt/gongkai-kiosk" "$to/etc/chromium/policies/managed" "$to/etc/systemd/system"
install -m 755 kiosk.sh watchdog.sh "$to/opt/gongkai-kiosk/"
install -m 644 offline.html "$to/opt/gongkai-kiosk/"
install -m 644 gongkai-kiosk*.service gongkai-kiosk*.timer "$to/etc/systemd/system/"
sed "s|http://127.0.0.1:8000|$server|" policy.json >"$to/etc/chromium/policies/managed/gongkai.json"
chmod 644 "$to/etc/chromium/policies/managed/gongkai.json"

# What was set by hand stays; only the address is new. The key in it is nobody else's to read.
conf="$to/etc/gongkai-kiosk.conf"
umask 077
kept=$(grep -v '^KIOSK_ADDRESS=' "$conf" 2>/dev/null || cat kiosk.conf)
printf 'KIOSK_ADDRESS="%s"\n%s\n' "$address" "$kept" >"$conf"
chmod 600 "$conf"

if [ -z "$to" ]; then
  systemctl daemon-reload
  systemctl enable --quiet gongkai-kiosk.service gongkai-kiosk-restart.timer gongkai-kiosk-watchdog.timer
  systemctl restart gongkai-kiosk.service gongkai-kiosk-restart.timer gongkai-kiosk-watchdog.timer
  echo "装好了。屏幕上应当已经打开查询页面；在服务器上用 gongkai terminal list 看是否“在线”。"
fi
