/* A worker's line as the fields of a journal entry. */
#define _GNU_SOURCE
#include "daemon/journal_entry.h"

#include "base/record.h"
#include "unit/test.h"

#define US "\x1f"
#define REC "\x1e"

/* Fields in their order, one to a line. */
static const struct {
	const char *why, *line, *want;
} cases[] = {
	{ "a message is an error, as it stands", "root: No such file",
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=3\n"
	    "MESSAGE=root: No such file\n" },
	{ "an empty line is an empty message", "",
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=3\n"
	    "MESSAGE=\n" },
	{ "every field of a record, and which of them are the message",
	    REC "HTTP_METHOD=GET" US "HTTP_TARGET=/x?y=1" US
		"HTTP_VERSION=1.1" US "HTTP_STATUS=404" US "HTTP_BYTES=612" US
		"HTTP_REMOTE=192.0.2.1" US "HTTP_REFUSAL=not-found" US
		"HTTP_DURATION_US=153" US "HTTP_USER=al\\xc3\\xaf" US
		"HTTP_HOST=a.example" US "HTTP_VHOST=a.example" US
		"HTTP_TLS=TLSv1.3" US "HTTP_CIPHER=TLS_AES_128_GCM_SHA256" US
		"HTTP_SERVER_NAME=b.example" US "HTTP_CLIENT_NAME=alice" US
		"HTTP_CLIENT_SUBJECT=CN=alice" US "HTTP_REFERER=http://b/" US
		"HTTP_USER_AGENT=curl/8" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=GET /x?y=1 404 612 192.0.2.1 not-found\n"
	    "MINIHTTP_METHOD=GET\n"
	    "MINIHTTP_PATH=/x\n"
	    "MINIHTTP_QUERY=y=1\n"
	    "MINIHTTP_STATUS=404\n"
	    "MINIHTTP_BYTES=612\n"
	    "MINIHTTP_REMOTE=192.0.2.1\n"
	    "MINIHTTP_REFUSAL=not-found\n"
	    "MINIHTTP_USER=al\303\257\n"
	    "MINIHTTP_DURATION_USEC=153\n"
	    "MINIHTTP_VERSION=1.1\n"
	    "MINIHTTP_HOST=a.example\n"
	    "MINIHTTP_VHOST=a.example\n"
	    "MINIHTTP_TLS=TLSv1.3\n"
	    "MINIHTTP_CIPHER=TLS_AES_128_GCM_SHA256\n"
	    "MINIHTTP_SERVER_NAME=b.example\n"
	    "MINIHTTP_CLIENT_NAME=alice\n"
	    "MINIHTTP_CLIENT_SUBJECT=CN=alice\n"
	    "MINIHTTP_REFERER=http://b/\n"
	    "MINIHTTP_USER_AGENT=curl/8\n" },
	{ "the order of the record does not matter",
	    REC "HTTP_STATUS=200" US "HTTP_METHOD=PUT" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=PUT 200\n"
	    "MINIHTTP_METHOD=PUT\n"
	    "MINIHTTP_STATUS=200\n" },
	{ "what the peer did not send is left out",
	    REC "HTTP_STATUS=400" US "HTTP_HOST=" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=400\n"
	    "MINIHTTP_STATUS=400\n" },
	{ "no query is not an empty query", REC "HTTP_TARGET=/x" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=/x\n"
	    "MINIHTTP_PATH=/x\n" },
	{ "an empty query", REC "HTTP_TARGET=/x?" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=/x?\n"
	    "MINIHTTP_PATH=/x\n"
	    "MINIHTTP_QUERY=\n" },
	{ "the first question mark is the one (3986 3.4)",
	    REC "HTTP_TARGET=/x?a?b" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=/x?a?b\n"
	    "MINIHTTP_PATH=/x\n"
	    "MINIHTTP_QUERY=a?b\n" },
	{ "escapes are undone in fields, and stay in the message",
	    REC "HTTP_TARGET=/a\\\\b\\x0ac?d\\xe9" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=/a\\\\b\\x0ac?d\\xe9\n"
	    "MINIHTTP_PATH=/a\\b\nc\n"
	    "MINIHTTP_QUERY=d\xe9\n" },
	{ "a field with a damaged escape is left out, and no other",
	    REC "HTTP_HOST=a\\xg0" US "HTTP_STATUS=200" US
		"HTTP_USER_AGENT=b" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=200\n"
	    "MINIHTTP_STATUS=200\n"
	    "MINIHTTP_USER_AGENT=b\n" },
	{ "a name that is the journal's own makes it no record",
	    REC "HTTP_STATUS=200" US "MESSAGE=forged" US "_PID=1" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=3\n"
	    "MESSAGE=" REC "HTTP_STATUS=200" US "MESSAGE=forged" US "_PID=1" US
	    "\n" },
	{ "a name that we do not know is left out",
	    REC "HTTP_STATUS=200" US "MESSAGE=forged" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=200\n"
	    "MINIHTTP_STATUS=200\n" },
	{ "of two with one name the last",
	    REC "HTTP_STATUS=200" US "HTTP_STATUS=404" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=404\n"
	    "MINIHTTP_STATUS=404\n" },
	{ "a record that was cut is a message", REC "HTTP_STATUS=200",
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=3\n"
	    "MESSAGE=" REC "HTTP_STATUS=200\n" },
	{ "a field without a value's sign", REC "HTTP_STATUS" US,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=3\n"
	    "MESSAGE=" REC "HTTP_STATUS" US "\n" },
	{ "an empty record has an empty message", REC,
	    "SYSLOG_IDENTIFIER=minihttp\n"
	    "PRIORITY=6\n"
	    "MESSAGE=\n" },
};

