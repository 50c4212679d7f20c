#!/usr/bin/env bash
# Starts Rasa and the API under supervisord, in the foreground; Ctrl-C stops both cleanly.
set -euo pipefail
cd "$(dirname "$0")/.."
for port in "$GONGKAI_PORT" "$GONGKAI_RASA_PORT"; do
  if .venv/bin/python -c "import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', $port))" 2>/dev/null; then :; else
    echo "端口 $port 已经有程序在用。请先关掉它，或换一个端口：GONGKAI_PORT=8100 GONGKAI_RASA_PORT=5105 make run" >&2
    exit 1
  fi
done
mkdir -p var/run var/tmp/rasa
echo "查询服务： http://$GONGKAI_HOST:$GONGKAI_PORT （几秒后可用；助手约一分钟后加入；按 Ctrl-C 停止）"
exec .venv/bin/supervisord --nodaemon --configuration deploy/supervisord.conf
