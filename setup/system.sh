#!/bin/sh
# Install what pip cannot: the libraries that set type, and Debian's part of Python.
# On a terminal it asks first. In CI it installs unasked. Without the right to install, it says the
# one line to type and stops.
set -eu
cd "$(dirname "$0")/.."
. setup/say.sh
. setup/interpreter.sh

needed=
wanted=
if python=$(find_python); then
    makes_environments "$python" || [ -x .venv/bin/python ] || needed=python3-venv
    needed="$needed $("$python" setup/libraries.py needed)"
    wanted=$("$python" setup/libraries.py wanted)
else
    needed="python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0"
    wanted=libharfbuzz-subset0
fi
needed=$(echo $needed)
[ -n "$needed$wanted" ] || exit 0
all=$(echo $needed $wanted)

# CI cannot be asked, and YES=1 has answered.
unasked=
[ -z "${YES:-}" ] || unasked=yes
[ -z "${CI:-}" ] || [ "$(id -u)" -ne 0 ] || unasked=yes

# What is only wanted is asked for once and then let be.
declined=$LOGS/declined
[ -n "$needed" ] || [ -n "$unasked" ] || [ ! -e "$declined" ] || exit 0

why="this machine lacks what pip cannot bring: $all"
install="apt-get install --no-install-recommends $all"
line="apt-get update && $install"
[ "$(id -u)" -eq 0 ] || line="sudo apt-get update && sudo $install"

root=
# with_what_there_is WORDS...: stop when something needed is missing, else carry on without.
with_what_there_is() {
    [ -z "$needed" ] || stop "$@"
    mkdir -p "$LOGS"
    : >"$declined"
    printf '  note: PDFs take about four times as long without %s\n' "$wanted"
    printf '        type:  %s\n' "$line"
    exit 0
}

command -v apt-get >/dev/null 2>&1 || with_what_there_is "$why" \
    "install these (or what they are called here) with this system's own installer, then say the same command again"

if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || with_what_there_is "$why" \
        "ask whoever looks after this machine to type:  apt-get update && $install" "then say the same command again"
    root=sudo
fi

if [ -n "$unasked" ]; then
    :
elif [ -t 0 ] && [ -t 1 ]; then
    printf 'Papers are set with Pango, and %s\n' "$why"
    printf 'Install now with `%s%s`? [y/N] ' "${root:+sudo }" "$install"
    read -r answer || answer=
    case $answer in
    y | Y | yes | Yes | YES | o | O | oui | Oui) ;;
    *) with_what_there_is "nothing was installed, so no PDF can be made" \
        "type:  $line" "then say the same command again" ;;
    esac
else
    with_what_there_is "$why" "type:  $line" \
        "then say the same command again (or add YES=1 to it)"
fi

[ -z "$root" ] || sudo -n true 2>/dev/null || sudo -v || with_what_there_is "sudo said no" "type:  $line"
fetch() {
    # A stale source of somebody else's must not stop us; the installation itself decides.
    $root apt-get update -q || true
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $all
}
quietly system.log "installing $all" fetch ||
    with_what_there_is "the system's installer could not install them" \
        "type it yourself to see why:  $line"
