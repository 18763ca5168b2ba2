# container -- a real systemd, booted from this system's /usr in a container
# with a file system, a network and processes of its own; gone with the test.
#
#	boot TREE [OPTION...]	with options of systemd-nspawn; what it prints
#				is in TREE/console; it ends after
#				CONTAINER_S=300 seconds at most
#	inside COMMAND...	runs it there
#	no_container		says why there can be none; nothing if there can
#	teardown_file() { power_off; }

: "${BUILD:=$BATS_TEST_DIRNAME/../build}"

no_container() {
	if [ -n "${SAN:-}" ]; then
		echo 'a sanitizer build is not installed'
	elif [ "$(id -u)" != 0 ]; then
		echo 'a container needs root: sudo make test'
	elif ! command -v systemd-nspawn >/dev/null; then
		echo 'systemd-nspawn is missing: make deps test'
	fi
}

boot() {
	local tree=$1 init
	shift
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout "${CONTAINER_S:-300}" systemd-nspawn \
		--directory=/ --volatile=yes --private-network --register=no \
		--system-call-filter="landlock_create_ruleset landlock_add_rule landlock_restrict_self" \
		--keep-unit --console=pipe --boot \
		"$@" </dev/null >"$tree/console" 2>&1 3>&- &
	NSPAWN=$!
	export NSPAWN
	# its init is the grandchild: timeout, systemd-nspawn, systemd
	INIT=$(timeout 60 bash -c '
		until init=$(pgrep -P "$(pgrep -P '$NSPAWN')" -x systemd) &&
			nsenter -t "$init" -a systemctl is-active -q sysinit.target
		do kill -0 '$NSPAWN' || exit 1; done 2>/dev/null
		echo "$init"') || {
		cat "$tree/console"
		return 1
	}
	export INIT
	inside ip link set lo up
}

# As an administrator's shell: what `make test` exports is none of its business.
inside() {
	timeout 60 env -u BUILD -u SAN -u CFLAGS -u MAKEFLAGS -u MAKELEVEL -u MFLAGS \
		nsenter -t "$INIT" -a "$@"
}

power_off() {
	[ -z "${NSPAWN:-}" ] || kill "$NSPAWN" || true
}
