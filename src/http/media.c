#include "http/media.h"

#include "http/octet.h"

#include <string.h>

/*
 * The linker sorts sections by name.  This name puts the tables last, outside
 * of the pages that every process faults in.
 */
#define COLD __attribute__((section(".rodata.zz.media")))

/* The longest extension and its NUL. */
#define EXTENSION_ROOM 12

struct strings {
#define MEDIA_TYPE(id, type) char at##id[sizeof(type)];
#define MEDIA_EXTENSION(extension, id)
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

COLD static const struct strings pool = {
#define MEDIA_TYPE(id, type) type,
#define MEDIA_EXTENSION(extension, id)
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

/* Sorted by extension. */
COLD static const struct {
	char extension[EXTENSION_ROOM];
	unsigned short at; /* offset of the type in the pool */
} table[] = {
#define MEDIA_TYPE(id, type)
#define MEDIA_EXTENSION(extension, id)                                         \
	{ extension, offsetof(struct strings, at##id) },
#include "http/media.def"
#undef MEDIA_TYPE
#undef MEDIA_EXTENSION
};

/* The types of nearly all requests, found without the tables. */
static const struct {
	char extension[6], type[18];
} common[] = {
	{ "html", "text/html" },
	{ "css", "text/css" },
	{ "js", "text/javascript" },
	{ "png", "image/png" },
	{ "jpg", "image/jpeg" },
	{ "svg", "image/svg+xml" },
	{ "webp", "image/webp" },
	{ "gif", "image/gif" },
	{ "woff2", "font/woff2" },
	{ "json", "application/json" },
	{ "txt", "text/plain" },
	{ "gz", "application/gzip" },
	{ "pdf", "application/pdf" },
	{ "zip", "application/zip" },
};

_Static_assert(sizeof(struct strings) < 65536, "an offset is 16 bits");

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

/*
 * Makes the NUL-padded key in lower case; false if the extension is too long.
 */
static bool
make_key(struct span extension, char key[EXTENSION_ROOM])
{
	if (extension.n == 0 || extension.n >= EXTENSION_ROOM)
		return false;
	memset(key, 0, EXTENSION_ROOM);
	for (size_t i = 0; i < extension.n; i++) {
		char c = extension.p[i];

		key[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	return true;
}

struct span
media_type(struct span extension)
{
	size_t low = 0, high = sizeof table / sizeof *table;
	char key[EXTENSION_ROOM];

	if (!make_key(extension, key))
		return (struct span){ "", 0 };
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		if (memcmp(key, common[i].extension,
			sizeof common->extension) == 0)
			return span_str(common[i].type);
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

enum coding
media_coding(struct span extension)
{
	static const char gzipped[][6] = { "svgz", "x3dz", "x3dvz" };

	if (extension.n == 0 || (extension.p[extension.n - 1] | 0x20) != 'z')
		return CODING_IDENTITY;
	for (size_t i = 0; i < sizeof gzipped / sizeof *gzipped; i++)
		if (span_eq_nocase(extension, span_str(gzipped[i])))
			return CODING_GZIP;
	return CODING_IDENTITY;
}

bool
media_is_type(struct span s)
{
	struct span type, subtype, parameters;

	(void)span_cut(s, ';', &s, &parameters); /* any text */
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
