#!/usr/bin/env bash
# environment.sh VERSION FOLDER LOCK...: a virtual environment of that Python with exactly the locked packages.
# Python is taken from PATH, from pyenv's versions, or fetched by uv. A file named torch.txt is the one without hashes.
set -euo pipefail
version=$1 folder=$2
shift 2

find_python() {
  local candidate
  for candidate in "$(command -v "python$version" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python "$(command -v python3 || true)"; do
    if [ -x "$candidate" ] && "$candidate" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
      "$candidate" -c "import sys; print(sys.executable)"
      return
    fi
  done
  command -v uv >/dev/null || python3 -m pip install --quiet --user uv >/dev/null 2>&1 || true
  export PATH="$HOME/.local/bin:$PATH"
  uv python install --quiet "$version" >/dev/null 2>&1 && uv python find "$version" && return
  echo "找不到 Python $version。请安装它（例如 apt install python$version python$version-venv，或 pyenv install $version），再运行一次。" >&2
  exit 1
}

if ! "$folder/bin/python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
  python=$(find_python)
  echo "建立环境 $folder（Python $version）……"
  rm -rf "$folder"
  "$python" -m venv "$folder"
fi
for lock in "$@"; do
  echo "安装 $(basename "$lock")……"
  case $lock in
    */torch.txt) "$folder/bin/pip" install -qq --no-deps -r "$lock" ;;
    *) "$folder/bin/pip" install -qq --no-deps --require-hashes -r "$lock" ;;
  esac
done
