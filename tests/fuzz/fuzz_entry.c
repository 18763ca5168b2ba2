/*
 * Entry files.  The first choice says whether the checksum is corrected, so
 * that the checks behind it are reached too.
 */
#include "cache/entry.h"

#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char file[LIMIT_ENTRY], again[LIMIT_ENTRY];
	struct span in = { (const char *)data, n }, s;
	struct text t = TEXT(again);
	bool sealed = choose(&in) & 1;
	struct entry e;

	if (in.n > sizeof file)
		return 0;
	if (in.n > 0)
		memcpy(file, in.p, in.n);
	if (sealed && in.n >= ENTRY_HEAD)
		entry_seal(file, in.n);
	s = (struct span){ file, in.n };
	if (entry_parse(s, &e) != ENTRY_GOOD)
		return 0;
	/* Each part lies in the file. */
	MUST(inside(e.uri, s) && inside(e.head, s) && inside(e.body, s));
	for (size_t i = 0; i < e.message.fields.n; i++)
		MUST(inside(field_at(&e.message.fields, i).name, s) &&
		     inside(field_at(&e.message.fields, i).value, s));
	/* The stored part lies within the whole, and no offset overflows. */
	MUST(e.first <= INT64_MAX && e.held <= INT64_MAX);
	MUST(e.whole == ENTRY_UNKNOWN || e.first + e.held <= e.whole);
	MUST((e.flags & ENTRY_BLOB) || e.body.n == e.held);
	/* An entry that was accepted is put as the same bytes. */
	entry_put(&t, &e);
	MUST(span_eq(TEXT_SPAN(t), s));
	return 0;
}
