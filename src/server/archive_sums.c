#include "server/archive_sums.h"

#include "base/sums.h"
#include "os/sums_file.h"

#include <errno.h>
#include <string.h>

void
archive_sums_open(struct service *s, bool listener)
{
	const struct conf *conf = s->conf;
	char room[LIMIT_PATH];
	struct text path = TEXT(room);
	int err;

	if (conf->counters.n == 0) {
		s->sums = listener ? sums_file_memory() : NULL;
		return;
	}
	text_put(&path, conf->counters);
	text_put(&path, SPAN(".sums"));
	text_char(&path, '\0');
	err = text_fits(&path) ? sums_file_open(room, &s->sums) : -ENAMETOOLONG;
	if (err < 0)
		log_complain_of(s->error, "the sums beside Counters",
		    conf->counters,
		    err == -EBADMSG ? "the file with .sums behind this name "
				      "is not a table of sums; remove it"
				    : strerror(-err));
}
