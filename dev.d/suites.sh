# shellcheck shell=bash disable=SC2154
# The suites of ./dev test. Each runs to its end whatever became of the one before; the last line adds up the numbers
# that the runners themselves printed. To add one: a line in do_test, and a counter if its runner is a new one.

# A failed test says what it saw in its own words; the call stack of every wrapped value would bury them.
export RUST_LIB_BACKTRACE=${RUST_LIB_BACKTRACE:-0}

passed=0
failed=0
broken=()
logs=${CARGO_TARGET_DIR:-$root/target}/dev

# suite NAME COUNTER COMMAND…
suite() {
    local name=$1 counter=$2 log status=0 counts
    shift 2
    head_line "$name"
    log=$logs/${name// /-}.log
    "$@" 2>&1 | tee "$log" || status=$?
    # Colours would stand between the words that are counted.
    counts=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | "count_$counter")
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    if [ "$status" -ne 0 ]; then
        broken+=("$name (exit $status, ${counts#* } failed)")
    elif [ "${counts% *}" -eq 0 ] && [ "$name" != doc ]; then
        # Documentation may well hold no example to run; a suite of tests holds tests.
        broken+=("$name (it ran no test)")
    fi
}

# `Summary [  1.2s] 12/20 tests run: 11 passed (1 slow), 1 failed, 8 skipped`; what ran and did not pass has failed.
count_nextest() {
    awk '/Summary \[/ { for (i = 1; i <= NF; i++) { if ($i == "passed" || $i ~ /^passed,/) p += $(i - 1)
             if ($i ~ /^tests?$/) { split($(i - 1), n, "/"); r += n[1] } } }
         END { print p + 0, r - p }'
}

# `test result: ok. 3 passed; 0 failed; …`, once a crate.
count_cargo() {
    awk '/^test result:/ { for (i = 1; i <= NF; i++) { if ($i == "passed;") p += $(i - 1); if ($i == "failed;") f += $(i - 1) } }
         END { print p + 0, f + 0 }'
}

# `      Tests  1 failed | 9 passed (10)`
count_vitest() {
    awk '/^ *Tests +[0-9]/ { for (i = 1; i <= NF; i++) { if ($i == "passed") p += $(i - 1); if ($i == "failed") f += $(i - 1) } }
         END { print p + 0, f + 0 }'
}

# Node's own runner: `ℹ pass 9` and `ℹ fail 0`, or `#` for the sign where nobody watches.
count_node() {
    awk '/^(#|ℹ) pass [0-9]+$/ { p += $3 } /^(#|ℹ) (fail|cancelled) [0-9]+$/ { f += $3 } END { print p + 0, f + 0 }'
}

do_test() {
    local all=(rust doc ui browser e2e judges desktop) chosen=("$@") needs=() name started=$SECONDS
    [ ${#chosen[@]} -gt 0 ] || chosen=("${all[@]}")
    for name in "${chosen[@]}"; do
        case " ${all[*]} " in *" $name "*) ;; *) refuse "There is no suite '$name'. The suites are: ${all[*]}" ;; esac
    done
    wants() { case " ${chosen[*]} " in *" $1 "*) true ;; *) false ;; esac }

    if wants rust || wants doc || wants browser || wants e2e || wants judges || wants desktop; then needs+=(compiler rust); fi
    if wants rust || wants e2e || wants judges || wants desktop; then needs+=(nextest); fi
    if wants ui || wants browser || wants e2e || wants judges || wants desktop; then needs+=(node); fi
    if wants judges; then needs+=(judges); fi
    if wants e2e; then needs+=(proxies); fi
    if wants browser || wants desktop; then needs+=(browser); fi
    if wants desktop; then needs+=(desktop); fi
    set_up "${needs[@]}"
    mkdir -p "$logs"

    # Always the same packages, chosen from by a filter: cargo resolves features for what it is asked to build, and would
    # compile half of the libraries again for one package alone. The desktop is among them only where its suite runs.
    local scope=()
    if wants desktop; then scope=(--workspace); fi

    if wants browser || wants e2e || wants judges || wants desktop; then build_interface; fi
    if wants browser || wants e2e || wants judges || wants desktop; then build_program "${scope[@]}"; fi
    if wants desktop; then build_desktop; fi

    local nextest=(cargo nextest run --locked "${scope[@]}" --ignore-default-filter --filterset)
    if wants rust; then suite rust nextest "${nextest[@]}" 'not package(latchkey-tests)'; fi
    if wants doc; then suite doc cargo cargo test --locked "${scope[@]}" --doc --quiet; fi
    if wants ui; then suite ui vitest npm --prefix ui test; fi
    if wants browser; then
        suite browser node npm --prefix ui run test:browser
        # The same browser on the real program.
        suite served node npm --prefix ui run test:served
    fi
    if wants e2e; then suite e2e nextest "${nextest[@]}" 'package(latchkey-tests) and not (binary(judges) or binary(desktop))'; fi
    if wants judges; then suite judges nextest "${nextest[@]}" 'package(latchkey-tests) and binary(judges)'; fi
    if wants desktop; then suite desktop nextest "${nextest[@]}" 'package(latchkey-tests) and binary(desktop)'; fi

    head_line "${chosen[*]}: $((SECONDS - started)) s"
    for name in "${broken[@]}"; do say "Not passed: $name; its output is in ${logs#"$root"/}"; done
    say "$passed passed, $failed failed"
    [ ${#broken[@]} -eq 0 ] && [ "$failed" -eq 0 ]
}
