#include "client/outcome.h"

#include "client/exit.h"
#include "client/messages.h"
#include "client/options.h"
#include "http/method.h"
#include "http/status.h"
#include "os/clock.h"

#include <string.h>
#include <unistd.h>

static void
tell_report(const struct cachestatus *report)
{
	char line[512];
	struct text t = TEXT(line);

	text_put(&t, SPAN("Cache-Status: "));
	cachestatus_put(&t, report);
	text_char(&t, '\n');
	messages_line(&t);
}

static void
put_ms(struct text *t, const char *name, int64_t us)
{
	text_put(t, span_str(name));
	text_u64(t, (uint64_t)us / 1000);
	text_char(t, '.');
	text_pad(t, (uint64_t)us % 1000, 3);
}

/* Shows milliseconds since the program or the transfer began. */
static void
tell_timings(const struct transport_outcome *o, int64_t started_ns)
{
	char line[256];
	struct text t = TEXT(line);

	text_put(&t, SPAN("timings:"));
	if (o->total_us > 0) {
		put_ms(&t, " resolve=", o->resolved_us);
		put_ms(&t, " connect=", o->connected_us);
		put_ms(&t, " tls=", o->secured_us);
		put_ms(&t, " first=", o->first_us);
		put_ms(&t, " transfer=", o->total_us);
	}
	put_ms(&t, " total=", (clock_mono_ns() - started_ns) / 1000);
	text_char(&t, '\n');
	messages_line(&t);
}

static void
tell_status(const struct fetch_result *r)
{
	char line[64];
	struct text t = TEXT(line);

	text_u64(&t, (uint64_t)r->status);
	text_char(&t, ' ');
	text_put(&t, status_reason(r->status));
	text_char(&t, '\0');
	messages_about(line, r->url);
}

static bool
is_unsafe(const char *method)
{
	return (METHOD_BIT(method_parse(span_str(method))) & METHODS_READING) ==
	       0;
}

/*
 * Returns true if the server refused a change.  A page with an error is still a
 * page, so a GET that received one has succeeded; but a change that was refused
 * has not happened, and a script has to notice that.
 */
static bool
was_refused(const struct fetch_result *r, const char *method)
{
	return is_unsafe(method) && r->status >= 400;
}

/* Tells a person the result of a successful fetch. */
static void
tell_outcome(const struct fetch_result *r, const char *method)
{
	switch (r->change) {
	case FETCH_UNASKED:
		if (is_unsafe(method))
			tell_status(r);
		break;
	case FETCH_UNCHANGED:
		messages_about("not modified", r->url);
		break;
	case FETCH_CHANGED:
		messages_about("modified", r->url);
		break;
	}
	if (r->report.detail != NULL)
		messages_about(
		    "the server failed; the output is a stale response",
		    r->url);
}

int
outcome_tell(const struct fetch_result *r, const struct outcome_how *how)
{
	bool silent = (how->flags & FLAG_QUIET) != 0;
	bool quiet = silent && !(how->flags & FLAG_SHOW_ERROR);

	if ((how->flags & FLAG_VERBOSE) && !(how->flags & FLAG_CURL))
		tell_report(&r->report);
	if (how->flags & FLAG_TIMINGS)
		tell_timings(&r->times, how->started_ns);
	switch (r->end) {
	case FETCH_DONE:
		if (!silent && !(how->flags & FLAG_CURL))
			tell_outcome(r, how->method);
		return was_refused(r, how->method) ? EXIT_STATUS : EXIT_DONE;
	case FETCH_NOT_MODIFIED:
		if (!silent)
			messages_about("not modified", r->url);
		return EXIT_NOT_MODIFIED;
	case FETCH_NOT_HELD:
		if (!quiet)
			messages_about("not in the cache", r->url);
		return EXIT_NOT_HELD;
	case FETCH_NETWORK_FAILED:
		if (!quiet)
			messages_error(span_str(r->url),
			    r->why != NULL ? r->why : "it failed");
		return EXIT_NETWORK;
	case FETCH_REFUSED:
		if (!quiet)
			tell_status(r);
		return EXIT_STATUS;
	case FETCH_UNGUARDED:
		messages_error(span_str(r->url),
		    "not sent: --if-match needs a strong ETag, and the cache "
		    "knows none; fetch the URL first, look, and try again");
		return EXIT_UNGUARDED;
	case FETCH_OUTPUT_FAILED:
		break;
	}
	return EXIT_LOCAL;
}

int
outcome_curls_code(int code, unsigned flags, const struct fetch_result *r,
    const struct output *out)
{
	if (out->refused)
		return 33; /* CURLE_RANGE_ERROR */
	switch (code) {
	case EXIT_USAGE:
		return 2;
	case EXIT_NETWORK:
		return r->code != 0         ? r->code
		       : r->times.code != 0 ? r->times.code
					    : 56;
	case EXIT_STATUS:
		return (flags & (FLAG_FAIL | FLAG_FAIL_BODY)) != 0 ? 22 : 0;
	case EXIT_LOCAL:
		return 23;
	default:
		return code;
	}
}

bool
outcome_is_failure(int code, unsigned flags)
{
	bool curls = (flags & FLAG_CURL) && !(flags & FLAG_IF_MODIFIED);

	return code != EXIT_DONE && (code != EXIT_NOT_MODIFIED || curls);
}

int
outcome_combine(int before, int code, unsigned flags, bool first)
{
	if (first)
		return code;
	if (outcome_is_failure(before, flags))
		return before;
	return outcome_is_failure(code, flags) || code == EXIT_DONE ? code
								    : before;
}

int
outcome_judge_file(int code, unsigned flags, const struct fetch_result *r,
    const struct output *out)
{
	bool done = r->end == FETCH_DONE || r->end == FETCH_REFUSED;
	bool quiet = (flags & FLAG_QUIET) && !(flags & FLAG_SHOW_ERROR);

	if (r->keeps_error < 0 && !quiet)
		messages_error(SPAN("the stored response cannot be removed"),
		    strerror(-r->keeps_error));
	if (r->keeps_error < 0 && code == EXIT_DONE)
		return EXIT_LOCAL;
	if (r->times.jar_error < 0 && !quiet)
		messages_error(SPAN("-c"), strerror(-r->times.jar_error));
	if (r->times.jar_error < 0 && code == EXIT_DONE)
		return EXIT_LOCAL;
	if (out->refused && !quiet)
		messages_error(span_str(r->url),
		    "the server does not continue at the byte of -C");
	if (out->refused)
		return EXIT_NETWORK;
	if (out->how.offset > 0 && out->kept && r->status == 416)
		return EXIT_DONE;
	if ((flags & FLAG_FAIL_BODY) && code == EXIT_DONE && done &&
	    r->status >= 400) {
		if (!quiet)
			tell_status(r);
		return EXIT_STATUS;
	}
	if (out->have > 0 && done && r->status >= 400)
		return out->kept ? EXIT_DONE : EXIT_STATUS;
	return code == EXIT_DONE && (flags & FLAG_IF_MODIFIED) && out->kept
		   ? EXIT_NOT_MODIFIED
		   : code;
}
