#!/usr/bin/env bash
# Coverage-guided fuzzing of one reader of foreign bytes with AFL++ and SharpFuzz:
#     tests/EchoNotebooks.Fuzz/fuzz.sh NAME [SECONDS]
# Without a name it says the names. What crashes or hangs stays in artifacts/fuzz/NAME/default/crashes and …/hangs; the exit code
# is 0 where there is nothing. To see what was thrown:
#     dotnet run --project tests/EchoNotebooks.Fuzz -- --replay NAME artifacts/fuzz/NAME/default/crashes/id:…
# Needs: apt install afl++; the tool SharpFuzz.CommandLine comes from NuGet.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=$PWD/artifacts/fuzz
program=$place/build/bin/EchoNotebooks.Fuzz/debug
tool=$place/tools/sharpfuzz
name=${1:-} seconds=${2:-600}

build() { # without machine code: the instrumentation is written into what the compiler made
    dotnet build tests/EchoNotebooks.Fuzz -nologo -v q -p:ArtifactsPath="$place/build" -p:Precompile=false -p:RunAnalyzers=false
    [ -x "$tool" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$place/tools"
    local file
    for file in "$program"/{EchoNotebooks,EchoNotebooks.{Linux,Markup,Engine},echonb,echo-tracer,echo-live,Markdig}.dll; do
        "$tool" "$file" || true # "already instrumented" is no fault; a build may have put the plain file back
    done
}

[ -n "${FUZZ_BUILT:-}" ] || build
[ -n "$name" ] || exec dotnet "$program/EchoNotebooks.Fuzz.dll"
rm -rf "${place:?}/$name" && mkdir -p "$place/$name/seeds"
dotnet "$program/EchoNotebooks.Fuzz.dll" --seeds "$name" "$place/$name/seeds"
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export DOTNET_TieredPGO=0 DOTNET_gcServer=0
afl-fuzz -i "$place/$name/seeds" -o "$place/$name" -t 20000 -m none -V "$seconds" -- \
    dotnet "$program/EchoNotebooks.Fuzz.dll" "$name" >"$place/$name/log" 2>&1 || { tail -20 "$place/$name/log"; exit 1; }
grep -E '^(execs_done|execs_per_sec|corpus_count|saved_crashes|saved_hangs|bitmap_cvg|stability)' "$place/$name/default/fuzzer_stats"
! find "$place/$name/default/crashes" "$place/$name/default/hangs" -name 'id:*' | grep .
