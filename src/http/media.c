#include "http/media.h"

#include "http/octet.h"

#include <string.h>

struct pool {
#define MEDIA_TYPE(id, type) char at##id[sizeof(type)];
#define MEDIA_EXTENSION(extension, id)
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

static const struct pool pool = {
#define MEDIA_TYPE(id, type) type,
#define MEDIA_EXTENSION(extension, id)
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

/* Sorted by extension. */
static const struct {
	char extension[12];
	unsigned short at; /* of the type in the pool */
} table[] = {
#define MEDIA_TYPE(id, type)
#define MEDIA_EXTENSION(extension, id)                                         \
	{ extension, offsetof(struct pool, at##id) },
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

_Static_assert(sizeof(struct pool) < 65536, "an offset is 16 bits");

struct span
media_extension(struct span name)
{
	for (size_t i = name.n; i > 0; i--) {
		if (name.p[i - 1] == '.')
			return span_from(name, i);
		if (name.p[i - 1] == '/')
			break;
	}
	return span_from(name, name.n);
}

struct span
media_type(struct span extension)
{
	size_t low = 0, high = sizeof table / sizeof *table;
	char key[sizeof table->extension] = { 0 };

	if (extension.n == 0 || extension.n >= sizeof key)
		return (struct span){ "", 0 };
	for (size_t i = 0; i < extension.n; i++) {
		char c = extension.p[i];

		key[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int side = memcmp(key, table[middle].extension, sizeof key);

		if (side == 0)
			return span_str((const char *)&pool + table[middle].at);
		if (side < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (struct span){ "", 0 };
}

bool
media_is_type(struct span s)
{
	struct span type, subtype, parameters;

	(void)span_cut(s, ';', &s, &parameters); /* these may be anything */
	for (size_t i = 0; i < parameters.n; i++)
		if (!octet_is(parameters.p[i], OCTET_VALUE))
			return false;
	return span_cut(span_trim(s), '/', &type, &subtype) &&
	       octet_all(type, OCTET_TOKEN) && octet_all(subtype, OCTET_TOKEN);
}

bool
media_is_text(struct span type)
{
	return type.n > 5 &&
	       span_eq_nocase((struct span){ type.p, 5 }, SPAN("text/"));
}
