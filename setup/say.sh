# Read by the other scripts: how the set-up speaks. One line a step; the noise goes into a log.

LOGS=.make

# quietly LOG WORDS COMMAND...: run COMMAND into LOG, showing WORDS and how long it took.
# When it fails, the end of the log is shown and its exit code returned.
quietly() {
    log=$LOGS/$1
    words=$2
    shift 2
    mkdir -p "$LOGS"
    began=$(date +%s)
    printf '  %s ... ' "$words"
    code=0
    "$@" >"$log" 2>&1 </dev/null 9>&- || code=$?
    if [ "$code" -eq 0 ]; then
        printf 'done (%s s)\n' "$(($(date +%s) - began))"
        return 0
    fi
    printf 'failed\n\n'
    tail -n 12 "$log" | cut -c 1-200 | sed 's/^/    /'
    printf '\n  the whole log: %s\n' "$log"
    return "$code"
}

# stop WORDS...: the last thing said, on standard error.
stop() {
    printf 'error: %s\n' "$1" >&2
    shift
    for line in "$@"; do
        printf '  %s\n' "$line" >&2
    done
    exit 1
}
