# probes -- the acts of an attacker who controls a handler (tests/probe/probe.def),
# and what becomes of them.  Needs lib/ask and lib/listen.
#
#	probes_begin	the site on which they are tried; probes_end	before end_all
#	names		prints the acts
#	restore		makes the site as each act finds it
#	all_by HOW	tries all of them

PROBES=$BATS_TEST_DIRNAME/probe/probe.def

probes_begin() {
	mkdir "$ROOT/uploads"
	echo secret >"$T/secret"
	restore
	unset PROBE_WITHOUT PROBE_WRITE
}

probes_end() {
	hang_up
	stand_down
	rm -f /tmp/minihttp-planted
}

# The modes here allow everything to all users, so that no refusal comes from
# the mode of a file.
restore() {
	rm -rf "$ROOT/planted" "$ROOT/uploads/planted" /tmp/minihttp-planted
	: >"$ROOT/victim"
	chmod -R a+rwX "$ROOT" "$T/secret"
}

names() {
	sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES"
}

# all_by HOW: runs every probe and checks its end, as "name status".  Those
# named in REFUSED are refused, those in DONE succeed, and all others are
# deadly.
all_by() {
	local name want got bad=0
	for name in $(names); do
		want=dead
		[[ " $REFUSED " != *" $name "* ]] || want=403
		[[ " $DONE " != *" $name "* ]] || want=200
		got=$("$@" "$name")
		[ "$got" = "$want" ] || {
			echo "$name: $got, want $want"
			bad=1
		}
	done
	return $bad
}

# Landlock and close_range refuse the calls that seccomp has to allow.
REFUSED='open_passwd open_parent open_list open_proc open_as_walk_does
make_in_root make_in_uploads make_in_tmp write_in_root descriptors descriptors_of_child
fill_board raise_rates clear_rates read_rates spoil_counters
forge_limited forge_noted hidden_script take_out_lines'
REFUSED=${REFUSED//$'\n'/ }
# A process that has no password has none that could be found.
DONE='nothing password look_outside'
