/*
 * crc32 -- the checksum of zip and gzip (RFC 1952 8): detects damage, not
 * tampering.
 *
 *	crc = crc32(0, head);
 *	crc = crc32(crc, body);	the same as over both in a row
 */
#ifndef BASE_CRC32_H
#define BASE_CRC32_H

#include "base/span.h"

/* Returns the checksum of all bytes so far; crc is that of the bytes before. */
uint32_t crc32(uint32_t crc, struct span);

#endif
