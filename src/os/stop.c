#define _GNU_SOURCE
#include "os/stop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>

static bool taken;

/* State that the signal handlers set. */
static volatile sig_atomic_t stops; /* how many SIGTERM and SIGINT have come */
static volatile sig_atomic_t room;  /* enum stop_room */
static volatile sig_atomic_t child; /* see stop_child */
static sigset_t outside;            /* the signal mask while we wait */
static sigset_t busy;               /* the same, and SIGCHLD blocked */

/* Without memory for it the kernel sends the signal alone, which names nobody.
 */
static void
note_child(const siginfo_t *info)
{
	child = info->si_code > 0 ? info->si_pid : -1;
}

static void
on_signal(int number, siginfo_t *info, void *unused)
{
	(void)unused;
	if (number == SIGCHLD)
		note_child(info);
	else if (number == SIGUSR2)
		room = STOP_ROOM_IDLE;
	else if (number == SIGUSR1 && room < STOP_ROOM_SILENT)
		room = STOP_ROOM_SILENT;
	else if (number == SIGTERM || number == SIGINT)
		stops++;
}

void
stop_take(void)
{
	static const int number[] = { SIGCHLD, SIGTERM, SIGINT, SIGUSR1,
		SIGUSR2 };
	struct sigaction act = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO };
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
		sigaddset(&block, number[i]);
		(void)sigaction(number[i], &act, NULL);
	}
	taken = true;
	(void)sigprocmask(SIG_BLOCK, &block, &outside);
	for (size_t i = 0; i < sizeof number / sizeof *number; i++)
		sigdelset(&outside, number[i]);
	busy = outside;
	sigaddset(&busy, SIGCHLD);
}

int
stop_asked(void)
{
	return stops;
}

enum stop_room
stop_room(void)
{
	return (enum stop_room)room;
}

void
stop_room_forget(void)
{
	room = STOP_ROOM_NOT;
}

int
stop_poll(struct pollfd *p, int64_t timeout_ms)
{
	return stop_poll_all(p, 1, timeout_ms);
}

int
stop_poll_all(struct pollfd *p, size_t n, int64_t timeout_ms)
{
	struct timespec t = { timeout_ms / 1000,
		(long)(timeout_ms % 1000) * 1000000 };
	int r =
	    ppoll(p, n, timeout_ms < 0 ? NULL : &t, taken ? &outside : NULL);

	return r < 0 ? -errno : r;
}

static int
wait_with(const sigset_t *mask, int epoll, struct epoll_event *event,
    int64_t timeout_ms)
{
	int most = timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
	int r = epoll_pwait(epoll, event, 1, most, taken ? mask : NULL);

	return r < 0 ? -errno : r;
}

int
stop_wait(int epoll, struct epoll_event *event, int64_t timeout_ms)
{
	return wait_with(&outside, epoll, event, timeout_ms);
}

int
stop_wait_busy(int epoll, struct epoll_event *event, int64_t timeout_ms)
{
	return wait_with(&busy, epoll, event, timeout_ms);
}

bool
stop_child_ended(void)
{
	struct timespec now = { 0, 0 };
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (sigtimedwait(&set, &info, &now) == SIGCHLD)
		note_child(&info);
	return child != 0;
}

pid_t
stop_child(void)
{
	pid_t pid = child;

	child = 0;
	return pid;
}
