# tools -- programs of this machine in a tree of its own, which a virtual machine
# (lib/kernel) has as its file system.
#
#	tools_into TREE PROGRAM...	each with the libraries that it needs, at
#					the places where they are here
#	tools_bats TREE			bats and what it calls
#	tools_python TREE		python3 with its own library
#
# They are those of the system, and not others that stand before them in PATH.

tools_into() {
	local tree=$1 program
	shift
	for program; do
		PATH=/usr/sbin:/usr/bin:/sbin:/bin type -P "$program" || {
			echo "$program is not here: make deps test" >&2
			return 1
		}
	done >"$tree.programs" || return 1
	# of a script ldd says that it is none
	xargs ldd <"$tree.programs" 2>/dev/null |
		grep -oE '/[^ ]*\.so[^ :]*' | sort -u >"$tree.libraries"
	tools_copy "$tree" <"$tree.programs" && tools_copy "$tree" <"$tree.libraries"
}

# Copies files; on a system whose /lib is a link the tree has that, too.
tools_copy() {
	local tree=$1 link
	for link in bin sbin lib lib64; do
		[ ! -L "/$link" ] || [ -e "$tree/$link" ] || {
			mkdir -p "$tree/usr/$link" && ln -s "usr/$link" "$tree/$link"
		} || return 1
	done
	sed 's,^/,,' | tar -C / -ch --no-recursion -T - | tar -C "$tree" -x --keep-directory-symlink
}

tools_bats() {
	tools_into "$1" bash bats env cat cut date dirname basename mkdir mktemp \
		mkfifo readlink rm ln tee touch tr sort wc head tail seq sleep id \
		chmod cp mv stat od printf true false kill ps sed grep awk find xargs \
		timeout nproc uname tput flock || return 1
	(cd / && ls -d usr/lib*/bats-core) | tar -C / -ch -T - | tar -C "$1" -x
}

tools_python() {
	local library
	tools_into "$1" python3 || return 1
	library=$(/usr/bin/python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
	(cd / && find "${library#/}" -name '*.py' -not -path '*/test/*' \
		-not -path '*/idlelib/*' -not -path '*-packages/*' -print \
		-o -name '*.so' -print) | tar -C / -ch -T - | tar -C "$1" -x
	find "$1$library" -name '*.so' -exec ldd {} + 2>/dev/null |
		grep -oE '/[^ ]*\.so[^ :]*' | sort -u | tools_copy "$1"
}
