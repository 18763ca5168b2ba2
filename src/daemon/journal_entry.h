/*
 * journal_entry -- converts a line of a worker into an entry of the journal.
 *
 * A record (base/record) of LogFormat journal becomes
 *
 *	MESSAGE=GET /x?y 404 612 192.0.2.1 not-found
 *	PRIORITY=6 SYSLOG_IDENTIFIER=minihttp
 *	MINIHTTP_METHOD= _PATH= _QUERY= _VERSION= _STATUS= _BYTES= _REMOTE=
 *	_REFUSAL= _USER= _DURATION_USEC= _HOST= _VHOST= _TLS= _CIPHER=
 *	_SERVER_NAME= _CLIENT_NAME= _CLIENT_SUBJECT= _REFERER= _USER_AGENT=
 *
 * Each field has the value that the peer sent, without escapes; fields without
 * a value are left out, and so are the time and other names of the record that
 * are not in this list.  Any other line becomes a message of priority 3, error.
 *
 *	journal_entry_make(&e, line);
 *	sd_journal_sendv(e.field, (int)e.n);
 */
#ifndef DAEMON_JOURNAL_ENTRY_H
#define DAEMON_JOURNAL_ENTRY_H

#include "base/limits.h"
#include "base/span.h"

#include <sys/uio.h>

#define JOURNAL_ENTRY_FIELDS 22

/*
 * An entry.  The room is twice the length of a line: for the fields, and for
 * the message composed of them.
 */
struct journal_entry {
	struct iovec field[JOURNAL_ENTRY_FIELDS]; /* NAME=value, in room */
	size_t n;
	char room[2 * LIMIT_LOG_LINE + 1024];
};

/* Converts a line without its LF, of at most LIMIT_LOG_LINE bytes. */
void journal_entry_make(struct journal_entry *, struct span line);

#endif
