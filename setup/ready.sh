#!/bin/sh
# Make .venv ready: `ready.sh plain` for using the product, `ready.sh dev` for its tests too.
# Quick and silent when nothing changed; safe to interrupt; safe to run twice at once.
set -eu
cd "$(dirname "$0")/.."
. setup/say.sh
. setup/interpreter.sh

kind=$1
case $kind in
plain) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*) stop "ready.sh knows plain and dev, not $kind" ;;
esac

mkdir -p "$LOGS"
if command -v flock >/dev/null 2>&1; then
    exec 9>"$LOGS/ready.lock"
    flock 9
fi

# An environment belongs to one folder, and half an installation is none.
whole() {
    [ ! -e .venv/unfinished ] && [ "$(cat .venv/checkout 2>/dev/null || pwd)" = "$(pwd)" ]
}
# The dev lock holds all of the plain one, so an environment for the tests serves the desk as well.
current() {
    [ -x .venv/bin/syndicate ] && cmp -s requirements.lock .venv/requirements.lock &&
        { [ "$kind" = plain ] || cmp -s "$lock" ".venv/$lock"; }
}
# Asked of the environment's own Python, so a broken one is found out too.
typeset_here() {
    lacking=$(.venv/bin/python setup/libraries.py needed 2>&1) && [ -z "$lacking" ]
}
[ -n "${CI:-}" ] || ! whole || ! current || ! typeset_here || exit 0

sh setup/system.sh
python=$(find_python) || stop "Python 3.11 or newer is needed and none was found" \
    "name one:  make demo PYTHON=/path/to/python3"

if ! whole || ! serves .venv/bin/python || ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    rm -rf .venv
    quietly environment.log "making a Python environment in .venv" "$python" -m venv .venv ||
        { rm -rf .venv; exit 1; }
elif current; then
    exit 0
fi

packages() {
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --no-compile \
        --only-binary :all: --require-hashes -r "$lock"
    # pip compiles one file after another; this takes both cores. A file that does not compile is
    # one meant for another Python, and no harm.
    .venv/bin/python -m compileall -q -j 0 .venv/lib || true
}
: >.venv/unfinished
quietly packages.log "installing $(grep -c '==' "$lock") Python packages" packages ||
    stop "the Python packages could not be installed" \
        "nothing else was changed; say the same command again to go on"
.venv/bin/python setup/checkout.py
cp requirements.lock .venv/requirements.lock
[ "$kind" = plain ] || cp "$lock" ".venv/$lock"
pwd >.venv/checkout
rm .venv/unfinished
