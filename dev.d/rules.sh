# shellcheck shell=bash disable=SC2154
# ./dev check: everything that is not a test. Each check runs whatever became of the one before; the names of those
# that did not hold come last. To add one: a function that exits non-zero and says why, and a line in do_check.

unmet=()

# check NAME COMMAND…
check() {
    local name=$1
    shift
    head_line "$name"
    # Not as the condition of an `if`: bash would go on after a failed command inside "$@".
    set +e
    (
        set -e
        "$@"
    )
    local status=$?
    set -e
    if [ $status -eq 0 ]; then say "holds"; else unmet+=("$name"); fi
}

do_check() {
    set_up compiler rust node deny webkit
    # The desktop app holds the built interface within it.
    build_interface
    check "formatting" formatting
    check "lints" cargo clippy --locked --quiet --workspace --all-targets -- -D warnings
    check "licences, sources and banned crates" cargo deny --log-level error check bans licenses sources
    check "the interface" npm --prefix ui run --silent check
    check "generated files are fresh" generated_files
    check "arrows point inward" arrows
    check "every attack has its test" threats
    check "no paths of one machine" machine_paths
    check "no banned word in what the server says" banned_words
    check "no registry's address in a lock file" lock_files
    # Needs the advisory database from the network, and its answer changes without a commit: not part of every check.
    if [ "${1:-}" = advisories ]; then check "security advisories" cargo deny --log-level error check advisories; fi

    say
    if [ ${#unmet[@]} -gt 0 ]; then
        for name in "${unmet[@]}"; do say "Does not hold: $name"; done
        return 1
    fi
    say "Every check holds."
}

# The fuzz targets are a workspace of their own, which `--all` does not reach.
formatting() {
    cargo fmt --all --check
    cargo fmt --manifest-path fuzz/Cargo.toml --check
}

# generated FILE EXAMPLE: the server crate prints it.
generated() {
    cargo run --locked --quiet --package latchkey-server --example "$2" >"$1.new" || { rm -f "$1.new" && return 1; }
    mv "$1.new" "$1"
}

# docs/metrics.md is printed from the table of metrics;
# docs/access.md is printed by the server crate from its table of doors, and refused while a route has no row there;
# ui/openapi.json from its handlers, and the interface's types are made from that.
generate_all() {
    generated docs/access.md access
    generated docs/metrics.md metrics
    generated ui/openapi.json openapi
    npm --prefix ui run --silent generate
}

generated_files() {
    local made=(docs/access.md docs/metrics.md ui/openapi.json ui/src/api/schema.ts) before file changed=()
    before=$(mktemp -d)
    for file in "${made[@]}"; do cp --parents "$file" "$before"; done
    generate_all
    for file in "${made[@]}"; do cmp -s "$file" "$before/$file" || changed+=("$file"); done
    for file in "${made[@]}"; do cp -p "$before/$file" "$file"; done
    rm -rf "$before"
    [ ${#changed[@]} -eq 0 ] || refuse "Not what ./dev generate makes: ${changed[*]}. Run it and commit the result."
}

# tree_of PACKAGE: the names of everything that PACKAGE is built from, itself left out.
tree_of() { cargo tree --locked --quiet --edges normal,build --prefix none --format '{p}' --package "$1" | cut -d' ' -f1 | sort -u | grep -vx "$1"; }

# without PACKAGE CRATE…: PACKAGE is built from none of them.
without() {
    local package=$1 found
    shift
    found=$(tree_of "latchkey-$package" | grep -xF "$(printf '%s\n' "$@")" | tr '\n' ' ' || true)
    [ -z "$found" ] || { say "latchkey-$package is built from $found, which it must not see." && return 1; }
}

# of_ours PACKAGE OTHER…: of our own packages, PACKAGE is built from no others than these.
of_ours() {
    local package=$1 found
    shift
    found=$(tree_of "latchkey-$package" | { grep '^latchkey-' || true; } | { grep -vxF "$(printf 'latchkey-%s\n' "$@")" || true; } | tr '\n' ' ')
    [ -z "$found" ] || { say "latchkey-$package is built from $found, which docs/architecture.md does not allow." && return 1; }
}

# one_knows CRATE: at most one of our packages names CRATE as a dependency.
one_knows() {
    local names
    names=$(cargo tree --locked --quiet --workspace --edges normal,build --invert "$1" --depth 1 --prefix none --format '{p}' 2>/dev/null | cut -d' ' -f1 | { grep '^latchkey' || true; } | sort -u)
    [ "$(printf '%s' "$names" | grep -c '^')" -le 1 ] || { say "More than one package depends on $1: ${names//$'\n'/ }" && return 1; }
}

arrows() {
    local bad=0
    without app axum tauri rusqlite reqwest keyring || bad=1
    without domain tokio axum reqwest rusqlite hyper || bad=1
    without scim tokio axum reqwest rusqlite hyper || bad=1
    of_ours domain scim || bad=1
    of_ours scim || bad=1
    of_ours oidc || bad=1
    of_ours native-sign-in oidc || bad=1
    of_ours bridge app domain scim oidc native-sign-in secrets server host store-sqlite rehearsal || bad=1
    without cli tauri webkit2gtk webkit2gtk-sys gtk || bad=1
    of_ours rehearsal || bad=1
    of_ours app domain scim oidc || bad=1
    of_ours store-sqlite app domain scim oidc || bad=1
    of_ours secrets app domain scim oidc || bad=1
    of_ours invariants app domain scim oidc || bad=1
    of_ours server app domain scim oidc || bad=1
    of_ours host app domain scim oidc store-sqlite secrets server rehearsal || bad=1
    one_knows tauri || bad=1
    one_knows keyring || bad=1
    return $bad
}

machine_paths() {
    local places=("$root/")
    [ "$HOME" = / ] || places+=("$HOME/")
    local found
    found=$(printf '%s\n' "${places[@]}" | git grep --line-number --fixed-strings -f - || true)
    [ -z "$found" ] || { say "$found" && return 1; }
}

lock_files() {
    local found
    found=$(git grep --line-number --extended-regexp '"resolved": *"https?:' -- '*package-lock.json' || true)
    [ -z "$found" ] || { say "${found:0:2000}" && say "Set omit-lockfile-registry-resolved=true in .npmrc and make the lock file again." && return 1; }
}

# The interface's own texts have the same check in ui/src/texts/banned.test.ts. What stands between quotes is looked at; of
# the two words that are names in protocols, only where they stand in a sentence.
banned_words() {
    # The stand-in Okta speaks in Okta's own words, a status line in HTTP's, and a challenge in RFC 6750's.
    local found places=('crates/*/src/*' 'crates/*/templates/*' 'src-tauri/*.rs' ':!crates/rehearsal')
    found=$(
        git grep -nPi '"[^"]*\b(oops|please|successful|successfully|sorry|uh-oh|whoops|illegal|unable to|bad request)\b' -- "${places[@]}" || true
        git grep -nP '"[A-Z][^"]* ([Ee]rrors?|[Ii]nvalid)\b' -- "${places[@]}" || true
    )
    found=$(grep -vE '"(HTTP/1\.1 [0-9]{3} |Bearer error=)' <<<"$found" || true)
    [ -z "$found" ] || { say "$found" && say "Say what happened, with which value, what was not changed, what to do." && return 1; }
}
