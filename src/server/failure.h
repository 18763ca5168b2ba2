/*
 * failure -- turns errors of the system into refusals: here those of storing
 * and of sending.
 *
 * The errors of opening a file become an enum file_kind in os/docroot, since
 * plans depend on the kind, and http/refusal has the refusal of each kind.
 */
#ifndef SERVER_FAILURE_H
#define SERVER_FAILURE_H

#include "http/refusal.h"

/*
 * Returns the refusal that the peer gets for an -errno of storing or removing a
 * file; 0 becomes REFUSE_NOT.
 */
enum refusal failure_of_store(int err);

/*
 * Returns the refusal that the log gets for an -errno of sending a response,
 * which has begun by then; 0 becomes REFUSE_NOT.
 */
enum refusal failure_of_send(int err);

#endif
