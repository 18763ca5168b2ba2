#!/usr/bin/env bats
# Permission to write: by address (WriteFrom), by name and password (WriteAuth).

load lib/ask
load lib/upload

# "secret" by htpasswd -B, and by mkpasswd with SHA-256 and SHA-512
setup() {
	site
	uploads
	OPTIONS=("${ME[@]}" -o 'RequestMethodSupport GET PUT DELETE' -o 'Upload /uploads/'
		-o "WriteAuth $T/passwd")
	cat >"$T/passwd" <<-'END'
	# users
	alice:ALICE
	bob:BOB
	carol:CAROL
	dora:$apr1$x$abcdefghijklmnopqrstuv
	eve:secret
	END
	sed -i "s|ALICE|$BCRYPT|; s|BOB|$SHA256|; s|CAROL|$SHA512:more|" "$T/passwd"
}

BCRYPT='$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a'
SHA256='$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA'
SHA512='$6$rounds=1000$saltsalt$LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/otop/Zok96Hr8Q13LEv0DRY/x8v0/crpIjl8NJSAqXV/'

auth() {
	printf 'Authorization: Basic %s' "$(printf '%s' "$1" | base64 -w0)"
}

@test "without a name and a password: 401 with WWW-Authenticate (9110 11.6.1)" {
	put /uploads/new x
	is 401 write-auth
	[[ "$(field WWW-Authenticate)" == 'Basic realm="minihttp"'* ]]
	[ ! -e "$ROOT/uploads/new" ]
	get /uploads/old.txt
	is 200 -
}

@test "bcrypt, SHA-256 and SHA-512 let in who knows the password" {
	local user
	for user in alice bob carol; do
		put "/uploads/$user" x "$(auth "$user:secret")"
		is 201 -
		put "/uploads/$user" x "$(auth "$user:Secret")"
		is 401 write-auth
		put "/uploads/$user" x "$(auth "$user:")"
		is 401 write-auth
	done
}

@test "a wrong password takes as long for each user, and for none" {
	{
		printf 'cheap:%s\n' "$BCRYPT"
		printf 'mid:%s\n' "$SHA512"
		htpasswd -nbB -C 12 costly secret
	} >"$T/passwd"
	# Milliseconds of CPU time, which other processes hardly change.
	local user TIMEFORMAT=%U least=1000000 most=0 took
	for user in cheap mid costly nobody; do
		took=$({ time put /uploads/new x "$(auth "$user:wrong")" >/dev/null 2>&1; } 2>&1)
		took=$((10#${took/./}))
		echo "$user: $took ms"
		[ "$took" -ge "$least" ] || least=$took
		[ "$took" -le "$most" ] || most=$took
		is 401 write-auth
	done
	[ "$most" -le $((least * 2)) ]
	put /uploads/new x "$(auth mid:secret)"
	is 201 -
}

@test "a byte order mark before the file is no part of a name; UTF-16 is named" {
	printf '\xef\xbb\xbfmark:%s\r\n' "$BCRYPT" >"$T/passwd"
	put /uploads/a x "$(auth mark:secret)"
	is 201 -
	printf 'mark:%s\r\n' "$BCRYPT" | iconv -f UTF-8 -t UTF-16 >"$T/passwd"
	put /uploads/b x "$(auth mark:secret)"
	[ "$(statuses)" = 500 ]
	grep -q "$T/passwd: the file is UTF-16; save it as UTF-8" "$T/log"
}

@test "what htpasswd writes" {
	htpasswd -cbB "$T/passwd" frank 'pass word' 2>/dev/null
	htpasswd -bB -C 6 "$T/passwd" grace 'grüße' 2>/dev/null
	htpasswd -bm "$T/passwd" heidi old 2>/dev/null
	put /uploads/a x "$(auth 'frank:pass word')"
	is 201 -
	put /uploads/b x "$(auth 'grace:grüße')"
	is 201 -
	put /uploads/c x "$(auth 'heidi:old')"
	is 401 write-auth # apr1: not one of ours
}

@test "nobody else gets in" {
	while IFS= read -r who; do
		put /uploads/new x "$(auth "$who")"
		is 401 write-auth
	done <<-'END'
	mallory:secret
	Alice:secret
	:secret
	dora:secret
	eve:secret
	# users:secret
	alice
	alice:secret 
	END
	put /uploads/new x "Authorization: Bearer $(printf alice:secret | base64)"
	is 401 write-auth
	put /uploads/new x "$(auth alice:secret)" "$(auth alice:secret)"
	is 401 write-auth
	[ ! -e "$ROOT/uploads/new" ]
}

@test "an unknown user takes as long as a known one" {
	# a cost of 12 takes a quarter of a second, which no noise hides
	printf 'alice:$2y$12$%s\n' aaaaaaaaaaaaaaaaaaaaaOaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >"$T/passwd"
	# the least of three tries, since the others waited for a processor
	local known=999999999 unknown=999999999 us
	for _ in 1 2 3; do
		put /uploads/new x "$(auth alice:wrong)"
		is 401 write-auth
		us=$(awk '{ print $(NF - 1) }' "$T/log")
		[ "$us" -ge "$known" ] || known=$us
		put /uploads/new x "$(auth nobody:wrong)"
		is 401 write-auth
		us=$(awk '{ print $(NF - 1) }' "$T/log")
		[ "$us" -ge "$unknown" ] || unknown=$us
	done
	echo "$known $unknown"
	[ "$((unknown * 2))" -gt "$known" ]
}

@test "with WriteFrom too a peer has to satisfy both: 403 comes first" {
	OPTIONS+=(-o 'WriteFrom 192.0.2.1')
	put /uploads/new x "$(auth alice:secret)"
	is 403 write-from
	OPTIONS+=(-o 'WriteFrom -')
	put /uploads/new x
	is 401 write-auth
	put /uploads/new x "$(auth alice:secret)"
	is 201 -
}

@test "a file that is not there is an error at the start, one that grows too large later" {
	rm "$T/passwd"
	put /uploads/new x
	[ "$(statuses)" = 500 ]
	grep -q "^minihttp: WriteAuth $T/passwd: No such file" "$T/log"
	head -c 300000 /dev/zero >"$T/passwd"
	put /uploads/new x "$(auth alice:secret)"
	is 500 configuration
}

@test "addresses: the peer of a connection, in CIDR" {
	load lib/listen
	OPTIONS=("${ME[@]}" -o 'RequestMethodSupport GET PUT' -o 'Upload /uploads/' -o 'WriteFrom 10.0.0.0/8 127.0.0.0/30')
	listen "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT"
	upload_from() {
		curl -s -o "$T/out" -w '%{http_code}' --interface "$1" \
			-T "$ROOT/digits.txt" "http://127.0.0.1:$PORT/uploads/from"
	}
	[ "$(upload_from 127.0.0.3)" = 201 ]
	[ "$(upload_from 127.0.0.4)" = 403 ]
	hang_up
}
