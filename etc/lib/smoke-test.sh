# Goes before each Docker/NAME/smoke-test, in the image itself: bash, as uid 1000, without a network.
# shellcheck shell=bash
set -euo pipefail
export HOME=/tmp/home
mkdir -p "$HOME"
cd "$HOME"

# try WHAT COMMAND…: prints the last line of what the command says; its failure is the test's end.
try() {
    local what=$1
    shift
    "$@" >"$HOME/out" 2>&1 </dev/null || { cat "$HOME/out"; echo "FAILED: $what"; exit 1; }
    printf '    %-18s %s\n' "$what" "$(tail -n 1 "$HOME/out")"
}
