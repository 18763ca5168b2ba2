#include "tls/sni.h"

bool
sni_matches(struct span host, struct span pattern)
{
	struct span label, rest;

	if (!span_starts(pattern, SPAN("*.")))
		return host.n > 0 && span_eq_nocase(host, pattern);
	return span_cut(host, '.', &label, &rest) && label.n > 0 &&
	       span_eq_nocase(rest, span_from(pattern, 2));
}
