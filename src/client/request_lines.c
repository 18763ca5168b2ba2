#define _GNU_SOURCE
#include "client/request_lines.h"

#include "base/limits.h"
#include "client/ask.h"
#include "client/exit.h"
#include "client/file_text.h"
#include "client/heads.h"
#include "client/messages.h"
#include "client/option_value.h"
#include "http/date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static int
complain(const char *what, const char *why, int code)
{
	messages_error(span_str(what), why);
	return code;
}

/* Adds a field, unless a line of -H has set it. */
static int
add(struct options *o, const char *name, const char *value)
{
	struct text t = { NULL,
		strlen(name) + 3 + (value != NULL ? strlen(value) : 0), 0 };
	char *line;

	if (value == NULL || ask_has_field(o, span_str(name)))
		return EXIT_DONE;
	line = t.p = malloc(t.room);
	if (o->nfields == OPTIONS_FIELDS || line == NULL)
		return complain(name, "too many header fields", EXIT_USAGE);
	text_put(&t, span_str(name));
	/* an empty value removes the field */
	text_put(&t, *value == '\0' ? SPAN(":") : SPAN(": "));
	text_put(&t, span_str(value));
	text_char(&t, '\0');
	o->field[o->nfields++] = line;
	return EXIT_DONE;
}

/* Replaces element i, -H @FILE, by the fields in the lines of the file. */
static int
add_file(struct options *o, size_t i)
{
	const char *path = o->field[i] + 1;
	char *text = file_text_read(path, LIMIT_MESSAGE), *line;
	const char *why;

	if (text == NULL)
		return complain(path, strerror(errno), EXIT_LOCAL);
	memmove(&o->field[i], &o->field[i + 1],
	    (--o->nfields - i) * sizeof *o->field);
	while ((line = strsep(&text, "\n")) != NULL) {
		line[strcspn(line, "\r")] = '\0';
		if (*line == '#' || strpbrk(line, ":;") == NULL)
			continue; /* a comment, or an empty line */
		why = option_value_field(line);
		if (why != NULL)
			return complain(path, why, EXIT_USAGE);
		if (o->nfields == OPTIONS_FIELDS)
			return complain(
			    path, "too many header fields", EXIT_USAGE);
		o->field[o->nfields++] = line;
	}
	return EXIT_DONE;
}

/*
 * Reads what follows a date: nothing, a name of UTC, or an offset such as +0200
 * (`date -R` prints one), whose seconds *east becomes.
 */
static bool
read_zone(const char *s, int64_t *east)
{
	static const char *const names[] = { "", "GMT", "UTC", "Z" };
	unsigned hours, minutes;
	char sign;
	int end = 0;

	*east = 0;
	s += strspn(s, " ");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(s, names[i]) == 0)
			return true;
	if ((sscanf(s, "%c%2u:%2u%n", &sign, &hours, &minutes, &end) < 3 &&
		sscanf(s, "%c%2u%2u%n", &sign, &hours, &minutes, &end) < 3) ||
	    s[end] != '\0' || strchr("+-", sign) == NULL || hours > 14 ||
	    minutes > 59)
		return false;
	*east = (int64_t)(hours * 60 + minutes) * (sign == '-' ? -60 : 60);
	return true;
}

/* As for curl, a year of two digits is one from 1970 to 2069. */
static int64_t
seconds_of(struct tm *tm)
{
	if (tm->tm_year < 100 - 1900)
		tm->tm_year += tm->tm_year < 70 - 1900 ? 2000 : 1900;
	return timegm(tm);
}

/*
 * Reads a date of HTTP, "2026-06-01 12:00:00", "1 Jun 2026", "Mon, 01 Jun 2026
 * 12:00:00 +0200", what date(1) prints in UTC, and the like.
 */
static bool
read_date(const char *s, int64_t *out)
{
	static const char *const days[] = { "%Y-%m-%d", "%d %b %Y", "%d-%b-%Y",
		"%a, %d %b %Y", "%b %d %Y", "%b %d, %Y", "%Y%m%d",
		"%a %b %d %H:%M:%S UTC %Y" };
	static const char *const times[] = { "", "%n%H:%M:%S", "T%H:%M:%S",
		"T%H:%M", "%n%H:%M" };
	int64_t east;

	if (date_parse(span_str(s), time(NULL), out))
		return true;
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		for (size_t j = 0; j < sizeof times / sizeof *times; j++) {
			struct tm tm = { 0 };
			const char *end = strptime(s, days[i], &tm);

			if (end != NULL)
				end = strptime(end, times[j], &tm);
			if (end != NULL && read_zone(end, &east)) {
				*out = seconds_of(&tm) - east;
				return true;
			}
		}
	return false;
}

