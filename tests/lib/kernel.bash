# kernel -- Debian's own kernel in a virtual machine, for what this machine's
# kernel lacks: file systems, modules, another version of Landlock.  qemu
# emulates the processor, so that neither root, KVM nor loop devices are needed.
#
#	kernel_missing		prints why there can be none; nothing if there can
#	kernel_fetch		the kernel's package, by apt-get download and
#				without installing it; false if apt cannot, and
#				$KERNEL/log says why.  It is fetched once, 27 MB,
#				and stays in $BUILD/kernel
#	kernel_boot TREE SECONDS MODULE...
#				boots with TREE as the file system of the guest,
#				in memory, and returns when the guest has ended;
#				false if it has not within SECONDS, and is killed
#
# The caller puts a program /main into TREE, for busybox's shell.  It runs as
# root when the modules are loaded, in the order given and each behind those
# that it needs; one that is part of the kernel is there without, and one that
# the kernel does not have is an error.  kernel_boot adds busybox with its
# commands, /proc, /sys, /dev and /tmp.  The output of /main is in TREE.console,
# as is what the kernel says; when it ends so does the guest.  There is no
# network but lo, and no disk: a file in TREE can be one, by loop.  It has 512 MB of
# memory, or KERNEL_MEMORY, in MB.
#
# A run that fetches waits for one that already does.  With 512 MB and two
# processors a guest is up after four seconds.

: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
KERNEL=$BUILD/kernel

kernel_missing() {
	local tool
	[ "$(uname -m)" = x86_64 ] || {
		echo 'the kernel of the virtual machine is for x86-64'
		return 0
	}
	for tool in qemu-system-x86_64 busybox cpio apt-get dpkg-deb; do
		command -v "$tool" >/dev/null || {
			echo "$tool is missing: make deps test"
			return 0
		}
	done
	! ldd "$(command -v busybox)" >/dev/null 2>&1 ||
		echo 'busybox is not static: make deps test'
}

# Debian's kernel for virtual machines is a third of the common one.
kernel_fetch() {
	mkdir -p "$KERNEL"
	(
		flock -w 300 9
		[ ! -e "$KERNEL/modules.dep" ] || exit 0
		kernel_unpack >"$KERNEL/log" 2>&1
	) 9>"$KERNEL/lock" 3>&-
}

# (set -e means nothing where somebody asks whether it worked.)
kernel_unpack() {
	local name work
	name=$(LC_ALL=C apt-cache depends --no-recommends linux-image-cloud-amd64 |
		sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
	[ -n "$name" ] || {
		echo 'it knows no linux-image-cloud-amd64'
		return 1
	}
	work=$(mktemp -d "$KERNEL/XXXXXX") || return 1
	kernel_unpack_into "$work" "$name"
	set -- $?
	rm -rf "$work"
	return "$1"
}

kernel_unpack_into() {
	cd "$1" && timeout 240 apt-get download -q "$2" &&
		dpkg-deb --fsys-tarfile ./*.deb | tar -x || return 1
	[ -d lib/modules ] || mv usr/lib lib
	busybox depmod -b . "$(ls lib/modules)" &&
		mv boot/vmlinuz-* ../vmlinuz && mv ./*.deb ../package.deb &&
		mv lib/modules/*/modules.builtin lib/modules/*/modules.dep ..
}

# The files of a module and of those that it needs, these first.
kernel_needs() {
	local line file
	line=$(grep -E "/$1\.ko(\.xz)?:" "$KERNEL/modules.dep") || {
		! grep -q "/$1\.ko$" "$KERNEL/modules.builtin" || return 0
		echo "this kernel has no module $1" >&2
		return 1
	}
	for file in ${line#*:}; do
		echo "$file"
	done | tac
	echo "${line%%:*}"
}

kernel_boot() {
	local tree=$1 seconds=$2 module
	shift 2
	mkdir -p "$tree"/{bin,dev,proc,sys,tmp,modules}
	cp "$(command -v busybox)" "$tree/bin/busybox"
	for module; do
		kernel_needs "$module" || return 1
	done | awk '!seen[$0]++' >"$tree/modules/needed"
	(
		cd "$tree/modules" || exit 1
		dpkg-deb --fsys-tarfile "$KERNEL/package.deb" | tar -x --transform 's|.*/||' \
			--no-anchored --wildcards -T <(sed 's|.*/|*/|' needed)
		find . -name '*.ko.xz' -exec xz -d {} +
		sed -i 's|.*/||; s|\.xz$||' needed
	) || return 1
	cat >"$tree/init" <<-'END'
	#!/bin/busybox sh
	/bin/busybox --install -s /bin
	export PATH=/bin
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t devtmpfs dev /dev
	ln -s /proc/self/fd /dev/fd
	ifconfig lo 127.0.0.1 up
	while read -r module; do
		insmod "/modules/$module"
	done </modules/needed
	sh /main
	poweroff -f
	END
	chmod +x "$tree/init"
	(cd "$tree" && find . | cpio -o -H newc --owner=0:0 --quiet) >"$tree.cpio" || return 1
	timeout "$seconds" qemu-system-x86_64 -M q35 -cpu max -smp 2 -m "${KERNEL_MEMORY:-512}" \
		-nodefaults -no-user-config -display none -no-reboot -serial stdio \
		-kernel "$KERNEL/vmlinuz" -initrd "$tree.cpio" \
		-append 'console=ttyS0 panic=-1 quiet' \
		</dev/null >"$tree.console" 2>&1 3>&-
}
