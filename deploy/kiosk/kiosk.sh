#!/usr/bin/env bash
# Opens this terminal's page full screen, in a profile that is new at every start. Settings: /etc/gongkai-kiosk.conf.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
room=${RUNTIME_DIRECTORY:-/run/gongkai-kiosk}
if [[ ! ${KIOSK_ADDRESS:-} =~ ^https?://[][A-Za-z0-9.:-]+/(signage)?\?terminal=[A-Za-z0-9_.-]+#[A-Za-z0-9_-]+$ ]]; then
  echo "KIOSK_ADDRESS 不对：请在 /etc/gongkai-kiosk.conf 里填 gongkai terminal add 打印的网址" >&2
  exit 78
fi

# The address holds the terminal's key: it goes into a file of this user's own, never onto a command line.
umask 077
# The page promises a slip only when the machine has a printer that takes work now.
printer=none
if [ "${KIOSK_PRINT:-no}" = yes ] && LC_ALL=C lpstat -d -a 2>/dev/null | grep -q ' accepting requests'; then printer=ready; fi
KIOSK_ADDRESS=${KIOSK_ADDRESS/\#/"&printer=$printer#"}
rm -rf "$room/profile" "$room/cache"
hotline=${KIOSK_HOTLINE:-12345}
hotline=${hotline//[^0-9A-Za-z（） -]/}
page=$(<"$here/offline.html")
page=${page//@ADDRESS@/"${KIOSK_ADDRESS//&/&amp;}"}
printf '%s\n' "${page//@HOTLINE@/"$hotline"}" >"$room/start.html"

flags=(
  --kiosk
  --incognito
  --lang=zh-CN
  --no-first-run
  --noerrdialogs
  --hide-crash-restore-bubble
  --disable-pinch
  --overscroll-history-navigation=0
  --touch-events=enabled
  --deny-permission-prompts
  --disable-component-update
  --check-for-update-interval=31536000
  --disable-renderer-backgrounding
  --autoplay-policy=no-user-gesture-required
  --password-store=basic
  --user-data-dir="$room/profile"
  --disk-cache-dir="$room/cache"
)
if [ "${KIOSK_PRINT:-no}" = yes ]; then flags+=(--kiosk-printing); fi

if [ -n "${DISPLAY:-}" ] && command -v xrandr >/dev/null; then
  if [ -n "${KIOSK_ROTATE:-}" ]; then
    xrandr --output "$(xrandr | awk '/ connected/ { print $1; exit }')" --rotate "$KIOSK_ROTATE" || true
  fi
  # No window manager makes it fill the screen, and Chromium takes a pixel off a window of exactly the screen's size.
  read -r width height < <(xrandr | sed -n '1s/.*current \([0-9]*\) x \([0-9]*\).*/\1 \2/p')
  flags+=(--window-position=0,0 "--window-size=$((width + 1)),$((height + 1))")
fi
unset KIOSK_ADDRESS
# shellcheck disable=SC2086  # KIOSK_FLAGS are several words
exec "${KIOSK_CHROMIUM:-chromium}" "${flags[@]}" ${KIOSK_FLAGS:-} "file://$room/start.html"
