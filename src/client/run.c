#define _GNU_SOURCE
#include "client/run.h"

#include "client/aside.h"
#include "client/ask.h"
#include "client/exit.h"
#include "client/messages.h"
#include "client/outcome.h"
#include "client/place.h"
#include "client/visit.h"
#include "shelf/sweep.h"

#include <string.h>

static struct {
	const struct options *o;
	int64_t grown;
	char realm[4096];
	struct payload payload;
} self;

static size_t
count_urls(void)
{
	return self.o->mode == OPTIONS_HOST ? 1 : self.o->nwords;
}

/* curl tells how the last URL ended; here the first failure counts. */
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
	size_t n = count_urls();
	int code = EXIT_DONE;

	for (size_t i = 0; i < n; i++) {
		int one = visit_url(i, NULL);

		code = combine(code, one, i == 0);
		if (self.o->fail_early && is_failure(one))
			break;
	}
	self.grown = visit_grown();
	return code;
}

/* One jar cannot be kept by several processes. */
static bool
is_parallel(void)
{
	return self.o->parallel && count_urls() > 1 &&
	       self.o->parallel_most > 1 &&
	       ask_setting(self.o, TRANSPORT_COOKIE_JAR) == NULL;
}

static int
fetch_at_once(void)
{
	struct parallel_job job = { .n = count_urls(),
		.most = self.o->parallel_most,
		.bar = place_wants_bar(self.o,
		    self.o->name_all || self.o->noutputs >= self.o->nwords),
		.fail_early = self.o->fail_early,
		.is_failure = is_failure,
		.fetch = visit_url,
		.sum = visit_grown };
	int each[OPTIONS_WORDS], code = EXIT_DONE;

	aside_open_dump(self.o);
	if (!parallel_run(&job, each, &self.grown))
		return fetch_in_turn();
	for (size_t i = 0; i < job.n; i++) {
		if (each[i] == PARALLEL_WAITING && job.fail_early)
			continue;
		if (each[i] < 0) {
			messages_error(span_str(self.o->word[i]),
			    "the process that fetched it ended early");
			each[i] = EXIT_LOCAL;
		}
		code = outcome_combine(code, each[i], self.o->flags, i == 0);
	}
	return code;
}

static void
make_directories(const char *path)
{
	(void)place_make_directories(path); /* visit tells why not */
}

/* The jar adds fields to a request that the cache does not know. */
static const struct store *
usable(const struct store *store, struct text *realm)
{
	if (!ask_put_realm(realm, self.o)) {
		realm->n = 0; /* two servers must not become one */
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
	struct visit_setup setup = {
		.o = o, .payload = &self.payload, .started_ns = started_ns
	};
	int code;

	self.o = o;
	setup.store = usable(store, &realm);
	setup.realm = TEXT_SPAN(realm);
	if (!payload_collect(&self.payload, o))
		return o->flags & FLAG_CURL ? 26 : EXIT_LOCAL;
	if (o->noutputs > count_urls() && !(o->flags & FLAG_QUIET))
		messages_about("there are fewer URLs than -o and -O; unused",
		    o->outputs[o->noutputs - 1] != NULL
			? o->outputs[o->noutputs - 1]
			: "-O");
	/* Once one URL is fetched, only these directories can be written to. */
	if (o->flags & FLAG_CREATE_DIRS)
		place_each(o, make_directories);
	visit_init(&setup);
	code = is_parallel() ? fetch_at_once() : fetch_in_turn();
	if (setup.store != NULL)
		sweep_after(setup.store, self.grown, o->max_size);
	return code;
}
