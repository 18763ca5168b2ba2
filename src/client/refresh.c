#define _GNU_SOURCE
#include "client/refresh.h"

#include "client/curl.h"
#include "client/exit.h"
#include "client/parallel.h"

#include <fcntl.h>
#include <unistd.h>

/*
 * Detaches the process from the terminal, and from the programs that read our
 * output.
 */
static void
detach(void)
{
	int null;

	(void)setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		(void)dup2(null, fd);
	parallel_leave();
	curl_forget();
}

void
refresh_begin(struct fetch_setup *setup, struct output *out, struct options *o,
    const char *url)
{
	static struct fetch_result result;
	struct fetch *fetch;

	if (fork() != 0)
		return;
	detach();
	o->dump = NULL; /* the heads of a refresh are not part of the answer */
	setup->flags |= FETCH_REFRESHING;
	setup->wait_ms = 0;
	out->state = OUTPUT_CLOSED;
	out->how = (struct output_how){ .flags = 0 };
	fetch = fetch_new(setup);
	if (fetch != NULL)
		fetch_run(fetch, span_str(url), &result);
	_exit(EXIT_DONE);
}
