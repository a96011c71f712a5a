# shellcheck shell=bash
# Sourced by ./run and ./test: finds or installs Rust, installs packages, talks briefly.

RUST_MINIMUM=1.95

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# True when a cargo of at least RUST_MINIMUM is on the PATH, or in ~/.cargo/bin.
find_rust() {
    new_enough && return 0
    if [ -x "${HOME:-/root}/.cargo/bin/cargo" ]; then
        PATH="${HOME:-/root}/.cargo/bin:$PATH"
        export PATH
        new_enough && return 0
    fi
    return 1
}

new_enough() {
    command -v cargo >/dev/null 2>&1 || return 1
    command -v rustc >/dev/null 2>&1 || return 1
    local version
    version=$(rustc --version 2>/dev/null | cut -d' ' -f2)
    at_least "${version:-0}" "$RUST_MINIMUM"
}

# at_least 1.96.0 1.95
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Uses the Rust that is there, else installs Debian's, else says what to do.
need_rust() {
    find_rust && return 0
    apt_ready ||
        fail "Rust $RUST_MINIMUM or newer is needed; cannot install it (no apt-get, or neither root nor sudo)"
    local candidate
    candidate=$(apt-cache policy cargo-web | sed -n 's/^ *Candidate: //p')
    candidate=${candidate%%[+~-]*}
    case "$candidate" in
        "" | "(none)") fail "Rust $RUST_MINIMUM or newer is needed; Debian has no cargo-web here" ;;
    esac
    at_least "$candidate" "$RUST_MINIMUM" ||
        fail "Rust $RUST_MINIMUM or newer is needed; Debian's cargo-web is $candidate"
    say "installing Rust $candidate (cargo-web)"
    # Without certificates, a bare image cannot fetch the crates.
    apt_install cargo-web rustc-web ca-certificates || fail "installing cargo-web failed; see the lines above"
    hash -r
    # An older cargo earlier on the PATH would hide it.
    PATH="/usr/bin:$PATH"
    export PATH
    new_enough || fail "cargo-web is installed, yet $(command -v cargo) is too old"
}

# want_packages "what happens without" package...: installs those that are missing. Goes on
# when it cannot.
want_packages() {
    local without=$1 package
    shift
    local missing=()
    for package in "$@"; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! apt_ready; then
        say "cannot install ${missing[*]} (no apt-get, or neither root nor sudo): $without"
        return 0
    fi
    say "installing ${missing[*]}"
    apt_install "${missing[@]}" && return 0
    # One unknown name refuses all; take what there is.
    for package in "${missing[@]}"; do
        apt_install "$package" >/dev/null 2>&1 || say "cannot install $package: $without"
    done
}

installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# True when apt-get can be used; fetches the package lists once.
apt_ready() {
    [ "${apt_state:-}" = ready ] && return 0
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" -eq 0 ]; then
        as_root=()
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root=(sudo)
    else
        return 1
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 ||
        say "apt-get update failed; using the package lists that are there"
    apt_state=ready
}

# Quiet when it works; apt-get's own words when it does not.
apt_install() {
    local log status=0
    log=$(mktemp)
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || tail -n 5 "$log" >&2
    rm -f "$log"
    return "$status"
}

# What the C parts of the build want: cmake (Opus), make, compilers.
need_build_packages() {
    want_packages "the build may fail" g++ make cmake
}

target_folder() { printf '%s\n' "${CARGO_TARGET_DIR:-target}"; }
