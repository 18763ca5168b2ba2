/*
 * minihttp-stats -- main: prints the counters that the handlers keep.
 *
 * minihttp-stats.1 is the manual.
 */
#define _GNU_SOURCE
#include "base/option.h"
#include "os/clock.h"
#include "os/counters_file.h"
#include "stats/log_read.h"
#include "stats/report.h"
#include "stats/visitors.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#define COUNTERS_FILE "/var/lib/minihttp/counters"
#define ALL_ROWS (COUNTERS_BUCKETS * COUNTERS_SLOTS)

#ifndef VERSION
#define VERSION "unknown"
#endif

struct options {
	enum report_format format;
	bool watch;
	size_t top;
	const char *file;
	const char *log; /* to read instead, or NULL */
};

/*
 * The snapshot that was read last.  It is static, since the table may be larger
 * than a stack.
 */
static struct counters_totals totals;
static struct counters_row rows[ALL_ROWS];
static struct span key[ALL_ROWS]; /* spans into `room` */
static char room[ALL_ROWS][COUNTERS_KEY];
static struct limited_row limited[LIMITED_ROWS];
static struct counters_total rate[ALL_ROWS];
/* requests of the snapshot before */
static uint64_t before[COUNTERS_BUCKETS][COUNTERS_SLOTS];

#define OPTION_LIST "stats/options.def"
#include "base/option_list.h"

static int
fail(const char *what, const char *why, int code)
{
	(void)fprintf(stderr, "minihttp-stats: %s: %s\n", what, why);
	return code;
}

static int
help(void)
{
	char buf[2048];
	struct text t = TEXT(buf);

	text_put(&t,
	    SPAN("usage: minihttp-stats [OPTION]... [FILE]\n"
		 "Prints the counters of minihttp, which are in " COUNTERS_FILE
		 "\nunless FILE says otherwise.\n"));
	option_help(&t, option_texts, option_keys, OPTION_ROWS);
	text_put(&t, SPAN("Manual: minihttp-stats(1).\n"));
	(void)fwrite(buf, 1, t.n, stdout);
	return EX_OK;
}

/* Returns the exit code if the program ends with this option, or -1. */
static int
take(enum option what, const char *value, struct options *o)
{
	uint64_t top;

	switch (what) {
	case OPTION_TOP:
		if (!span_u64(span_str(value), &top))
			return fail(value, "--top wants a number", EX_USAGE);
		o->top = top > 0 && top < ALL_ROWS ? (size_t)top : ALL_ROWS;
		return -1;
	case OPTION_LOG:
		o->log = value;
		return -1;
	case OPTION_JSON:
		o->format = REPORT_JSON;
		return -1;
	case OPTION_PROMETHEUS:
		o->format = REPORT_PROMETHEUS;
		return -1;
	case OPTION_WATCH:
		o->watch = true;
		return -1;
	case OPTION_VERSION:
		(void)puts("minihttp-stats " VERSION);
		return EX_OK;
	case OPTION_HELP:
		return help();
	}
	return -1;
}

/* Returns the exit code if the program ends here, or -1. */
static int
read_options(int argc, char **argv, struct options *o)
{
	struct option_walk w = OPTION_WALK(argc, (const char *const *)argv);
	bool named = false;
	char wrong[256];
	int got, code = -1;

	while (code < 0 && (got = option_next(&w)) != OPTION_END) {
		(void)snprintf(wrong, sizeof wrong, "%.*s",
		    w.wrong.n < sizeof wrong ? (int)w.wrong.n
					     : (int)sizeof wrong - 1,
		    w.wrong.p);
		if (got >= 0)
			code = take((enum option)got, w.value, o);
		else if (got != OPTION_WORD)
			code = fail(wrong, option_why(got), EX_USAGE);
		else if (named)
			code = fail(
			    wrong, "one word too many; see --help", EX_USAGE);
		else
			o->file = w.value;
		named = named || got == OPTION_WORD;
	}
	if (code < 0 && o->log != NULL &&
	    (named || o->watch || o->format == REPORT_PROMETHEUS))
		return fail(o->log,
		    "--log stands alone or with --json and --top", EX_USAGE);
	return code;
}

static void
print(const struct report *r)
{
	static char buf[REPORT_PIECE];

	for (size_t i = 0; i < report_pieces(r); i++) {
		struct text t = TEXT(buf);

		report_put(&t, r, i);
		if (text_fits(&t))
			(void)fwrite(buf, 1, t.n, stdout);
	}
}

