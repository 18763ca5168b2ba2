# hostile -- the server of lib/hostile.py, for the tests of a file.
#
#	hostile_start	in setup_file: exports PORT and TLS, its ports on
#			127.0.0.1; ca.pem of the file's directory is its
#			certificate, and `log` there has what it was asked
#	hostile_stop	in teardown_file

hostile_start() {
	cd "$BATS_FILE_TMPDIR" || return
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
		-keyout key.pem -out ca.pem 2>/dev/null
	mkfifo ports
	python3 "$BATS_TEST_DIRNAME/lib/hostile.py" log ca.pem key.pem >ports 2>err 3>&- &
	echo $! >pid
	read -r -t 20 PORT TLS <ports
	export PORT TLS
}

hostile_stop() {
	kill "$(cat "$BATS_FILE_TMPDIR/pid")"
}
