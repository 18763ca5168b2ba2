#define _GNU_SOURCE
#include "client/run.h"

#include "client/ask.h"
#include "client/exit.h"
#include "client/heads.h"
#include "client/messages.h"
#include "client/outcome.h"
#include "client/place.h"
#include "client/url_fetch.h"
#include "client/url_list.h"
#include "shelf/sweep.h"

#include <stdlib.h>
#include <string.h>

static struct {
	const struct options *o;
	int64_t grown;
	char realm[4096];
	struct payload payload;
	struct url_list urls;
} self;

/*
 * Combines exit codes: curl returns that of the last URL, but here that of the
 * first failure counts.
 */
static int
combine(int before, int code, bool first)
{
	return self.o->flags & FLAG_CURL
		   ? code
		   : outcome_combine(before, code, self.o->flags, first);
}

static bool
is_failure(int code)
{
	return outcome_is_failure(code, self.o->flags);
}

static int
fetch_in_turn(void)
{
	int code = EXIT_DONE;

	for (size_t i = 0; i < self.urls.n; i++) {
		int one = url_fetch_one(i, NULL);

		code = combine(code, one, i == 0);
		if (self.o->fail_early && is_failure(one))
			break;
	}
	self.grown = url_fetch_grown();
	return code;
}

/*
 * Returns true if several processes work.  They could not share a cookie jar.
 */
static bool
is_parallel(void)
{
	return self.o->parallel && self.urls.n > 1 &&
	       self.o->parallel_most > 1 &&
	       ask_setting(self.o, TRANSPORT_COOKIE_JAR) == NULL;
}

static int
fetch_at_once(void)
{
	struct parallel_job job = { .n = self.urls.n,
		.most = self.o->parallel_most,
		.bar = place_wants_bar(self.o,
		    self.o->name_all || self.o->noutputs >= self.o->nwords),
		.fail_early = self.o->fail_early,
		.is_failure = is_failure,
		.fetch = url_fetch_one,
		.sum = url_fetch_grown };
	int *each = malloc(job.n * sizeof *each), code = EXIT_DONE;

	if (each == NULL || !parallel_run(&job, each, &self.grown)) {
		free(each);
		return fetch_in_turn();
	}
	for (size_t i = 0; i < job.n; i++) {
		if (each[i] == PARALLEL_WAITING && job.fail_early)
			continue;
		if (each[i] < 0) {
			size_t word = url_list_word(&self.urls, i);

			messages_error(span_str(self.o->word[word]),
			    "the process that fetched it ended early");
			each[i] = EXIT_LOCAL;
		}
		code = outcome_combine(code, each[i], self.o->flags, i == 0);
	}
	free(each);
	return code;
}

static void
make_directories(const char *path)
{
	/* an error is reported by url_fetch_one */
	(void)place_make_directories(path);
}

/*
 * Returns the cache, or NULL with a cookie jar: the jar adds fields to a
 * request that the cache does not know.
 */
static const struct store *
usable(const struct store *store, struct text *realm)
{
	if (!ask_put_realm(realm, self.o)) {
		/* a name that was cut could make two servers one */
		realm->n = 0;
		return NULL;
	}
	return ask_setting(self.o, TRANSPORT_COOKIES) != NULL ||
		       ask_setting(self.o, TRANSPORT_COOKIE_JAR) != NULL
		   ? NULL
		   : store;
}

int
run_fetches(
    const struct options *o, const struct store *store, int64_t started_ns)
{
	struct text realm = TEXT(self.realm);
	struct url_fetch_setup setup = { .o = o,
		.urls = &self.urls,
		.payload = &self.payload,
		.started_ns = started_ns };
	struct span about = SPAN("");
	const char *why = url_list_read(&self.urls, o, &about);
	int code;

	if (why != NULL) {
		messages_error(about, why);
		return o->flags & FLAG_CURL ? 3 : EXIT_USAGE;
	}
	self.o = o;
	setup.store = usable(store, &realm);
	setup.realm = TEXT_SPAN(realm);
	if (!heads_open_dump(o))
		return o->flags & FLAG_CURL ? 23 : EXIT_LOCAL;
	if (!payload_collect(&self.payload, o))
		return o->flags & FLAG_CURL ? 26 : EXIT_LOCAL;
	if (o->noutputs > (o->nwords > 0 ? o->nwords : 1) &&
	    !(o->flags & FLAG_QUIET))
		messages_about("there are fewer URLs than -o and -O; unused",
		    o->outputs[o->noutputs - 1] != NULL
			? o->outputs[o->noutputs - 1]
			: "-O");
	/* After the first fetch, only these directories can be written to. */
	if (o->flags & FLAG_CREATE_DIRS)
		url_list_each_file(&self.urls, make_directories);
	url_fetch_init(&setup);
	code = is_parallel() ? fetch_at_once() : fetch_in_turn();
	if (setup.store != NULL)
		sweep_after(setup.store, self.grown, o->max_size);
	return code;
}
