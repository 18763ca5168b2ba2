#!/bin/bash
# AFL++ over the handler itself: standard input is the connection.
#
#	tests/fuzz/afl.sh [SECONDS]		default 600
#
# The handler is built by afl-clang-fast with sanitizers, whose run-time
# library does not work in a sandbox: so it runs with Sandbox no, and all else
# that a request can reach turned on.  Its findings are in build/afl/out.  A
# finding is a crash, a report of a sanitizer, or a hang; what the answers are
# is for fuzz_conn and fuzz_upload to judge.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-600}
build=$PWD/build/afl
command -v afl-fuzz >/dev/null || {
	echo 'afl-fuzz is missing: install afl++' >&2
	exit 1
}

AFL_QUIET=1 make -s CC=afl-clang-fast SAN=1 CFLAGS='-O1 -g' BUILD="$build" \
	"$build/minihttp"
rm -rf "$build/in" "$build/out" "$build/site"
mkdir -p "$build/in" "$build/site/up/dir" "$build/site/dir"
printf 'digits 0123456789\n' | tee "$build/site/index.html" >"$build/site/digits.txt"
head -c 17000 /dev/zero >"$build/site/large"
printf x | tee "$build/site/dir/<&" >"$build/site/up/old"
while IFS=$'\t' read -r name request; do
	case $name in
	\#*) ;;
	*) printf '%b' "$request" >"$build/in/$name" ;;
	esac
done <tests/fuzz/requests.list
# The first two bytes of those are choices.
for f in tests/fuzz/corpus/conn/* tests/fuzz/corpus/upload/*; do
	tail -c +3 "$f" >"$build/in/$(basename "$(dirname "$f")")-${f##*/}"
done
find "$build/in" -type f -size +3 -delete
cat >"$build/conf" <<-END
	Sandbox no
	User $(id -u):$(id -g)
	AccessLog $build/access.log
	LogFormat journal
	DirectoryListing yes
	RequestMethodSupport GET HEAD OPTIONS TRACE POST PUT DELETE
	Upload /up/
	WriteFrom -
	UploadSync no
	UploadMakeDirectories yes
	UploadQuota 1M
	StatusPage /status
	StatusFrom -
END
export AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 \
	AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_AUTORESUME=0 \
	ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
timeout $((seconds + 60)) afl-fuzz -V "$seconds" -t 1000 -m none \
	-x tests/fuzz/http.dict -i "$build/in" -o "$build/out" -- \
	"$build/minihttp" -c "$build/conf" "$build/site" >"$build/log" 2>&1 || {
	tail -20 "$build/log"
	exit 1
}
rm -f "$build/access.log"
grep -E '^(execs_done|corpus_count|edges_found|saved_crashes|saved_hangs)' \
	"$build/out/default/fuzzer_stats"
grep -q '^saved_crashes *: 0' "$build/out/default/fuzzer_stats" &&
	grep -q '^saved_hangs *: 0' "$build/out/default/fuzzer_stats"
