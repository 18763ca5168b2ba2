#!/usr/bin/env bats
# Every block of README.md and of src/GUIDE.md does what it says, word by word,
# in a fresh tree.

load lib/ask
load lib/container
load lib/readme

setup() {
	SECURITY=$BATS_TEST_DIRNAME/../src/SECURITY.md
	[[ $BATS_TEST_DESCRIPTION != *SECURITY.md* ]] || return 0
	root_for 'a system to throw away'
	[ -z "${SAN:-}" ] || skip 'a sanitizer build has other objects'
}

teardown() {
	power_off
	end_all
}

# Everything that a block of configuration names exists.
SITE='
	mkdir -p /srv/www/example /srv/www/uploads /srv/www/errors /srv/www/private
	mkdir -p /var/log/minihttp /etc/minihttp
	cp src/config/crawlers.conf . # which is installed beside minihttp.conf
	touch /srv/www/index.html /srv/www/errors/404.html
	htpasswd -nbB -C 5 ann secret >/etc/minihttp/htpasswd 2>/dev/null
	chmod -R go+rX /srv /etc/minihttp; chown -R nobody /srv/www/uploads /var/log/minihttp'

# conf SECTION#N [COMMANDS]: the block is a good configuration, $conf
conf() {
	readme_tree
	readme_block "$1" >"$TREE/block.conf"
	printf 'set -eu\ncd %q\nconf=block.conf\n%s\nminihttp -t -c $conf\n%s\n' \
		"$TREE" "$SITE" "${2:-}" >"$T/script"
	thrown_away "$T/script"
}

# The fields of an answer to a request on standard input.
ASK='
	ask() { printf "$1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" |
		minihttp -c $conf 2>/dev/null; }'

@test "every block has a test here, or is named with the test that runs it" {
	claimed=$(
		sed -n 's/^@test "README: \(.*\)" {$/\1/p' "$BATS_TEST_FILENAME" | sed 's/ & /\n/g'
		cat <<-'END'
		Two commands#2
		As a service#3
		inetd#1
		inetd#2
		More than one machine#2
		END
	)
	# `make deps test` runs this file; the package is installed by 55-deb, the
	# lines of inetd.conf by 52-openbsd-inetd, the balancer by 54-haproxy.
	diff <(readme_list | cut -d ' ' -f 2- | sort) <(printf '%s\n' "$claimed" | sort)
}

# headings FILE: as links name them
headings() {
	sed -n 's/^##* //p' "$1" | tr 'A-Z ' 'a-z-'
}

