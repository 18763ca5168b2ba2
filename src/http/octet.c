#include "http/octet.h"

enum {
	T = OCTET_TOKEN,
	V = OCTET_VALUE,
	R = OCTET_TARGET,
	N = OCTET_NAME,
	P = OCTET_PATH,
	E = OCTET_ETAG,
	U = OCTET_UNRESERVED
};

#define VCHAR (V | R | E) /* any visible character */
#define ALNUM                                                                  \
	(VCHAR | T | N | P | U) /* letters and digits are in all classes */
#define TEN(x) x, x, x, x, x, x, x, x, x, x
#define SIX(x) x, x, x, x, x, x
#define HUNDRED(x) TEN(TEN(x))
#define OBS (V | E) /* obs-text, %x80-FF */

static const unsigned char class[256] = { ['\t'] = V,
	[' '] = V,
	['!'] = VCHAR | T | N | P,
	['"'] = V | R,
	['#'] = V | E | T, /* starts a fragment: never sent */
	['$'] = VCHAR | T | N | P,
	['%'] = VCHAR | T,
	['&'] = VCHAR | T | N | P,
	['\''] = VCHAR | T | N | P,
	['('] = VCHAR | N | P,
	[')'] = VCHAR | N | P,
	['*'] = VCHAR | T | N | P,
	['+'] = VCHAR | T | N | P,
	[','] = VCHAR | N | P,
	['-'] = VCHAR | T | N | P | U,
	['.'] = VCHAR | T | N | P | U,
	['/'] = VCHAR | P,
	['0'] = TEN(ALNUM),
	[':'] = VCHAR | P,
	[';'] = VCHAR | N | P,
	['<'] = VCHAR,
	['='] = VCHAR | N | P,
	['>'] = VCHAR,
	['?'] = VCHAR,
	['@'] = VCHAR | P,
	['A'] = TEN(ALNUM),
	['K'] = TEN(ALNUM),
	['U'] = SIX(ALNUM),
	['['] = VCHAR,
	['\\'] = VCHAR,
	[']'] = VCHAR,
	['^'] = VCHAR | T,
	['_'] = VCHAR | T | N | P | U,
	['`'] = VCHAR | T,
	['a'] = TEN(ALNUM),
	['k'] = TEN(ALNUM),
	['u'] = SIX(ALNUM),
	['{'] = VCHAR,
	['|'] = VCHAR | T,
	['}'] = VCHAR,
	['~'] = VCHAR | T | N | P | U,
	[128] = HUNDRED(OBS), /* 128 to 255 */
	[228] = TEN(OBS),
	[238] = TEN(OBS),
	[248] = SIX(OBS),
	[254] = OBS,
	[255] = OBS };

bool
octet_is(char c, enum octet_class want)
{
	return class[(unsigned char)c] & want;
}

bool
octet_all(struct span s, enum octet_class want)
{
	for (size_t i = 0; i < s.n; i++)
		if (!octet_is(s.p[i], want))
			return false;
	return s.n > 0;
}

int
octet_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
octet_escaped(struct span s, char sign)
{
	int high, low;

	if (s.n < 3 || *s.p != sign)
		return -1;
	high = octet_hex(s.p[1]);
	low = octet_hex(s.p[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}
