#!/bin/sh
# Makes the user, its directories, and units that systemd knows but does not
# start.
set -e

[ "$1" = configure ] || exit 0

systemd-sysusers minihttp.conf
systemd-tmpfiles --create minihttp.conf || true

# So that a purge can remove what "systemctl enable" will make.
deb-systemd-helper update-state minihttp.socket minihttpd.socket \
	minihttps.socket >/dev/null

if [ -d /run/systemd/system ]; then
	systemctl --system daemon-reload >/dev/null || true
	# After an upgrade: the old version completes its responses, while
	# systemd holds the socket.
	[ -z "$2" ] ||
		deb-systemd-invoke try-restart minihttpd.service >/dev/null || true
fi
