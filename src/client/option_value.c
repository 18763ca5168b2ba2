#include "client/option_value.h"

#include "client/form_value.h"
#include "http/octet.h"

#include <string.h>

bool
option_value_seconds(const char *s, int64_t *out)
{
	uint64_t v;

	if (!span_u64(span_str(s), &v))
		return false;
	*out = v > INT32_MAX ? INT32_MAX : (int64_t)v;
	return true;
}

bool
option_value_milliseconds(const char *s, uint64_t *out)
{
	struct span whole, part;
	uint64_t ms = 0, digits = 0;

	(void)span_cut(span_str(s), '.', &whole, &part);
	/* as for curl, ".5" is half a second */
	if ((whole.n > 0 || part.n == 0) && !span_u64(whole, &ms))
		return false;
	if (ms > INT32_MAX / 1000)
		return false;
	ms *= 1000;
	for (uint64_t unit = 100; part.n > 0; part = span_from(part, 1)) {
		if (*part.p < '0' || *part.p > '9')
			return false;
		digits += (uint64_t)(*part.p - '0') * unit;
		unit /= 10;
	}
	*out = ms + digits;
	return true;
}

bool
option_value_size(const char *s, uint64_t *out)
{
	struct span number = span_str(s);
	unsigned shift = 0;
	uint64_t v;

	if (number.n > 0) {
		const char *unit = "KMGkmg";
		const char *at = memchr(unit, number.p[number.n - 1], 6);

		if (at != NULL) {
			shift = 10 * ((unsigned)(at - unit) % 3 + 1);
			number.n--;
		}
	}
	if (!span_u64(number, &v) || v > (UINT64_MAX >> 1) >> shift)
		return false;
	*out = v << shift;
	return true;
}

bool
option_value_digest(const char *s, unsigned char out[SHA2_256_BYTES])
{
	if (strlen(s) != 2 * SHA2_256_BYTES)
		return false;
	for (size_t i = 0; i < SHA2_256_BYTES; i++) {
		int high = octet_hex(s[2 * i]), low = octet_hex(s[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

const char *
option_value_field(const char *line)
{
	struct span s = span_str(line), name, value;

	if (strpbrk(line, "\r\n") != NULL)
		return "a header field is one line: give each by a -H of its "
		       "own";
	if (!span_cut(s, ':', &name, &value)) {
		if (s.n == 0 || line[s.n - 1] != ';')
			return "a header field has a colon: 'Name: value'";
		name = (struct span){ line, s.n - 1 };
	}
	return name.n > 0 && octet_all(name, OCTET_TOKEN)
		   ? NULL
		   : "the name of a header field has only letters, digits and "
		     "dashes, and ends at the colon";
}

const char *
option_value_form(const char *value)
{
	char copy[4096]; /* a longer value is checked when it is sent */
	size_t n = strlen(value);
	struct form_value form;
	struct form_value_piece piece;
	const char *why;

	if (n >= sizeof copy)
		return NULL;
	memcpy(copy, value, n + 1);
	why = form_value_begin(&form, copy);
	while (why == NULL && form_value_next(&form, &piece, &why))
		continue;
	return why;
}
