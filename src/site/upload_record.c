#include "site/upload_record.h"

#include "base/source.h"
#include "site/upload_part.h"

#define UNKNOWN UINT64_MAX

/* The fields of a request that matter when its upload is complete. */
static const char kept[][20] = { "If-Match", "If-None-Match",
	"If-Unmodified-Since", "Repr-Digest", "Prefer", "Content-Disposition",
	"Upload-Metadata" };

#define TRUSTED_DIGITS 15

void
upload_record_stamp(struct text *t, uint64_t trusted)
{
	char digits[TRUSTED_DIGITS];

	for (size_t i = TRUSTED_DIGITS; i-- > 0; trusted /= 10)
		digits[i] = (char)('0' + trusted % 10);
	text_put(t, SPAN("Trusted: "));
	text_put(t, (struct span){ digits, sizeof digits });
	text_put(t, SPAN("\r\n"));
}

static void
put_line(struct text *t, struct span name, struct span value)
{
	text_put(t, name);
	text_put(t, SPAN(": "));
	text_put(t, value);
	text_put(t, SPAN("\r\n"));
}

/* Puts the user, or the source of the address if there is none. */
static void
put_owner(struct text *t, const struct asked *a, struct span user)
{
	if (user.n > 0) {
		text_put(t, SPAN("user/"));
		target_put_path(t, user);
	} else {
		text_put(t, SPAN("source/"));
		text_u64(t, a->peer == NULL ? 0 : source_of(a->peer));
	}
}

/* Puts the last name of the path, or nothing for a directory. */
static void
put_name(struct text *t, const struct target *target)
{
	size_t at = target->path.n;

	if (target->directory)
		return;
	while (at > 0 && target->path.p[at - 1] != '/')
		at--;
	target_put_path(t, span_from(target->path, at));
}

void
upload_record_put(struct text *t, const struct asked *a, const struct plan *p,
    struct span user)
{
	struct span value;

	upload_record_stamp(t,
	    upload_part_is_compared(p, &a->req->fields) ? 0 : UPLOAD_PART_ALL);
	put_line(t, SPAN("Method"), method_name(a->req->method));
	text_put(t, SPAN("Owner: "));
	put_owner(t, a, user);
	text_put(t, SPAN("\r\nName: "));
	put_name(t, &a->req->target);
	text_put(t, SPAN("\r\n"));
	for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
		for (size_t i = 0; field_next(
			 &a->req->fields, span_str(kept[k]), &i, &value);)
			put_line(t, span_str(kept[k]), value);
	if (p->part_length != UNKNOWN)
		upload_record_note(t, p->part_length, false);
}

void
upload_record_note(struct text *t, uint64_t length, bool last)
{
	text_put(t, last ? SPAN("Stored: ") : SPAN("Length: "));
	text_u64(t, length);
	text_put(t, SPAN("\r\n"));
}

void
upload_record_read(
    struct span lines, struct fields *fields, struct upload_part *part)
{
	struct span line, value;
	struct field f;

	fields_init(fields, lines.p);
	while (span_cut(lines, '\n', &line, &lines))
		if (line.n > 0 && line.p[line.n - 1] == '\r') {
			line.n--;
			if (field_parse(line, &f) == REFUSE_NOT)
				(void)fields_add(fields, &f);
		}
	*part = (struct upload_part){ .method = METHOD_UNKNOWN };
	if (field_only(fields, SPAN("Method"), &value))
		part->method = method_parse(value);
	for (size_t i = 0; field_next(fields, SPAN("Length"), &i, &value);)
		part->has_length = span_u64(value, &part->length);
	part->has_trusted = field_only(fields, SPAN("Trusted"), &value) &&
			    span_u64(value, &part->trusted);
	(void)field_only(fields, SPAN("Upload-Metadata"), &part->metadata);
	for (size_t i = 0; field_next(fields, SPAN("Stored"), &i, &value);)
		(void)span_u64(value, &part->offset);
}

bool
upload_record_is_of(
    const struct fields *fields, const struct asked *a, struct span user)
{
	char room[4 * LIMIT_NAME + 4 * LIMIT_USER];
	struct text t = TEXT(room);
	struct span value;

	put_owner(&t, a, user);
	if (!text_fits(&t) || !field_only(fields, SPAN("Owner"), &value) ||
	    !span_eq(value, TEXT_SPAN(t)))
		return false;
	t.n = 0;
	put_name(&t, &a->req->target);
	return text_fits(&t) && field_only(fields, SPAN("Name"), &value) &&
	       span_eq(value, TEXT_SPAN(t));
}
