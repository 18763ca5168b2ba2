#!/usr/bin/env bats
# Restricted access: hidden names (HiddenFiles), paths that are closed to
# addresses (Allow, Deny), and paths that need a password (Auth).  The rules are
# in tests/unit/site; these tests show that no request gets around them.

load lib/ask
load lib/listen
load lib/upload

setup() {
	site
	uploads
	mkdir -p "$ROOT/shut/in"
	printf secret | tee "$ROOT/shut/file" "$ROOT/shut/index.html" >"$ROOT/shut/in/file"
	# alice:secret and bob:secret, by htpasswd -B
	echo "alice:$BCRYPT" >"$T/alice"
	echo "bob:$BCRYPT" >"$T/bob"
}

teardown() {
	hang_up
	end_all
}

BCRYPT='$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a'

auth() {
	printf 'Authorization: Basic %s' "$(printf '%s' "$1" | base64 -w0)"
}

# Every spelling of a path below /shut/ that reaches a file, and some that reach
# none.
SPELLINGS='/shut /shut/ /shut/file /shut/in/file /shut/absent /shut/?a
	//shut/file /shut//file /./shut/file /shut/./file /shut/in/../file
	/bare/../shut/file /%73hut/file /shut%2ffile /%2e/shut/file
	/bare/%2e%2e/shut/file /shut/%66ile /SHUT/file /Shut/ /shut/.
	http://localhost/shut/file http://other.example//shut/file'

# all STATUS WHY: each spelling gets this answer, unless it is not a valid path.
all() {
	local target
	for target in $SPELLINGS; do
		get "$target"
		[ "$(body | grep -c secret)" = 0 ]
		case $target in
		*%2f*) is 400 url-escape ;;
		*) is "$1" "$2" ;;
		esac
	done
	for method in HEAD OPTIONS; do
		method "$method" /shut/file
		is "$1" "$2"
	done
}

@test "HiddenFiles: neither served nor listed nor stored, and its index neither" {
	printf old | tee "$ROOT/a~" "$ROOT/a.bak" "$ROOT/.dot" >"$ROOT/uploads/b.bak"
	mkdir "$ROOT/old.bak" "$ROOT/.well-known"
	printf x | tee "$ROOT/old.bak/x" >"$ROOT/.well-known/c.bak"
	get /a~
	is 200 -
	OPTIONS+=(-o 'HiddenFiles *~ *.bak' -o 'DirectoryListing yes')
	for target in /a~ /a.bak /%61%7e /uploads/b.bak /old.bak/ /old.bak/x /.dot; do
		get "$target"
		is 404 hidden
	done
	get /.well-known/c.bak
	is 200 -
	get '/uploads/?format=json'
	[ "$(grep -c 'old.txt' "$T/body")" = 1 ]
	[ "$(grep -c 'b.bak' "$T/body")" = 0 ]
	put /uploads/new.bak x
	is 403 name
	method DELETE /uploads/b.bak
	is 403 name
	[ -e "$ROOT/uploads/b.bak" ]
	send POST /uploads/ "$ROOT/digits.txt" 'Content-Disposition: attachment; filename="c.bak"'
	is 403 name
	[ -z "$(find "$ROOT/uploads" -name 'c*')" ]
	OPTIONS+=(-o 'HiddenFiles index.*')
	get /
	is 404 hidden
}

@test "HiddenFiles none: dotfiles are served, and never an upload on its way" {
	printf dot | tee "$ROOT/.dot" "$ROOT/.minihttp-staged" >"$ROOT/.minihttp-staged-7"
	OPTIONS+=(-o 'HiddenFiles none' -o 'DirectoryListing yes' -o 'DirectoryIndex absent.html')
	get /.dot
	is 200 -
	for target in /.minihttp-staged /.minihttp-staged-7; do
		get "$target"
		is 404 hidden
	done
	get '/?format=json'
	[ "$(grep -o '\.dot' "$T/body" | sort -u)" = .dot ]
	[ "$(grep -c staged "$T/body")" = 0 ]
}

@test "Deny: no spelling of the path goes around it, and no method" {
	OPTIONS+=(-o 'Deny /shut/ all')
	all 403 address
	get /digits.txt
	is 200 -
	OPTIONS+=(-o 'Upload /shut/')
	put /shut/file changed
	is 403 address
	method DELETE /shut/file
	is 403 address
	send POST /shut/ "$ROOT/digits.txt"
	is 403 address
	[ "$(cat "$ROOT/shut/file")" = secret ]
	[ "$(ls "$ROOT/shut" | paste -sd' ')" = 'file in index.html' ]
}

