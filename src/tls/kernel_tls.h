/*
 * kernel_tls -- lets the kernel encrypt and decrypt a connection after its
 * handshake (kTLS).  Then the handler has the connection itself, sendfile(2)
 * copies nothing, and no process moves bytes.
 *
 *	kernel_tls_attach(fd)		before a cage
 *	the handshake
 *	switch (kernel_tls_begin(session, fd)) {
 *	case KERNEL_TLS_NO:		the session goes on as it was: a pump
 *	case KERNEL_TLS_YES:		the descriptor is for decrypted bytes
 *	case KERNEL_TLS_BROKEN:		close it
 *	}
 *	another process serves the descriptor, and ends
 *	kernel_tls_end(fd)
 *
 * Reading such a descriptor fails with EIO at any record that holds no data: at
 * a close_notify, at another alert, and at a KeyUpdate, which the kernel does
 * not support.
 */
#ifndef TLS_KERNEL_TLS_H
#define TLS_KERNEL_TLS_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

enum kernel_tls_answer { KERNEL_TLS_NO, KERNEL_TLS_YES, KERNEL_TLS_BROKEN };

/*
 * Prepares a TCP connection for the keys; bytes still pass unchanged.  Returns
 * false if the kernel has no TLS (its module is named tls), or if the
 * descriptor is not a TCP connection.
 */
bool kernel_tls_attach(int fd);

/*
 * Gives the keys of a session whose handshake has ended to the kernel.
 * kernel_tls_attach has returned true for fd, and nothing that follows the
 * handshake has been read from it.
 */
enum kernel_tls_answer kernel_tls_begin(gnutls_session_t, int fd);

/*
 * Sends a close_notify (RFC 8446 6.1), ends the writing side, and reads until
 * the client has ended its own, for LIMIT_LINGER_MS at most.
 */
void kernel_tls_end(int fd);

#endif
