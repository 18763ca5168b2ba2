#!/usr/bin/env bats
# Scripts that mean harm, and uploads while everything moves and processes are
# killed: lib/hostile_cgi.py and lib/hostile_uploads.py say what has to hold.
# Each with the product in its sandbox, and with a handler that has the address
# and undefined-behaviour sanitizers.
#
#	HOSTILE_S=600	seconds for each of them (5)
#	HOSTILE_SEED=7	the seed that a failure has printed

load lib/ask
load lib/listen

setup() {
	HANDLER=$BUILD/minihttp
	SECONDS_EACH=${HOSTILE_S:-5}
	SEED=${HOSTILE_SEED:-$RANDOM}
	mkdir -p "$ROOT/cgi-bin" "$ROOT/up" "$T/outside"
	printf 0123456789abcdefghij >"$ROOT/small"
	printf '#!/bin/sh\nprintf "Location: /cgi-bin/loop\\n\\n"\n' >"$ROOT/cgi-bin/loop"
	chmod 755 "$ROOT/cgi-bin/loop"
	cat >"$T/conf" <<-END
	RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST
	User $(id -u):$(id -g)
	AccessLog off
	BodyTimeout 2s
	SendTimeout 2s
	KeepAliveTimeout 2s
	END
}

teardown() {
	stand_down
	end_all
}

# The handler with sanitizers, which make test has built for the fuzz targets.
sanitized() {
	export ASAN_OPTIONS=detect_leaks=0:log_path=$T/report
	export UBSAN_OPTIONS=print_stacktrace=1:log_path=$T/report
	echo 'Sandbox no' >>"$T/conf"
	[ -z "${SAN:-}" ] || return 0
	command -v clang >/dev/null || skip 'clang is missing'
	HANDLER=$BUILD/fuzz/minihttp
	env -u MAKEFLAGS -u MAKELEVEL make -s -C "$BATS_TEST_DIRNAME/.." \
		BUILD="$BUILD" fuzz-handler >"$T/make" 2>&1 || {
		cat "$T/make"
		return 1
	}
}

# A report of a sanitizer fails the test, whichever process it is from.
reports_nothing() {
	! cat "$T"/report* 2>/dev/null
}

scripts() {
	cat >>"$T/conf" <<-'END'
	CGI /cgi-bin/
	CGITimeout 500ms
	CGIMaxTime 1s
	END
	stand --handler "$HANDLER" "$@"
	"$BATS_TEST_DIRNAME/lib/hostile_cgi.py" "$PORT" "$ROOT" "$T/log" "$SECONDS_EACH" "$SEED"
	reports_nothing
}

uploads() {
	cat >>"$T/conf" <<-'END'
	Upload /up/
	WriteFrom 127.0.0.0/8
	UploadMakeDirectories yes
	UploadSync no
	END
	stand --handler "$HANDLER" "$@"
	"$BATS_TEST_DIRNAME/lib/hostile_uploads.py" "$DAEMON" "$PORT" "$ROOT" "$T/outside" \
		"$T/log" "$SECONDS_EACH" "$SEED"
	reports_nothing
}

@test "hostile scripts: each answer is valid or cut off, no second one, and nobody crashes" {
	[ -z "${SAN:-}" ] || skip 'sanitizers do not work in a sandbox'
	scripts
}

@test "the same under sanitizers, with many connections in a process" {
	sanitized
	scripts -o 'ConnectionsPerProcess 20'
}

@test "uploads while directories move and processes die: whole, and beneath the root" {
	[ -z "${SAN:-}" ] || skip 'sanitizers do not work in a sandbox'
	HOSTILE_WORKERS=1 uploads
}

@test "the same under sanitizers, with many connections in a process and a quota" {
	sanitized
	uploads -o 'ConnectionsPerProcess 20' -o 'UploadQuota 100M'
}
