#!/bin/sh
# Play the desk's day with an invented publisher. Writes only into demo/.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python setup/demo.py "$@"
