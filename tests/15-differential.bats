#!/usr/bin/env bats
# Requests that servers disagree about: minihttp's answers are those that were
# weighed against nginx's and lighttpd's (tests/fuzz/differential.txt, and
# README.md there).

@test "requests that servers disagree about: every answer is the one explained" {
	BUILD=$(realpath "${BUILD:-$BATS_TEST_DIRNAME/../build}") \
		timeout 120 "$BATS_TEST_DIRNAME/fuzz/differential.py" --check
}

@test "each difference has a reason, and each reason is in the README" {
	local reason
	[ -z "$(awk -F' *[|] *' '!/^#/ && NF == 5 &&
		($2 != $3 || $3 != $4) != ($5 != "") { print $1 }' \
		"$BATS_TEST_DIRNAME/fuzz/differential.txt")" ]
	while read -r reason; do
		grep -q "^| $reason " "$BATS_TEST_DIRNAME/fuzz/README.md" || {
			echo "$reason is not explained"
			false
		}
	done < <(awk -F'|' '!/^#/ && NF == 5 && $5 { print $5 }' \
		"$BATS_TEST_DIRNAME/fuzz/differential.txt" | tr -d ' ' | sort -u)
}