@test "Auth: no spelling of the path goes around it, and no method" {
	OPTIONS+=(-o "Auth /shut/ $T/alice" -o 'Upload /shut/')
	all 401 auth
	put /shut/file changed
	is 401 auth
	method DELETE /shut/file
	is 401 auth
	send POST /shut/ "$ROOT/digits.txt"
	is 401 auth
	[ "$(cat "$ROOT/shut/file")" = secret ]
	[ "$(ls "$ROOT/shut" | paste -sd' ')" = 'file in index.html' ]
	put /shut/file changed "$(auth alice:secret)"
	is 204 -
}

@test "Auth: the challenge names the prefix (9110 11.5), and who knows the password gets in" {
	OPTIONS+=(-o "Auth '/shut/\"in\\' $T/bob" -o "Auth /shut/ $T/alice")
	get /shut/file
	is 401 auth
	[ "$(field WWW-Authenticate)" = 'Basic realm="/shut/", charset="UTF-8"' ]
	get '/shut/%22in%5c/file'
	[ "$(field WWW-Authenticate)" = 'Basic realm="/shut/\"in\\", charset="UTF-8"' ]
	get /shut/file "$(auth alice:secret)"
	is 200 -
	[ "$(body)" = secret ]
	# 9111 3.5: no field lets a shared cache store it
	no_field Cache-Control
	for who in alice:Secret bob:secret alice: :secret mallory:secret; do
		get /shut/file "$(auth "$who")"
		is 401 auth
	done
	get /shut/file "$(auth alice:secret)" "$(auth alice:secret)"
	is 401 auth
	get /shut/ "$(auth alice:secret)"
	is 200 -
	get /shut/absent "$(auth alice:secret)"
	is 404 not-found
}

@test "Auth: the longest prefix counts, and none opens a path again" {
	OPTIONS+=(-o "Auth / $T/alice" -o "Auth /shut/in/ $T/bob" -o 'Auth /shut/file none')
	get /digits.txt
	is 401 auth
	get /shut/in/file "$(auth alice:secret)"
	is 401 auth
	get /shut/in/file "$(auth bob:secret)"
	is 200 -
	get /shut/file
	is 200 -
	get /shut/FILE
	is 401 auth
	method OPTIONS '*'
	is 401 auth
}

# The processor time of a request by this user, in hundredths of a second.
cost() {
	local user
	TIMEFORMAT=%U
	user=$({ time get /shut/file "$(auth "$1")" >/dev/null; } 2>&1)
	echo "$((10#${user/./} / 10))"
}

@test "Auth: an unknown user costs as much as a known one" {
	# a cost of 12 takes a quarter of a second, far more than the other
	# commands
	printf 'alice:$2y$12$%s\n' aaaaaaaaaaaaaaaaaaaaaOaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >"$T/alice"
	OPTIONS+=(-o "Auth /shut/ $T/alice")
	local known unknown
	known=$(cost alice:wrong)
	unknown=$(cost nobody:wrong)
	echo "$known $unknown"
	[ "$known" -ge 5 ]
	[ "$((unknown * 2))" -gt "$known" ]
}

