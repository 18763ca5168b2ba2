#define _GNU_SOURCE
#include "stats/log_read.h"

#include "site/accesslog_read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* Longer lines are of nobody: an entry of the journal has some 2 KB more. */
#define LONGEST 65536

static void
count(struct log_counts *c, struct span line)
{
	struct accesslog_line l;

	if (!accesslog_read(line, &l)) {
		c->other_lines++;
		return;
	}
	c->requests++;
	popular_count(&c->visitors, l.visitor, l.bytes);
	if (l.referrer.n > 0)
		popular_count(&c->referrers, l.referrer, l.bytes);
}

/* Reads the rest of a line that is too long. */
static void
skip(FILE *f)
{
	int c;

	while ((c = getc(f)) != EOF && c != '\n')
		;
}

/* Reads all lines.  A line that holds a NUL ends there. */
static int
read_lines(FILE *f, struct log_counts *c)
{
	static char buf[LONGEST];

	while (fgets(buf, sizeof buf, f) != NULL) {
		size_t n = strlen(buf);
		bool whole = n > 0 && buf[n - 1] == '\n';

		if (!whole && n + 1 == sizeof buf) {
			skip(f);
			c->other_lines++;
			continue;
		}
		count(c, (struct span){ buf, whole ? n - 1 : n });
	}
	return ferror(f) ? -errno : 0;
}

int
log_read(const char *file, struct log_counts *c)
{
	FILE *f = stdin;
	int err;

	if (getrandom(c->visitors.key, sizeof c->visitors.key, 0) !=
	    sizeof c->visitors.key)
		return -EIO;
	memcpy(c->referrers.key, c->visitors.key, sizeof c->referrers.key);
	if (strcmp(file, "-") != 0)
		f = fopen(file, "re");
	if (f == NULL)
		return -errno;
	errno = 0;
	err = read_lines(f, c);
	if (f != stdin)
		(void)fclose(f);
	return err;
}
