/*
 * stop -- SIGTERM and SIGINT, as a question that is asked between requests.
 *
 * The signals are blocked but for the time of a stop_poll or stop_wait, so
 * that none is missed between asking and waiting, and none cuts an exchange.
 * Before stop_take they do what they always do.
 */
#ifndef OS_STOP_H
#define OS_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pollfd;
struct epoll_event;

/*
 * Room that a listener is short of: its children are asked for it by a signal
 * each, and give it if their connection waits (os/wire).
 */
enum stop_room {
	STOP_ROOM_NOT,
	STOP_ROOM_SILENT, /* SIGUSR1: of a peer that has sent nothing yet */
	STOP_ROOM_IDLE    /* SIGUSR2: or has not sent all of a next head */
};

/* From now on the signals are counted; SIGCHLD only interrupts. */
void stop_take(void);

/* The most that was asked for since stop_room_forget. */
enum stop_room stop_room(void);
void stop_room_forget(void);

/* How often we have been told. */
int stop_asked(void);

/*
 * poll(2) for one descriptor: ready (1), time-out (0) or -errno; -EINTR when
 * a signal came.  timeout_ms -1 is without end.
 */
int stop_poll(struct pollfd *, int64_t timeout_ms);

/* The same for n of them: how many are ready. */
int stop_poll_all(struct pollfd *, size_t n, int64_t timeout_ms);

/* epoll_wait(2) for one event, in the same way. */
int stop_wait(int epoll, struct epoll_event *, int64_t timeout_ms);

/* The same, but a child that ends does not interrupt it ... */
int stop_wait_busy(int epoll, struct epoll_event *, int64_t timeout_ms);

/* ... and this asks whether one has, since that was last known. */
bool stop_child_ended(void);

#endif
