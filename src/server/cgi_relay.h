/*
 * cgi_relay -- a script's input, answer and errors, all at once.
 *
 *	peer  -- body -->     | piece |    -- in -->   script
 *	      <-- answer --   |  out  |    <-- out --
 *	       log <-- line --|  err  |    <-- err --
 *	                      |  fate |    <-- told --  its keeper
 *
 * Nothing waits for one of them alone, so a script may write before it has
 * read, and a peer may read while it sends.  One piece is held in each
 * direction, and what cannot go on is not read: whoever is slow slows the
 * others down, and memory is bounded.  Only when all of the body has been
 * handed on is the peer waited for in a write.
 *
 *	nobody moves, and			then after
 *	there is output for the peer		SendTimeout	send-slow
 *	the body is awaited			BodyTimeout	body-slow
 *	neither: it is the script's turn	CGITimeout	cgi-slow
 *	the script has no more output, and
 *	has not ended				LIMIT_CGI_END_MS: that is all
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
	const struct asked *asked;
	struct cgi_spawned script;
	struct cgi_spawner_word word; /* when script.told is closed */
	enum refusal why;             /* what ended it, if not the script */

	struct body body;
	struct span piece;  /* of it, for the script */
	bool feeding;       /* there is more */
	bool readable;      /* of the peer */
	int64_t awaited_ms; /* that the peer has had for its body */

	bool begun;   /* the response head has been made */
	bool bounded; /* by the Content-Length that it gave */
	uint64_t left;
	bool eof;        /* the script writes no more */
	struct text out; /* for the peer, */
	size_t gone;     /* and what has gone of it */

	int64_t
	    since[CGI_RELAY_PARTIES]; /* when each moved, or was not awaited */
	int64_t end_ms, half_ms;      /* deadlines; or CGI_RELAY_NEVER */

	size_t head_n, line_n, logged;
	char head[LIMIT_CGI_HEAD];
	char line[768];
};

/*
 * From a script that has been started to its end.  REFUSE_NOT with relay.why,
 * or what the script did not do.  relay.begun tells whether the peer has got
 * anything.
 */
enum refusal cgi_relay_run(struct cgi_relay *, struct conn *,
    const struct asked *, const struct cgi_spawned *);

/*
 * Until somebody can go on, in cgi_relay_wait.c.  False if it is over: for
 * r->why, or, with REFUSE_NOT, because nothing more will happen.
 */
bool cgi_relay_wait(struct cgi_relay *);

/* There is output that the peer has not taken yet. */
static inline bool
cgi_relay_is_pending(const struct cgi_relay *r)
{
	return r->gone < r->out.n;
}

#endif
