#define _GNU_SOURCE
#include "server/sign.h"

#include "base/prefix.h"
#include "config/unit.h"
#include "http/target.h"
#include "os/clock.h"
#include "server/conf_load.h"
#include "server/link_key.h"
#include "site/access.h"
#include "site/signedlink.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define DAY_S (24 * 60 * 60)
#define MOST_S (UINT64_C(36500) * DAY_S)

/* Reads a positive number of seconds. */
static bool
read_time(struct span s, uint64_t *seconds)
{
	if (s.n > 1 && s.p[s.n - 1] == 'd') {
		s.n--;
		return span_u64(s, seconds) && *seconds > 0 &&
		       *seconds <= MOST_S / DAY_S && (*seconds *= DAY_S) > 0;
	}
	if (!unit_read_time(s, seconds))
		return false;
	*seconds /= 1000;
	return *seconds > 0 && *seconds <= MOST_S;
}

static int
complain(const struct log *log, const char *what, const char *why, int code)
{
	log_complain(log, span_str(what), why);
	return code;
}

static int
print(struct text t)
{
	return text_fits(&t) && write(STDOUT_FILENO, t.p, t.n) == (ssize_t)t.n
		   ? EX_OK
		   : EX_IOERR;
}

int
sign_link(const struct conf *conf, const char *path, const char *time,
    const struct log *log, struct text scratch)
{
	struct span whole = span_str(path), bare = prefix_bare(whole);
	struct text name = scratch;
	struct hmac_key key;
	const char *why;
	uint64_t seconds;

	if (time == NULL || !read_time(span_str(time), &seconds))
		return complain(log, time != NULL ? time : "--sign",
		    "--sign wants a path and a time, such as 2d", EX_USAGE);
	if (!prefix_is_valid(whole, PREFIX_DOTFILES))
		return complain(log, path,
		    "--sign wants a path of the site, such as /a/b.pdf",
		    EX_USAGE);
	if (!access_takes_links(conf, bare))
		return complain(
		    log, path, "is below no prefix of SignedLinks", EX_CONFIG);
	text_put(&name, conf->signed_links.file);
	text_char(&name, '\0');
	why = text_fits(&name) ? link_key_read(name.p, &key)
			       : strerror(ENAMETOOLONG);
	if (why != NULL) {
		conf_complain(
		    conf, log, "SignedLinks", conf->signed_links.file, why);
		return EX_NOINPUT;
	}
	text_char(&scratch, '/');
	target_put_path(&scratch, span_from(whole, 1));
	text_char(&scratch, '?');
	signedlink_put(&scratch, &key, bare,
	    (uint64_t)(clock_wall_ns() / 1000000000) + seconds);
	text_char(&scratch, '\n');
	return print(scratch);
}
