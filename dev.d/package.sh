# shellcheck shell=bash disable=SC2154
# ./dev package: the package for Debian and Ubuntu, in target/packages, and what its test installs it into.
# It uses `root`, `cache`, `logs`, `build_interface`, `say` and `refuse` of the scripts around it.

# The program without a screen, put together by packaging/debian/build.
do_package() {
    local target=${CARGO_TARGET_DIR:-$root/target}
    [ $# -eq 0 ] || refuse "./dev package takes no words, and was given: $*"
    set_up compiler rust node package
    build_interface
    cargo build --locked --release --bin latchkey
    packaging/debian/build "$target/release/latchkey" "$(latchkey_version)" "$target/packages"
}

latchkey_version() { sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1; }

# A minimal Debian or Ubuntu of this machine's release, on tape: each test installs into a copy of its own.
clean_root() {
    local codename mirror folder
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    export LATCHKEY_CLEAN_ROOT=$cache/clean-root-$codename.tar
    [ ! -f "$LATCHKEY_CLEAN_ROOT" ] || return 0
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $codename" | head -n 1)
    say "Fetching a minimal $codename from ${mirror:-its usual mirror} (once)"
    folder=$(mktemp -d)
    mkdir -p "$cache"
    debootstrap --variant=minbase --include=adduser,debconf,init-system-helpers "$codename" "$folder/root" ${mirror:+"$mirror"} >"$logs/debootstrap.log" ||
        refuse "debootstrap failed; its output is in $logs/debootstrap.log"
    tar --create --file "$LATCHKEY_CLEAN_ROOT.new" --directory "$folder/root" --numeric-owner --exclude './var/cache/apt/archives/*.deb' --exclude './var/lib/apt/lists/*' .
    mv "$LATCHKEY_CLEAN_ROOT.new" "$LATCHKEY_CLEAN_ROOT"
    rm -rf "$folder"
}

# The packages that the test installs, of the program that the other suites test: one, and one of the next version.
packages_to_test() {
    local version
    version=$(latchkey_version)
    LATCHKEY_PACKAGE=$(package_to_test "$version")
    LATCHKEY_NEXT_PACKAGE=$(package_to_test "$version+1")
    export LATCHKEY_PACKAGE LATCHKEY_NEXT_PACKAGE
}

package_to_test() {
    local log=$logs/package.log
    packaging/debian/build "$LATCHKEY_BIN" "$1" "$logs/packages" 2>"$log" || refuse "The package could not be made: $(tail -n 5 "$log")"
}
