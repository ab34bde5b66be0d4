#!/bin/sh
# Build the wheel into dist/, install it with its locked dependencies in an empty environment, and
# ask it from another folder for its version, its help and the folders it ships.
set -eu
cd "$(dirname "$0")/.."
. setup/say.sh

rm -rf dist .make/wheel
quietly wheel.log "building dist/*.whl" .venv/bin/python -m build --no-isolation --outdir dist
quietly wheel.log "making an empty environment" .venv/bin/python -m venv .make/wheel
quietly wheel.log "installing the locked dependencies" .make/wheel/bin/python -m pip install -q \
    --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
quietly wheel.log "installing the wheel" .make/wheel/bin/python -m pip install -q \
    --disable-pip-version-check --no-index --no-deps dist/*.whl

command=$(pwd)/.make/wheel/bin/syndicate
python=$(pwd)/.make/wheel/bin/python
cd /
"$command" --version
"$command" --help >/dev/null
"$python" -I -c 'from syndicate.shipped import shipped; print(shipped("db")); print(shipped("templates"))'
