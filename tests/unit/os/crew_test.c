/*
 * The crew: a process is handed its number of connections and no more.  The
 * only things that it is believed are that it is done and which source it
 * serves.
 */
#define _GNU_SOURCE
#include "os/crew_parts.h"

#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct sandbox none;
static const struct address peer = { ADDRESS_IPV4, { 192, 0, 2, 1 }, 1 };
static const struct address visitor = { ADDRESS_IPV4, { 192, 0, 2, 9 }, 2 };

static struct crew *crew;
static int epoll, channel;

/* Makes a crew of two; the first may be handed `most` connections. */
static void
begin(uint64_t most)
{
	epoll = epoll_create1(0);
	channel = open("/dev/null", O_RDWR);
	crew = crew_new(2, epoll, 16);
	if (crew == NULL || crew_hire(crew, 0, most, channel, &none) < 0)
		perror("crew");
}

static void
end(void)
{
	crew_dismiss(crew, 0);
	close(epoll);
	close(channel);
}

static int
hand(bool asks)
{
	int fd = dup(0), err = crew_hand(crew, 0, fd, &peer, asks, &none);

	close(fd);
	return err;
}

static enum crew_word
hear(struct address *source)
{
	return crew_hear(crew, 0, 1000, source);
}

static enum crew_word
say(uint32_t kind, unsigned family)
{
	struct crew_message m = { .kind = kind,
		.address = { .family = (enum address_family)family } };
	struct address source;

	(void)!write(channel, &m, sizeof m);
	return hear(&source);
}

static void
test_turns(void)
{
	struct address got = { .family = ADDRESS_NONE }, source;
	struct epoll_event event;
	int fd;

	begin(2);
	OK(hand(false) == 0 && (fd = crew_wait(channel, &got)) >= 0 &&
		close(fd) == 0 && got.byte[3] == 1,
	    "a connection is handed over, with its peer");
	OK(hear(&source) == CREW_NOTHING && crew_pick(crew) == -1,
	    "until it says so it is not idle");
	crew_done(channel);
	OK(epoll_wait(epoll, &event, 1, 0) == 1 && event.data.u32 == 16,
	    "epoll tells who speaks");
	OK(hear(&source) == CREW_DONE && crew_pick(crew) == 0 &&
		crew_pick(crew) == -1,
	    "then it is, and is picked once");
	OK(hand(false) == 0 && (fd = crew_wait(channel, &got)) >= 0 &&
		close(fd) == 0,
	    "another connection, its last");
	crew_done(channel);
	OK(hear(&source) == CREW_WRONG && crew_pick(crew) == -1,
	    "it does not get more than its number");
	end();
}

static void
test_source(void)
{
	struct address got, source = { .family = ADDRESS_NONE };
	int fd;

	begin(2);
	OK(hand(true) == 0 && (fd = crew_wait(channel, &got)) >= 0 &&
		close(fd) == 0,
	    "a connection of a proxy");
	OK(say(SOURCE, ADDRESS_IPV4) == CREW_SOURCE, "for whom it is");
	OK(say(SOURCE, ADDRESS_IPV4) == CREW_WRONG, "which is said once");
	end();
	begin(2);
	(void)hand(true);
	OK(say(SOURCE, 77) == CREW_WRONG, "a source of no family");
	end();
	begin(2);
	(void)hand(false);
	OK(say(SOURCE, ADDRESS_IPV4) == CREW_WRONG,
	    "a source of a connection that no proxy has");
	end();
	begin(2);
	(void)hand(true);
	fd = crew_wait(channel, &got);
	/* the answer arrives before the process waits for it */
	crew_answer(crew, 0, true);
	OK(crew_ask(channel, &visitor) == 1 && hear(&source) == CREW_SOURCE &&
		source.byte[3] == 9,
	    "it may stay");
	close(fd);
	crew_dismiss(crew, 0);
	OK(crew_ask(channel, &visitor) == -EPIPE, "or there is nobody to ask");
	end();
}

static enum crew_word
say_checked(bool wrong)
{
	struct crew_message m = { .kind = CHECKED, .stays = wrong };
	struct address source;

	(void)!write(channel, &m, sizeof m);
	return hear(&source);
}

static bool
never(void *arg)
{
	(void)arg;
	return false;
}

