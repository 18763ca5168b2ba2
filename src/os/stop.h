/*
 * stop -- turns SIGTERM and SIGINT into a question that is asked between
 * requests.
 *
 * The signals are blocked except during stop_poll and stop_wait.  So no signal
 * is missed between asking and waiting, and none interrupts a response.  Until
 * stop_take is called they have their default effect.
 */
#ifndef OS_STOP_H
#define OS_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pollfd;
struct epoll_event;

/*
 * A listener that is out of places asks its children for room, by sending each
 * of them a signal.  A child gives up its place if its connection is waiting
 * (os/wire).
 */
enum stop_room {
	STOP_ROOM_NOT,
	STOP_ROOM_SILENT, /* SIGUSR1: if the peer has sent nothing yet */
	STOP_ROOM_IDLE    /* SIGUSR2: also if the next head is incomplete */
};

/* Notes the signals from now on.  SIGCHLD interrupts a wait. */
void stop_take(void);

/* Returns the strongest request for room since stop_room_forget. */
enum stop_room stop_room(void);
void stop_room_forget(void);

/* Returns how often the process has been told to stop. */
int stop_asked(void);

/*
 * Calls poll(2) for one descriptor.  Returns 1 if it is ready, 0 at the
 * time-out, or -errno, which is -EINTR when a signal came.  A timeout_ms of -1
 * means no time-out.
 */
int stop_poll(struct pollfd *, int64_t timeout_ms);

/* Does the same for n descriptors.  Returns how many of them are ready. */
int stop_poll_all(struct pollfd *, size_t n, int64_t timeout_ms);

/* Calls epoll_wait(2) for one event, in the same way. */
int stop_wait(int epoll, struct epoll_event *, int64_t timeout_ms);

/* Does the same, but the end of a child does not interrupt the wait. */
int stop_wait_busy(int epoll, struct epoll_event *, int64_t timeout_ms);

/*
 * Takes a pending SIGCHLD.  Returns true if there was one, or if one has come
 * that stop_child has not reported yet: a child has ended.
 */
bool stop_child_ended(void);

/*
 * Returns the child that SIGCHLD named since the last call, the latest of
 * several; -1 if the signal named nobody, 0 if none has come.
 */
pid_t stop_child(void);

#endif
