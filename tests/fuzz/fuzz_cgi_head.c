/*
 * The head of a script's answer (RFC 3875 6).  The response head that is made
 * of any such head has one status line, only whole field lines of those that a
 * script may send, and one empty line, at its end.
 */
#include "http/cgi_head.h"

#include "http/field.h"
#include "http/reply.h"

#include "fuzz/fuzz.h"

static void
check_line(struct span line)
{
	static const char ours[][20] = { "Status", "Connection", "Keep-Alive",
		"Transfer-Encoding", "Trailer", "TE", "Upgrade",
		"Content-Length", "Date", "Proxy-Connection" };
	struct field f;

	MUST(line.n > 1 && line.p[line.n - 1] == '\r');
	line.n--;
	MUST(memchr(line.p, '\r', line.n) == NULL);
	MUST(memchr(line.p, '\0', line.n) == NULL);
	MUST(field_parse(line, &f) == REFUSE_NOT);
	for (size_t i = 0; i < COUNT(ours); i++)
		MUST(!span_eq_nocase(f.name, span_str(ours[i])));
}

/* Checks the whole response head, which has some fields of our own too. */
static void
check_reply(struct span fields, const struct cgi_head *head)
{
	struct reply reply = { .status = head->status,
		.passed = fields,
		.chunked = !head->has_length,
		.has_length = head->has_length,
		.length = head->length,
		.connection = REPLY_CLOSES };
	static char room[300000];
	struct text t = TEXT(room);
	struct span rest, line;
	size_t empty = 0;

	reply_head(&t, &reply);
	MUST(text_fits(&t));
	rest = TEXT_SPAN(t);
	while (span_cut(rest, '\n', &line, &rest))
		if (span_eq(line, SPAN("\r"))) {
			empty++;
			MUST(rest.n == 0);
		}
	MUST(empty == 1 && rest.n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span in = { (const char *)bytes, n }, rest, line;
	size_t head_n = cgi_head_find(in);
	static char room[131072];
	struct text fields = TEXT(room);
	struct cgi_head head;

	MUST(head_n <= n);
	/* Any split of the input gives the same end. */
	for (size_t i = 0; i < n && n < 512; i++)
		MUST(cgi_head_find((struct span){ in.p, i }) ==
		     (i < head_n || head_n == 0 ? 0 : head_n));
	if (head_n == 0 || head_n > 65535 ||
	    !cgi_head_parse((struct span){ in.p, head_n }, &fields, &head))
		return 0;
	MUST(text_fits(&fields) && fields.n <= 2 * head_n);
	MUST(head.status >= 200 && head.status <= 599);
	if (head.kind == CGI_HEAD_LOCAL) {
		MUST(inside(head.location, in) && *head.location.p == '/');
		return 0;
	}
	rest = TEXT_SPAN(fields);
	while (span_cut(rest, '\n', &line, &rest))
		check_line(line);
	MUST(rest.n == 0);
	check_reply(TEXT_SPAN(fields), &head);
	return 0;
}
