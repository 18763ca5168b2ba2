#define _GNU_SOURCE
#include "tls/kernel_tls.h"

#include "tls/linger.h"
#include "tls/record_keys.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#ifndef TCP_ULP
#define TCP_ULP 31
#endif
#ifndef SOL_TLS
#define SOL_TLS 282
#endif

#define ALERT 21 /* the type of an alert record, RFC 8446 5.1 */

bool
kernel_tls_attach(int fd)
{
	return setsockopt(fd, IPPROTO_TCP, TCP_ULP, "tls", sizeof "tls") == 0 ||
	       errno == EEXIST;
}

static bool
name_cipher(gnutls_session_t session, enum record_keys_cipher *cipher)
{
	switch (gnutls_cipher_get(session)) {
	case GNUTLS_CIPHER_AES_128_GCM:
		*cipher = RECORD_KEYS_AES_128_GCM;
		return true;
	case GNUTLS_CIPHER_AES_256_GCM:
		*cipher = RECORD_KEYS_AES_256_GCM;
		return true;
	case GNUTLS_CIPHER_CHACHA20_POLY1305:
		*cipher = RECORD_KEYS_CHACHA20_POLY1305;
		return true;
	default:
		return false;
	}
}

static struct span
span_of(gnutls_datum_t d)
{
	return (struct span){ (const char *)d.data, d.size };
}

/*
 * Gives the kernel the keys of one direction; reading is 1 or 0, as for GnuTLS.
 */
static bool
give(gnutls_session_t session, int fd, unsigned reading)
{
	struct record_keys keys = { .is_1_3 = gnutls_protocol_get_version(
						  session) == GNUTLS_TLS1_3 };
	gnutls_datum_t mac, iv, key;
	union record_keys_form form;
	size_t n;
	bool taken;

	if (!name_cipher(session, &keys.cipher) ||
	    gnutls_record_get_state(
		session, reading, &mac, &iv, &key, keys.sequence) < 0)
		return false;
	keys.key = span_of(key);
	keys.iv = span_of(iv);
	n = record_keys_put(&keys, &form);
	taken = n > 0 && setsockopt(fd, SOL_TLS, reading ? TLS_RX : TLS_TX,
			     &form, (socklen_t)n) == 0;
	explicit_bzero(&form, sizeof form);
	return taken;
}

enum kernel_tls_answer
kernel_tls_begin(gnutls_session_t session, int fd)
{
	/* the library holds bytes that only the handler may read */
	if (gnutls_record_check_pending(session) > 0 || !give(session, fd, 0))
		return KERNEL_TLS_NO;
	/*
	 * a record that the library writes from now on would be encrypted twice
	 */
	return give(session, fd, 1) ? KERNEL_TLS_YES : KERNEL_TLS_BROKEN;
}

/*
 * Sends a close_notify.  The kernel takes the type of the record as a control
 * message.
 */
static void
send_close_notify(int fd)
{
	unsigned char alert[] = { 1, 0 }; /* a warning: close_notify */
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(1)];
	} control = { .room = "" };
	struct iovec iov = { alert, sizeof alert };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };

	control.head = (struct cmsghdr){ .cmsg_level = SOL_TLS,
		.cmsg_type = TLS_SET_RECORD_TYPE,
		.cmsg_len = CMSG_LEN(1) };
	*CMSG_DATA(&control.head) = ALERT;
	/* this fails if the client has gone */
	(void)sendmsg(fd, &m, MSG_NOSIGNAL);
}

void
kernel_tls_end(int fd)
{
	send_close_notify(fd);
	linger(fd);
}
