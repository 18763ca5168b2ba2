#!/usr/bin/env bats
# Handshakes that end early, and damaged ones by the thousand.  67-tls has a few
# of both against a real client; here every byte has its turn.

load lib/ask
load lib/listen
load lib/tls
load lib/tls_stand

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	site
}

teardown() {
	stand_down
	hang_up
	end_all
}

# --- cut off ------------------------------------------------------------------

# cut_off PORT STEP: lib/tls_cut.py, which says in $T/wanted how many lines about
# each of its addresses the log has to have.
cut_off() {
	timeout 600 python3 "$BATS_TEST_DIRNAME/lib/tls_cut.py" "$1" "$T/ec/fullchain.pem" "$2" >"$T/wanted"
	[ "$(wc -l <"$T/wanted")" -gt 100 ]
}

# Prints the addresses whose lines are too few or too many.
miscounted() {
	grep -a 'TLS handshake: ' "$T/log" | sed -n 's/^\(.*: \)\?\(127[0-9.]*\): TLS handshake: [A-Za-z].*[a-z.]$/\2/p' |
		awk 'NR == FNR { lines[$1]++; next }
			{ n = lines[$1] + 0 }
			$2 == "one" && n != 1 || $2 == "most" && n > 1 || $2 == "none" && n != 0 { print $0, n }' - "$T/wanted"
}

# All lines about handshakes have the form that miscounted counts, and each
# connection has its number of them.
is_told_once() {
	[ -z "$(miscounted)" ]
}

@test "a handshake cut off at any byte is one sentence in the log, and others are served: minihttpd" {
	certificate ec ec 90
	stand_secure
	await is_served
	cut_off "$SECURE" 1
	await is_told_once || {
		miscounted
		false
	}
	is_served
	# the key process alone is left of the service, and no handler
	await eval '[ "$(pgrep -c -P "$(service)")" = 1 ]'
	await eval '[ -z "$(children)" ]'
	! grep -a -e 'forbids it' -e 'SIG' "$T/log"
}

@test "the same, where a process makes several handshakes" {
	certificate ec ec 90
	echo 'ConnectionsPerProcess 100' >"$T/more"
	stand_secure
	await is_served
	cut_off "$SECURE" 5
	await is_told_once || {
		miscounted
		false
	}
	is_served
	# far fewer processes than connections are left, and they leave soon
	[ "$(pgrep -c -P "$(service)")" -lt 100 ]
	! grep -a -e 'forbids it' -e 'SIG' "$T/log"
}

@test "a handshake cut off anywhere is one sentence in the log, and status 0: minihttp-tls by an inetd" {
	local left
	certificate ec ec 90
	encrypt
	cut_off "$PORT" 9
	await is_told_once || {
		miscounted
		false
	}
	[ "$(fetch "$U/digits.txt")" = 0123456789abcdefghij ]
	no_process() {
		left=$(pgrep -f "$BUILD/minihttp.* $ROOT" | grep -vx "$LISTENER") || true
		[ -z "$left" ]
	}
	await no_process
	# systemd-socket-activate tells how each process ended
	await eval '[ "$(grep -ac "died with code" "$T/log")" -gt "$(wc -l <"$T/wanted")" ]'
	! grep -a 'died with' "$T/log" | grep -av 'died with code 0$'
}

# --- damaged ------------------------------------------------------------------

@test "damaged handshakes: the handler gets nothing before the end of one, and the log a line for each" {
	[ -x "$BUILD/handshakes" ] || skip 'handshakes was not built: make tests'
	timeout 600 "$BATS_TEST_DIRNAME/fuzz/tls/handshakes.sh" "$BUILD/handshakes" "${HANDSHAKES:-4000}" "${SEED:-$RANDOM}"
}

@test "damaged handshakes with sanitizers" {
	[ -z "${SAN:-}" ] || skip 'the test before had the sanitizers'
	command -v clang >/dev/null || skip 'clang is missing'
	# make calls a directory within the tree by another name than $BUILD
	timeout 600 env -u MAKEFLAGS -u MAKELEVEL make -s -C "$BATS_TEST_DIRNAME/.." \
		BUILD="$BUILD" N="${HANDSHAKES:-2000}" SEED="${SEED:-$RANDOM}" fuzz-handshakes
}