/* Adds the condition of -z DATE, -z -DATE or -z FILE. */
static int
add_time(struct options *o)
{
	const char *s = o->time_cond;
	bool before = s != NULL && *s == '-';
	char date[40];
	struct text t = TEXT(date);
	struct stat st;
	int64_t at;

	if (s == NULL)
		return EXIT_DONE;
	s += before;
	if (stat(s, &st) == 0)
		at = st.st_mtime;
	else if (!read_date(s, &at))
		return complain("-z",
		    "neither a file nor a date such as 2026-06-01; it is "
		    "ignored",
		    EXIT_DONE);
	o->time_at = at;
	o->time_before = before;
	date_put(&t, at);
	text_char(&t, '\0');
	return add(
	    o, before ? "If-Unmodified-Since" : "If-Modified-Since", date);
}

/*
 * With an empty file, or before --etag-save creates one, sends a tag that no
 * file has, as curl does.
 */
static int
add_tag(struct options *o)
{
	char *tag;

	if (o->etag_compare == NULL)
		return EXIT_DONE;
	tag = file_text_read(o->etag_compare, LIMIT_MESSAGE);
	if (tag == NULL && (errno != ENOENT || o->etag_save == NULL))
		return complain(o->etag_compare, strerror(errno), EXIT_LOCAL);
	if (tag != NULL)
		tag[strcspn(tag, "\r\n")] = '\0';
	return add(
	    o, "If-None-Match", tag != NULL && *tag != '\0' ? tag : "\"\"");
}

/*
 * With -w @FILE the format is the content of the file, without line ends, as
 * for curl.
 */
static int
read_format(struct options *o)
{
	const char *path = o->write_out != NULL && *o->write_out == '@'
			       ? o->write_out + 1
			       : NULL;
	char *text, *to;

	if (path == NULL)
		return EXIT_DONE;
	text = file_text_read(path, LIMIT_MESSAGE);
	if (text == NULL)
		return complain(path, strerror(errno), EXIT_LOCAL);
	for (const char *from = to = text; *from != '\0'; from++)
		if (*from != '\n' && *from != '\r')
			*to++ = *from;
	*to = '\0';
	o->write_out = text;
	return EXIT_DONE;
}

/* Adds the cookies of each -b, joined as curl joins them. */
static int
add_cookies(struct options *o)
{
	size_t room = 1;
	struct text t = { 0 };

	if (o->ncookies == 0)
		return EXIT_DONE;
	for (size_t i = 0; i < o->ncookies; i++)
		room += strlen(o->cookie[i]) + 1;
	t = (struct text){ malloc(room), room, 0 };
	if (t.p == NULL)
		return complain("-b", strerror(errno), EXIT_LOCAL);
	for (size_t i = 0; i < o->ncookies; i++) {
		if (i > 0)
			text_char(&t, ';');
		text_put(&t, span_str(o->cookie[i]));
	}
	text_char(&t, '\0');
	return add(o, "Cookie", t.p);
}

/* Adds the range; as with curl, "5" means "5-". */
static int
add_range(struct options *o)
{
	char range[256];
	struct text t = TEXT(range);

	if (o->range == NULL)
		return EXIT_DONE;
	text_put(&t, SPAN("bytes="));
	text_put(&t, span_str(o->range));
	if (strchr(o->range, '-') == NULL)
		text_char(&t, '-');
	text_char(&t, '\0');
	return text_fits(&t) ? add(o, "Range", range)
			     : complain("-r", "the list of ranges is too long",
				   EXIT_USAGE);
}

int
request_lines_collect(struct options *o)
{
	int code = read_format(o);

	for (size_t i = 0; i < o->nfields && code == EXIT_DONE;)
		if (*o->field[i] == '@')
			code = add_file(o, i);
		else
			i++;
	if (code == EXIT_DONE)
		code = add(o, "User-Agent", o->agent);
	if (code == EXIT_DONE)
		code = add(o, "Referer", o->referer);
	if (code == EXIT_DONE)
		code = add_cookies(o);
	if (code == EXIT_DONE)
		code = add_range(o);
	if (code == EXIT_DONE)
		code = add_time(o);
	if (code == EXIT_DONE)
		code = add_tag(o);
	if (code == EXIT_DONE && !heads_check_tag_file(o))
		code = EXIT_LOCAL;
	return code;
}
