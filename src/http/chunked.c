#include "http/chunked.h"

#include "base/limits.h"
#include "http/octet.h"

/* A uint64_t holds sixteen digits; more would overflow. */
#define MAX_DIGITS 16

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Handles the octet after a name, a value or the size, which starts another
 * extension or ends the line.
 */
static bool
feed_ext_end(struct chunked *d, char c)
{
	if (c == ';')
		d->ext = EXT_BEFORE_NAME;
	else if (is_blank(c))
		d->ext = EXT_BEFORE_SEMICOLON;
	else
		return false;
	return true;
}

/*
 * Takes one octet of a chunk extension.  Returns false if the grammar does not
 * allow it there.
 */
static bool
feed_ext(struct chunked *d, char c)
{
	switch (d->ext) {
	case EXT_BEFORE_SEMICOLON:
	case EXT_QUOTED_END:
		return feed_ext_end(d, c);
	case EXT_BEFORE_NAME:
		if (octet_is(c, OCTET_TOKEN))
			d->ext = EXT_NAME;
		return d->ext == EXT_NAME || is_blank(c);
	case EXT_NAME:
		if (octet_is(c, OCTET_TOKEN))
			return true;
		d->ext = EXT_AFTER_NAME;
		/* fall through */
	case EXT_AFTER_NAME:
		if (c == '=')
			d->ext = EXT_BEFORE_VALUE;
		else if (c == ';')
			d->ext = EXT_BEFORE_NAME;
		return c == '=' || c == ';' || is_blank(c);
	case EXT_BEFORE_VALUE:
		if (octet_is(c, OCTET_TOKEN))
			d->ext = EXT_TOKEN;
		else if (c == '"')
			d->ext = EXT_QUOTED;
		return d->ext != EXT_BEFORE_VALUE || is_blank(c);
	case EXT_TOKEN:
		return octet_is(c, OCTET_TOKEN) || feed_ext_end(d, c);
	case EXT_QUOTED:
		if (c == '"')
			d->ext = EXT_QUOTED_END;
		else if (c == '\\')
			d->ext = EXT_ESCAPE;
		return octet_is(c, OCTET_VALUE);
	case EXT_ESCAPE:
		d->ext = EXT_QUOTED;
		return octet_is(c, OCTET_VALUE);
	}
	return false;
}

/*
 * Returns whether the line may end here.  The grammar allows no blanks before
 * the end of a line.
 */
static bool
ext_complete(const struct chunked *d)
{
	return d->ext == EXT_NAME || d->ext == EXT_TOKEN ||
	       d->ext == EXT_QUOTED_END;
}

static enum refusal
feed_size(struct chunked *d, char c)
{
	int digit = octet_hex(c);

	if (digit >= 0) {
		if (d->digits++ == MAX_DIGITS)
			return REFUSE_CHUNK_SIZE;
		d->size = d->size << 4 | (unsigned)digit;
		return REFUSE_NOT;
	}
	if (d->digits == 0)
		return REFUSE_CHUNK_SIZE;
	if (c == '\r') {
		d->state = CHUNKED_SIZE_LF;
		return REFUSE_NOT;
	}
	d->state = CHUNKED_EXT;
	return feed_ext_end(d, c) ? REFUSE_NOT : REFUSE_CHUNK_SIZE;
}

static enum refusal
feed_ext_line(struct chunked *d, char c)
{
	if (++d->ext_n > LIMIT_CHUNK_EXT)
		return REFUSE_CHUNK_EXT;
	if (c == '\r') {
		d->state = CHUNKED_SIZE_LF;
		return ext_complete(d) ? REFUSE_NOT : REFUSE_CHUNK_EXT;
	}
	return feed_ext(d, c) ? REFUSE_NOT : REFUSE_CHUNK_EXT;
}

/*
 * Takes one octet of the trailer section, which has the same rules as the head.
 */
static enum refusal
feed_trailer(struct chunked *d, char c)
{
	if (++d->trailer_n > LIMIT_TRAILER)
		return REFUSE_TRAILER_LONG;
	switch (d->state) {
	case CHUNKED_LINE:
		d->state = c == '\r' ? CHUNKED_LAST_LF : CHUNKED_NAME;
		return c == '\r' || octet_is(c, OCTET_TOKEN) ? REFUSE_NOT
							     : REFUSE_TRAILER;
	case CHUNKED_NAME:
		if (c == ':')
			d->state = CHUNKED_VALUE;
		else if (!octet_is(c, OCTET_TOKEN))
			return REFUSE_TRAILER;
		return REFUSE_NOT;
	case CHUNKED_VALUE:
		if (c == '\r')
			d->state = CHUNKED_VALUE_LF;
		else if (!octet_is(c, OCTET_VALUE))
			return REFUSE_TRAILER;
		return REFUSE_NOT;
	case CHUNKED_VALUE_LF:
	case CHUNKED_LAST_LF:
		if (c != '\n')
			return REFUSE_TRAILER;
		d->state =
		    d->state == CHUNKED_LAST_LF ? CHUNKED_END : CHUNKED_LINE;
		return REFUSE_NOT;
	case CHUNKED_SIZE:
	case CHUNKED_EXT:
	case CHUNKED_SIZE_LF:
	case CHUNKED_IN_DATA:
	case CHUNKED_DATA_CR:
	case CHUNKED_DATA_LF:
	case CHUNKED_END:
		break; /* not a state of the trailer section */
	}
	return REFUSE_TRAILER;
}

/* Takes one octet outside the data. */
static enum refusal
feed_octet(struct chunked *d, char c)
{
	switch (d->state) {
	case CHUNKED_SIZE:
		return feed_size(d, c);
	case CHUNKED_EXT:
		return feed_ext_line(d, c);
	case CHUNKED_SIZE_LF:
		if (c != '\n')
			return REFUSE_CHUNK_SIZE;
		d->state = d->size > 0 ? CHUNKED_IN_DATA : CHUNKED_LINE;
		return REFUSE_NOT;
	case CHUNKED_DATA_CR:
		d->state = CHUNKED_DATA_LF;
		return c == '\r' ? REFUSE_NOT : REFUSE_CHUNK_END;
	case CHUNKED_DATA_LF:
		d->state = CHUNKED_SIZE;
		d->digits = 0;
		return c == '\n' ? REFUSE_NOT : REFUSE_CHUNK_END;
	case CHUNKED_LINE:
	case CHUNKED_NAME:
	case CHUNKED_VALUE:
	case CHUNKED_VALUE_LF:
	case CHUNKED_LAST_LF:
		return feed_trailer(d, c);
	case CHUNKED_IN_DATA:
	case CHUNKED_END:
		break; /* chunked_feed handles these */
	}
	return REFUSE_CHUNK_SIZE;
}

enum chunked_answer
chunked_feed(
    struct chunked *d, struct span *in, struct span *data, enum refusal *why)
{
	while (in->n > 0 && d->state != CHUNKED_END) {
		enum refusal bad;

		if (d->state == CHUNKED_IN_DATA) {
			size_t n = d->size < in->n ? (size_t)d->size : in->n;

			*data = (struct span){ in->p, n };
			*in = span_from(*in, n);
			d->size -= n;
			if (d->size == 0)
				d->state = CHUNKED_DATA_CR;
			return CHUNKED_DATA;
		}
		bad = feed_octet(d, *in->p);
		if (bad != REFUSE_NOT) {
			*why = bad;
			return CHUNKED_BAD;
		}
		*in = span_from(*in, 1);
	}
	return d->state == CHUNKED_END ? CHUNKED_DONE : CHUNKED_MORE;
}
