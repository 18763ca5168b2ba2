/*
 * include -- the directive Include: the lines of another file, in place of the
 * line that names it.
 *
 * A file is read before its text is parsed, so that one text has everything,
 * and can be handed to other processes.  In this text a line that starts with
 * the control byte 1 is a mark, which no file can contain: it says of which
 * file, and of which line, the next line is.
 *
 *	struct text t = { buf, sizeof buf, n };		n bytes were read
 *
 *	if (!include_expand(&t, name, read_file, &e) ||
 *	    !include_parse(&conf, TEXT_SPAN(t), &e))
 *		report e.file, or name if that is empty, and the rest
 */
#ifndef CONFIG_INCLUDE_H
#define CONFIG_INCLUDE_H

#include "config/conf.h"

/* Reads a file.  Returns NULL, with its length in *n, or the reason why not. */
typedef const char *include_read(
    const char *path, char *buf, size_t room, size_t *n);

/*
 * Puts the files in, which include others in turn, up to LIMIT_CONF_DEPTH deep
 * and LIMIT_CONF_INCLUDES in all.  A name is relative to the directory of the
 * file that has the line; `name` is that of the text.  Returns false, and sets
 * *e, if a file cannot be read, contains itself, or if the room ends.
 */
bool include_expand(
    struct text *, struct span name, include_read *, struct conf_error *e);

/*
 * Like conf_parse, for the text that include_expand made.  Adds the files to
 * conf.included.
 */
bool include_parse(struct conf *, struct span text, struct conf_error *);

/* Like value_parse, for an Include that was not put in: it is not in a file. */
const char *include_refuse(const struct span *words, size_t n,
    struct conf_includes *, const struct span **bad);

#endif
