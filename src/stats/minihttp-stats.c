/*
 * minihttp-stats -- main: reads the counters that the handlers keep.
 *
 * minihttp-stats.1 is the manual.
 */
#define _GNU_SOURCE
#include "os/clock.h"
#include "os/counters.h"
#include "stats/report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#define COUNTERS_FILE "/var/lib/minihttp/counters"
#define ALL_ROWS (TALLY_BUCKETS * TALLY_SLOTS)

#ifndef VERSION
#define VERSION "unknown"
#endif

static const char usage[] =
    "usage: minihttp-stats [-n N] [--json | --prometheus | --watch] [FILE]\n"
    "Prints the counters of minihttp; default " COUNTERS_FILE ".\n"
    "  -n, --top N        the N resources asked for most (20; 0 is all)\n"
    "  -j, --json         an object for programs\n"
    "  -p, --prometheus   for the node exporter's textfile collector\n"
    "  -w, --watch        on the screen, each second, with rates\n"
    "  -V, -h             version, this help\n"
    "Manual: minihttp-stats(1).\n";

struct options {
	enum report_format format;
	bool watch;
	size_t top;
	const char *file;
};

/* What was read last, of a table that may be larger than a stack. */
static struct tally_totals totals;
static struct tally_row rows[ALL_ROWS];
static struct tally_total rate[ALL_ROWS];
static uint64_t before[TALLY_BUCKETS][TALLY_SLOTS]; /* requests */

static const struct option long_option[] = {
	{ "top", required_argument, NULL, 'n' },
	{ "json", no_argument, NULL, 'j' },
	{ "prometheus", no_argument, NULL, 'p' },
	{ "watch", no_argument, NULL, 'w' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int
fail(const char *what, const char *why, int code)
{
	(void)fprintf(stderr, "minihttp-stats: %s: %s\n", what, why);
	return code;
}

/* The exit code of a call that ends here, or -1. */
static int
read_options(int argc, char **argv, struct options *o)
{
	uint64_t top;
	int c;

	while ((c = getopt_long(argc, argv, "n:jpwVh", long_option, NULL)) >= 0)
		switch (c) {
		case 'n':
			if (!span_u64(span_str(optarg), &top))
				return fail(optarg, "not a number", EX_USAGE);
			o->top =
			    top > 0 && top < ALL_ROWS ? (size_t)top : ALL_ROWS;
			break;
		case 'j':
			o->format = REPORT_JSON;
			break;
		case 'p':
			o->format = REPORT_PROMETHEUS;
			break;
		case 'w':
			o->watch = true;
			break;
		case 'V':
			(void)puts("minihttp-stats " VERSION);
			return EX_OK;
		case 'h':
			(void)fputs(usage, stdout);
			return EX_OK;
		default:
			(void)fputs(usage, stderr);
			return EX_USAGE;
		}
	if (optind < argc)
		o->file = argv[optind++];
	if (optind < argc)
		return fail(argv[optind], "one too many", EX_USAGE);
	return -1;
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

static struct report
read_table(const struct tally *table, const struct options *o)
{
	struct report r = { .format = o->format,
		.table = table,
		.totals = &totals,
		.rows = rows };

	tally_read(table, clock_wall_ns() / 1000000000, &totals);
	r.nrows = tally_top(table, rows, o->top);
	return r;
}

static int
open_table(const struct options *o, const struct tally **table)
{
	int err = counters_open_reading(o->file, table);

	return err == 0 ? 0 : fail(o->file, counters_error(err), EX_NOINPUT);
}

static uint64_t
per_second(uint64_t now, uint64_t then, int64_t took_ms)
{
	uint64_t more = now > then ? now - then : 0;

	return took_ms > 0
		   ? (more * 1000 + (uint64_t)took_ms / 2) / (uint64_t)took_ms
		   : 0;
}

/* Rates against the last look; then this look is the last. */
static void
take_rates(struct report *r, struct tally_total *last, int64_t took_ms)
{
	for (size_t i = 0; i < r->nrows; i++) {
		uint64_t *then = &before[rows[i].bucket][rows[i].slot];

		rate[i].requests =
		    per_second(rows[i].total.requests, *then, took_ms);
		*then = rows[i].total.requests;
	}
	r->rate = rate;
	r->all_rate = (struct tally_total){
		per_second(totals.all.requests, last->requests, took_ms),
		per_second(totals.all.bytes, last->bytes, took_ms),
	};
	*last = totals.all;
}

/* As many rows as the screen has lines below what is above them. */
static void
fit_screen(struct report *r)
{
	struct winsize size;
	size_t above = 8;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0)
		return;
	for (size_t i = 0; i <= TALLY_OTHER_STATUS; i++)
		above += totals.status[i].requests > 0;
	if (r->nrows + above > size.ws_row)
		r->nrows = size.ws_row > above ? size.ws_row - above : 0;
	r->width = size.ws_col;
}

/* Until it is interrupted, or the file goes away. */
static int
watch(const struct options *o)
{
	struct tally_total last = { 0, 0 };
	int64_t then_ms = -1;

	for (;;) {
		const struct tally *table;
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
		counters_close(table);
		if (fflush(stdout) != 0)
			return EX_IOERR;
		(void)sleep(1);
	}
}

int
main(int argc, char **argv)
{
	struct options o = { .top = 20, .file = COUNTERS_FILE };
	const struct tally *table;
	struct report r;
	int code = read_options(argc, argv, &o);

	if (code >= 0)
		return code;
	if (o.watch)
		return watch(&o);
	code = open_table(&o, &table);
	if (code != 0)
		return code;
	r = read_table(table, &o);
	print(&r);
	return fflush(stdout) == 0 && !ferror(stdout) ? EX_OK : EX_IOERR;
}
