/*
 * field -- field lines: parses one, finds those of a name, walks a value that
 * is a list.
 *
 * RFC 9112 5, RFC 9110 5.  Pure.
 *
 *	struct span list, item;
 *
 *	for (size_t i = 0; field_next(&req->fields, SPAN("Connection"), &i,
 *			       &list);)
 *		while (field_list_next(&list, &item))
 *			...
 */
#ifndef HTTP_FIELD_H
#define HTTP_FIELD_H

#include "base/limits.h"
#include "base/span.h"
#include "http/refusal.h"

struct field {
	struct span name, value; /* value without the OWS around it */
};

/*
 * The lines of one head, as offsets into it.  Each takes eight bytes, so a
 * hundred of them share a page with the rest of a request.
 */
struct fields {
	const char *base;
	size_t n;
	struct {
		uint16_t name, name_n, value, value_n;
	} at[LIMIT_FIELDS];
};

/* Parses one line without its CRLF.  Returns REFUSE_NOT, or what is wrong. */
enum refusal field_parse(struct span line, struct field *);

/*
 * Starts an empty list.  The lines that are added later must lie in the first
 * 65535 bytes from base on, which must outlive the list.
 */
void fields_init(struct fields *, const char *base);

/* Returns false if there are LIMIT_FIELDS lines already. */
bool fields_add(struct fields *, const struct field *);

/* Returns line i, which is less than n. */
struct field field_at(const struct fields *, size_t i);

/*
 * Finds the next line with this name, from index *i on (0 at first), and moves
 * *i past it.  Returns false, and writes nothing, if there is none.
 */
bool field_next(
    const struct fields *, struct span name, size_t *i, struct span *value);

/*
 * Finds the only line with this name.  Returns false if there is none, or if
 * there are several.
 */
bool field_only(const struct fields *, struct span name, struct span *value);

/* Returns the number of lines with this name. */
size_t field_count(const struct fields *, struct span name);

/*
 * Takes the next element off a comma-separated list, trimmed.  Empty ones are
 * skipped (9110 5.6.1.2).  A comma in a quoted string does not separate.
 * Returns false at the end.
 */
bool field_list_next(struct span *list, struct span *item);

/* Returns true if a line with this name lists this token, in any case. */
bool field_lists(const struct fields *, struct span name, struct span token);

#endif
