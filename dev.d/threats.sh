# shellcheck shell=bash
# ./dev check, "every attack has its test": the table in docs/threat-model.md against the sources. A row is an attack; its
# last column names the tests that hold it, each as `file: name of the test`. Prints the counts; fails on a row without a test,
# on a file that is not there, and on a name that is no test in that file.

threat_model=docs/threat-model.md

threats() {
    local attacks=0 tests=0 bad=0 number row file name named
    local -A seen=()
    # Rows have a number in front: `| 12 | attack | what holds it | tests |`.
    while IFS= read -r row; do
        number=${row#| }
        number=${number%% *}
        attacks=$((attacks + 1))
        named=$(sed 's/.*| \([^|]*\) |$/\1/' <<<"$row" | grep --only-matching '`[^`]*: [^`]*`' | tr --delete '`' || true)
        if [ -z "$named" ]; then
            say "Attack $number has no test."
            bad=1
            continue
        fi
        while IFS= read -r named; do
            file=${named%%: *}
            name=${named#*: }
            [ -n "${seen[$named]:-}" ] || tests=$((tests + 1))
            seen[$named]=yes
            is_a_test "$file" "$name" || {
                say "Attack $number names a test that is not there: $name in $file."
                bad=1
            }
        done <<<"$named"
    done < <(grep --extended-regexp '^\| [0-9]+ \|' "$threat_model")
    # Numbers are what people quote: each stands once, and none is left out.
    if [ "$(grep --only-matching --extended-regexp '^\| [0-9]+ \|' "$threat_model" | tr --complement --delete '0-9\n')" != "$(seq "$attacks")" ]; then
        say "The attacks are not numbered 1 to $attacks, in that order."
        bad=1
    fi
    [ "$attacks" -gt 0 ] || bad=1
    say "$attacks attacks, $tests tests"
    return $bad
}

# is_a_test FILE NAME: in Rust a function under a #[test] of some kind, in a module of the file where the name is
# `module::function` (`mod module {`, or a line `module: …;` of the macro that makes one); elsewhere a call of
# test("NAME", …).
is_a_test() {
    [ -f "$1" ] || return 1
    case $2 in
        *::*)
            grep --quiet --extended-regexp "^ *(mod ${2%::*} \{|${2%::*}: .*;\$)" "$1" || return 1
            set -- "$1" "${2##*::}"
            ;;
    esac
    case $1 in
        *.rs)
            awk -v name="$2" '
                /#\[(tokio::)?test/ { marked = 1; next }
                marked && /^ *(async )?fn / { found = $0; sub(/^ *(async )?fn /, "", found); sub(/[^a-z0-9_].*/, "", found)
                                             if (found == name) hit = 1; marked = 0 }
                END { exit !hit }' "$1"
            ;;
        *) grep --quiet --fixed-strings -e "test(\"$2\"" -e "it(\"$2\"" "$1" ;;
    esac
}
