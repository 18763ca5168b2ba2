/*
 * The link to the listener: an answer that comes too late is not taken for the
 * answer to the next question.
 */
#define _GNU_SOURCE
#include "server/worker_link.h"

#include "os/crew_parts.h"
#include "unit/test.h"

#include <errno.h>
#include <sys/socket.h>

static const struct address peer = { ADDRESS_IPV4, { 192, 0, 2, 1 }, 1 };
static struct conf conf;
static struct service service = { .conf = &conf };
static int end[2];
static bool spent;

static void
answer(uint64_t tokens)
{
	struct crew_message m = { .kind = ANSWER,
		.stays = 1,
		.tokens = tokens,
		.wait_ns = BUCKET_MINUTE };

	if (write(end[1], &m, sizeof m) != sizeof m)
		perror("write");
}

/* Returns how many messages the listener has unread. */
static unsigned
unread(void)
{
	struct crew_message m;
	unsigned n = 0;

	while (recv(end[1], &m, sizeof m, MSG_DONTWAIT) == sizeof m)
		n++;
	return n;
}

static bool
ends(void *arg)
{
	(void)arg;
	return false;
}

int
main(void)
{
	struct crew_wish wish = { peer, 0, 1, 1 };
	struct patience patience = { ends, NULL };
	struct crew_grant grant;
	struct worker_link link;
	struct conf_error e;

	conf_init(&conf);
	OK(conf_parse(&conf, SPAN("RequestRate 1/s\nAuth / /etc/x"), &e) &&
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, end) ==
		    0,
	    "a listener");
	link = (struct worker_link){ end[0], &spent, false };
	worker_link_join(&link, &service);
	answer(7);
	OK(service.take(&wish, &grant, &link) && grant.tokens == 7 && !spent,
	    "an answer in time");
	OK(unread() == 1, "to a question");
	OK(!service.take(&wish, &grant, &link) && spent,
	    "without an answer it goes on without tokens, and ends soon");
	OK(unread() == 1, "after one question");
	answer(0); /* the answer to the first question, which has timed out */
	OK(!service.take(&wish, &grant, &link),
	    "the late answer is not that to the next question");
	OK(service.may_check(&peer, &patience, &link) == -ETIMEDOUT,
	    "nor that to one for a password");
	service.give_back(1, &link);
	OK(unread() == 0, "and nothing is asked any more");
	return DONE();
}
