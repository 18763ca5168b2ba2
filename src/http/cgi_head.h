/*
 * cgi_head -- what a script says before its content: RFC 3875 6.
 *
 * Lines that end in LF or CRLF, up to an empty one, at least one of which
 * is Content-Type, Location or Status.  Pure, and strict: what is not a
 * field line spoils all of it, so that nothing a script was made to repeat
 * becomes a field, a status line or a second answer by accident.
 *
 *	n = cgi_head_find(bytes);
 *	head = (struct span){ bytes.p, n };
 *	if (n > 0 && cgi_head_parse(head, &fields, &parsed))
 *		switch (parsed.kind) ...
 */
#ifndef HTTP_CGI_HEAD_H
#define HTTP_CGI_HEAD_H

#include "base/text.h"

enum cgi_head_kind {
	CGI_HEAD_ANSWER, /* 6.2.1, 6.2.3, 6.2.4: it goes to the peer */
	CGI_HEAD_LOCAL   /* 6.2.2: what is at `location` is the answer */
};

struct cgi_head {
	enum cgi_head_kind kind;
	int status;           /* 200 to 599 */
	struct span location; /* with CGI_HEAD_LOCAL; it begins with a slash */
	bool has_length;      /* the script has counted its content */
	uint64_t length;
};

/* The length of the head, its empty line included; 0 if it has not ended. */
size_t cgi_head_find(struct span bytes);

/*
 * False if it is not valid.  Else *fields is appended the field lines for
 * the peer, each with its CRLF: without those that are the server's own
 * affair (6.3: Status, Content-Length, Date, what is about the connection)
 * and X-CGI- (6.3.5).  That is at most twice the length of the head.
 */
bool cgi_head_parse(
    struct span head, struct text *fields, struct cgi_head *out);

/* A response of this status has no content (RFC 9110 6.4.1). */
bool cgi_head_is_bare(int status);

#endif
