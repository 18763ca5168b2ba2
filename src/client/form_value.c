#include "client/form_value.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Undoes \" and \\ up to the closing quotation mark.  Returns NULL if there is
 * none.
 */
static char *
unquote(char *p)
{
	char *to = p;

	for (; *p != '"'; p++) {
		if (*p == '\0')
			return NULL;
		if (*p == '\\' && (p[1] == '\\' || p[1] == '"'))
			p++;
		*to++ = *p;
	}
	*to = '\0';
	return p + 1;
}

/* Returns whether a closing quotation mark follows that at p. */
static bool
is_closed(const char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++)
		if (*p == '\\' && (p[1] == '\\' || p[1] == '"'))
			p++;
	return *p == '"';
}

/*
 * Cuts the word at *at, which ends at ";", at `end` or with the value.  Moves
 * *at behind the character that ended the word, and returns it, or '\0' at the
 * end.
 */
static char
cut_word(char **at, char end, char **word)
{
	char *p = *at, stop;
	bool quoted = *p == '"' && is_closed(p);

	*word = quoted ? p + 1 : p;
	if (quoted)
		p = unquote(p + 1);
	for (; *p != '\0' && *p != ';' && *p != end; p++)
		continue;
	stop = *p;
	*at = stop != '\0' ? p + 1 : p;
	*p = '\0';
	while (!quoted && p > *word && is_blank(p[-1]))
		*--p = '\0';
	return stop;
}

static bool
takes(char **at, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(*at, name, n) != 0)
		return false;
	*at += n;
	return true;
}

static const char *const keys[] = {
	"type=", "filename=", "headers=", "encoder="
};

/* Cuts a media type, which has parameters of its own behind ";". */
static char
cut_type(char **at, char end, char **type)
{
	char stop = cut_word(at, end, type);

	while (stop == ';') {
		char *next = *at + strspn(*at, " \t"), *more;

		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			if (strncmp(next, keys[i], strlen(keys[i])) == 0)
				return stop;
		(*at)[-1] = ';'; /* the text is still part of the type */
		stop = cut_word(at, end, &more);
	}
	return stop;
}

/* Takes the attributes of a part, each behind a ";". */
static const char *
take_attributes(char **at, char *stop, char end, struct form_value_piece *piece)
{
	while (*stop == ';') {
		char *ignored = NULL, **to;

		*at += strspn(*at, " \t");
		if (takes(at, "type=")) {
			*stop = cut_type(at, end, &piece->type);
			continue;
		}
		to = takes(at, "filename=")  ? &piece->filename
		     : takes(at, "encoder=") ? &piece->encoder
					     : &ignored;
		if (takes(at, "headers=")) {
			if (piece->nheaders == FORM_VALUE_HEADERS)
				return "too many headers= for one part";
			to = &piece->header[piece->nheaders++];
		} else if (to == &ignored && **at != '\0') {
			return "behind \";\" only type=, filename=, headers= "
			       "and encoder= may follow; put a text with "
			       "\";\" into double quotes, or use --form-string";
		}
		*stop = cut_word(at, end, to);
	}
	return NULL;
}

const char *
form_value_begin(struct form_value *f, char *value)
{
	char *content = strchr(value, '=');

	*f = (struct form_value){ .name = value };
	if (content == NULL)
		return "expected NAME=CONTENT, NAME=@FILE or NAME=<FILE";
	*content++ = '\0';
	if (*content == '(' || (*content == ')' && *f->name == '\0'))
		return "parts within parts, \"(\" and \")\", are not "
		       "supported; use --form-string for such a text";
	f->source = *content == '@'   ? FORM_VALUE_FILE
		    : *content == '<' ? FORM_VALUE_CONTENT
				      : FORM_VALUE_TEXT;
	f->rest = f->source == FORM_VALUE_TEXT ? content : content + 1;
	return NULL;
}

bool
form_value_next(
    struct form_value *f, struct form_value_piece *piece, const char **why)
{
	char end = f->source == FORM_VALUE_FILE ? ',' : '\0', stop;
	char *at = f->rest;

	*piece = (struct form_value_piece){ 0 };
	if (at == NULL)
		return false;
	at += f->source == FORM_VALUE_TEXT ? 0 : strspn(at, " \t");
	stop = cut_word(&at, end, &piece->content);
	*why = take_attributes(&at, &stop, end, piece);
	f->several |= stop == ',';
	f->rest = stop == ',' ? at : NULL;
	return *why == NULL;
}
