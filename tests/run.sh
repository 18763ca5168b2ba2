#!/bin/bash
# All tests: prints TAP as it goes and closes with "N passed, N failed".
# A test that is skipped says why.  With CI=true it counts as failed, unless
# tests/lib/skips permits its reason.
#
# No failure hangs it: each test has a bound (BATS_TEST_TIMEOUT, 900 seconds),
# and the whole run has (TEST_LIMIT, 3600).  Behind that all that is left of
# it is killed, and the run has failed.
#
#	TEST_WITHOUT='61-attacks 63-soak'	leaves these files out
set -u
cd "$(dirname "$0")/.." || exit 1

BUILD=$(realpath -m "${BUILD:-build}")
export BUILD
export PYTHONDONTWRITEBYTECODE=1
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-900}
limit=$(($(date +%s) + ${TEST_LIMIT:-3600}))
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT

# Not beyond the end of the run, nor does anything that the command leaves in
# its process group; timeout has a group of its own, which an interrupt would
# not reach.
bounded() {
	local left=$((limit - $(date +%s))) pid
	timeout -k 10 "$((left > 1 ? left : 1))" "$@" &
	pid=$!
	trap 'kill -- "$pid"' INT TERM
	wait "$pid"
}

# A step without TAP of its own is one test.  It is skipped if it says
# "REASON: not checked".
step() {
	local name=$1 log why
	shift
	if log=$(bounded "$@" 2>&1); then
		why=$(printf '%s\n' "$log" | sed -n 's/: not checked$//p' | tail -n 1)
		echo "ok - $name${why:+ # skip $why}"
	else
		printf '%s\n' "$log" | sed 's/^/# /'
		echo "not ok - $name"
	fi
}

# A test program's TAP; one that dies is a failure of its own.
tap() {
	bounded "$@" || {
		status=$?
		echo "not ok - $1 exited with $status"
		[ "$status" -lt 124 ] || [ "$(date +%s)" -lt "$limit" ] ||
			echo "# the run took more than ${TEST_LIMIT:-3600} seconds"
	}
}

make="make --no-print-directory -j$(nproc) BUILD=$BUILD WERROR=-Werror"
[ -z "${SAN:-}" ] || make="$make SAN=$SAN"

{
	step 'everything builds without a warning' $make all tests
	if [ -z "${SAN:-}" ]; then
		for what in $($make -s lints); do
			step "lint: $what" $make "lint-$what"
		done
		if command -v clang >/dev/null; then
			step 'each fuzz target runs for a second' $make fuzz-each
		else
			echo 'ok - each fuzz target runs # skip clang is missing'
		fi
	fi
	for test in "$BUILD"/unit/*/*_test "$BUILD"/replay/*; do
		case $test in
		*.d) continue ;;
		esac
		echo "# ${test#"$BUILD"/}"
		tap "$test"
	done
	echo '# bats'
	files=
	for file in tests/*.bats; do
		case " ${TEST_WITHOUT:-} " in
		*" $(basename "$file" .bats) "*) echo "# left out: $file" ;;
		*) files="$files $file" ;;
		esac
	done
	# shellcheck disable=SC2086 # a list of files
	tap bats --formatter tap $files
} | tee "$out" | grep -a --line-buffered -v '^1\.\.'

skipped=$(grep -ac '^ok .*# skip' "$out")
failed=$(grep -ac '^not ok' "$out")
passed=$(($(grep -ac '^ok' "$out") - skipped))
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
	denied=$(tests/lib/skipped.sh <"$out" | sed 's/^/# not allowed in CI: /')
	if [ -n "$denied" ]; then
		printf '%s\n' "$denied"
		denied=$(printf '%s\n' "$denied" | wc -l)
		failed=$((failed + denied))
		skipped=$((skipped - denied))
	fi
fi
if [ "$failed" -gt 0 ]; then
	echo '# failed:'
	grep -a '^not ok' "$out" | sed 's/^/# /'
fi
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