static void
test_checks(void)
{
	const struct patience none_left = { never, NULL };
	struct address source = { .family = ADDRESS_NONE };

	begin(9);
	(void)hand(false);
	OK(say_checked(true) == CREW_WRONG, "a check that nobody has granted");
	end();
	begin(9);
	(void)hand(true);
	OK(say(CHECK, ADDRESS_IPV4) == CREW_WRONG,
	    "nor before it has said for whom it serves");
	end();
	begin(9);
	(void)hand(false);
	OK(say(CHECK, ADDRESS_IPV4) == CREW_CHECK &&
		crew->member[0].check == CREW_QUEUED,
	    "it asks, and waits");
	OK(say(CHECK, ADDRESS_IPV4) == CREW_WRONG, "and asks once");
	end();
	begin(9);
	(void)hand(false);
	(void)say(CHECK, ADDRESS_IPV4);
	OK(say_checked(true) == CREW_RIGHT,
	    "one that was not granted cannot have failed");
	(void)say(CHECK, ADDRESS_IPV4);
	crew_answer_check(crew, 0, 0, 7);
	OK(crew->member[0].check == CREW_CHECKING &&
		crew->member[0].granted_ms == 7,
	    "it is granted");
	OK(say_checked(true) == CREW_FALSE, "the password was wrong");
	(void)say(CHECK, ADDRESS_IPV4);
	crew_answer_check(crew, 0, 0, 7);
	OK(say_checked(false) == CREW_RIGHT && say(IDLE, 0) == CREW_DONE,
	    "or right");
	end();
	begin(9);
	(void)hand(false);
	(void)say(CHECK, ADDRESS_IPV4);
	OK(say(IDLE, 0) == CREW_WRONG, "none is done while it checks");
	end();
	begin(9);
	crew_answer_check(crew, 0, 6, 7);
	OK(crew_may_check(channel, &visitor, NULL) == 6 &&
		hear(&source) == CREW_CHECK,
	    "it hears when it may");
	end();
	begin(9);
	(void)hand(false);
	close(crew_wait(channel, &source));
	OK(crew_may_check(channel, &visitor, &none_left) == -ECANCELED &&
		hear(&source) == CREW_CHECK && source.byte[3] == 9 &&
		hear(&source) == CREW_RIGHT,
	    "it gives up when its peer has gone, and says so");
	crew_dismiss(crew, 0);
	OK(crew_may_check(channel, &visitor, NULL) == -EPIPE,
	    "or there is nobody to ask");
	end();
}

static void
test_nonsense(void)
{
	struct address source;

	begin(5);
	(void)hand(false);
	(void)!write(channel, "x", 1);
	OK(hear(&source) == CREW_WRONG, "a word that is none");
	end();
	begin(5);
	(void)hand(false);
	OK(say(CONNECTION, 0) == CREW_WRONG && say(ANSWER, 0) == CREW_WRONG &&
		say(77, 0) == CREW_WRONG,
	    "words that are the listener's");
	OK(say(IDLE, 0) == CREW_DONE && say(IDLE, 0) == CREW_WRONG,
	    "it is done once");
	OK(crew_pick(crew) == 0, "whatever it has said then");
	close(channel);
	OK(hear(&source) == CREW_GONE, "it has gone");
	end();
}

static void
test_thinning(void)
{
	struct address source;
	int other = open("/dev/null", O_RDWR);

	begin(5);
	(void)hand(false);
	if (crew_hire(crew, 1, 5, other, &none) < 0)
		perror("crew");
	crew_note(crew, 1, false);
	(void)say(IDLE, 0);
	crew_done(other);
	(void)crew_hear(crew, 1, 5000, &source);
	crew_thin(crew, 2000, 0);
	OK(crew_pick(crew) == 1 && crew_pick(crew) == -1,
	    "those that have waited for long are dismissed, others not");
	OK(crew_wait(channel, &source) >= 0 &&
		crew_wait(channel, &source) == -1,
	    "one that is dismissed serves what it has, and hears of the end");
	crew_put_back(crew, 1);
	crew_thin(crew, 0, INT64_MAX);
	OK(crew_pick(crew) == -1, "and so are those that are old");
	close(other);
	end();
}

int
main(void)
{
	test_turns();
	test_source();
	test_checks();
	test_nonsense();
	test_thinning();
	return DONE();
}
