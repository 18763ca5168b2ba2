#!/usr/bin/env bats
# Half a minute of tests/soak.sh; by hand it runs for half an hour.

@test "after visitors, reloads and kills all is as it was" {
	[ -z "${SAN:-}" ] || skip 'a sanitizer keeps memory'
	timeout 200 "$BATS_TEST_DIRNAME/soak.sh" "${SOAK:-20}"
}
