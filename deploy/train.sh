#!/usr/bin/env bash
# Trains the assistant into bot/models/assistant.tar.gz; what Rasa prints goes to var/run/train.log.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p var/tmp/train var/run
export TMPDIR="$PWD/var/tmp/train" RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 PYTHONWARNINGS=ignore
log="$PWD/var/run/train.log"
cd bot
if ! ../.venv-rasa/bin/python -m rasa train --quiet --fixed-model-name assistant --out models >"$log" 2>&1; then
  tail -30 "$log" >&2
  echo "助手没有训练成功，全部输出在 var/run/train.log。" >&2
  exit 1
fi
