/*
 * archive_send -- sends an archive of a directory, or ranges of it.
 *
 * Each file is compared with the list before its first byte is sent, and again
 * before its last one.  If it has changed the connection ends: an archive that
 * is complete never mixes the bytes of two states.
 *
 * The sum of a file in a zip is computed from the bytes as they are sent.  A
 * range may need the sum of a file that it does not contain; unless the table
 * of sums has it, that file is read first.
 */
#ifndef SERVER_ARCHIVE_SEND_H
#define SERVER_ARCHIVE_SEND_H

#include "server/conn.h"

/* Returns true if the plan sends bytes of c->archive. */
bool archive_send_applies(const struct conn *);

/*
 * Sends the answer, as transfer_answer would.  Returns REFUSE_NOT, or the
 * reason why the answer broke off.
 */
enum refusal archive_send(struct conn *);

#endif
