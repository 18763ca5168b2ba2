/*
 * minihttp-client -- main: the command line, and where the cache is.
 *
 * minihttp-client.1 is the manual.
 */
#define _GNU_SOURCE
#include "client/exit.h"
#include "client/extras.h"
#include "client/inventory.h"
#include "client/options_file.h"
#include "client/run.h"
#include "client/say.h"
#include "os/clock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

static const char usage[] =
    "usage: minihttp-client [OPTIONS] URL...\n"
    "       minihttp-client [OPTIONS] HOST PORT [GET] FILE\n"
    "       minihttp-client [OPTIONS] HOST PORT PUT FILE\n"
    "       minihttp-client cache ls|info|why|purge|verify|gc|dir\n"
    "Fetches over HTTP with a cache on disk.\n";

static struct {
	struct options o;
	struct store store;
	bool has_store;
} self;

/* $XDG_CACHE_HOME/minihttp/v1, ~/.cache/minihttp/v1, or DIR/v1. */
static bool
find_store(void)
{
	char path[STORE_PATH];
	struct text t = TEXT(path);
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (self.o.cache_dir != NULL) {
		text_put(&t, span_str(self.o.cache_dir));
	} else if (xdg != NULL && *xdg == '/') { /* others are to be ignored */
		text_put(&t, span_str(xdg));
		text_put(&t, SPAN("/minihttp"));
	} else if (home != NULL && *home == '/') {
		text_put(&t, span_str(home));
		text_put(&t, SPAN("/.cache/minihttp"));
	} else {
		return false;
	}
	text_put(&t, SPAN("/v1"));
	text_char(&t, '\0');
	return text_fits(&t) && store_init(&self.store, path);
}

/*
 * A descriptor below 3 that is closed would be a socket's or the output's
 * before long.  What stands in for it cannot be used, so that reading or
 * writing still fails.
 */
static bool
fill_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return false;
	return true;
}

static int
help(void)
{
	char buf[16384];
	struct text t = TEXT(buf);

	text_put(&t, SPAN(usage));
	options_help(&t);
	text_put(&t, SPAN("Manual: minihttp-client(1).\n"));
	return text_fits(&t) && say_all(STDOUT_FILENO, TEXT_SPAN(t))
		   ? EXIT_DONE
		   : EXIT_LOCAL;
}

static int
work(int argc, char **argv)
{
	int64_t started_ns = clock_mono_ns();
	const char *const *words = (const char *const *)argv;
	const char *why, *about = "";
	int code;

	if (!fill_descriptors())
		return EXIT_LOCAL;
	why = options_file_expand(&argc, &words, &about);
	if (why != NULL) {
		say_error(span_str(about), why);
		return EXIT_LOCAL;
	}
	why = options_parse(argc, words, &self.o);
	if (why != NULL) {
		say_error(self.o.wrong, why);
		return self.o.flags & FLAG_CURL ? 2 : EXIT_USAGE;
	}
	(void)signal(SIGPIPE, SIG_IGN); /* a reader that went is an error */
	(void)signal(SIGXFSZ, SIG_IGN); /* and so is ulimit -f */
	self.has_store = find_store();
	if (self.has_store && self.o.cache_dir != NULL &&
	    store_check_owner(&self.store) < 0) {
		say_error(span_str(self.o.cache_dir),
		    "others can change this directory; name one of your own");
		return EXIT_LOCAL;
	}
	switch (self.o.mode) {
	case OPTIONS_VERSION:
		return say_all(
			   STDOUT_FILENO, SPAN("minihttp-client " VERSION "\n"))
			   ? EXIT_DONE
			   : EXIT_LOCAL;
	case OPTIONS_HELP:
		return help();
	case OPTIONS_URLS:
	case OPTIONS_HOST:
		code = extras_collect(&self.o);
		if (code != EXIT_DONE)
			return code;
		return run_fetches(
		    &self.o, self.has_store ? &self.store : NULL, started_ns);
	case OPTIONS_LS:
	case OPTIONS_INFO:
	case OPTIONS_PURGE:
	case OPTIONS_VERIFY:
	case OPTIONS_GC:
	case OPTIONS_DIR:
	case OPTIONS_WHY:
		break;
	}
	if (self.has_store)
		return inventory_run(&self.store, &self.o);
	say_error(SPAN("cache"), "neither XDG_CACHE_HOME nor HOME is set");
	return EXIT_LOCAL;
}

/*
 * Nothing is buffered at the end, and what libcurl brought along, some thirty
 * libraries, takes half a millisecond to say goodbye.
 */
int
main(int argc, char **argv)
{
	_exit(work(argc, argv));
}
