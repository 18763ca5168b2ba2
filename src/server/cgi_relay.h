/*
 * cgi_relay -- relays the input, the answer and the errors of a script, all at
 * the same time.
 *
 *	peer  -- body -->     | piece |    -- in -->   script
 *	      <-- answer --   |  out  |    <-- out --
 *	       log <-- line --|  err  |    <-- err --
 *	                      |  fate |    <-- told --  its keeper
 *
 * The relay never waits for a single party, so a script may write before it has
 * read, and a peer may read while it sends.  One piece is held in each
 * direction, and no more is read until it has been passed on: a slow party
 * slows the others down, and memory is bounded.  Only when the whole body has
 * been passed on does a write wait for the peer.
 *
 *	no party moves, and			then after
 *	there is output for the peer		SendTimeout	send-slow
 *	the body is awaited			BodyTimeout	body-slow
 *	neither: the script has to move		CGITimeout	cgi-slow
 *	the script has no more output, and
 *	has not exited				LIMIT_CGI_END_MS: the end
 *	the peer sends no more (a shutdown,
 *	or it has gone)				LIMIT_CGI_HALF_MS peer-gone
 */
#ifndef SERVER_CGI_RELAY_H
#define SERVER_CGI_RELAY_H

#include "os/cgi_spawner.h"
#include "server/conn.h"

#define CGI_RELAY_NEVER INT64_MAX

enum cgi_relay_party {
	CGI_RELAY_SENDER,
	CGI_RELAY_READER,
	CGI_RELAY_SCRIPT,
	CGI_RELAY_PARTIES
};

struct cgi_relay {
	struct conn *c;
	struct cgi_spawned script;
	struct cgi_spawner_word word; /* valid when script.told is closed */
	enum refusal why; /* what ended the relay, if not the script */

	struct body body;
	struct span piece;  /* of the body, for the script */
	bool feeding;       /* the body has not ended */
	bool readable;      /* the peer has sent something */
	int64_t awaited_ms; /* time that the peer has had for its body */

	bool begun;   /* the response head has been made */
	bool bounded; /* by the Content-Length of the script */
	uint64_t left;
	bool eof;        /* the script writes no more */
	struct text out; /* output for the peer */
	size_t gone;     /* bytes of it that have been sent */

	int64_t since[CGI_RELAY_PARTIES]; /* last move, or no wait */
	int64_t end_ms, half_ms;          /* deadlines; or CGI_RELAY_NEVER */

	size_t head_n, line_n, logged;
	char head[LIMIT_CGI_HEAD];
	char line[768];
};

/*
 * Relays from the start of a script to its end.  Returns REFUSE_NOT and sets
 * the member why, or returns the refusal for what the script failed to do.  The
 * member begun tells whether the peer has received anything.
 */
enum refusal cgi_relay_run(
    struct cgi_relay *, struct conn *, const struct cgi_spawned *);

/*
 * Waits until one of the parties can continue (cgi_relay_wait.c).  Returns
 * false if the relay is over: r->why is the reason, or REFUSE_NOT if no party
 * has anything more to do.
 */
bool cgi_relay_wait(struct cgi_relay *);

/* Returns true if there is output that the peer has not taken yet. */
static inline bool
cgi_relay_is_pending(const struct cgi_relay *r)
{
	return r->gone < r->out.n;
}

#endif
