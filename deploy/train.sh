#!/usr/bin/env bash
# Trains the assistant into bot/models/assistant.tar.gz.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p var/tmp/train
export TMPDIR="$PWD/var/tmp/train" RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 PYTHONWARNINGS=ignore
cd bot
../.venv-rasa/bin/python -m rasa train --quiet --fixed-model-name assistant --out models
