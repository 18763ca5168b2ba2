#!/bin/bash
# All tests: prints TAP as it goes and closes with "N passed, N failed".
# A test that is skipped says why; with CI=true it counts as failed.
set -u
cd "$(dirname "$0")/.." || exit 1

BUILD=$(realpath -m "${BUILD:-build}")
export BUILD
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT

# A step without TAP of its own is one test.
step() {
	local name=$1 log
	shift
	if log=$("$@" 2>&1); then
		echo "ok - $name"
	else
		printf '%s\n' "$log" | sed 's/^/# /'
		echo "not ok - $name"
	fi
}

# A test program's TAP; one that dies is a failure of its own.
tap() {
	"$@" || echo "not ok - $1 exited with $?"
}

make="make --no-print-directory -j$(nproc) BUILD=$BUILD WERROR=-Werror"
[ -z "${SAN:-}" ] || make="$make SAN=$SAN"

{
	step 'everything builds without a warning' $make all tests
	if [ -z "${SAN:-}" ]; then
		for what in layers banned docs completion format cppcheck shellcheck man; do
			step "lint: $what" $make "lint-$what"
		done
	fi
	for test in "$BUILD"/unit/*/*_test "$BUILD"/replay/*; do
		case $test in
		*.d) continue ;;
		esac
		echo "# ${test#"$BUILD"/}"
		tap "$test"
	done
	echo '# bats'
	tap bats --formatter tap tests/*.bats
} | tee "$out" | grep -a --line-buffered -v '^1\.\.'

skipped=$(grep -ac '^ok .*# skip' "$out")
failed=$(grep -ac '^not ok' "$out")
passed=$(($(grep -ac '^ok' "$out") - skipped))
if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
	grep -a '^ok .*# skip' "$out" | sed 's/^/# not allowed in CI: /'
	failed=$((failed + skipped))
	skipped=0
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
