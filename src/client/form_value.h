/*
 * form_value -- parses the value of -F, as curl does.  Pure.
 *
 *	NAME=TEXT  NAME=@FILE[,FILE...]  NAME=<FILE
 *
 * Behind a text or a file, ";type=", ";filename=", ";headers=" and ";encoder="
 * may follow.  A value in double quotes may contain ";" and ",", and \" and \\
 * stand for a quotation mark and a backslash.
 *
 *	why = form_value_begin(&form, copy)
 *	while (why == NULL && form_value_next(&form, &piece, &why))
 *		use piece
 */
#ifndef CLIENT_FORM_VALUE_H
#define CLIENT_FORM_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_VALUE_HEADERS 8

enum form_value_source {
	FORM_VALUE_TEXT,
	FORM_VALUE_FILE,   /* "@": sent with a file name */
	FORM_VALUE_CONTENT /* "<": the content of a file, as a text */
};

/* All strings point into the value. */
struct form_value {
	char *name; /* may be empty, for a part without a name */
	enum form_value_source source;
	bool several; /* more than one file */
	char *rest;   /* NULL at the end */
};

struct form_value_piece {
	char *content;                    /* the text, or a file */
	char *type, *filename, *encoder;  /* NULL: not given */
	char *header[FORM_VALUE_HEADERS]; /* a line, "@FILE" or "<FILE" */
	size_t nheaders;
};

/*
 * Takes the name off a value, which is changed in place.  Returns NULL, or an
 * error.
 */
const char *form_value_begin(struct form_value *, char *value);

/*
 * Takes the next file, or the text.  Returns false at the end, and after an
 * error, which sets *why.
 */
bool form_value_next(
    struct form_value *, struct form_value_piece *, const char **why);

#endif
