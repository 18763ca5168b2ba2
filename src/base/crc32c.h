/*
 * crc32c -- the Castagnoli checksum, RFC 3720 B.4: detects damage, not
 * tampering.
 *
 *	crc = crc32c(0, head);
 *	crc = crc32c(crc, body);	the same as over both in a row
 */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include "base/span.h"

/* Returns the checksum of all bytes so far; crc is that of the bytes before. */
uint32_t crc32c(uint32_t crc, struct span);

#endif