/* Prints the visitors and referrers of a log. */
static int
print_log(const struct options *o)
{
	static struct log_counts counts;
	static const struct popular_row *visitor[ALL_ROWS], *referrer[ALL_ROWS];
	static char buf[VISITORS_PIECE];
	int err = log_read(o->log, &counts);
	struct visitors v = { .as_json = o->format == REPORT_JSON,
		.requests = counts.requests,
		.other_lines = counts.other_lines,
		.visitor = visitor,
		.referrer = referrer };

	if (err < 0)
		return fail(o->log, strerror(-err), EX_NOINPUT);
	v.nvisitors = popular_top(&counts.visitors, visitor, o->top);
	v.nreferrers = popular_top(&counts.referrers, referrer, o->top);
	for (size_t i = 0; i < visitors_pieces(&v); i++) {
		struct text t = TEXT(buf);

		visitors_put(&t, &v, i);
		(void)fwrite(buf, 1, t.n, stdout);
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? EX_OK : EX_IOERR;
}

static struct report
read_table(const struct counters *table, const struct options *o)
{
	struct report r = { .format = o->format,
		.shown = { .since_s = table->head.since_s,
		    .totals = &totals,
		    .row = rows,
		    .key = key,
		    .limited = limited } };
	int64_t now_s = clock_wall_ns() / 1000000000;

	counters_read(table, now_s, &totals);
	limited_times(&table->limited, r.shown.times);
	r.shown.certificate = table->certificate;
	r.shown.nlimited = limited_read(&table->limited, now_s, limited);
	r.shown.nrows = counters_top(table, rows, o->top);
	for (size_t i = 0; i < r.shown.nrows; i++)
		key[i] = counters_key(table, &rows[i], room[i]);
	return r;
}

static int
open_table(const struct options *o, const struct counters **table)
{
	int err = counters_file_open_reading(o->file, table);

	if (err == 0)
		return 0;
	if (err == -ENOENT)
		return fail(o->file,
		    "there is no such file; name the one that Counters in "
		    "minihttp.conf names",
		    EX_NOINPUT);
	return fail(o->file, counters_file_error(err), EX_NOINPUT);
}

static uint64_t
per_second(uint64_t now, uint64_t then, int64_t took_ms)
{
	uint64_t more = now > then ? now - then : 0;

	return took_ms > 0
		   ? (more * 1000 + (uint64_t)took_ms / 2) / (uint64_t)took_ms
		   : 0;
}

/*
 * Computes rates from the previous snapshot, which is then replaced by this
 * one.
 */
static void
take_rates(struct report *r, struct counters_total *last, int64_t took_ms)
{
	for (size_t i = 0; i < r->shown.nrows; i++) {
		uint64_t *then = &before[rows[i].bucket][rows[i].slot];

		rate[i].requests =
		    per_second(rows[i].total.requests, *then, took_ms);
		*then = rows[i].total.requests;
	}
	r->rate = rate;
	r->all_rate = (struct counters_total){
		per_second(totals.all.requests, last->requests, took_ms),
		per_second(totals.all.bytes, last->bytes, took_ms),
	};
	*last = totals.all;
}

/* Returns the number of rows that fit on the screen below the heading. */
static void
fit_screen(struct report *r)
{
	struct winsize size;
	size_t above = 8 + (r->shown.nlimited > 0 ? 2 + r->shown.nlimited : 0);

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0)
		return;
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++)
		above += totals.status[i].requests > 0;
	if (r->shown.nrows + above > size.ws_row)
		r->shown.nrows = size.ws_row > above ? size.ws_row - above : 0;
	r->width = size.ws_col;
}

/* Repeats until it is interrupted or the file is removed. */
static int
watch(const struct options *o)
{
	struct counters_total last = { 0, 0 };
	int64_t then_ms = -1;

	for (;;) {
		const struct counters *table;
		int code = open_table(o, &table);
		int64_t now_ms = clock_mono_ms();
		struct report r;

		if (code != 0)
			return code;
		r = read_table(table, o);
		take_rates(&r, &last, then_ms < 0 ? 0 : now_ms - then_ms);
		then_ms = now_ms;
		fit_screen(&r);
		(void)fputs("\033[H\033[J", stdout); /* home, and clear */
		print(&r);
		counters_file_close(table);
		if (fflush(stdout) != 0)
			return EX_IOERR;
		(void)sleep(1);
	}
}

int
main(int argc, char **argv)
{
	struct options o = { .top = 20, .file = COUNTERS_FILE };
	const struct counters *table;
	struct report r;
	int code = read_options(argc, argv, &o);

	if (code >= 0)
		return code;
	if (o.log != NULL)
		return print_log(&o);
	if (o.watch)
		return watch(&o);
	code = open_table(&o, &table);
	if (code != 0)
		return code;
	r = read_table(table, &o);
	print(&r);
	return fflush(stdout) == 0 && !ferror(stdout) ? EX_OK : EX_IOERR;
}