@test "the pictures and links of README.md lead to files and headings that are there" {
	local link file
	grep -oE '\]\([^)]*\)' "$README" | sed 's/^](//; s/)$//' >"$T/links"
	grep -q '\.png$' "$T/links"
	while read -r link; do
		file=${README%/*}/${link%%#*}
		case $link in
		http*) ;;
		'#'*) headings "$README" | grep -qxF "${link#\#}" ;;
		*'#'*) headings "$file" | grep -qxF "${link#*\#}" ;;
		*) [ -s "$file" ] ;;
		esac || { echo "$link"; false; }
	done <"$T/links"
}

@test "README.md has at most 200 lines, and its first screen the two commands" {
	[ "$(wc -l <"$README")" -le 200 ]
	head -n 40 "$README" | grep -q '^make deps run '
	head -n 40 "$README" | grep -q '^make deps test '
	[ -z "$(cat "$README" "$GUIDE" | sed -n 's/^## //p' | sort | uniq -d)" ]
}

@test "each act in the tables of src/SECURITY.md names a test, which is there" {
	local line file title bad=0 n=0
	while IFS= read -r line; do
		file=$(sed -n 's/.*| `\([0-9]*-[a-z0-9-]*\.bats\)`: `.*` |$/\1/p' <<<"$line")
		title=$(sed -n 's/.*\.bats`: `\(.*\)` |$/\1/p' <<<"$line")
		n=$((n + 1))
		[ -n "$file" ] && [ -n "$title" ] &&
			grep -qxF "@test \"$title\" {" "$BATS_TEST_DIRNAME/$file" || {
			echo "no such test: $line"
			bad=1
		}
	done < <(sed -n '/ | test |$/,/^$/ { / | test |$/d; /^|--/d; /^$/d; p }' "$SECURITY")
	[ "$bad" = 0 ]
	[ "$n" -ge 20 ]
}

@test "the files that src/SECURITY.md names are there" {
	local name
	for name in $(grep -o '`tests/[^`]*`\|`os/[^`]*`' "$SECURITY" | tr -d '`' | sort -u); do
		[ -e "$BATS_TEST_DIRNAME/../$name" ] || compgen -G "$BATS_TEST_DIRNAME/../src/$name*" >/dev/null || {
			echo "$name"
			return 1
		}
	done
}

@test "README: Two commands#1" {
	readme_run_beside '' 'Two commands#1' '
		curl -sS --max-time 10 http://127.0.0.1:8080/ | grep -q "<title>"
		curl -sS --max-time 10 -f -T Makefile http://127.0.0.1:8080/uploads/
		curl -sS --max-time 10 http://127.0.0.1:8080/uploads/Makefile | cmp - Makefile'
}

@test "README: Two commands#3" {
	readme_run_beside 'chmod 755 /root; mkdir ~/public; echo mine >~/public/own.txt' \
		'Two commands#3' '
		[ "$(curl -sS --max-time 10 http://127.0.0.1:8080/own.txt)" = mine ]
		curl -sS --max-time 10 http://127.0.0.1:8080/ | grep -q own.txt'
}

@test "README: By hand#1" {
	run readme_run '' 'By hand#1' ''
	printf '%s\n' "$output"
	[ "$status" = 0 ]
	[[ $output == *'HTTP/1.1 200 OK'* ]]
	[[ $output == *'KeepAlive'*no* ]]
}

@test "README: Sharing#1" {
	READY=192.168.7.9 readme_run_beside '
		ip link add d0 type veth peer name d1
		ip addr add 192.168.7.9/24 dev d0
		ip link set d0 up
		ip link set d1 up
		chmod 755 /root
		mkdir ~/public
		chown nobody ~/public
		echo mine >~/public/own.txt' 'Sharing#1' "
		[ \"\$(curl -sSk --max-time 10 https://192.168.7.9:8081/own.txt)\" = mine ]
		password=\$(sed -n 's/^uploads: user share, password //p' '$T/beside.log')
		curl -sSkf --max-time 10 -u \"share:\$password\" -T Makefile https://192.168.7.9:8081/
		cmp Makefile ~/public/Makefile"
}

@test "README: The standing listener#1" {
	readme_tree
	readme_block 'The standing listener#1' >"$T/block"
	cat >"$T/script" <<-END
	cd $TREE
	bash -e $T/block &
	timeout 20 bash -c 'until exec 9<>/dev/tcp/127.0.0.1/12000; do :; done 2>/dev/null'
	curl -sS --max-time 10 -f http://127.0.0.1:12000/hello.txt
	END
	thrown_away "$T/script"
}

@test "README: More than one machine#1" {
	conf 'More than one machine#1'
}

@test "README: Configuration#1" {
	conf 'Configuration#1' 'minihttp -T -c $conf | grep -q "^MaxFieldsSize *8K\|^MaxFieldsSize *8192"'
}

@test "README: Configuration#2" {
	MANPAGER=cat readme_run 'export MANPAGER=cat' 'Configuration#2' '' | grep -q RequestMethodSupport
}

@test "README: Several hosts#1" {
	readme_run '' 'Several hosts#1' '
		echo one >/srv/hosts/example.org/index.html
		echo rest >/srv/hosts/default/index.html
		chmod -R go+rX /srv
		for pair in example.org:one www.example.org:one example.net:rest; do
			[ "$(printf "GET / HTTP/1.1\r\nHost: ${pair%:*}\r\nConnection: close\r\n\r\n" |
				minihttp -c /dev/null -o "VirtualHosts /srv/hosts" 2>/dev/null | tail -n 1)" = "${pair#*:}" ]
		done'
}

@test "README: Directories#1 & Uploads#2 & The client#1" {
	# all links lead to the server of `make run`
	readme_block 'Directories#1' >"$T/listing"
	readme_block 'Uploads#2' >"$T/uploads"
	readme_block 'The client#1' >"$T/client"
	readme_run_beside '' 'Two commands#1' "
		bash -e -x $T/uploads
		[ \$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:8080/uploads/hello.txt) = 404 ]
		curl -sSf http://127.0.0.1:8080/uploads/new.txt | cmp - hello.txt
		bash -e $T/listing | grep -q '\"new.txt\"'
		bash -e $T/client >$T/client.out 2>$T/client.err
		curl -sSf http://127.0.0.1:8080/uploads/hello.txt | cmp - hello.txt"
	grep -q 'not modified' "$T/client.err"
	grep -q '127.0.0.1\|localhost:8080/hello.txt' "$T/client.out"
}

@test "README: Compressed files#1" {
	readme_run "$SITE"'
		for n in $(seq 500); do echo "line $n"; done >/srv/www/page.txt' 'Compressed files#1' '
		cd /srv/www && ls page.txt.zst page.txt.br page.txt.gz'
}

@test "README: Rules#1" {
	conf 'Rules#1' "$ASK"'
		ask "GET /blog/x" | grep -q "^Location: https://blog.example.org/x"
		ask "GET /" | grep -q "^Strict-Transport-Security: max-age=63072000"'
}

@test "README: Access#1" {
	conf 'Access#1' "$ASK"'
		ask "GET /private/" | grep -q "^HTTP/1.1 40[13]"
		ask "GET /" | grep -q "^HTTP/1.1 200"'
}

@test "README: Rates#1" {
	conf 'Rates#1' 'minihttp -T -c $conf | grep -q "^RequestRate "'
}

@test "README: Rates#2" {
	conf 'Rates#2' '
		as() { printf "GET / HTTP/1.0\r\nUser-Agent: $1\r\n\r\n" | minihttp -c $conf 2>/dev/null | head -n 1; }
		as GPTBot/1.2 | grep -q " 403 "
		as PerplexityBot/1.0 | grep -qv " 403 "'
}

@test "README: Uploads#1" {
	conf 'Uploads#1'
}

@test "README: Scripts#1 & Scripts#2" {
	readme_block 'Scripts#2' >"$T/clone"
	readme_run_beside '' 'Scripts#1' "
		git config --global user.name n; git config --global user.email n@localhost
		bash -e $T/clone
		cd project && echo text >file && git add file && git commit -qm first
		git push -q origin HEAD
		git -C /srv/git/project.git -c safe.directory='*' log --oneline | grep -q first"
}

@test "README: Log#1" {
	line=$(readme_block 'Log#1')
	site
	printf 'GET /x HTTP/1.1\r\nHost: a\r\nUser-Agent: curl/8.0\r\nConnection: close\r\n\r\n' |
		"$BUILD/minihttp" -c /dev/null "${ME[@]}" "$ROOT" 2>"$T/log" >/dev/null
	# only address, time and numbers may differ
	shape() { sed -e 's/^[^ ]*/A/' -e 's/\[[^]]*\]/T/' -e 's/[0-9][0-9]*/N/g'; }
	[ "$(shape <"$T/log")" = "$(printf '%s\n' "$line" | shape)" ]
}

