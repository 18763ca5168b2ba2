#include "http/basic.h"

#include "base/base64.h"

#include <string.h>

bool
basic_parse(struct span value, struct basic *out)
{
	struct text t = { out->room, LIMIT_USER, 0 };
	struct span scheme, rest;
	char *colon;

	if (!span_cut(value, ' ', &scheme, &rest) ||
	    /* 9110 11.1: in any case */
	    !span_eq_nocase(scheme, SPAN("Basic")) ||
	    !base64_read(span_trim(rest), &t) || !text_fits(&t))
		return false;
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.p[i] < ' ' || t.p[i] == 0x7f)
			return false;
	colon = t.n > 0 ? memchr(t.p, ':', t.n) : NULL;
	if (colon == NULL)
		return false;
	t.p[t.n] = '\0';
	*colon = '\0';
	out->user = t.p;
	out->password = colon + 1;
	return true;
}
