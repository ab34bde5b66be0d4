# Read by the other scripts: which Python serves, and what it lacks.

# serves PYTHON: is it there, and 3.11 or newer?
serves() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# find_python: print the first that serves; fail when none does.
find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 \
        /usr/bin/python3; do
        if serves "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# makes_environments PYTHON: Debian keeps this part of Python in a package of its own.
makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}
