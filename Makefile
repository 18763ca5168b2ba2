# minihttp: `make help` lists what can be made.
#
# BUILD=DIR	where everything goes; each variant has its own
# SAN=1		with address and undefined-behaviour sanitizers, dynamic
# PORT=, HTTPS_PORT=, ROOT=	for `make run`
# V=1		show the commands

VERSION = 0.2.0

BUILD  ?= build
PORT   ?= 8080
HTTPS_PORT ?= $(shell expr $(PORT) + 363)
ROOT   ?= www
CFLAGS ?= -O2 -g

# make takes a blank for the end of a name.  From a directory with a blank in
# its path these goals work, since they need names within the tree alone.
ifneq ($(word 2,$(CURDIR)),)
ifneq ($(filter-out all deps run install uninstall man help clean,$(MAKECMDGOALS)),)
$(error "$(CURDIR)" has a blank in its name: from there only make, deps, run, \
install and uninstall work; move the tree for the rest)
endif
override BUILD := $(patsubst ./%,%,$(patsubst %/,%,$(BUILD)))
else
# One name for one directory: the *.d files must name it as this file does.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
endif

# The compiler and the libraries are looked for when this file is read. deps may
# change the answers, so the goals beside it get a make of their own, after it.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
GOALS = $(filter-out deps,$(MAKECMDGOALS))
deps:						## install what building and running need
	@tests/lib/deps.sh $(GOALS)
after-deps: deps
	@$(MAKE) --no-print-directory $(GOALS)
$(GOALS): $(if $(GOALS),after-deps)
	@:
.PHONY: deps after-deps $(GOALS)
else

# Otherwise the first rule of this file would be what make makes by default.
.DEFAULT_GOAL := all

comma   = ,
Q       = $(if $(V),,@)
say     = $(if $(V),,@echo '  $(1)')
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	  -Wmissing-prototypes -Wwrite-strings -Wvla \
	  -Werror=implicit-function-declaration
SANFLAGS = $(if $(SAN),-fsanitize=address$(comma)undefined \
	  -fno-sanitize-recover=all)
# A program does not contain its directory: two builds of one tree are the same
# bytes.
ALL     = -std=c11 $(WARN) $(WERROR) -Isrc -MMD -MP $(CPPFLAGS) $(CFLAGS) \
	  $(SANFLAGS) -DVERSION='"$(VERSION)"' '-ffile-prefix-map=$(CURDIR)=.'

include src/launch.mk

# An object is stale when the compiler, the C library or a flag has changed.
# The recipe always runs, and leaves the file alone if it would write the same.
# (-Werror is not listed: it does not change an object.)
flags_h = $(HANDLER_CC) $(ALL) $(HARDEN) $(STATIC) $(LINK) $(LDFLAGS)
flags_t = $(CC) $(ALL) $(GUARDS) $(LDFLAGS)
flags_fuzz = $(FUZZING)
libc_h  = $(if $(MUSL),$(MUSLDIR)libc.a,$(libc_t))
libc_t  = "$$($(CC) -print-file-name=libc.a)"
flags   = $(subst $(CURDIR),.,$(filter-out $(WERROR),$(flags_$(notdir $(@D)))))
$(BUILD)/h/flags $(BUILD)/t/flags $(BUILD)/fuzz/flags: FORCE
	@mkdir -p $(@D)
	@cc=$(firstword $(flags)); new=$@.$$$$; \
	command -v "$$cc" >/dev/null || { \
	    echo "there is no C compiler $$cc here; make deps installs one" >&2; \
	    exit 1; }; \
	{ command -v "$$cc"; "$$cc" --version | head -n 1; \
	  stat -c '%n %s %Y' $(libc_$(notdir $(@D))) 2>&1; \
	  printf '%s\n' '$(subst ','\'',$(flags))'; } >$$new; \
	if cmp -s $$new $@; then rm $$new; else mv $$new $@; fi
FORCE:

