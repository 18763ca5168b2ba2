#include "client/curl_verbose.h"

#include "base/visible.h"
#include "client/messages.h"

static void
tell_line(const char *prefix, struct span line)
{
	char room[1024];
	struct text t = TEXT(room);

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	text_put(&t, span_str(prefix));
	visible_put(&t, line);
	text_char(&t, '\n');
	messages_line(&t);
}

int
curl_verbose_tell(CURL *easy, curl_infotype kind, char *p, size_t n, void *arg)
{
	struct span rest = { p, n }, line;
	const char *prefix;

	(void)easy;
	(void)arg;
	switch (kind) {
	case CURLINFO_TEXT:
		prefix = "* ";
		break;
	case CURLINFO_HEADER_IN:
		prefix = "< ";
		break;
	case CURLINFO_HEADER_OUT:
		prefix = "> ";
		break;
	default: /* bytes of bodies and of TLS are not shown */
		return 0;
	}
	while (rest.n > 0) {
		(void)span_cut(rest, '\n', &line, &rest);
		tell_line(prefix, line);
	}
	return 0;
}
