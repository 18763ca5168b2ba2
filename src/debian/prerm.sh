#!/bin/sh
# Runs before the programs are removed.  An upgrade stops nothing: see postinst.
set -e

if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
	deb-systemd-invoke stop minihttp.socket minihttpd.socket \
		minihttps.socket minihttpd.service 'minihttp@*.service' \
		'minihttps@*.service' >/dev/null || true
fi
