#include "server/rate_file.h"

#include "base/source.h"
#include "os/clock.h"
#include "os/crew.h"
#include "os/ratetable_file.h"
#include "site/rate_rule.h"

#include <errno.h>
#include <string.h>

/*
 * A request takes one token at a time: taking more would save nothing, and none
 * has to be given back.
 */
static bool
take(const struct crew_wish *wish, struct crew_grant *grant, void *arg)
{
	const struct rate_file *f = arg;
	const struct conf_rate *rate = &f->conf->rate[wish->rule];
	struct rates_key key = { source_of(&wish->source), wish->rule };
	uint64_t most =
	    rate->kind == CONF_RATE_REQUEST ? wish->least : wish->most;

	grant->tokens = ratetable_take(f->table, f->longest_ns, &key,
	    &rate->bucket, wish->least, most, clock_mono_ns(), &grant->wait_ns);
	return true;
}

static int64_t
longest(const struct conf *conf)
{
	int64_t most_ns = 0;

	for (size_t i = 0; i < conf->nrates; i++) {
		const struct bucket *b = &conf->rate[i].bucket;
		int64_t ns = bucket_time(b, b->burst);

		most_ns = ns > most_ns ? ns : most_ns;
	}
	return most_ns;
}

void
rate_file_open(struct service *s, struct rate_file *f)
{
	const struct conf *conf = s->conf;
	char room[LIMIT_PATH];
	struct text path = TEXT(room);
	int err;

	if (conf->counters.n == 0 || !rate_rule_asks(conf))
		return;
	text_put(&path, conf->counters);
	text_put(&path, SPAN(".rates"));
	text_char(&path, '\0');
	err = text_fits(&path) ? ratetable_file_open(room, &f->table)
			       : -ENAMETOOLONG;
	if (err < 0) {
		log_complain_of(s->error, "the rates beside Counters",
		    conf->counters,
		    err == -EBADMSG
			? "the file with .rates behind this name is "
			  "not a regular file; remove it"
			: strerror(-err));
		return;
	}
	f->conf = conf;
	f->longest_ns = longest(conf);
	s->take = take;
	s->admit_arg = f;
}
