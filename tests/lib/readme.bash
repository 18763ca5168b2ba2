# readme -- the fenced blocks of README.md and src/GUIDE.md, cut out word by word.
#
#	readme_list			a line for each block: LANGUAGE SECTION#N
#	readme_block SECTION#N		prints that block; N counts within a
#					section; no two sections have one name
#	readme_tree			makes TREE, a fresh tree with what was built
#	readme_run BEFORE SECTION#N AFTER
#					runs the block in TREE, between these
#					commands
#	readme_run_beside BEFORE SECTION#N AFTER
#					the same for a block that goes on: AFTER
#					runs beside it, once port 8080 of 127.0.0.1
#					answers, or of $READY
#
# A block runs as root on a copy of this system that is thrown away, with a
# network of its own, so that ports 80 and 8080 are free.

README=$BATS_TEST_DIRNAME/../README.md
GUIDE=$BATS_TEST_DIRNAME/../src/GUIDE.md

readme_cut() {
	awk -v want="$1" '
		/^## / && !inside { section = substr($0, 4); n = 0 }
		/^```/ {
			inside = !inside
			if (inside) {
				name = section "#" ++n
				if (want == "")
					print substr($0, 4), name
			}
			next
		}
		inside && name == want' "$README" "$GUIDE"
}

readme_list() {
	readme_cut ''
}

readme_block() {
	readme_cut "$1" | grep . || {
		echo "README.md and src/GUIDE.md have no block $1" >&2
		return 1
	}
}

# The files that git knows, and the programs with their objects, so that make
# has nothing to do.
readme_tree() {
	TREE=$T/minihttp
	[ ! -e "$TREE" ] || return 0
	mkdir "$TREE"
	(cd "$BATS_TEST_DIRNAME/.." && {
		git ls-files -z 2>/dev/null ||
			find . -path './build*' -prune -o -path ./.git -prune -o -type f -print0
	} | xargs -0 cp -a --parents -t "$TREE")
	mkdir "$TREE/build"
	(cd "$BUILD" && find . -maxdepth 1 -type f -exec cp -a -t "$TREE/build" {} + &&
		cp -a h t "$TREE/build")
}

# thrown_away SCRIPT: runs it on such a copy.
thrown_away() {
	mkdir -p "$T/over"
	cat >"$T/enter" <<-END
	set -eu
	mount -t tmpfs tmpfs "$T/over"
	mkdir "$T/over/upper" "$T/over/work" "$T/over/root"
	root=$T/over/root
	mount -t overlay overlay -o "lowerdir=/,upperdir=$T/over/upper,workdir=$T/over/work" "\$root"
	for place in dev sys "${T#/}"; do
		mkdir -p "\$root/\$place"
		mount --rbind "/\$place" "\$root/\$place"
	done
	mount -t proc proc "\$root/proc"
	ip link set lo up
	rm -rf "\$root"/srv/* "\$root"/etc/minihttp "\$root"/var/lib/minihttp "\$root"/root/.cache
	mkdir -p "\$root/root" "\$root/srv"
	exec env -i CI="${CI:-}" HOME=/root LANG=C.UTF-8 TERM=dumb \
		PATH="$TREE/build:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
		chroot "\$root" bash "$1"
	END
	timeout -k 5 110 unshare --mount --net --pid --fork --kill-child \
		bash "$T/enter" 3>&-
}

readme_run() {
	readme_tree
	{
		printf 'set -eu\ncd %q\n%s\n' "$TREE" "$1"
		readme_block "$2"
		printf '%s\n' "$3"
	} >"$T/script" || return 1
	thrown_away "$T/script"
}

readme_run_beside() {
	readme_tree
	readme_block "$2" >"$T/beside" || return 1
	cat >"$T/script" <<-END
	set -eu
	cd "$TREE"
	$1
	bash -e "$T/beside" >"$T/beside.log" 2>&1 &
	timeout 90 bash -c 'until exec 9<>/dev/tcp/${READY:-127.0.0.1}/8080; do
		kill -0 \$1 || exit 1; done 2>/dev/null' - \$! ||
		{ cat "$T/beside.log"; exit 1; }
	$3
	END
	thrown_away "$T/script"
}