@test "README: Counters#1" {
	readme_run "$SITE"'
		mkdir -p /var/lib/minihttp; chown nobody /var/lib/minihttp
		printf "GET / HTTP/1.0\r\n\r\n" |
			minihttp -c /dev/null -o "Counters /var/lib/minihttp/counters" /srv/www >/dev/null 2>&1
		' 'Counters#1' '' | grep -q '"/"\| /$\|path='
}

@test "README: The client in detail#1" {
	readme_tree
	readme_block 'The client in detail#1' | sed 's|https://example.org|http://127.0.0.1:8080|' >"$T/cron"
	# the ETag of a list that was made within a tick of the clock matches nothing
	cat >"$T/script" <<-END
	$(declare -f tick)
	cd $TREE
	mkdir site && echo one >site/list
	tick
	printf '#!/bin/sh\ncat "\$1" >>$T/updates\n' >update && chmod 755 update
	minihttpd -c /dev/null -o 'User root' --listen 127.0.0.1:8080 site &
	timeout 20 bash -c 'until exec 9<>/dev/tcp/127.0.0.1/8080; do :; done 2>/dev/null'
	bash $T/cron
	bash $T/cron
	code=\$?
	[ \$code = 3 ] || exit 1
	END
	thrown_away "$T/script"
	[ "$(cat "$T/updates")" = one ]
}

@test "README: As a service#1 & As a service#2 & HTTPS#1" {
	[ -z "$(no_container)" ] || skip "$(no_container)"
	readme_tree
	mkdir "$T/container"
	boot "$T/container" --tmpfs=/usr/local --bind="$TREE:/root/minihttp" \
		--bind-ro=/etc/alternatives --bind-ro=/etc/ssl
	# At the first boot systemd starts all that can be enabled.
	inside sh -c 'systemctl stop "minihttp*"; rm -rf /etc/minihttp; mkdir -p /usr/local/bin
		command -v sudo >/dev/null || {
			printf "#!/bin/sh\nexec \"\$@\"\n" >/usr/local/bin/sudo
			chmod 755 /usr/local/bin/sudo
		}'
	readme_block 'As a service#1' >"$TREE/block"
	readme_block 'As a service#2' >"$TREE/journal"
	inside bash -e -c 'cd /root/minihttp && bash -e block'
	inside curl -s --max-time 10 http://127.0.0.1/ | grep -q 'Publish your site'
	[ "$(inside curl -s -o /dev/null -w '%{http_code}' --max-time 10 http://127.0.0.1/absent)" = 404 ]
	inside timeout 20 bash -c 'until bash -e /root/minihttp/journal | grep -q absent; do :; done'
	readme_block 'HTTPS#1' >"$TREE/https"
	inside bash -e /root/minihttp/https
	[ "$(inside curl -sk -o /dev/null -w '%{http_code}' --max-time 10 https://127.0.0.1/)" = 200 ]
	inside rm -r /etc/minihttp/tls
	# The service runs; `make uninstall` stops it and says what it leaves.
	run inside sh -c 'cd /root/minihttp && make -s uninstall'
	echo "$output"
	[ "$status" = 0 ]
	[ "$output" = 'left, as files may belong to it: the user minihttp (userdel minihttp)' ]
	[ -z "$(inside find /usr/local /etc /srv /var/log /var/lib -name '*minihttp*')" ]
	[ -z "$(inside ss -Hltn '( sport = :80 or sport = :443 )')" ]
	[ -z "$(inside pgrep -x 'minihttpd?')" ]
}
