#!/usr/bin/env bash
# Fails when the service answers and yet has heard nothing of this terminal for minutes: then its browser hangs.
set -euo pipefail
start=${RUNTIME_DIRECTORY:-/run/gongkai-kiosk}/start.html
[[ ${KIOSK_ADDRESS:-} =~ ^(https?://[^/]+)/(signage)?\?terminal=([^#]+)#(.+)$ ]] || exit 0
server=${BASH_REMATCH[1]} id=${BASH_REMATCH[3]} key=${BASH_REMATCH[4]}

# A browser that was opened a short while ago is given time.
[ -n "$(find "$start" -mmin +6 2>/dev/null)" ] || exit 0
# While the service is away the page itself says so, and comes back by itself. The key stays off the command line.
state=$(printf 'header = "Authorization: Bearer %s"\n' "$key" |
  curl --silent --fail --max-time 10 --config - "$server/api/v1/terminals/$id/state") || exit 0
case $state in
*'"offline"'* | *'"never_seen"'*)
  echo "服务器已有几分钟收不到终端 $id 的消息，重新打开浏览器" >&2
  exit 1
  ;;
esac
