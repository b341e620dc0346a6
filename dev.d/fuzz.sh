# shellcheck shell=bash disable=SC2154
# ./dev fuzz: libFuzzer at every entrance, by cargo-fuzz. What must hold of an input is in crates/invariants; the targets in
# fuzz/targets hand it what the fuzzer makes up. It starts from the seeds in fuzz/seeds, which are in the repository and
# which `./dev test` tries too, and from what earlier runs found worth keeping (fuzz/corpus, which is not).
# To add a target: see crates/invariants/src/lib.rs.

# No sanitizer: it would want a nightly compiler and find what unsafe code does, and there is none here (the workspace
# forbids it). Panics, what does not hold, hangs and hunger for memory are found without.
fuzz_tool=(cargo fuzz)
fuzz_build=(--sanitizer none)
# An input that takes longer than this, or more memory, is a finding: seconds, MiB.
fuzz_limits=(-timeout=10 -rss_limit_mb=2048 -max_len=16384)

fuzz_targets() { sed -n 's/^name = "\([a-z_]*\)"$/\1/p' fuzz/Cargo.toml; }

do_fuzz() {
    local seconds=60 chosen=() all=() target findings=() log status
    mapfile -t all < <(fuzz_targets)
    while [ $# -gt 0 ]; do
        case $1 in
            --seconds)
                seconds=${2:-}
                case $seconds in "" | *[!0-9]*) refuse "--seconds wants a whole number: ./dev fuzz filter -- --seconds 600" ;; esac
                shift
                ;;
            *)
                case " ${all[*]} " in *" $1 "*) ;; *) refuse "There is no fuzz target '$1'. The targets are: ${all[*]}" ;; esac
                chosen+=("$1")
                ;;
        esac
        shift
    done
    [ ${#chosen[@]} -gt 0 ] || chosen=("${all[@]}")
    set_up compiler cxx rust fuzz
    say "Building the fuzz targets (the first build takes some minutes)"
    "${fuzz_tool[@]}" build "${fuzz_build[@]}"

    local table=()
    for target in "${chosen[@]}"; do
        head_line "$target, $seconds s"
        mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
        log=fuzz/artifacts/$target.log
        status=0
        # The folder named first is where it puts what it finds worth keeping.
        "${fuzz_tool[@]}" run "${fuzz_build[@]}" "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
            -max_total_time="$seconds" "${fuzz_limits[@]}" -dict="fuzz/dictionaries/$target.dict" \
            -print_final_stats=1 >"$log" 2>&1 || status=$?
        table+=("$(fuzz_row "$target" "$log")")
        if [ "$status" -ne 0 ]; then
            findings+=("$target")
            tail -n 40 "$log"
        fi
        say "${table[-1]}"
    done

    say
    printf '%-14s %12s %8s %8s %8s %8s\n' target executions exec/s edges features inputs
    printf '%s\n' "${table[@]}"
    [ ${#findings[@]} -eq 0 ] || refuse "Something does not hold: ${findings[*]}. The input is in fuzz/artifacts/TARGET, the whole output beside it. Mend it in the crate with a test of its own, and add the input to fuzz/seeds/TARGET."
    say "Everything held."
}

# fuzz_row TARGET LOG: what libFuzzer says of a run, as a line of the table.
# `#1048576 pulse  cov: 1210 ft: 5210 corp: 734/98Kb …`, and at the end `stat::number_of_executed_units: 1200345`.
fuzz_row() {
    awk -v target="$1" '
        / cov: [0-9]+ / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "ft:") ft = $(i + 1)
                          if ($i == "corp:") { split($(i + 1), part, "/"); inputs = part[1] } } }
        /^stat::number_of_executed_units:/ { executions = $2 }
        /^stat::average_exec_per_sec:/ { pace = $2 }
        END { printf "%-14s %12d %8d %8d %8d %8d\n", target, executions, pace, cov, ft, inputs }' "$2"
}
