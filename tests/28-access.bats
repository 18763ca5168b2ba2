#!/usr/bin/env bats
# What is not for everybody: names that are hidden (HiddenFiles).
# The rules themselves are in tests/unit/site.

load lib/ask
load lib/upload

setup() {
	site
	uploads
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
