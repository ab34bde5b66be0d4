#!/bin/sh
# Try the set-up on a machine that has nothing: `try-bare-machine.sh FOLDER COMMAND...`, as root.
#
#     sh setup/try-bare-machine.sh /srv/bare make demo
#     sh setup/try-bare-machine.sh /srv/bare make test
#
# FOLDER becomes a small Debian with python3 and make and nothing else of ours: no Pango, no fonts,
# no venv, no git, no PostgreSQL. It is made when it is not there; what earlier commands installed
# in it stays, so remove FOLDER to begin from nothing. The files of this checkout's last commit are
# laid in it anew each time, below /clone. It takes from this machine only how to reach the package
# registries: the resolver, pip's settings and the certificates. AS=NAME runs COMMAND as an account
# without rights, which is made.
set -eu
bare=$1
shift
here=$(cd "$(dirname "$0")/.." && pwd)

if [ ! -e "$bare/etc/debian_version" ]; then
    command -v debootstrap >/dev/null || {
        echo "error: debootstrap is needed" >&2
        echo "  type:  apt-get install debootstrap" >&2
        exit 1
    }
    debootstrap --variant=minbase --include=python3,make "${SUITE:-bookworm}" "$bare" >&2
    rm -rf "$bare"/var/cache/apt/archives/*.deb "$bare"/var/lib/apt/lists/*
fi

# How this machine reaches its registries, and nothing else of it.
cp -L /etc/resolv.conf "$bare/etc/resolv.conf"
[ -s "$bare/etc/hosts" ] || printf '127.0.0.1 localhost\n::1 localhost\n' >"$bare/etc/hosts"
[ ! -e /etc/pip.conf ] || cp -L /etc/pip.conf "$bare/etc/pip.conf"
for own in /usr/local/share/ca-certificates/*.crt; do
    [ ! -e "$own" ] || { mkdir -p "$bare/usr/local/share/ca-certificates" && cp -L "$own" "$bare$own"; }
done
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$bare/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$bare/etc/ssl/certs/ca-certificates.crt"
fi

mkdir -p "$bare/clone"
find "$bare/clone" -mindepth 1 -maxdepth 1 ! -name .venv ! -name .make ! -name demo \
    -exec rm -rf {} +
git -C "$here" archive HEAD | tar -x -C "$bare/clone"

run="cd /clone && exec \"\$@\""
if [ -n "${AS:-}" ]; then
    chroot "$bare" id "$AS" >/dev/null 2>&1 || chroot "$bare" useradd --create-home "$AS"
    chroot "$bare" chown -R "$AS" /clone
    run="cd /clone && exec setpriv --reuid \"$AS\" --regid \"$AS\" --clear-groups env HOME=/home/$AS USER=$AS \"\$@\""
fi

# The mounts live and die with the command.
exec unshare --mount --pid --fork sh -c '
    bare=$1 run=$2
    shift 2
    mount -t proc proc "$bare/proc"
    mount --rbind /dev "$bare/dev"
    mount -t tmpfs tmpfs "$bare/tmp"
    chmod 1777 "$bare/tmp"
    exec chroot "$bare" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" ${CI:+CI="$CI"} ${YES:+YES="$YES"} \
        ${PIP_CERT:+PIP_CERT="$PIP_CERT"} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        ${no_proxy:+no_proxy="$no_proxy"} \
        sh -c "$run" sh "$@"
' sh "$bare" "$run" "$@"