# The pure layers, then those with effects.  Each is one archive; callers
# come before what they call.
PURE    = base http config site cache
LAYERS  = $(PURE) os shelf
# The layers that the files of each layer may include, apart from their own.
USES_base   =
USES_http   = base
USES_config = base http
USES_site   = base http config
USES_cache  = base http
USES_os     = base
USES_shelf  = base http cache os
USES_server = base http config site os
USES_daemon = base http config os
USES_stats  = base http site os
USES_client = base http cache os shelf
USES_tls    = base http os
ORDER   = shelf os cache site config http base
libs    = $(patsubst %,$(BUILD)/$(1)/lib%.a,$(ORDER))
objs    = $(patsubst src/%.c,$(BUILD)/$(1)/%.o,$(wildcard src/$(2)/*.c))

# Two sets of objects: h/ for the handler, t/ for the programs and for tests.
UNIT    = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(filter-out \
	  $(if $(SYSTEMD),,tests/unit/daemon/%) \
	  $(if $(GNUTLS),,tests/unit/tls/%),$(wildcard tests/unit/*/*_test.c)))
FUZZ    = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
SOURCES = $(shell find src tests -name '*.[ch]')
SCRIPTS = $(shell find src tests .ci -name '*.sh' -o -path 'src/*.bash' -o -name run -path '*ci*')

# minihttpd needs libsystemd's headers, minihttp-client those of libcurl, and
# minihttp-tls those of GnuTLS; without them the rest is built.
SYSTEMD := $(shell $(CC) -E -include systemd/sd-daemon.h -x c /dev/null \
	  >/dev/null 2>&1 && echo yes)
CURL   := $(shell $(CC) -E -include curl/curl.h -x c /dev/null \
	  >/dev/null 2>&1 && echo yes)
GNUTLS := $(shell $(CC) -E -include gnutls/abstract.h -x c /dev/null \
	  >/dev/null 2>&1 && echo yes)
CLIENT  = $(if $(CURL),minihttp-client)
PROGRAMS = minihttp minihttp-stats $(if $(SYSTEMD),minihttpd) $(CLIENT) \
	  $(if $(GNUTLS),minihttp-tls)

all: $(PROGRAMS:%=$(BUILD)/%)			## build the programs
	$(if $(SYSTEMD),,@echo 'no minihttpd: libsystemd is missing (make deps)')
	$(if $(CURL),,@echo 'no minihttp-client: libcurl4-openssl-dev is missing (make deps)')
	$(if $(GNUTLS),,@echo 'no minihttp-tls: libgnutls28-dev is missing (make deps)')

$(BUILD)/minihttp: $(call objs,h,server) $(call libs,h)
	$(call say,LINK $@)
	$(Q)$(link_handler)

# The other programs are not on the launch path: dynamic, with the system's C
# library, and with all checks of the compiler (those of _FORTIFY_SOURCE need an
# -O).
GUARDS   = $(if $(SAN),,-fPIE -fstack-protector-strong -fstack-clash-protection \
	  $(if $(filter x86_64-%,$(shell $(CC) -dumpmachine)),-fcf-protection) \
	  $(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)), \
	  -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
link_other = $(CC) $(CFLAGS) $(SANFLAGS) $(if $(SAN),,-pie -Wl,-z,relro,-z,now) \
	  $(LDFLAGS) -o $@ $(filter %.o %.a,$^)
$(BUILD)/minihttpd: $(call objs,t,daemon) $(call libs,t)
	$(call say,LINK $@)
	$(Q)$(link_other) -lsystemd
$(BUILD)/minihttp-stats: $(call objs,t,stats) $(call libs,t)
	$(call say,LINK $@)
	$(Q)$(link_other)
$(BUILD)/minihttp-tls: $(call objs,t,tls) $(call libs,t)
	$(call say,LINK $@)
	$(Q)$(link_other) -lgnutls
# Libcurl is loaded only when it is needed.
$(BUILD)/minihttp-client: $(call objs,t,client) $(call libs,t)
	$(call say,LINK $@)
	$(Q)$(link_other)

# The same objects with a back door, to prove the sandbox.
PROBED  = lookup_make docroot_open_root sandbox_close sandbox_enter \
	  sandbox_seccomp sandbox_landlock scoreboard_new scoreboard_attach counters_file_open \
	  counters_file_open_limited cgi_spawner_start
PROBES  = $(BUILD)/h/probe.o $(BUILD)/h/held.o
probe: $(BUILD)/minihttp-probe $(if $(GNUTLS),$(BUILD)/minihttp-tls-probe)	## programs that tests break into
$(BUILD)/minihttp-tls-probe: private LDFLAGS += -Wl,--wrap=handshake_learn \
	  -Wl,--wrap=key_process_ask -Wl,--wrap=source_of -Wl,--wrap=reuse_take
