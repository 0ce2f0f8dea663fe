# Sourced by the scripts in etc/: what a machine needs before Gangway can be built, run or tested on it.
# Each function says what it does, does it only where it is missing, and ends the script with one sentence where it
# cannot.
# shellcheck shell=bash disable=SC2034

repository=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

# To compile Gangway: libssh, c-ares and zstd (their archives are in -dev), what libssh and GRDB link, and what
# Swift expects.
build_packages=(
    git libc-ares-dev libc6-dev libsqlite3-dev libssh-dev libssl-dev libstdc++-12-dev libzstd-dev zlib1g-dev
)
# To make the workspace image where no registry answers.
image_packages=(ca-certificates debootstrap)
# To serve: the demo user's key.
run_packages=(openssh-client)
# To test: the real servers and clients that Gangway is tried with and measured against.
test_packages=(
    asciinema busybox-static curl dropbear-bin git iptables jq mosh openssh-client openssh-server openssh-sftp-server
    procps prometheus putty-tools python3 python3-venv rsync sshfs sshpass tmux vim x11-utils xauth xvfb zstd
)

say() {
    printf '==> %s\n' "$*" >&2
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || die "this installs packages and talks to the Docker engine: run it as root (sudo $0)."
}

need_swift() {
    local version
    command -v swift >/dev/null \
        || die "no swift command; install Swift 6.2 or newer (https://swift.org/install) and put it on PATH."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || die "swift --version does not tell its version; install Swift 6.2 or newer."
    [ "$(printf '%s\n' 6.2 "$version" | sort -V | head -n 1)" = 6.2 ] \
        || die "this is Swift $version; Gangway needs Swift 6.2 or newer (https://swift.org/install)."
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME…: the missing ones of these, by apt.
install_packages() {
    local package missing=()
    command -v apt-get >/dev/null || die "no apt-get: these scripts are for Debian 12; install by hand: $*"
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing by apt: ${missing[*]}"
    apt_get update || die "apt-get update failed; is the network up?"
    apt_get install --yes --no-install-recommends "${missing[@]}" || die "apt could not install: ${missing[*]}"
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@" \
        </dev/null >/dev/null
}

engine_answers() {
    timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# start_engine LOG: a Docker engine that answers. One that runs is used as it is.
start_engine() {
    local log=$1 waited=0
    command -v docker >/dev/null || install_packages docker.io
    engine_answers && return
    [ -z "${DOCKER_HOST:-}" ] \
        || die "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST; start it, or unset DOCKER_HOST."
    if [ -d /run/systemd/system ]; then
        say "starting the Docker engine: systemctl start docker"
        systemctl start docker || die "the Docker engine does not start; see: journalctl --unit docker"
    else
        command -v dockerd >/dev/null || install_packages docker.io
        mkdir -p -- "$(dirname -- "$log")"
        say "starting a Docker engine in the background; it stays, its log is $log"
        setsid dockerd >>"$log" 2>&1 </dev/null &
    fi
    until engine_answers; do
        [ $((waited += 1)) -le 60 ] \
            || die "the Docker engine does not answer after 60 seconds; see $log and: docker version"
        sleep 1
    done
}

# build_missing_image: the workspace image, unless it is there.
build_missing_image() {
    docker image inspect gangway-workspace:latest >/dev/null 2>&1 || "$repository/etc/build-image"
}

# gangway_version: the version, from the one place that holds it.
gangway_version() {
    local file=$repository/Sources/GangwayCLI/Version.swift version
    version=$(sed -n 's/.*"\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][^"]*\)".*/\1/p' "$file" 2>/dev/null | head -n 1)
    [ -n "$version" ] || die "no version in $file; give one with --version."
    printf '%s\n' "$version"
}
