#include "site/filename.h"

#include "http/date.h"
#include "http/disposition.h"

/* NAME_MAX, less the room for "-999". */
#define MOST (LIMIT_NAME - 1 - 4)

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

bool
filename_is_good(struct span name)
{
	if (name.n == 0 || name.n >= LIMIT_NAME || *name.p == '.')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (is_control(name.p[i]) || name.p[i] == '/')
			return false;
	return true;
}

static bool
is_edge(char c)
{
	return c == '.' || c == ' ' || c == '\t';
}

static struct span
trim_end(struct span s)
{
	while (s.n > 0 && is_edge(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Returns the last component, without the dots and blanks around it. */
static struct span
core(struct span s)
{
	s = disposition_base_name(s);
	while (s.n > 0 && is_edge(*s.p))
		s = span_from(s, 1);
	return trim_end(s);
}

/*
 * Returns where the extension starts, including its dot, or the end if there is
 * none.  The extension of an archive may have two parts: ".tar.gz".
 */
static size_t
extension_at(struct span name)
{
	struct span tar = SPAN(".tar");

	for (size_t i = name.n; i > 1; i--) {
		size_t at = i - 1;

		if (name.p[at] != '.')
			continue;
		if (at > tar.n &&
		    span_eq_nocase(
			(struct span){ name.p + at - tar.n, tar.n }, tar))
			at -= tar.n;
		return at;
	}
	return name.n;
}

/*
 * Returns at most n bytes, without splitting a UTF-8 sequence.  At most three
 * bytes follow its first (RFC 3629 3); longer runs are not UTF-8, and yielding
 * to those could leave nothing before the extension.
 */
static struct span
cut(struct span s, size_t n)
{
	size_t back = 0;

	if (s.n <= n)
		return s;
	while (back <= 3 && back < n &&
	       ((unsigned char)s.p[n - back] & 0xc0) == 0x80)
		back++;
	return (struct span){ s.p, back <= 3 ? n - back : n };
}

static void
put_visible(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		text_char(t, is_control(s.p[i]) ? '_' : s.p[i]);
}

static void
put_moment(struct text *t, int64_t now_s)
{
	struct date d;

	date_split(now_s, &d);
	text_pad(t, (uint64_t)d.year, 4);
	text_pad(t, d.month, 2);
	text_pad(t, d.day, 2);
	text_char(t, '-');
	text_pad(t, d.hour, 2);
	text_pad(t, d.minute, 2);
	text_pad(t, d.second, 2);
}

void
filename_clean(struct text *t, struct span wish, int64_t now_s)
{
	struct span name = core(wish), extension;

	if (name.n == 0) {
		put_moment(t, now_s);
		return;
	}
	/* Cutting may leave blanks and dots at the end. */
	extension = span_from(name, extension_at(name));
	extension = trim_end(cut(extension, MOST / 4));
	name.n = extension_at(name);
	name = cut(name, MOST - extension.n);
	put_visible(t, extension.n > 0 ? name : trim_end(name));
	put_visible(t, extension);
}

void
filename_of_request(struct text *t, const struct request *req, int64_t now_s)
{
	char buf[LIMIT_FIELDS_SIZE];
	struct text wish = TEXT(buf);
	struct span value;

	if (field_only(&req->fields, SPAN("Content-Disposition"), &value))
		(void)disposition_filename(value, &wish);
	filename_clean(t, TEXT_SPAN(wish), now_s);
}

void
filename_number(struct text *t, struct span name, unsigned number)
{
	size_t at = extension_at(name);

	text_put(t, (struct span){ name.p, at });
	if (number > 0) {
		text_char(t, '-');
		text_u64(t, number);
	}
	text_put(t, span_from(name, at));
	text_char(t, '\0');
}
