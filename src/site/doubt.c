#include "site/doubt.h"

#include "http/method.h"
#include "site/rate_rule.h"

/*
 * Returns true if methods write, but no path takes uploads.  POST also works
 * without Upload, where there are scripts.
 */
static bool
writes_nowhere(const struct conf *c)
{
	unsigned writing = c->methods & METHODS_WRITING;

	if (c->cgi.n > 0)
		writing &= ~METHOD_BIT(METHOD_POST);
	return writing != 0 && c->upload.n == 0;
}

static bool
uploads_by_no_method(const struct conf *c)
{
	return c->upload.n > 0 && !(c->methods & METHODS_WRITING);
}

static bool
uploads_from_nobody(const struct conf *c)
{
	return c->upload.n > 0 && c->write_from.n == 0 && c->write_auth.n == 0;
}

static bool
writers_without_upload(const struct conf *c)
{
	return c->upload.n == 0 && (c->write_from.n > 0 || c->write_auth.n > 0);
}

static bool
status_without_counters(const struct conf *c)
{
	return c->status_page.n > 0 && c->counters.n == 0;
}

static bool
metrics_without_counters(const struct conf *c)
{
	return c->metrics_page.n > 0 && c->counters.n == 0;
}

static bool
reads_nothing(const struct conf *c)
{
	return !(c->methods & METHOD_BIT(METHOD_GET));
}

/*
 * Returns true if rates are counted nowhere.  With Listen, minihttpd runs the
 * handler as a listener, which counts them itself.
 */
static bool
rates_without_counters(const struct conf *c)
{
	return c->counters.n == 0 && c->listen.n == 0 && rate_rule_asks(c);
}

/* A proxy could ask them; Listen is for minihttpd, which starts minihttp-tls.
 */
static bool
clients_that_nobody_asks(const struct conf *c)
{
	return c->clients.n > 0 && c->listen.n > 0 && c->proxies.n == 0 &&
	       c->client_certificate == CONF_CLIENT_NO;
}

/*
 * A switch, since a table of functions would be relocated: see src/launch.mk.
 */
const char *
doubt_about(const struct conf *c, size_t i)
{
	switch (i) {
	case 0:
		return writes_nowhere(c)
			   ? "RequestMethodSupport has PUT, POST or DELETE, "
			     "but no Upload names a path for them"
			   : NULL;
	case 1:
		return uploads_by_no_method(c)
			   ? "Upload has no effect, because "
			     "RequestMethodSupport has none of PUT, POST and "
			     "DELETE"
			   : NULL;
	case 2:
		return uploads_from_nobody(c)
			   ? "nobody may upload, because there is neither "
			     "WriteFrom nor WriteAuth"
			   : NULL;
	case 3:
		return writers_without_upload(c)
			   ? "WriteFrom and WriteAuth have no effect without "
			     "Upload"
			   : NULL;
	case 4:
		return status_without_counters(c)
			   ? "StatusPage has nothing to show without Counters"
			   : NULL;
	case 5:
		return reads_nothing(c) ? "RequestMethodSupport has no GET, so "
					  "that no file is sent"
					: NULL;
	case 6:
		return metrics_without_counters(c)
			   ? "MetricsPage has nothing to show without Counters"
			   : NULL;
	case 7:
		return rates_without_counters(c)
			   ? "RequestRate and SendRatePerSource have no effect "
			     "without Counters where there is no listener, "
			     "under an inetd or Accept=yes"
			   : NULL;
	case 8:
		return clients_that_nobody_asks(c)
			   ? "ClientAllow admits nobody, because no client is "
			     "asked for a certificate: see ClientCertificate"
			   : NULL;
	case 9:
		return c->upload_expiry_ms > 0 && c->upload.n == 0
			   ? "UploadExpiry has no effect without Upload"
			   : NULL;
	default:
		return NULL;
	}
}