@test "an index is shut by its own path, and a listing names nothing that is" {
	OPTIONS+=(-o 'Deny /shut/index.html all')
	get /shut/
	is 403 address
	[ "$(body | grep -c secret)" = 0 ]
	OPTIONS+=(-o "Auth /dir/index.html $T/alice")
	get /dir/
	is 401 auth
	get /dir/ "$(auth alice:secret)"
	is 200 -
	OPTIONS+=(-o 'DirectoryListing yes' -o 'DirectoryIndex absent.html' -o "Auth /shut/in/ $T/alice")
	get '/shut/?format=json'
	is 200 -
	[ "$(grep -o '"href":"[^"]*"' "$T/body" | sort | paste -sd' ')" = '"href":"file"' ]
}

@test "Fallback is shut by the path of its file, and an error page is for everybody" {
	printf 'an apology' >"$ROOT/shut/sorry.html"
	OPTIONS+=(-o 'Deny /shut/ all' -o 'Fallback /shut/index.html' -o 'ErrorPage 403 /shut/sorry.html')
	get /app 'Accept: text/html'
	is 403 address
	[ "$(body)" = 'an apology' ]
	OPTIONS=("${ME[@]}" -o "Auth /shut/ $T/alice" -o 'Fallback /shut/index.html')
	get /app 'Accept: text/html'
	is 401 auth
	get /app 'Accept: text/html' "$(auth alice:secret)"
	is 200 -
	[ "$(body)" = secret ]
}

@test "WriteAuth, Auth and Allow have to be satisfied, all of them" {
	OPTIONS=("${ME[@]}" -o 'RequestMethodSupport GET PUT' -o 'Upload /uploads/' -o "WriteAuth $T/bob"
		-o "Auth /uploads/ $T/alice" -o 'Allow /uploads/ -')
	put /uploads/x x "$(auth alice:secret)"
	is 401 write-auth
	put /uploads/x x "$(auth bob:secret)"
	is 401 auth
	echo "bob:$BCRYPT" >>"$T/alice"
	put /uploads/x x "$(auth bob:secret)"
	is 201 -
	OPTIONS+=(-o 'Deny /uploads/ -')
	put /uploads/x x "$(auth bob:secret)"
	is 403 address
}

@test "the status page is a path like any other" {
	OPTIONS+=(-o 'StatusPage /status' -o 'StatusFrom -' -o "Auth /status $T/alice")
	get /status
	is 401 auth
	get /status "$(auth alice:secret)"
	is 200 -
}

@test "a password file that is missing is an error at the start; one that is broken later" {
	OPTIONS+=(-o "Auth /shut/ $T/gone")
	get /digits.txt
	[ "$(statuses)" = 500 ]
	grep -q "^minihttp: Auth $T/gone: No such file" "$T/log"
	OPTIONS=(-o "Auth /shut/ $T/alice")
	head -c 300000 /dev/zero >"$T/alice"
	get /shut/file "$(auth alice:secret)"
	is 500 configuration
	get /digits.txt
	is 200 -
}

@test "Allow and Deny: by the address of a connection" {
	listen "$BUILD/minihttp" -c /dev/null -o 'Allow /shut/ 127.0.0.0/24' -o 'Deny /shut/ 127.0.0.2' "$ROOT"
	from() {
		curl -s --max-time 10 -o /dev/null -w '%{http_code}' --interface "$1" "http://127.0.0.1:$PORT/shut/file"
	}
	[ "$(from 127.0.0.1)" = 200 ]
	[ "$(from 127.0.0.2)" = 403 ]
	[ "$(from 127.0.1.1)" = 403 ]
}

@test "behind a balancer: by the visitor's address (PROXY protocol)" {
	OPTIONS+=(-o 'ProxyProtocol from -' -o 'Deny /shut/ 192.0.2.0/24')
	ask 'PROXY TCP4 192.0.2.1 10.0.0.1 1 80\r\nGET /shut/file HTTP/1.0\r\n\r\n'
	is 403 address
	ask 'PROXY TCP4 198.51.100.1 10.0.0.1 1 80\r\nGET /shut/file HTTP/1.0\r\n\r\n'
	is 200 -
	ask 'PROXY TCP6 ::ffff:192.0.2.1 ::1 1 80\r\nGET /shut/file HTTP/1.0\r\n\r\n'
	is 403 address
}

@test "rules hold on every host" {
	mkdir -p "$T/hosts/default"
	cp -r "$ROOT/shut" "$T/hosts/default/"
	ln -s default "$T/hosts/a.example"
	for host in a.example other; do
		printf 'GET /shut/file HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$host" >"$T/request"
		timeout 20 "$BUILD/minihttp" -c /dev/null -o "VirtualHosts $T/hosts" -o 'Deny /shut/ all' \
			<"$T/request" >"$T/answer" 2>"$T/log"
		is 403 address
	done
}

# 9110 7.4, 15.5.20
@test "where Allow lets an address in, the host has to be a name of ours" {
	OPTIONS+=(-o 'Allow /shut/ -' -o 'DirectoryListing yes')
	ask 'GET /shut/file HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n'
	is 421 server-name
	grep -q ServerName "$T/body"
	ask 'GET http://evil.example/shut/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
	is 421 server-name
	# nor does the answer show the names of files that are shut
	ask 'GET /?format=json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n' -o 'DirectoryIndex none.html'
	is 200 -
	! grep -q shut "$T/body" || false
	ask 'GET /digits.txt HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'
	is 200 -
	for host in localhost:8080 127.0.0.1 '[::1]:1' A.localhost.; do
		ask "GET /shut/file HTTP/1.1\\r\\nHost: $host\\r\\nConnection: close\\r\\n\\r\\n"
		is 200 -
	done
	ask 'GET /shut/file HTTP/1.0\r\n\r\n'
	is 200 -
	OPTIONS+=(-o 'ServerName evil.example')
	ask 'GET /shut/file HTTP/1.1\r\nHost: Evil.example:8080\r\nConnection: close\r\n\r\n'
	is 200 -
	OPTIONS=("${ME[@]}" -o 'Allow /shut/ -' -o "Auth /shut/ $T/alice")
	ask "GET /shut/file HTTP/1.1\\r\\nHost: evil.example\\r\\n$(auth alice:secret)\\r\\nConnection: close\\r\\n\\r\\n"
	is 200 -
	OPTIONS=(-o 'Allow /shut/ all')
	ask 'GET /shut/file HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'
	is 200 -
}

# RFC 3875 4.1.11 gives the user to scripts; the log has it in the third field
@test "the log names the user whose password was right, in every format" {
	for format in common combined vhost json journal; do
		OPTIONS=(-o "LogFormat $format" -o "Auth /shut/ $T/alice")
		get /shut/file "$(auth alice:secret)"
		grep -aqE '(^| - )alice |"user":"alice"|HTTP_USER=alice' "$T/log"
		get /shut/file "$(auth alice:wrong)"
		! grep -aq alice "$T/log" || false
		# a password that no path demands is not checked, and so not
		# believed
		get /digits.txt "$(auth alice:secret)"
		! grep -aq alice "$T/log" || false
	done
	OPTIONS=("${ME[@]}" -o 'RequestMethodSupport PUT' -o 'Upload /uploads/' -o "WriteAuth $T/bob")
	put /uploads/x x "$(auth bob:secret)"
	grep -q '^- - bob \[' "$T/log"
	# each request of a connection has a user of its own
	OPTIONS=(-o "Auth /shut/ $T/alice")
	ask "GET /shut/file HTTP/1.1\\r\\nHost: a\\r\\n$(auth alice:secret)\\r\\n\\r\\nGET /digits.txt HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nbad\\r\\n\\r\\n"
	[ "$(cut -d' ' -f3 "$T/log" | paste -sd' ')" = 'alice - -' ]
}

# RFC 7239; each request of a connection has its own visitor
@test "ForwardedFrom: rules, log and status page go by the visitor of a proxy" {
	OPTIONS=("${ME[@]}" -o 'ForwardedFrom -' -o 'Allow /shut/ 192.0.2.1' -o 'StatusPage /status')
	get /shut/file 'X-Forwarded-For: 127.0.0.1, 192.0.2.1'
	is 200 -
	grep -q '^192.0.2.1 - ' "$T/log"
	get /shut/file 'X-Forwarded-For: 192.0.2.1, 192.0.2.2'
	is 403 address
	get /shut/file 'Forwarded: for="192.0.2.1:4711";proto=https'
	is 200 -
	get /shut/file 'Forwarded: for=192.0.2.1' 'X-Forwarded-For: 192.0.2.2'
	is 400 forwarded
	get /shut/file 'Forwarded: for=192.0.2.1' 'X-Forwarded-For: 192.0.2.2' 'Connection: close'
	is 400 forwarded
	get /status 'X-Forwarded-For: 127.0.0.1'
	is 200 -
	get /status 'X-Forwarded-For: 192.0.2.1'
	is 403 status-from
	get /status 'X-Forwarded-For: unknown'
	is 403 status-from
	ask 'GET /shut/file HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n\r\nGET /shut/file HTTP/1.1\r\nHost: localhost\r\n\r\n'
	[ "$(statuses)" = '200 403' ]
	[ "$(cut -d' ' -f1 "$T/log" | paste -sd' ')" = '192.0.2.1 -' ]
	OPTIONS=("${ME[@]}" -o 'ForwardedFrom 192.0.2.9' -o 'Allow /shut/ 192.0.2.1')
	get /shut/file 'X-Forwarded-For: 192.0.2.1'
	is 403 address
	OPTIONS=("${ME[@]}" -o 'ForwardedFrom -' -o 'RequestMethodSupport PUT' -o 'Upload /uploads/' -o 'WriteFrom 192.0.2.1')
	put /uploads/x x 'X-Forwarded-For: 192.0.2.1'
	is 201 -
	put /uploads/x x 'X-Forwarded-For: 192.0.2.1, 192.0.2.2'
	is 403 write-from
	put /uploads/x x
	is 403 write-from
}

# --- SignedLinks ---
# The rules of the link are in tests/unit/site/signedlink_test.c, those of what it
# opens in tests/unit/site/access_test.c.

links() {
	printf '0123456789abcdef\n' >"$T/key"
	chmod 600 "$T/key"
	OPTIONS=(-o "SignedLinks $T/key /shut/" "$@")
}

# sign PATH TIME: prints its link.
sign() {
	timeout 20 "$BUILD/minihttp" --sign "$1" "$2" -c /dev/null "${OPTIONS[@]}"
}

# expired PATH: prints a link that was good until 1970, made by another program.
expired() {
	printf '%s?expires=1&sig=%s\n' "$1" "$(printf '1\n%s' "$1" |
		openssl dgst -sha256 -hmac 0123456789abcdef -binary | basenc --base64url | tr -d =)"
}

@test "SignedLinks: what minihttp --sign prints opens its path, and no other" {
	local link
	links
	all 403 link
	link=$(sign /shut/in/file 2d)
	[[ $link == /shut/in/file?expires=[0-9]*'&sig='* ]]
	get "$link"
	is 200 -
	[ "$(body)" = secret ]
	[[ $(field Cache-Control) =~ ^'private, max-age=1727'[0-9][0-9]$|^'private, max-age=172800'$ ]]
	get "/shut/file?${link#*\?}"
	is 403 link
	get "${link}A"
	is 403 link
	grep -q 'opens by a signed link only' "$T/body"
	method HEAD "$link"
	is 200 -
	method OPTIONS "$link"
	is 403 link
}

@test "SignedLinks: an expired link is refused, and the page says so" {
	links
	get "$(expired /shut/file)"
	is 403 link-expired
	grep -q 'This link has expired' "$T/body"
	# the link is refused even where another rule would admit the peer
	links -o 'Allow /shut/ -' -o 'ServerName localhost'
	get /shut/file
	is 200 -
	get "$(expired /shut/file)"
	is 403 link-expired
}

@test "SignedLinks: a link is as good as an address or a password" {
	links -o 'Deny /shut/ all' -o "Auth /shut/ $T/alice"
	get /shut/file
	is 403 address
	get "$(sign /shut/file 1h)"
	is 200 -
	links -o "Auth /shut/ $T/alice"
	get /shut/file
	is 401 auth
	get /shut/file "$(auth alice:secret)"
	is 200 -
	get "$(sign /shut/file 1h)"
	is 200 -
	[ "$(body)" = secret ]
}

@test "SignedLinks: a directory's link opens its index or listing, and keeps within it" {
	links -o 'DirectoryListing yes' -o 'CacheControl /* public'
	get "$(sign /shut/ 60)"
	is 200 -
	[ "$(body)" = secret ]
	get "$(sign /shut 60)"
	is 301 -
	get "$(sign /shut/in/ 60)"
	is 200 -
	grep -q '"file"' "$T/body"
	! grep -q 'sig=' "$T/body" || false
	[ "$(field Cache-Control)" = 'private, no-cache' ]
	get '/?format=json'
	is 200 -
	! grep -q shut "$T/body" || false
	# an index inside does not open for the link of another path
	links -o 'Fallback /shut/file'
	get /absent 'Accept: text/html'
	is 403 link
}

@test "SignedLinks: uploads and deletions need another way in" {
	links -o 'RequestMethodSupport GET PUT DELETE' -o 'Upload /shut/' -o 'WriteFrom -'
	method DELETE "$(sign /shut/file 1h)"
	is 403 link
	[ -e "$ROOT/shut/file" ]
	method PUT "$(sign /shut/new 1h)" 'Content-Length: 0'
	is 403 link
	[ ! -e "$ROOT/shut/new" ]
}

@test "SignedLinks: a key that is short, open to all or absent" {
	links
	chmod 604 "$T/key"
	get /shut/file
	head -n 1 "$T/head" | grep -q ' 500 '
	run sign /shut/file 1h
	[ "$status" = 66 ]
	[[ $output == *"SignedLinks $T/key: is open to all users"* ]]
	run timeout 20 "$BUILD/minihttp" -t -c /dev/null "${OPTIONS[@]}" "$ROOT"
	[ "$status" = 78 ]
	[[ $output == *'is open to all users'* ]]
	chmod 600 "$T/key"
	printf '0123456789abcde\n' >"$T/key"
	run sign /shut/file 1h
	[[ $output == *'has no key of 16 to 4096 bytes'* ]]
	rm "$T/key"
	run sign /shut/file 1h
	[[ $output == *'No such file'* ]]
}

@test "SignedLinks: what --sign refuses" {
	links
	run sign /bare/file 1h
	[ "$status" = 78 ]
	[ "$output" = 'minihttp: /bare/file: is below no prefix of SignedLinks' ]
	for time in 0 1x 2dd '' 36501d -1d; do
		run sign /shut/file "$time"
		[ "$status" = 64 ]
	done
	for path in shut/file /shut//file /shut/../file ''; do
		run sign "$path" 1h
		[ "$status" = 64 ]
	done
	printf x >"$ROOT/shut/a b&c?%"
	get "$(sign '/shut/a b&c?%' 1d)"
	is 200 -
}
