#define _GNU_SOURCE
#include "client/decode.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/*
 * zlib's interface as its soname .so.1 promises it.  It is declared here, so
 * that building needs no header for a library that is loaded at run time.
 */
struct inflater {
	const unsigned char *next_in;
	unsigned avail_in;
	unsigned long total_in;
	unsigned char *next_out;
	unsigned avail_out;
	unsigned long total_out;
	const char *msg;
	void *state;
	void *(*zalloc)(void *, unsigned, unsigned);
	void (*zfree)(void *, void *);
	void *opaque;
	int data_type;
	unsigned long adler, reserved;
};

#define Z_OK 0
#define Z_STREAM_END 1
#define Z_BUF_ERROR (-5)
#define WINDOW_ANY 47    /* gzip or zlib, which the header tells */
#define WINDOW_RAW (-15) /* deflate without a header */

static struct {
	int (*init)(struct inflater *, int bits, const char *version, int size);
	int (*inflate)(struct inflater *, int flush);
	int (*reset)(struct inflater *, int bits);
	int (*end)(struct inflater *);
} zlib;

static bool
find(void *handle, const char *name, void *function)
{
	void *p = dlsym(handle, name);

	memcpy(function, &p, sizeof p);
	return p != NULL;
}

static bool
load(void)
{
	void *h;

	if (zlib.end != NULL)
		return true;
	h = dlopen("libz.so.1", RTLD_LAZY | RTLD_LOCAL);
	return h != NULL && find(h, "inflateInit2_", &zlib.init) &&
	       find(h, "inflate", &zlib.inflate) &&
	       find(h, "inflateReset2", &zlib.reset) &&
	       find(h, "inflateEnd", &zlib.end);
}

const char *
decode_begin(struct decode *d, struct span coding)
{
	struct inflater *z;
	bool gzip = span_eq_nocase(coding, SPAN("gzip")) ||
		    span_eq_nocase(coding, SPAN("x-gzip"));

	(void)decode_end(d);
	d->deflate = span_eq_nocase(coding, SPAN("deflate"));
	if (coding.n == 0 || span_eq_nocase(coding, SPAN("identity")))
		return NULL;
	if (!gzip && !d->deflate)
		return "the body has a content coding other than gzip and "
		       "deflate; try without --compressed";
	if (!load())
		return "libz.so.1 cannot be loaded, which --compressed needs";
	z = calloc(1, sizeof *z);
	if (z == NULL || zlib.init(z, WINDOW_ANY, "1", sizeof *z) != Z_OK) {
		free(z);
		return "out of memory";
	}
	d->stream = z;
	d->state = DECODE_START;
	return NULL;
}

/*
 * Returns true if s begins with a zlib header: method deflate, the size of the
 * window, and a multiple of 31 (1950 2.2).
 */
static bool
has_header(struct span s)
{
	unsigned a = (unsigned char)s.p[0];

	return (a & 15) == 8 && (a >> 4) < 8 &&
	       (s.n < 2 || (a * 256 + (unsigned char)s.p[1]) % 31 == 0);
}

/* Starts on a member of a gzip file, or on the only stream. */
static bool
start(struct decode *d, struct span s)
{
	bool first = d->state == DECODE_START;

	if (first && d->deflate && !has_header(s))
		return zlib.reset(d->stream, WINDOW_RAW) == Z_OK;
	return first ||
	       (!d->deflate && zlib.reset(d->stream, WINDOW_ANY) == Z_OK);
}

static bool
bad(struct decode *d)
{
	d->state = DECODE_BAD;
	return false;
}

bool
decode_put(struct decode *d, struct span s, bool (*fn)(void *arg, struct span),
    void *arg)
{
	static unsigned char out[65536];
	struct inflater *z = d->stream;

	if (d->state == DECODE_OFF)
		return fn(arg, s);
	if (d->state == DECODE_BAD)
		return false;
	z->next_in = (const unsigned char *)s.p;
	z->avail_in = (unsigned)s.n;
	do {
		int answer;

		if (d->state != DECODE_BODY &&
		    (z->avail_in == 0 ||
			!start(d, (struct span){
				      (const char *)z->next_in, z->avail_in })))
			return z->avail_in == 0 || bad(d);
		d->state = DECODE_BODY;
		z->next_out = out;
		z->avail_out = sizeof out;
		answer = zlib.inflate(z, 0);
		if (answer == Z_STREAM_END)
			d->state = DECODE_BETWEEN;
		else if (answer != Z_OK && answer != Z_BUF_ERROR)
			return bad(d);
		if (z->avail_out < sizeof out &&
		    !fn(arg, (struct span){
				 (char *)out, sizeof out - z->avail_out }))
			return false;
	} while (
	    z->avail_in > 0 || (d->state == DECODE_BODY && z->avail_out == 0));
	return true;
}

bool
decode_end(struct decode *d)
{
	bool whole = d->state != DECODE_BODY && d->state != DECODE_BAD;

	if (d->stream != NULL)
		(void)zlib.end(d->stream);
	free(d->stream);
	d->stream = NULL;
	d->state = DECODE_OFF;
	return whole;
}
