# shellcheck shell=bash disable=SC2154
# ./dev bench: the program as it is shipped, under load, beside its floors and its peers. The benchmarks themselves are in
# bench/; here is what they need, and what starts them.
# To add a peer: a folder in bench/peers with a lock file and a program of ours that prints `ready`, its name in `peers`
# below, and a line in bench/src/peers.rs.

peers=(scimmy polis better-auth scim2-server)

do_bench() {
    case ${1:-} in
        desktop)
            do_bench_desktop "$@"
            return
            ;;
        micro)
            shift
            do_bench_micro "$@"
            return
            ;;
    esac
    local needs=(compiler rust nginx) release=${CARGO_TARGET_DIR:-$root/target}/release
    if peers_are_measured "$@"; then needs+=(node peers); fi
    set_up "${needs[@]}"
    cargo build --locked --release --package latchkey-cli --package latchkey-bench --bin latchkey --bin latchkey-bench
    LATCHKEY_BIN=$release/latchkey LATCHKEY_BENCH_PEERS=$cache/peers "$release/latchkey-bench" "$@"
}

# The crates that hold what is measured have it in benches/; a name filters: `./dev bench micro -- patch`.
do_bench_micro() {
    set_up compiler rust
    cargo bench --locked --package latchkey-scim --benches -- "$@"
}

# All of it in one scope, so that the libraries are compiled once.
do_bench_desktop() {
    local release=${CARGO_TARGET_DIR:-$root/target}/release as_root=()
    # The app shows its memory to root alone; what is built stays the caller's own.
    if [ "$(id -u)" -ne 0 ]; then
        has sudo || refuse "The window's memory can be measured by root alone, and there is no sudo. Nothing was built. Run ./dev bench desktop as root."
        as_root=(sudo)
    fi
    set_up compiler rust node browser desktop
    build_interface
    cargo build --locked --release --workspace --features latchkey-desktop/empty-window \
        --bin latchkey --bin latchkey-desktop --bin latchkey-bench --example empty_window
    [ ${#as_root[@]} -eq 0 ] || say "The window's memory is measured by root: sudo may ask for your password."
    # sudo hands on no variables: PATH leads to tauri-driver.
    "${as_root[@]}" env "PATH=$PATH" "CHROMIUM=$CHROMIUM" "LATCHKEY_BIN=$release/latchkey" \
        "LATCHKEY_DESKTOP_BIN=$release/latchkey-desktop" "LATCHKEY_EMPTY_WINDOW_BIN=$release/examples/empty_window" \
        "$release/latchkey-bench" "$@"
}

# Not in the quick run, and else only where they are among the topics that were asked for.
peers_are_measured() {
    case " $* " in
        *" --only "*peers* | *" --only="*peers*) true ;;
        *" --only"* | *" --quick "*) false ;;
        *) true ;;
    esac
}

want_nginx() { has nginx || [ -x /usr/sbin/nginx ] || add_package nginx-light; }

# The compiler and make are for better-sqlite3, which is compiled where its ready-made library cannot be had.
want_peers() {
    local peer missing=()
    for peer in "${peers[@]}"; do peer_is_there "$peer" || missing+=("$peer"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    python_makes_venvs || add_package python3 python3-venv
    want_cxx
    has make || add_package make
    add_step install_peers "What Latchkey is measured beside (${missing[*]}), from npm and PyPI, into $cache/peers"
}

peer_is_there() { [ "$(cat "$cache/peers/$1/.latchkey-stamp" 2>/dev/null)" = "$(peer_stamp "$1")" ]; }

# The programs of ours are part of it: they run from the cache, beside the packages that they import.
peer_stamp() { printf '%s %s\n' "$(stamp "bench/peers/$1"/*)" "$(node --version 2>/dev/null) $(python3 --version 2>/dev/null)"; }

# One that cannot be had is no reason to measure nothing: the bench says that it is left out.
install_peers() {
    local peer
    for peer in "${peers[@]}"; do
        peer_is_there "$peer" || install_peer "$peer" || say "$peer could not be installed, and is left out."
    done
}

install_peer() {
    local home=$cache/peers/$1
    rm -rf "$home" && mkdir -p "$home" && cp -r "bench/peers/$1/." "$home" && install_packages_of_peer "$home" &&
        peer_stamp "$1" >"$home/.latchkey-stamp"
}

install_packages_of_peer() {
    if [ -f "$1/package-lock.json" ]; then
        # The headers of this Node, where it brought them: its compiler's driver would fetch them else.
        local node_home
        node_home=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
        [ ! -e "$node_home/include/node/node_version.h" ] || export npm_config_nodedir=$node_home
        npm --prefix "$1" ci --loglevel=error
    else
        python3 -m venv "$1/venv" &&
            "$1/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement "$1/requirements.txt"
    fi
}
