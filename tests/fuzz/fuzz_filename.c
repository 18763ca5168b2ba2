/* A name that came with an upload.  Choice: the number of its copy. */
#include "base/limits.h"
#include "base/text.h"
#include "site/filename.h"

#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char buf[LIMIT_NAME], copy[LIMIT_NAME];
	struct span in = { (const char *)data, n };
	unsigned number = choose(&in) % FILENAME_TRIES;
	struct text name = TEXT(buf), t = TEXT(copy);

	filename_clean(&name, in, 1795000000);
	/* The cleaned name can be stored, and is not hidden. */
	MUST(text_fits(&name) && name.n > 0);
	MUST(filename_is_good(TEXT_SPAN(name)));
	MUST(*name.p != '.' && memchr(name.p, '/', name.n) == NULL &&
	     memchr(name.p, '\0', name.n) == NULL);
	/* It has no dots or blanks at its ends. */
	MUST(strchr(". ", *name.p) == NULL &&
	     strchr(". ", name.p[name.n - 1]) == NULL);
	/* A number fits into it, and the copy has another name. */
	filename_number(&t, TEXT_SPAN(name), number);
	MUST(text_fits(&t) && t.n > 0 && copy[--t.n] == '\0');
	MUST(filename_is_good(TEXT_SPAN(t)));
	MUST(span_eq(TEXT_SPAN(t), TEXT_SPAN(name)) == (number == 0));
	return 0;
}
