# upload -- requests that change files.  Load it behind lib/ask:
#
#	setup() { site; uploads; }
#
#	put /uploads/a.txt 'content' 'If-Match: "x"'
#	put_file /uploads/a.bin FILE
#	clean			# no staged file is left

# A directory to upload to, with one file in it; who calls by a pipe may.
uploads() {
	mkdir "$ROOT/uploads"
	printf old >"$ROOT/uploads/old.txt"
	age
	OPTIONS=("${ME[@]}" -o 'RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST'
		-o 'Upload /uploads/' -o 'WriteFrom -' -o 'MaxBodySize 8M')
}

put() {
	printf '%s' "$2" >"$T/content"
	put_file "$1" "$T/content" "${@:3}"
}

put_file() {
	send PUT "$@"
}

# send METHOD TARGET FILE [FIELD LINE...]: with a Content-Length.
send() {
	local method=$1 target=$2 file=$3
	shift 3
	{
		printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' \
			"$method" "$target"
		[ $# = 0 ] || printf '%s\r\n' "$@"
		printf 'Content-Length: %s\r\n\r\n' "$(wc -c <"$file")"
		cat "$file"
	} >"$T/request"
	ask_file "$T/request"
}

clean() {
	[ -z "$(find "$ROOT" -name '.minihttp*')" ]
}
