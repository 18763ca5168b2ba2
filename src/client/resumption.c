#include "client/resumption.h"

#include "cache/message.h"
#include "http/resumable.h"
#include "http/uri.h"

#include <string.h>

#define DIGITS_(n) #n
#define DIGITS(n) DIGITS_(n)
#define INTEROP                                                                \
	"Upload-Draft-Interop-Version: " DIGITS(RESUMABLE_INTEROP) "\r\n"

/* The first line of a note.  Another version of it is not understood. */
#define NOTE SPAN("upload 1")

bool
resumption_is_same(
    const struct resumption_file *a, const struct resumption_file *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->size == b->size && a->modified_ns == b->modified_ns;
}

/* Returns true if the line begins with one of the names, up to a NULL. */
static bool
begins(struct span line, const char *const *names)
{
	for (; *names != NULL; names++) {
		struct span name = span_str(*names);

		if (line.n >= name.n &&
		    span_eq_nocase((struct span){ line.p, name.n }, name))
			return true;
	}
	return false;
}

static bool
have(struct span fields, const char *const *names)
{
	struct span line;

	while (fields.n > 0) {
		(void)span_cut(fields, '\n', &line, &fields);
		if (begins(line, names))
			return true;
	}
	return false;
}

bool
resumption_applies(const char *method, struct span fields)
{
	static const char *const own[] = { "Upload-", "Tus-", "Content-Range:",
		"Content-Digest:", "Transfer-Encoding:", NULL };

	return strcmp(method, "PUT") == 0 && !have(fields, own);
}

/*
 * Appends the fields that are for every request of the upload, such as
 * credentials.  The others describe the whole content or are conditions, which
 * the server remembers from the PUT.
 */
static void
put_common(struct text *t, struct span fields)
{
	static const char *const first[] = { "Content-",
		"Digest:", "Repr-Digest:", "Expect:", "If-",
		"Range:", "Trailer:", NULL };
	struct span line;

	while (fields.n > 0) {
		(void)span_cut(fields, '\n', &line, &fields);
		if (begins(line, first))
			continue;
		text_put(t, line);
		text_char(t, '\n');
	}
	text_put(t, SPAN(INTEROP));
}

void
resumption_put_first(struct text *t, struct span fields, uint64_t length)
{
	text_put(t, fields);
	text_put(t, SPAN(INTEROP "Upload-Complete: ?1\r\nUpload-Length: "));
	text_u64(t, length);
	text_put(t, SPAN("\r\n"));
}

void
resumption_put_question(struct text *t, struct span fields)
{
	put_common(t, fields);
}

void
resumption_put_rest(struct text *t, struct span fields, uint64_t offset)
{
	put_common(t, fields);
	text_put(t, SPAN("Content-Type: " RESUMABLE_TYPE
			 "\r\nUpload-Complete: ?1\r\nUpload-Offset: "));
	text_u64(t, offset);
	text_put(t, SPAN("\r\n"));
}

/* Resolves a reference to the upload. */
static bool
resolve(struct span url, struct span reference, struct text *location)
{
	size_t before = location->n;
	bool good = uri_resolve(url, reference, location) == URI_GOOD &&
		    text_fits(location) &&
		    uri_same_origin(url, TEXT_SPAN(*location));

	if (!good)
		location->n = before;
	return good;
}

bool
resumption_offer(struct span head, struct span url, struct text *location)
{
	struct message m;
	struct span value;

	return message_parse(head, &m) && m.status == 104 &&
	       field_only(&m.fields, SPAN("Location"), &value) &&
	       resolve(url, value, location);
}

/* Returns true for a status after which the same request may succeed. */
static bool
is_passing(int status)
{
	return status == 408 || status == 425 || status == 429 || status >= 500;
}

/* Returns true if the status is about the credentials. */
static bool
is_about_user(int status)
{
	return status == 401 || status == 403 || status == 407;
}

enum resumption_offset
resumption_judge_offset(
    struct span head, struct span fields, uint64_t length, uint64_t *offset)
{
	static const char *const conditions[] = { "If-", NULL };
	struct resumable_wish w;
	struct message m;

	if (!message_parse(head, &m))
		return RESUMPTION_ANEW;
	if (m.status == 409 || is_passing(m.status))
		return RESUMPTION_LATER;
	if (is_about_user(m.status))
		return RESUMPTION_REFUSED;
	resumable_read(&m.fields, &w);
	if (m.status / 100 != 2 || !w.has_offset || w.offset > length)
		return RESUMPTION_ANEW;
	if (w.has_complete && w.complete) {
		if (w.offset != length)
			return RESUMPTION_ANEW;
		return have(fields, conditions) ? RESUMPTION_UNSURE
						: RESUMPTION_WHOLE;
	}
	*offset = w.offset;
	return RESUMPTION_REST;
}

enum resumption_answer
resumption_judge_answer(struct span head, bool patched)
{
	struct resumable_wish w;
	struct message m;

	if (!message_parse(head, &m))
		return RESUMPTION_KEPT;
	if (m.status / 100 == 2) {
		resumable_read(&m.fields, &w);
		return w.has_complete && !w.complete ? RESUMPTION_BUSY
						     : RESUMPTION_OVER;
	}
	if (patched && m.status == 409)
		return RESUMPTION_BUSY;
	if (patched && (m.status == 404 || m.status == 410))
		return RESUMPTION_GONE;
	return is_passing(m.status) || is_about_user(m.status)
		   ? RESUMPTION_KEPT
		   : RESUMPTION_OVER;
}

bool
resumption_is_break(int code)
{
	/*
	 * CURLE_COULDNT_CONNECT, _HTTP2, _PARTIAL_FILE, _OPERATION_TIMEDOUT,
	 * _SSL_CONNECT_ERROR, _GOT_NOTHING, _SEND_ERROR, _RECV_ERROR and
	 * _HTTP2_STREAM
	 */
	static const int codes[] = { 7, 16, 18, 28, 35, 52, 55, 56, 92 };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i] == code)
			return true;
	return false;
}

static void
put_file(struct text *t, const struct resumption_file *file)
{
	text_put(t, NOTE);
	text_char(t, '\n');
	text_u64(t, file->device);
	text_char(t, ' ');
	text_u64(t, file->inode);
	text_char(t, ' ');
	text_u64(t, file->size);
	text_char(t, ' ');
	text_u64(t, (uint64_t)file->modified_ns);
	text_char(t, '\n');
}

void
resumption_put_note(
    struct text *t, const struct resumption_file *file, struct span location)
{
	put_file(t, file);
	text_put(t, location);
	text_char(t, '\n');
}

bool
resumption_read_note(struct span note, const struct resumption_file *file,
    struct span url, struct text *location)
{
	char lines[128];
	struct text t = TEXT(lines);
	struct span value, rest;

	put_file(&t, file);
	return span_starts(note, TEXT_SPAN(t)) &&
	       span_cut(span_from(note, t.n), '\n', &value, &rest) &&
	       rest.n == 0 && resolve(url, value, location);
}