$(BUILD)/minihttp-tls-probe: $(call objs,t,tls) $(BUILD)/t/probe_tls.o $(call libs,t)
	$(call say,LINK $@)
	$(Q)$(link_other) -lgnutls
$(BUILD)/t/probe_tls.o: tests/probe/tls.c Makefile $(BUILD)/t/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(ALL) $(GUARDS) -Itests -c -o $@ $<
$(BUILD)/minihttp-probe: private LDFLAGS += $(PROBED:%=-Wl,--wrap=%)
$(BUILD)/minihttp-probe: $(call objs,h,server) $(PROBES) $(call libs,h)
	$(call say,LINK $@)
	$(Q)$(link_handler)
$(PROBES): $(BUILD)/h/%.o: tests/probe/%.c $(wildcard tests/probe/*.h tests/probe/*.def) Makefile $(BUILD)/h/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(HANDLER_CC) $(ALL) $(HARDEN) -Itests -c -o $@ $<
$(BUILD)/h/%.o: src/%.c Makefile src/launch.mk $(BUILD)/h/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(HANDLER_CC) $(ALL) $(HARDEN) \
	    $(if $(SAN)$(is_warm),,-fno-merge-constants) -c -o $@ $<
	$(Q)$(if $(SAN),:,objcopy $(in_order)) $@
$(BUILD)/t/%.o: src/%.c Makefile $(BUILD)/t/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(ALL) $(GUARDS) -c -o $@ $<
define archive
$(BUILD)/$(1)/lib$(2).a: $(call objs,$(1),$(2))
	@rm -f $$@
	$(Q)$(AR) rcs $$@ $$^
endef
$(foreach s,h t,$(foreach l,$(LAYERS),$(eval $(call archive,$(s),$(l)))))

run: all					## serve ROOT on http://127.0.0.1:PORT
	$(if $(SYSTEMD),,@echo 'make run starts minihttpd, which is not there' >&2; exit 1)
	@$(if $(GNUTLS),$(fresh_certificate))
	@exec $(BUILD)/minihttpd -c src/config/example.conf \
	    -o 'Listen 127.0.0.1:$(PORT)' $(if $(GNUTLS),$(listen_https)) \
	    -o "User $$(id -u):$$(id -g)" '$(ROOT)'

# A certificate of this tree's own, for names of this machine.  It is made anew
# before it expires.
HTTPS = $(BUILD)/https
fresh_certificate = find $(HTTPS) -name '*.pem' -mtime +300 -delete 2>/dev/null; \
	[ -e $(HTTPS)/fullchain.pem ] || $(BUILD)/minihttp-tls -N $(HTTPS)
listen_https = -o 'Listen 127.0.0.1:$(HTTPS_PORT) tls' \
	-o "Certificate '$$(cd $(HTTPS) && pwd)'"

test:						## all tests; ends with N passed, N failed
	@BUILD=$(BUILD) SAN=$(SAN) CFLAGS='$(CFLAGS)' tests/run.sh

# Lets system calls of a program fail; it knows x86-64 alone.
$(BUILD)/inject: tests/fault/inject.c tests/fault/inject.def Makefile \
    $(BUILD)/t/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(ALL) -Itests -o $@ $<

tests: $(UNIT) $(FUZZ:%=$(BUILD)/replay/%) probe $(BUILD)/inject \
    $(if $(GNUTLS),$(BUILD)/handshakes)	## build the test programs
unit: $(UNIT)					## unit tests of every module
	prove --failures -e '' $(UNIT)
replay: $(FUZZ:%=$(BUILD)/replay/%)		## the saved fuzz corpus
	prove --failures -e '' $(FUZZ:%=$(BUILD)/replay/%)
bats: all					## the programs, end to end
	@BUILD=$(abspath $(BUILD)) bats tests/*.bats

# A unit test links its own layer and those that it may use: a call to any other
# does not link.  All of a program but its main is a library, too, and that of
# the client is without libcurl.
define unit_rule
$(BUILD)/unit/$(1)/%_test: tests/unit/$(1)/%_test.c $(BUILD)/t/lib$(1).a \
    $(patsubst %,$(BUILD)/t/lib%.a,$(filter $(USES_$(1)),$(ORDER)))
	@mkdir -p $$(@D)
	$$(call say,CC   $$@)
	$(Q)$(CC) $(ALL) -Itests -o $$@ $$(filter %.c %.a,$$^) $(LIBS_$(1))
endef
LIBS_daemon = -lsystemd
LIBS_tls = -lgnutls
$(foreach l,$(LAYERS) server daemon stats client tls,$(eval $(call unit_rule,$(l))))
define program_library
$(BUILD)/t/lib$(1).a: $(filter-out %/$(2).o %/client/curl.o $(BUILD)/t/client/curl_%,$(call objs,t,$(1)))
	@rm -f $$@
	$(Q)$(AR) rcs $$@ $$^
endef
$(eval $(call program_library,server,minihttp))
$(eval $(call program_library,daemon,minihttpd))
$(eval $(call program_library,stats,minihttp-stats))
$(eval $(call program_library,client,minihttp-client))
$(eval $(call program_library,tls,minihttp-tls))
$(BUILD)/unit/fuzz/%_test: tests/unit/fuzz/%_test.c tests/fuzz/strict.c \
    $(BUILD)/t/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(ALL) -Itests -o $@ $(filter %.c,$^)
$(BUILD)/replay/%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c tests/fuzz/strict.c \
    $(BUILD)/t/libserver.a $(call libs,t)
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(CC) $(ALL) -Itests -DCORPUS='"tests/fuzz/corpus/$*"' -o $@ \
	    $(filter %.c %.a,$^)

# The objects that libFuzzer instruments: all that replay links, compiled once.
FUZZING = clang -g -O1 -std=c11 -fsanitize=address,undefined \
	  -fno-sanitize-recover=all -Isrc -Itests -DVERSION='"fuzz"'
FUZZED  = $(filter-out %/minihttp.o,$(call objs,fuzz,server)) \
	  $(foreach l,$(ORDER),$(call objs,fuzz,$(l))) $(BUILD)/fuzz/strict.o
$(BUILD)/fuzz/%.o: src/%.c $(BUILD)/fuzz/flags
	@mkdir -p $(@D)
	$(call say,CC   $@)
	$(Q)$(FUZZING) -MMD -MP -fsanitize=fuzzer-no-link -c -o $@ $<
$(BUILD)/fuzz/strict.o: tests/fuzz/strict.c $(BUILD)/fuzz/flags
	@mkdir -p $(@D)
	$(Q)$(FUZZING) -MMD -MP -c -o $@ $<
$(BUILD)/fuzz/libfuzzed.a: $(FUZZED)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^
$(BUILD)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/fuzz/libfuzzed.a \
    $(wildcard tests/fuzz/*.h)
	$(call say,LINK $@)
	$(Q)$(FUZZING) -fsanitize=fuzzer -o $@ $(filter %.c %.a,$^)

# Damaged handshakes against the code of minihttp-tls, and the same with
# sanitizers: tests/fuzz/README.md.  Where the server would wait, the other
# parties take their turns.
SHAKEN  = $(wildcard tests/fuzz/tls/*.[ch])
shaking = -Itests -Wl,--wrap=poll -o $@ $(filter %.c %.o %.a,$^) -lgnutls
$(BUILD)/handshakes: $(SHAKEN) $(BUILD)/t/libtls.a $(call libs,t)
	$(call say,CC   $@)
	$(Q)$(CC) $(ALL) $(shaking)
$(BUILD)/fuzz/handshakes: $(SHAKEN) $(filter-out %/minihttp-tls.o,$(call objs,fuzz,tls)) \
    $(BUILD)/fuzz/libfuzzed.a
	$(call say,CC   $@)
	$(Q)$(FUZZING) $(shaking)
fuzz-handshakes: $(BUILD)/fuzz/handshakes	## damaged handshakes: make fuzz-handshakes N=500000
	tests/fuzz/tls/handshakes.sh $< $(or $(N),10000) $(or $(SEED),1)

# The handler itself, for hostile scripts and uploads (tests/65-hostile.bats).
fuzz-handler: $(BUILD)/fuzz/minihttp
$(BUILD)/fuzz/minihttp: $(BUILD)/fuzz/server/minihttp.o $(BUILD)/fuzz/libfuzzed.a
	$(call say,LINK $@)
	$(Q)$(FUZZING) -o $@ $(filter %.o %.a,$^)

# A target that cannot start is an error.
fuzz-each: $(FUZZ:%=$(BUILD)/fuzz/fuzz_%) $(BUILD)/fuzz/minihttp	## each fuzz target for a second
	@for t in $(FUZZ); do \
	    mkdir -p $(BUILD)/fuzz/found $(BUILD)/fuzz/corpus-$$t; \
	    [ -d tests/fuzz/corpus/$$t ] || { echo "no corpus: $$t"; exit 1; }; \
	    timeout 120 $(BUILD)/fuzz/fuzz_$$t -max_total_time=1 \
	        -artifact_prefix=$(BUILD)/fuzz/found/$$t- \
	        $(BUILD)/fuzz/corpus-$$t tests/fuzz/corpus/$$t \
	        >$(BUILD)/fuzz/$$t.log 2>&1 || \
	        { cat $(BUILD)/fuzz/$$t.log; echo "fuzz target: $$t"; exit 1; }; \
	done
fuzz: $(BUILD)/fuzz/fuzz_$(T)			## make fuzz T=request S=60
	@mkdir -p $(BUILD)/fuzz/corpus-$(T) $(BUILD)/fuzz/found
	$(BUILD)/fuzz/fuzz_$(T) -max_total_time=$(or $(S),60) \
	    -max_len=$(or $(L),2048) -print_final_stats=1 \
	    -artifact_prefix=$(BUILD)/fuzz/found/$(T)- \
	    $(BUILD)/fuzz/corpus-$(T) tests/fuzz/corpus/$(T)

# The parts where the handler makes most of its calls, with the system's C
# library, whose calls the sandbox has to allow as well. (The unit tests are
# linked with it anyway.)
GLIBC_TESTS = 23 25 29 30 31 32 33 34 35 36 37 38 39 60
test-glibc:					## the handler with the system's C library
	$(MAKE) BUILD=build/glibc MUSL= all probe build/glibc/inject
	BUILD='$(CURDIR)/build/glibc' bats --formatter tap \
	    $(foreach n,$(GLIBC_TESTS),$(wildcard tests/$(n)-*.bats))

asan:						## the tests with sanitizers
	$(MAKE) SAN=1 BUILD=build/asan CFLAGS='-O1 -g' test

# The client reads a server's bytes without a system-call filter.  libcurl, which is
# loaded, is not instrumented.  A finding has an exit code that the client has not.
CLIENT_TESTS = 70 71 72 73 74 75
test-client-asan:				## the client's tests with sanitizers
	$(MAKE) SAN=1 BUILD=build/asan CFLAGS='-O1 -g' \
	    $(addprefix build/asan/,minihttp minihttpd minihttp-client)
	ASAN_OPTIONS=exitcode=97 BUILD='$(CURDIR)/build/asan' timeout 900 \
	    bats --formatter tap $(foreach n,$(CLIENT_TESTS),$(wildcard tests/$(n)-*.bats))

cover:						## line coverage of the pure layers: 95 %
	tests/lib/cover.sh
afl:						## AFL++ over the handler: make afl S=600
	tests/fuzz/afl.sh $(or $(S),600)
valgrind:					## the handler under valgrind
	tests/lib/valgrind.sh

# gcc's analyzer over all of the source.  Its warnings about uninitialised values
# are wrong (gcc 12 does not see through a = b = c of structs, nor through a void
# pointer) and therefore off; valgrind checks those.
ANALYZED = $(patsubst src/%.c,$(BUILD)/analyzed/%,$(wildcard $(addsuffix \
	  /*.c,$(addprefix src/,$(LAYERS) server stats \
	  $(if $(SYSTEMD),daemon) $(if $(CURL),client) $(if $(GNUTLS),tls)))))
analyze: $(ANALYZED)				## gcc -fanalyzer
$(BUILD)/analyzed/%: src/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O2 -Isrc -MMD -MP -DVERSION='"$(VERSION)"' \
	    -fanalyzer -Wno-analyzer-use-of-uninitialized-value -Werror -c -o $@ $<
# The same by clang-tidy, with the checks that .clang-tidy chooses.  One file at
# a time: from the second file on it reports every va_list as not started.
tidy:						## clang-tidy
	@printf '%s\n' $(ANALYZED:$(BUILD)/analyzed/%=src/%.c) | \
	    xargs -n 1 -P 2 sh -c 'clang-tidy --quiet "$$@" -- -std=c11 -Isrc \
	    -DVERSION="\"$(VERSION)\"" 2>/dev/null' tidy

bench: all					## side by side with a bare program
	tests/bench/run.sh
bench-launchers: all				## the launch modes beside other servers
	timeout 900 tests/bench/launchers.sh

LINTS   = layers banned docs prose completion format cppcheck shellcheck man ends \
	  negated names security hardening script
lint: $(LINTS:%=lint-%)				## layers, symbols, docs, format, cppcheck
lints:
	@echo $(LINTS)
lint-ends:
	@tests/lint/ends.sh
lint-negated:
	@tests/lint/negated.sh
lint-names:
	@tests/lint/names.sh
lint-layers: $(PURE:%=$(BUILD)/t/lib%.a)
	@tests/lint/layers.sh $(foreach l,$(LAYERS) server daemon stats client tls,\
	    '$(l): $(strip $(USES_$(l)))') -- $^
lint-banned: $(foreach l,$(LAYERS) server daemon stats $(if $(CURL),client) $(if $(GNUTLS),tls),\
    $(call objs,t,$(l)))
	@tests/lint/banned.sh $(BUILD)/t
lint-hardening: $(if $(SAN),,$(PROGRAMS:%=$(BUILD)/%))
	@tests/lint/hardening.sh $^
lint-security:
	@tests/lint/security.sh
lint-script:
	@src/site/script.sh | diff src/site/listing_script.h - || \
	    { echo 'listing_script.h is stale: run src/site/script.sh'; false; }
lint-docs:
	@tests/lint/docs.sh
lint-prose:
	@tests/lint/prose.sh
lint-completion:
	@tests/lint/completion.sh
lint-format:
	@tests/lint/format.sh $(SOURCES)
lint-cppcheck:
	@cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
	    --enable=warning,portability,performance \
	    --suppress=toomanyconfigs --suppress=normalCheckLevelMaxBranches -Isrc src
lint-shellcheck:
	@shellcheck -S warning $(SCRIPTS)
	@# The tests read the variables that these set.
	@shellcheck -S warning -s bash -e SC2034 $(wildcard tests/lib/*.bash)
lint-man:
	@mandoc -T lint -W warning $(wildcard src/*/*.[158])

