#include "http/method.h"

static const char name[METHOD_COUNT][8] = {
	[METHOD_UNKNOWN] = "-",
	[METHOD_GET] = "GET",
	[METHOD_HEAD] = "HEAD",
	[METHOD_OPTIONS] = "OPTIONS",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
	[METHOD_DELETE] = "DELETE",
	[METHOD_TRACE] = "TRACE",
	[METHOD_CONNECT] = "CONNECT",
	[METHOD_PATCH] = "PATCH",
};

enum method
method_parse(struct span token)
{
	for (enum method m = METHOD_GET; m < METHOD_COUNT; m++)
		if (span_eq(token, method_name(m)))
			return m;
	return METHOD_UNKNOWN;
}

struct span
method_name(enum method m)
{
	return span_str(name[m]);
}

void
method_put_set(struct text *t, unsigned set)
{
	bool more = false;

	for (enum method m = METHOD_GET; m < METHOD_COUNT; m++) {
		if (!(set & METHOD_BIT(m)))
			continue;
		if (more)
			text_put(t, SPAN(", "));
		text_put(t, method_name(m));
		more = true;
	}
}
