#define _GNU_SOURCE
#include "http/octet.h"

#include "unit/test.h"

#define DIGIT "0123456789"
#define ALPHA "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SUB_DELIMS "!$&'()*+,;="
#define UNRESERVED ALPHA DIGIT "-._~"

/* Each class written again from the words of the RFC. */
static const struct {
	const char *why;
	enum octet_class class;
	const char *these; /* NULL: the octets of range() */
} classes[] = {
	{ "tchar (9110 5.6.2)", OCTET_TOKEN, "!#$%&'*+-.^_`|~" DIGIT ALPHA },
	{ "field-vchar, SP and HTAB (9110 5.5)", OCTET_VALUE, NULL },
	{ "VCHAR without the number sign", OCTET_TARGET, NULL },
	{ "reg-name (3986 3.2.2)", OCTET_NAME, UNRESERVED SUB_DELIMS },
	{ "pchar and the slash (3986 3.3)", OCTET_PATH,
	    UNRESERVED SUB_DELIMS ":@/" },
	{ "etagc (9110 8.8.3)", OCTET_ETAG, NULL },
	{ "unreserved (3986 2.3)", OCTET_UNRESERVED, UNRESERVED },
};

static bool
range(enum octet_class class, int c)
{
	switch (class) {
	case OCTET_VALUE:
		return c == '\t' || c == ' ' || (c >= 0x21 && c <= 0x7e) ||
		       c >= 0x80;
	case OCTET_TARGET:
		return c >= 0x21 && c <= 0x7e && c != '#';
	case OCTET_ETAG:
		return c == 0x21 || (c >= 0x23 && c <= 0x7e) || c >= 0x80;
	case OCTET_TOKEN:
	case OCTET_NAME:
	case OCTET_PATH:
	case OCTET_UNRESERVED:
		break;
	}
	return false;
}

static void
test_classes(void)
{
	for (size_t i = 0; i < COUNT(classes); i++) {
		int bad = -1;

		for (int c = 0; c < 256; c++) {
			bool want = classes[i].these
					? c && strchr(classes[i].these, c)
					: range(classes[i].class, c);

			if (octet_is((char)c, classes[i].class) != want)
				bad = c;
		}
		OK(bad < 0, "%s: all 256 octets: %d", classes[i].why, bad);
	}
}

static const struct {
	const char *why;
	struct span s;
	enum octet_class class;
	bool want;
} alls[] = {
	{ "empty is in no class", { "", 0 }, OCTET_TOKEN, false },
	{ "empty is not even a value", { "", 0 }, OCTET_VALUE, false },
	{ "one octet", { "a", 1 }, OCTET_TOKEN, true },
	{ "the first is not", { " a", 2 }, OCTET_TOKEN, false },
	{ "the last is not", { "a ", 2 }, OCTET_TOKEN, false },
	{ "one in the middle is not", { "a:b", 3 }, OCTET_TOKEN, false },
	{ "a NUL is not", { "a\0b", 3 }, OCTET_VALUE, false },
	{ "blanks in a value", { "a \tb", 4 }, OCTET_VALUE, true },
	{ "DEL is a control", { "a\x7f", 2 }, OCTET_VALUE, false },
	{ "obs-text in a value", { "\x80\xff", 2 }, OCTET_VALUE, true },
};

static void
test_hex(void)
{
	static const char digits[] = "0123456789abcdef", upper[] = "ABCDEF";
	bool good = true;

	for (int c = 0; c < 256; c++) {
		const char *low = c ? strchr(digits, c) : NULL;
		const char *up = c ? strchr(upper, c) : NULL;
		int want = low  ? (int)(low - digits)
			   : up ? (int)(up - upper) + 10
				: -1;

		good = good && octet_hex((char)c) == want;
	}
	OK(good, "hexadecimal digits: all 256 octets");
}

static const struct {
	const char *s;
	char sign;
	int want;
} escapes[] = {
	{ "%41b", '%', 'A' },
	{ "%fF", '%', 0xff },
	{ "%00", '%', 0 },
	{ "=41", '=', 'A' },
	{ "=41", '%', -1 },
	{ "%4", '%', -1 },
	{ "%g0", '%', -1 },
	{ "%0g", '%', -1 },
	{ "", '%', -1 },
	{ "a%41", '%', -1 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(escapes); i++)
		OK(octet_escaped(guarded(escapes[i].s), escapes[i].sign) ==
			escapes[i].want,
		    "an escape (3986 2.1): %s", escapes[i].s);
	test_classes();
	for (size_t i = 0; i < COUNT(alls); i++) {
		struct span s = guarded_n(alls[i].s.p, alls[i].s.n);

		OK(octet_all(s, alls[i].class) == alls[i].want, "all: %s: %s",
		    alls[i].why, shown(s));
	}
	test_hex();
	return DONE();
}