media:						## src/http/media.def anew, from media-types
	src/http/media.sh
completion:					## the client's completions anew, from options.def
	src/client/completion/generate.sh

compress:					## ROOT=: name.zst, .br, .gz beside each file
	src/site/compress.sh '$(ROOT)'

man:						## read the manual pages
	man -l $(wildcard src/*/*.[158])

# Installing enables and starts nothing.  DESTDIR is for packagers.
PREFIX     ?= /usr/local
BINDIR      = $(DESTDIR)$(PREFIX)/bin
SBINDIR     = $(DESTDIR)$(PREFIX)/sbin
MANDIR      = $(DESTDIR)$(PREFIX)/share/man
CONFDIR     = $(DESTDIR)/etc/minihttp
LIBDIR      = $(PREFIX)/lib
UNITDIR    ?= $(LIBDIR)/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
FISHDIR    ?= $(PREFIX)/share/fish/vendor_completions.d
COMPLETES   = minihttp minihttpd minihttp-stats minihttp-client minihttp-tls
completions = $(wildcard $(patsubst %,src/*/completion/$(1),$(COMPLETES)))
UNITS       = $(patsubst systemd/%,%,$(wildcard systemd/*.socket systemd/*.service))
SBIN        = $(filter minihttp minihttpd minihttp-tls,$(PROGRAMS))
BIN         = $(filter-out $(SBIN),$(PROGRAMS))
pages       = $(wildcard src/*/*.$(1))
place       = install -m 644 $(1) $(DESTDIR)$(2)

# An existing configuration is the administrator's, and stays.
install: all					## install into PREFIX (and DESTDIR)
	install -d $(BINDIR) $(SBINDIR) $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man8 \
	    $(CONFDIR) $(addprefix $(DESTDIR),$(UNITDIR) $(SYSUSERSDIR) \
	    $(TMPFILESDIR) $(BASHDIR) $(ZSHDIR) $(FISHDIR) /etc/logrotate.d \
	    $(PREFIX)/share/minihttp/www)
	install -m 755 src/site/compress.sh $(DESTDIR)$(PREFIX)/share/minihttp/compress
	install -m 755 -s $(SBIN:%=$(BUILD)/%) $(SBINDIR)
	install -m 755 -s $(BIN:%=$(BUILD)/%) $(BINDIR)
	install -m 644 $(call pages,1) $(MANDIR)/man1
	install -m 644 $(call pages,5) $(MANDIR)/man5
	install -m 644 $(call pages,8) $(MANDIR)/man8
	umask 022; sed 's|/usr/local/share/minihttp|$(PREFIX)/share/minihttp|' \
	    src/config/minihttp.conf.5 >$(MANDIR)/man5/minihttp.conf.5
	umask 022; for unit in $(UNITS); do \
	    sed 's|/usr/local/sbin|$(PREFIX)/sbin|g' systemd/$$unit \
	        >$(DESTDIR)$(UNITDIR)/$$unit || exit 1; \
	done
	$(call place,systemd/minihttp.sysusers,$(SYSUSERSDIR)/minihttp.conf)
	umask 022; sed 's|/usr/local/share|$(PREFIX)/share|' systemd/minihttp.tmpfiles \
	    >$(DESTDIR)$(TMPFILESDIR)/minihttp.conf
	$(call place,src/site/welcome/index.html,$(PREFIX)/share/minihttp/www)
	for file in $(call completions,%.bash); do \
	    $(call place,$$file,$(BASHDIR)/$$(basename $$file .bash)) || exit 1; \
	done
	$(call place,$(call completions,_%),$(ZSHDIR))
	$(call place,$(call completions,%.fish),$(FISHDIR))
	[ -e $(CONFDIR)/minihttp.conf ] || \
	    install -m 644 src/config/minihttp.conf $(CONFDIR)
	[ -e $(CONFDIR)/crawlers.conf ] || \
	    install -m 644 src/config/crawlers.conf $(CONFDIR)
	[ -e $(DESTDIR)/etc/logrotate.d/minihttp ] || \
	    $(call place,systemd/minihttp.logrotate,/etc/logrotate.d/minihttp)

# Configurations stay if they have been changed.
uninstall:					## remove what install put there
	@src/uninstall.sh '$(DESTDIR)' '$(PREFIX)' \
	    $(SBIN:%=$(SBINDIR)/%) $(BIN:%=$(BINDIR)/%) \
	    $(foreach n,1 5 8,$(addprefix $(MANDIR)/man$(n)/,$(notdir $(call pages,$(n))))) \
	    $(UNITS:%=$(DESTDIR)$(UNITDIR)/%) \
	    $(DESTDIR)$(SYSUSERSDIR)/minihttp.conf \
	    $(DESTDIR)$(TMPFILESDIR)/minihttp.conf \
	    $(DESTDIR)$(PREFIX)/share/minihttp/www/index.html \
	    $(DESTDIR)$(PREFIX)/share/minihttp/compress \
	    $(COMPLETES:%=$(DESTDIR)$(BASHDIR)/%) \
	    $(COMPLETES:%=$(DESTDIR)$(ZSHDIR)/_%) \
	    $(COMPLETES:%=$(DESTDIR)$(FISHDIR)/%.fish)

deb: all					## build a Debian package
	@+src/debian/build.sh $(BUILD) $(VERSION) $(if $(MUSL),musl-dev,libc6-dev)

sbom: all					## SPDX of the build: build/minihttp.spdx.json
	@MUSL_LIBC='$(if $(MUSL),$(MUSLDIR)libc.a)' CC='$(CC)' \
	    src/debian/sbom.sh $(BUILD) $(VERSION) $(PROGRAMS) >$(BUILD)/sbom.new
	@mv $(BUILD)/sbom.new $(BUILD)/minihttp.spdx.json
	@echo $(BUILD)/minihttp.spdx.json
reproducible:					## two builds in two places are the same bytes
	@src/debian/reproducible.sh

help:						## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1	/p' Makefile | expand -t 18

clean:						## remove what was built
	rm -rf build

.PHONY: all run test test-glibc test-client-asan tests probe unit replay bats fuzz fuzz-each fuzz-handshakes asan afl analyze tidy cover valgrind bench bench-launchers lint lints $(LINTS:%=lint-%) media completion compress man install uninstall deb sbom reproducible help clean
-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)
endif
