/*
 * cgi_head -- the header of a script's response: RFC 3875 6.
 *
 * The header consists of lines that end in LF or CRLF, up to an empty one.  At
 * least one of them is Content-Type, Location or Status.  Pure, and strict: one
 * line that is not a field invalidates the whole header, so that text which a
 * script was made to repeat cannot by accident become a field, a status line or
 * a second response.
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
	CGI_HEAD_ANSWER, /* 6.2.1, 6.2.3, 6.2.4: send it to the peer */
	CGI_HEAD_LOCAL   /* 6.2.2: answer with what is at `location` */
};

struct cgi_head {
	enum cgi_head_kind kind;
	int status;           /* 200 to 599 */
	struct span location; /* with CGI_HEAD_LOCAL; starts with a slash */
	bool has_length;      /* the script gave a Content-Length */
	uint64_t length;
};

/*
 * Returns the length of the head including its empty line; 0 if it has not
 * ended.
 */
size_t cgi_head_find(struct span bytes);

/*
 * Returns false if the head is invalid.  Otherwise appends the field lines for
 * the peer to *fields, each with its CRLF.  Fields that the server makes itself
 * (6.3: Status, Content-Length, Date, those about the connection) and X-CGI-
 * fields (6.3.5) are left out.  The result is at most twice as long as the
 * head.
 */
bool cgi_head_parse(
    struct span head, struct text *fields, struct cgi_head *out);

/* Returns true if a response of this status has no content (RFC 9110 6.4.1). */
bool cgi_head_is_bare(int status);

#endif
