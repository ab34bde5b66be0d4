#!/bin/sh
# Resolve pyproject.toml anew into the two lock files: every file by its hash, no index by its name.
# The second is bound to the first, so that tests run on exactly what the product ships with.
set -eu
cd "$(dirname "$0")/.."
. setup/say.sh

# The resolver is a tool of this one command, so it gets an environment of its own.
if [ ! -x .make/uv/bin/uv ]; then
    rm -rf .make/uv
    quietly uv.log "making an environment for the resolver" .venv/bin/python -m venv .make/uv
    quietly uv.log "installing uv" .make/uv/bin/python -m pip install -q "uv>=0.13,<0.14"
fi
resolve() {
    .make/uv/bin/uv pip compile pyproject.toml -q --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url "$@"
}
quietly lock.log "resolving requirements.lock" resolve -o requirements.lock
quietly lock.log "resolving requirements-dev.lock" resolve --extra dev --extra pg \
    -c requirements.lock -o requirements-dev.lock
