/*
 * form -- incremental decoder of multipart/form-data.
 *
 * RFC 7578, RFC 2046 5.1.  However the input is split, the parts and their
 * contents are the same.  Bytes before the first delimiter and after the last
 * are ignored (2046 5.1.1).
 *
 *	preamble --delimiter--> behind
 *	behind   --CRLF--> head      --"--"--> epilogue
 *	head     --empty line--> data
 *	data     --delimiter--> behind
 *
 *	form_init(&f, boundary);
 *	while ((answer = form_feed(&f, &in, &data)) != FORM_MORE)
 *		switch (answer) {
 *		case FORM_PART:	f.name, f.file_name: begin
 *		case FORM_DATA:	store(data)
 *		case FORM_END:	end of that part
 *		case FORM_BAD:	refuse
 *		}
 *	the body is over: good if form_is_whole(&f)
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/limits.h"
#include "base/text.h"

/* A boundary has 1 to 70 characters (2046 5.1.1). */
#define FORM_BOUNDARY_MOST 70

/* The most bytes of a field's name that are kept. */
#define FORM_NAME_MOST 64

enum form_state {
	FORM_PREAMBLE,
	FORM_BEHIND,
	FORM_BEHIND_BLANK,
	FORM_BEHIND_CR,
	FORM_BEHIND_DASH,
	FORM_IN_HEAD,
	FORM_IN_DATA,
	FORM_EPILOGUE
};

struct form {
	enum form_state state;
	char delimiter[4 + FORM_BOUNDARY_MOST]; /* CRLF "--" boundary */
	size_t delimiter_n, matched;            /* bytes of it held back */
	char head[LIMIT_FORM_HEAD];             /* of the current part */
	size_t head_n;
	struct span name; /* in name_room; "" if it is longer */
	char name_room[FORM_NAME_MOST];
	bool is_file;                    /* it has a filename, perhaps empty */
	struct span file_name;           /* in file_room */
	char file_room[LIMIT_FORM_HEAD]; /* all of it: the end matters */
};

enum form_answer {
	FORM_MORE, /* all input is used */
	FORM_PART, /* a part begins */
	FORM_DATA, /* *data is the next piece of its content */
	FORM_END,  /* the part ends */
	FORM_BAD
};

/* Returns true if the span can be a boundary (2046 5.1.1). */
bool form_is_boundary(struct span);

/* Starts at the first byte of a body.  The boundary is copied. */
void form_init(struct form *, struct span boundary);

/* Takes bytes off the front of *in.  *data points into *in or into *form. */
enum form_answer form_feed(struct form *, struct span *in, struct span *data);

/* Returns true if the closing delimiter has been seen. */
bool form_is_whole(const struct form *);

#endif
