# launch.mk -- how the handler is compiled, linked and laid out.
#
# It starts once for each connection, so that its start is the hot path:
# tests/bench/README.md says where the time goes.  `make bench` has measured
# what follows; measure again before you change a flag or move a module.

# The handler is static: starting it is the hot path.  With musl where there
# is a musl compiler (a glibc program starts twice as slowly), with the
# system's C library otherwise.  MUSL= builds with the latter.
MUSL    ?= $(if $(SAN),,$(and $(shell command -v musl-gcc),$(firstword \
	  $(wildcard /usr/lib/*-linux-musl/rcrt1.o))))
MUSLDIR  = $(dir $(MUSL))
GCCDIR   = $(dir $(shell $(CC) -print-libgcc-file-name))

# Hardening and what each costs a start here (tests/bench/launch, medians of
# 2 000, in microseconds; a bare program takes 145):
#   -static-pie			1	against -static
#   -z relro -z now, sealed	3.5	the mprotect in os/relro
#   stack protector		0	below what can be measured
# Fewer pages are faster: -z noseparate-code saves 6, since constants lie in
# the pages of the code, which are mapped anyway (nothing is writable and
# executable); tables that sort to the end save 4.  -Os is for what a plain GET does
# not run: for the rest (WARM, below) it saves nothing at the start, and costs a
# request on a kept connection 3 to 5 % of its processor time.
HARDEN   = $(if $(SAN)$(is_warm),,-Os) -fPIE -fstack-protector-strong -ffunction-sections \
	  -fdata-sections -fno-asynchronous-unwind-tables
LINK     = -Wl,--fatal-warnings,-z,relro,-z,now,-z,text,-z,noexecstack,--gc-sections \
	  -Wl,-z,noseparate-code,--sort-section=name
# os/relro's entry saves a page fault, 2 of 350 microseconds.
ENTRY    = $(if $(filter x86_64-%,$(shell $(CC) -dumpmachine)),-Wl$(comma)-e$(comma)relro_start)
ifneq ($(MUSL),)
HANDLER_CC = musl-gcc
# musl-gcc cannot link a static PIE by itself: its start file is rcrt1.o.
link_handler = $(CC) $(CFLAGS) -nostdlib -static-pie $(LINK) $(ENTRY) $(LDFLAGS) -o $@ \
	  $(MUSL) $(MUSLDIR)crti.o $(GCCDIR)crtbeginS.o $(filter %.o %.a,$^) \
	  $(MUSLDIR)libc.a $(GCCDIR)libgcc.a $(GCCDIR)crtendS.o $(MUSLDIR)crtn.o
else
HANDLER_CC = $(CC)
# Static where there is a static C library, as on Debian and Alpine.
STATIC  := $(if $(SAN),,$(shell echo 'int main(void) { return 0; }' | \
	  $(CC) -fPIE -static-pie -x c -o /dev/null - 2>/dev/null && \
	  echo -static-pie || echo -pie))
link_handler = $(CC) $(CFLAGS) $(SANFLAGS) $(if $(SAN),,$(STATIC) $(LINK)) \
	  $(LDFLAGS) -o $@ $(filter %.o %.a,$^)
endif

# Code and constants of a plain GET fit into the 64 KB that one page fault maps;
# a second fault takes 7 microseconds.  So these modules come first, and all
# others behind the constants.  (One segment holds both, so that code can be
# there.  Strings of the others are not merged, or all strings would be there.  A
# constant that holds a pointer would make the segment writable; the linker
# warns of that.)  A module that a plain GET runs belongs on this list.
WARM    = base/address base/glob base/option base/pace base/span \
	  base/text \
	  http/authority http/date http/digest http/etag http/field http/framing \
	  http/media http/method http/octet http/precondition \
	  http/refusal http/reply http/request http/status http/target \
	  http/uri \
	  config/conf config/user config/words \
	  site/accesslog site/hidden site/lookup site/plan \
	  site/representation site/validators \
	  os/activation os/clock os/docroot os/log os/obituary \
	  os/privilege os/relro os/sandbox os/sandbox_landlock \
	  os/sandbox_seccomp os/socket os/stop os/wire os/wire_ops \
	  server/conf_load server/confine server/conn server/exchange_log \
	  server/inbox server/minihttp \
	  server/options server/request_read server/startup server/transfer
# A process that a listener has forked has none of the parent's page table
# entries for the code.  It runs these modules as well, so they follow the code of
# a plain GET, where they share its faults.
FORKED  = os/crew_serve os/listener_accept os/sandbox_stack server/worker server/worker_link \
	  site/rate_rule
# A plain GET runs none of these functions, and reads none of their tables.  The
# table of the directives is read where there is a configuration, which runs
# modules that are not on the list anyway.
COLD_PARTS = rodata.directive text.option_help text.option_long \
	  text.option_why rodata.option_why.str1.1 text.options_help \
	  text.put_nearest text.conf_set_file text.open_one_file \
	  text.conf_print rodata.conf_print.str1.1 \
	  text.docroot_open_beside text.docroot_open_parent \
	  text.docroot_probe text.docroot_read_some text.put_added \
	  text.words_put text.words_put_pair text.put_words text.put_blocks text.put_line text.rate_key \
	  text.request_read_drop \
	  text.refuse_utf16 text.representation_of_page \
	  text.representation_of_status text.representation_of_unsized \
	  text.check_bare text.plan_stream text.be_archive text.want_archive \
	  rodata.representation_of_status.str1.1 text.request_salvage \
	  text.transfer_digest
cold_parts = $(COLD_PARTS:%=--rename-section .%=.rodata.zz.%)
is_warm = $(filter $(WARM:%=$(BUILD)/h/%.o),$@)
is_forked = $(filter $(FORKED:%=$(BUILD)/h/%.o),$@)
# The linker sorts the sections by their names.
in_order = $(if $(is_warm),$(cold_parts), \
	  --prefix-alloc-sections=$(if $(is_forked),.text.zz,.rodata.zz))
