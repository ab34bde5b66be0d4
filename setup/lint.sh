#!/bin/sh
# Every check that reads code rather than runs it. All of them speak; one failure fails the whole.
set -u
cd "$(dirname "$0")/.."

failed=
check() {
    echo "== $*"
    ".venv/bin/$@" || failed="$failed $1"
}
check ruff check --quiet .
check ruff format --check --quiet .
check mypy
check lint-imports

if [ -n "$failed" ]; then
    echo "error: not clean:$failed" >&2
    exit 1
fi