static struct span
flat(const struct journal_entry *e, char *buf, size_t room)
{
	struct text t = { .p = buf, .room = room };

	for (size_t i = 0; i < e->n; i++) {
		text_put(&t,
		    (struct span){ e->field[i].iov_base, e->field[i].iov_len });
		text_char(&t, '\n');
	}
	return text_fits(&t) ? TEXT_SPAN(t) : SPAN("too long");
}

static void
test_cases(void)
{
	static struct journal_entry e;
	static char buf[4096];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span got;

		journal_entry_make(&e, guarded(cases[i].line));
		got = flat(&e, buf, sizeof buf);
		OK(span_eq(got, span_str(cases[i].want)), "%s", cases[i].why);
		if (!span_eq(got, span_str(cases[i].want)))
			printf("# %s\n", shown(got));
	}
}

/* Whether field i is `name` and then n bytes c. */
static bool
is_run(
    const struct journal_entry *e, size_t i, const char *name, char c, size_t n)
{
	size_t skip = strlen(name);
	const char *p = i < e->n ? e->field[i].iov_base : NULL;

	if (p == NULL || e->field[i].iov_len != skip + n ||
	    memcmp(p, name, skip) != 0)
		return false;
	for (size_t k = 0; k < n; k++)
		if (p[skip + k] != c)
			return false;
	return true;
}

static void
test_longest(void)
{
	static struct journal_entry e;
	static char line[LIMIT_LOG_LINE];
	static const char head[] = REC "HTTP_TARGET=";
	size_t skip = sizeof head - 1, n = sizeof line - skip - 1;

	memset(line, 'x', sizeof line);
	journal_entry_make(&e, guarded_n(line, sizeof line));
	OK(e.n == 3 && is_run(&e, 2, "MESSAGE=", 'x', sizeof line),
	    "the longest message is whole");
	memcpy(line, head, skip);
	line[sizeof line - 1] = *US;
	journal_entry_make(&e, guarded_n(line, sizeof line));
	OK(e.n == 4 && is_run(&e, 2, "MESSAGE=", 'x', n) &&
		is_run(&e, 3, "MINIHTTP_PATH=", 'x', n),
	    "the longest record is whole, in the message and in its field");
}

/*
 * A record with all seventeen fields and a query.  Long values leave the names
 * little weight.
 */
static void
test_fullest(void)
{
	static const char *const names[] = { "HTTP_METHOD", "HTTP_TARGET",
		"HTTP_STATUS", "HTTP_BYTES", "HTTP_REMOTE", "HTTP_REFUSAL",
		"HTTP_DURATION_US", "HTTP_VERSION", "HTTP_HOST", "HTTP_VHOST",
		"HTTP_TLS", "HTTP_CIPHER", "HTTP_SERVER_NAME",
		"HTTP_CLIENT_NAME", "HTTP_CLIENT_SUBJECT", "HTTP_REFERER",
		"HTTP_USER_AGENT" };
	static struct journal_entry e;
	static char line[LIMIT_LOG_LINE];
	struct text t = TEXT(line);
	size_t each = sizeof line / COUNT(names) - 24;

	record_begin(&t);
	for (size_t i = 0; i < COUNT(names); i++) {
		text_put(&t, span_str(names[i]));
		text_put(&t, SPAN("=?"));
		for (size_t k = 1; k < each; k++)
			text_char(&t, 'x');
		text_char(&t, *US);
	}
	journal_entry_make(&e, guarded_n(line, t.n));
	OK(text_fits(&t) && e.n == 21 && e.n <= JOURNAL_ENTRY_FIELDS &&
		is_run(&e, 4, "MINIHTTP_PATH=", 'x', 0) &&
		is_run(&e, 5, "MINIHTTP_QUERY=", 'x', each - 1),
	    "a record with every field fits, and so do its fields");
}

int
main(void)
{
	test_cases();
	test_longest();
	test_fullest();
	return DONE();
}
