#!/bin/bash
# handshakes.sh PROGRAM COUNT [SEED]: COUNT damaged handshakes, in batches of at
# most 10000 with a seed each, from SEED on.  The last line sums them up.  A
# failure has printed its seed and number; the certificates stay for it.
set -eu
program=$1 count=$2 seed=${3:-1}
t=$(mktemp -d)
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0} # a server frees nothing at its end

# pair NAME KIND NAMES
pair() {
	local key='-newkey ec -pkeyopt ec_paramgen_curve:P-256'
	[ "$2" = ec ] || key='-newkey rsa:2048'
	mkdir "$t/$1"
	# shellcheck disable=SC2086 # options
	openssl req -x509 $key -nodes -days 90 -subj "/CN=$1" -addext "subjectAltName=$3" \
		-keyout "$t/$1/privkey.pem" -out "$t/$1/fullchain.pem" 2>/dev/null
}
pair ec ec DNS:localhost
pair other ec 'DNS:b.test,DNS:*.w.test'
pair rsa rsa DNS:localhost
pair client ec DNS:client

first=$seed
while [ "$count" -gt 0 ]; do
	n=$((count < 10000 ? count : 10000))
	"$program" "$t" "$seed" "$n" >>"$t/out" 2>"$t/err" || {
		cat "$t/err"
		echo "again: $program $t $seed 1 NUMBER"
		exit 1
	}
	count=$((count - n)) seed=$((seed + 1))
done
awk -v first="$first" '{ n += $1; done += $6; said += $8; plain += $13; mute += $15 }
	END { printf "%d handshakes from seed %d on: %d complete, %d refused with a line, %d plain, %d without a byte\n",
		n, first, done, said, plain, mute }' "$t/out"
rm -r "$t"
