/*
 * pair -- finds the two files of a certificate by the layouts of the programs
 * that obtain certificates.  Pure.
 *
 *	given			chain			key
 *	a directory		fullchain.pem in it	privkey.pem in it
 *	fullchain.pem, cert.pem	that file		privkey.pem beside it
 *	NAME.crt		that file		NAME.key
 *	any other file		that file		unknown
 *	with a key		as above		the key
 *
 * certbot and dehydrated write the first, lego the third.  One file for both is
 * not supported: the process that reads the chain must never see the key.
 */
#ifndef TLS_PAIR_H
#define TLS_PAIR_H

#include "base/text.h"

/*
 * Appends both names, each with a NUL; a key file that is unknown is "".  An
 * empty key means that none is given.
 */
void pair_names(struct span path, bool directory, struct span key,
    struct text *chain_file, struct text *key_file);

#endif
