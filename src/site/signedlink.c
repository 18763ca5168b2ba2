#include "site/signedlink.h"

#include "base/base64.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* 32 bytes in base64url (RFC 4648 5) without padding. */
#define SIGNATURE 43

static void
put_signature(struct text *t, const struct hmac_key *key, struct span expires,
    struct span path)
{
	unsigned char digest[SHA2_256_BYTES];
	char buf[SIGNATURE + 1];
	struct text letters = TEXT(buf);
	struct hmac h;

	hmac_init(&h, key);
	hmac_feed(&h, expires);
	hmac_feed(&h, SPAN("\n/"));
	hmac_feed(&h, path);
	hmac_end(&h, digest);
	base64_put(
	    &letters, (struct span){ (const char *)digest, sizeof digest });
	for (size_t i = 0; i < SIGNATURE; i++)
		text_char(t, buf[i] == '+'   ? '-'
			     : buf[i] == '/' ? '_'
					     : buf[i]);
}

/* Takes the only value of this name.  Returns false if there are several. */
static bool
take_value(struct span parameter, struct span name, struct span *value)
{
	struct span key, rest;

	if (!span_cut(parameter, '=', &key, &rest) || !span_eq(key, name))
		return true;
	if (value->p != NULL)
		return false;
	*value = rest;
	return true;
}

/* Reads both parameters.  The span of a missing one is NULL. */
static bool
read_query(struct span query, struct span *expires, struct span *sig)
{
	struct span parameter;
	bool more = true, good = true;

	*expires = *sig = (struct span){ NULL, 0 };
	while (more && good) {
		more = span_cut(query, '&', &parameter, &query);
		good = take_value(parameter, SPAN("expires"), expires) &&
		       take_value(parameter, SPAN("sig"), sig);
	}
	return good;
}

enum signedlink_answer
signedlink_judge(const struct hmac_key *key, const struct request *req,
    int64_t now_s, int64_t *until)
{
	char buf[SIGNATURE];
	struct text want = TEXT(buf);
	struct span expires, sig;
	uint64_t end;

	if (req->method != METHOD_GET && req->method != METHOD_HEAD)
		return SIGNEDLINK_MISSING;
	if (!read_query(req->target.query, &expires, &sig))
		return SIGNEDLINK_WRONG;
	if (sig.p == NULL)
		return SIGNEDLINK_MISSING;
	if (expires.p == NULL || !span_u64(expires, &end) ||
	    end > (uint64_t)INT64_MAX)
		return SIGNEDLINK_WRONG;
	put_signature(&want, key, expires, req->target.path);
	if (!hmac_same(TEXT_SPAN(want), sig))
		return SIGNEDLINK_WRONG;
	*until = (int64_t)end;
	return now_s < *until ? SIGNEDLINK_GOOD : SIGNEDLINK_EXPIRED;
}

void
signedlink_put(struct text *t, const struct hmac_key *key, struct span path,
    uint64_t expires)
{
	char buf[24];
	struct text number = TEXT(buf);

	text_u64(&number, expires);
	PUT(t, "expires=");
	text_put(t, TEXT_SPAN(number));
	PUT(t, "&sig=");
	put_signature(t, key, TEXT_SPAN(number), path);
}

void
signedlink_put_cache(
    struct text *t, bool no_cache, int64_t now_s, int64_t until)
{
	PUT(t, "private, ");
	if (no_cache) {
		PUT(t, "no-cache");
		return;
	}
	PUT(t, "max-age=");
	text_u64(t, until > now_s ? (uint64_t)(until - now_s) : 0);
}
