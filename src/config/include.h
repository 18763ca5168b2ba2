/*
 * include -- the directive Include, which puts the lines of another file in
 * place of the line that names it.
 *
 * All files are read before the text is parsed.  So one text contains
 * everything, and can be handed to other processes.  In this text a line that
 * starts with the control byte 1, which no file can contain, is a mark: it
 * names the file and the line number from which the next line comes.
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

/*
 * Reads a file into buf.  Returns NULL and sets *n to its length, or returns
 * the reason why the file cannot be read.
 */
typedef const char *include_read(
    const char *path, char *buf, size_t room, size_t *n);

/*
 * Replaces each Include line by the lines of its file, which may include others
 * in turn: up to LIMIT_CONF_DEPTH deep and LIMIT_CONF_INCLUDES in all.  The
 * name in a line is relative to the directory of the file that has the line;
 * `name` is the name of the file that the text is from.  Returns false, and
 * sets *e, if a file cannot be read or includes itself, or if the text has no
 * room left.
 */
bool include_expand(
    struct text *, struct span name, include_read *, struct conf_error *e);

/*
 * Does what conf_parse does, for the text that include_expand has made.  Adds
 * the names of the files to conf.included.
 */
bool include_parse(struct conf *, struct span text, struct conf_error *);

/*
 * Appends "FILE:LINE: ", where the value of a directive was written.  Appends
 * nothing if the value is not in conf.text, as a default or one of the command
 * line.  The value is a span that include_parse made of conf.text.
 */
void include_put_place(struct text *, const struct conf *, struct span value);

/*
 * Refuses an Include that include_expand has not replaced, such as one on the
 * command line.  Returns the error, like value_parse.
 */
const char *include_refuse(const struct span *words, size_t n,
    struct conf_includes *, const struct span **bad);

#endif
