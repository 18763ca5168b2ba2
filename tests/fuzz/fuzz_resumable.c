/*
 * The fields of uploads that are resumed, and the file that describes such an
 * upload.  One choice: whether the bytes are the fields of a request or the
 * lines of the file.
 */
#include "http/checksum.h"
#include "site/upload_record.h"

#include "fuzz/fuzz.h"

static void
check_request(struct span in)
{
	const struct span all = in;
	struct resumable_wish w;
	struct checksum sum;
	struct fields fields;
	struct span line, token;
	struct field f;
	char buf[512];
	struct text t = TEXT(buf);

	if (in.n > UINT16_MAX)
		return;
	if (resumable_find_token(in, &token))
		MUST(token.n == RESUMABLE_TOKEN && in.n > token.n);
	if (resumable_find_name(in, &t))
		MUST(t.n > 0 && text_fits(&t));
	else
		MUST(t.n == 0);
	fields_init(&fields, in.p);
	while (in.n > 0) {
		(void)span_cut(in, '\n', &line, &in);
		if (field_parse(line, &f) == REFUSE_NOT)
			(void)fields_add(&fields, &f);
	}
	if (checksum_begin(&sum, &fields) && sum.kind != CHECKSUM_NONE) {
		checksum_feed(&sum, all);
		(void)checksum_agrees(&sum);
	}
	resumable_read(&fields, &w);
	MUST(!w.has_offset || w.offset <= RESUMABLE_MOST);
	MUST(!w.has_length || w.length <= RESUMABLE_MOST);
	MUST(w.dialect == RESUMABLE_DRAFT || (!w.has_complete && !w.interim));
	MUST(w.dialect == RESUMABLE_OF_TUS || (!w.foreign && !w.defers));
}

/* A description that a crash has left in any state is read, or is not used. */
static void
check_lines(struct span in)
{
	struct upload_part part;
	struct fields fields;

	if (in.n > UINT16_MAX)
		return;
	upload_record_read(in, &fields, &part);
	MUST(part.method < METHOD_COUNT);
	for (size_t i = 0; i < fields.n; i++)
		MUST(field_at(&fields, i).name.n > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };

	if (n == 0)
		return 0;
	in = span_from(in, 1);
	if (data[0] & 1)
		check_lines(in);
	else
		check_request(in);
	return 0;
}
