#!/bin/bash
# A fresh Debian tree, and the commands of README.md in it, as a user with sudo.
#
#	tree.sh SUITE PART...	the parts are those of tests/ci/within.sh
#
# The tree is what debootstrap makes, with git and make.  It is kept, with the
# packages that were fetched, in ${XDG_CACHE_HOME:-~/.cache}/minihttp-ci: a tree
# for a week.  Without the cache everything is fetched.  The mirror and its
# settings are those of this machine's apt.
#
# Commands there have mounts and processes of their own, which end with them;
# the network is the machine's.
set -eu
cd "$(dirname "$0")/../.."
suite=$1
shift
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
	echo 'a fresh Debian tree needs root and debootstrap' >&2
	exit 1
fi

# The mirror of this machine's own release; another release is there too.
mirror() {
	local own
	own=$(. /etc/os-release && echo "$VERSION_CODENAME")
	apt-get indextargets --format '$(CODENAME) $(REPO_URI)' \
		'Created-By: Packages' | sed -n "s/^$own //p" | head -n 1
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/minihttp-ci
kept=$cache/$suite-$(date +%G-%V).tar
mkdir -p "$cache/archives-$suite"
# One at a time: apt locks the packages that are kept.
exec 9>"$cache/$suite.lock"
flock -w 3000 9
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
child=
trap '[ -z "$child" ] || kill "$child"; exit 1' HUP INT TERM
tree=$work/tree

if ! tar -xf "$kept" -C "$work" 2>/dev/null; then
	rm -rf "$tree"
	mkdir "$tree"
	timeout 900 debootstrap --variant=minbase \
		--include=git,make,ca-certificates \
		"$suite" "$tree" "$(mirror)" >"$work/log" 2>&1 || {
		tail -n 20 "$work/log"
		exit 1
	}
	rm -f "$cache/$suite"-*.tar
	tar -cf "$kept.$$" -C "$work" tree && mv "$kept.$$" "$kept"
fi
apt-config dump | grep -E '^Acquire::(http|https|ftp|Check|Retries|AllowI)' \
	>"$tree/etc/apt/apt.conf.d/99machine" || true
cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
cp /etc/hosts "$tree/etc/hosts"
# The files of this checkout, changed ones too.
mkdir "$tree/checkout"
git ls-files -z --cached | tar -c --null -T - | tar -x -C "$tree/checkout"

# shellcheck disable=SC2016 # is for the shell within
timeout -k 10 "${CI_TREE_SECONDS:-4200}" \
	unshare --mount --pid --fork --kill-child sh -eu -c '
	tree=$1 archives=$2
	shift 2
	mount --bind "$tree" "$tree"
	mount -t proc proc "$tree/proc"
	mount --rbind /sys "$tree/sys"
	mount --rbind /dev "$tree/dev"
	mount -t tmpfs tmpfs "$tree/run"
	mount --bind "$archives" "$tree/var/cache/apt/archives"
	exec chroot "$tree" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		LC_ALL=C.UTF-8 CI="${CI:-}" ${http_proxy:+"http_proxy=$http_proxy"} \
		/checkout/tests/ci/within.sh "$@"
' sh "$tree" "$cache/archives-$suite" "$@" 9>&- &
child=$!
wait "$child"
