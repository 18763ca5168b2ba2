#define _GNU_SOURCE
#include "tls/stamp.h"

#include "tls/certificate.h"

#include <errno.h>
#include <sys/stat.h>

static uint64_t
mix(uint64_t h, uint64_t v)
{
	return (h ^ v) * UINT64_C(0x100000001b3) + (h >> 29);
}

static uint64_t
stamp_file(uint64_t h, const char *file)
{
	struct stat st;

	if (stat(file, &st) < 0)
		return mix(h, (uint64_t)errno);
	h = mix(mix(h, (uint64_t)st.st_ino), (uint64_t)st.st_size);
	h = mix(
	    mix(h, (uint64_t)st.st_mtim.tv_sec), (uint64_t)st.st_mtim.tv_nsec);
	return mix(
	    mix(h, (uint64_t)st.st_ctim.tv_sec), (uint64_t)st.st_ctim.tv_nsec);
}

/* The paths are followed anew, since a link may lead elsewhere now. */
static uint64_t
stamp_of(const struct options *o)
{
	static struct certificate c;
	uint64_t h = 1;

	if (o->client_ca != NULL)
		h = stamp_file(h, o->client_ca);
	if (o->client_crl != NULL)
		h = stamp_file(h, o->client_crl);
	for (size_t i = 0; i < o->npairs; i++) {
		if (!certificate_name(&c, &o->pair[i], &LOG_OFF)) {
			h = mix(h, 1);
			continue;
		}
		h = stamp_file(stamp_file(h, c.chain_file), c.key_file);
	}
	return h;
}

void
stamp_take(struct stamp *s, const struct options *o)
{
	s->known = s->seen = stamp_of(o);
}

bool
stamp_has_changed(struct stamp *s, const struct options *o)
{
	uint64_t now = stamp_of(o), before = s->seen;

	s->seen = now;
	if (now == s->known || now != before)
		return false;
	s->known = now;
	return true;
}
