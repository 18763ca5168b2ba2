#include "base/base64.h"

#include <string.h>

static const char letter[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_put(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 |
			    (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			text_char(t,
			    i + k > s.n ? '=' : letter[v >> (18 - 6 * k) & 63]);
	}
}

bool
base64_read(struct span s, struct text *t)
{
	size_t pad = 0;

	if (s.n % 4 != 0)
		return false;
	while (pad < 2 && pad < s.n && s.p[s.n - 1 - pad] == '=')
		pad++;
	for (size_t i = 0; i < s.n; i += 4) {
		size_t bytes = i + 4 == s.n ? 3 - pad : 3;
		unsigned v = 0;

		for (size_t k = 0; k < 4; k++) {
			char c = k > bytes ? 'A' : s.p[i + k];
			const char *at = memchr(letter, c, 64);

			if (at == NULL)
				return false;
			v = v << 6 | (unsigned)(at - letter);
		}
		for (size_t k = 0; k < bytes; k++)
			text_char(t, (char)(v >> (16 - 8 * k) & 255));
		if (bytes < 3 && (v & ((1u << (8 * (3 - bytes))) - 1)) != 0)
			return false;
	}
	return true;
}
