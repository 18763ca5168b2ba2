/*
 * minihttp-client -- main: the command line, and where the cache is.
 *
 * minihttp-client.1 is the manual.
 */
#define _GNU_SOURCE
#include "client/child.h"
#include "client/exit.h"
#include "client/inventory.h"
#include "client/messages.h"
#include "client/options_file.h"
#include "client/outcome.h"
#include "client/password.h"
#include "client/request_lines.h"
#include "client/run.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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

/*
 * Finds the cache: $XDG_CACHE_HOME/minihttp/v1, ~/.cache/minihttp/v1, or
 * DIR/v1.
 */
static bool
find_store(void)
{
	char path[STORE_PATH];
	struct text t = TEXT(path);
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (self.o.cache_dir != NULL) {
		text_put(&t, span_str(self.o.cache_dir));
		/* a relative path is ignored, as the XDG specification says */
	} else if (xdg != NULL && *xdg == '/') {
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
 * Opens a descriptor below 3 that is closed, since a socket or the output would
 * get its number.  The stand-in cannot be used, so that reading or writing
 * still fails.
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
	return text_fits(&t) && messages_write(STDOUT_FILENO, TEXT_SPAN(t))
		   ? EXIT_DONE
		   : EXIT_LOCAL;
}

static int
print_version(void)
{
	return messages_write(
		   STDOUT_FILENO, SPAN("minihttp-client " VERSION "\n"))
		   ? EXIT_DONE
		   : EXIT_LOCAL;
}

/* Serves one part of the command line, without --next. */
static int
serve(void)
{
	int64_t started_ns = clock_mono_ns();
	int code;

	self.has_store = find_store();
	if (self.has_store && self.o.cache_dir != NULL &&
	    store_check_owner(&self.store) < 0) {
		messages_error(span_str(self.o.cache_dir),
		    "others can change this directory; name one of your own");
		return EXIT_LOCAL;
	}
	switch (self.o.mode) {
	case OPTIONS_VERSION:
		return print_version();
	case OPTIONS_HELP:
		return help();
	case OPTIONS_URLS:
	case OPTIONS_HOST:
		if (!password_ask(&self.o))
			return EXIT_USAGE;
		code = request_lines_collect(&self.o);
		if (code != EXIT_DONE && (self.o.flags & FLAG_CURL))
			return code == EXIT_USAGE ? 2 : 26;
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
	messages_error(SPAN("cache"), "neither XDG_CACHE_HOME nor HOME is set");
	return EXIT_LOCAL;
}

/*
 * Runs a part of the command line in a process of its own, since os/fence
 * cannot be undone.
 */
static int
serve_apart(void)
{
	pid_t pid = child_fork();
	int code;

	if (pid == 0)
		_exit(serve());
	if (pid > 0)
		child_pass_signals();
	code = pid < 0 ? EXIT_LOCAL : child_wait(pid);
	if (pid < 0)
		messages_error(SPAN("--next"), strerror(errno));
	if (code >= 0)
		return code;
	messages_error(
	    SPAN("--next"), "the process that fetched its URLs ended early");
	return EXIT_LOCAL;
}

/*
 * Returns true if a part has no URL.  curl accepts "-s --next URL", where the
 * first part has only global options.
 */
static bool
is_empty(const struct options *o)
{
	return o->mode == OPTIONS_URLS && o->nwords == 0;
}

enum purpose { TO_CHECK, TO_SERVE };

/*
 * Runs the parts between --next, one after another, and returns the exit code.
 */
static int
each_part(int argc, const char *const *argv, enum purpose purpose)
{
	static struct options before;
	int code = EXIT_DONE;
	bool first = true;

	for (;;) {
		const char *why =
		    first ? options_parse(argc, argv, &self.o)
			  : options_parse_next(argc, argv, &before, &self.o);

		if (why != NULL) {
			messages_error(self.o.wrong, why);
			return self.o.flags & FLAG_CURL ? 2 : EXIT_USAGE;
		}
		if (purpose == TO_SERVE && !is_empty(&self.o)) {
			int one =
			    first && self.o.next == 0 ? serve() : serve_apart();

			code = self.o.flags & FLAG_CURL
				   /* as with curl, the last part counts */
				   ? one
				   : outcome_combine(
					 code, one, self.o.flags, first);
			if (self.o.fail_early &&
			    outcome_is_failure(one, self.o.flags))
				return code;
		}
		if (self.o.next == 0)
			return code;
		argc -= self.o.next;
		argv += self.o.next;
		before = self.o;
		first = false;
	}
}

static int
work(int argc, char **argv)
{
	const char *const *words = (const char *const *)argv;
	const char *why, *about = "";
	int code;

	if (!fill_descriptors())
		return EXIT_LOCAL;
	why = options_file_expand(&argc, &words, &about);
	if (why != NULL) {
		messages_error(span_str(about), why);
		return options_mean_curl(argc, words) ? 26 : EXIT_LOCAL;
	}
	/* a write to a reader that has gone is to return an error */
	(void)signal(SIGPIPE, SIG_IGN);
	/* so is a write beyond the limit of ulimit -f */
	(void)signal(SIGXFSZ, SIG_IGN);
	/* if it were ignored, exit codes of children would be lost */
	(void)signal(SIGCHLD, SIG_DFL);
	code = each_part(argc, words, TO_CHECK);
	return code == EXIT_DONE ? each_part(argc, words, TO_SERVE) : code;
}

/*
 * Ends without exit(3).  No output is buffered, and the destructors of some
 * thirty libraries that libcurl loaded would take half a millisecond.
 */
int
main(int argc, char **argv)
{
	_exit(work(argc, argv));
}
