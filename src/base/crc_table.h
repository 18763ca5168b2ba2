/*
 * crc_table -- what the checksums of 32 bits share: tables that the compiler
 * makes, and the loop over them.
 *
 *	#define R0(i) ... R7(i)
 *	static const crc_table table = CRC_TABLES;
 *
 *	crc = ~crc_table_feed(table, ~crc, p, n);
 */
#ifndef BASE_CRC_TABLE_H
#define BASE_CRC_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t crc_table[8][256];

/*
 * A table entry is linear in the bits of its index, so the compiler can work
 * out the tables from the eight entries of one bit each.  Table k advances
 * a byte by k further bytes.
 */
#define BIT(i, b, c) (((i) >> (b)&1) * UINT32_C(c))
#define ROW4(R, i) R(i), R((i) + 1), R((i) + 2), R((i) + 3)
#define ROW16(R, i)                                                            \
	ROW4(R, i), ROW4(R, (i) + 4), ROW4(R, (i) + 8), ROW4(R, (i) + 12)
#define ROW64(R, i)                                                            \
	ROW16(R, i), ROW16(R, (i) + 16), ROW16(R, (i) + 32), ROW16(R, (i) + 48)
#define TABLE(R)                                                               \
	{                                                                      \
		ROW64(R, 0u), ROW64(R, 64u), ROW64(R, 128u), ROW64(R, 192u)    \
	}

/* R0 to R7: the entries of the tables, made of BIT. */
#define CRC_TABLES                                                             \
	{                                                                      \
		TABLE(R0), TABLE(R1), TABLE(R2), TABLE(R3), TABLE(R4),         \
		    TABLE(R5), TABLE(R6), TABLE(R7)                            \
	}

static inline uint32_t
crc_table_by_byte(const uint32_t table[8][256], uint32_t crc,
    const unsigned char *p, size_t n)
{
	while (n-- > 0)
		crc = crc >> 8 ^ table[0][(crc ^ *p++) & 0xff];
	return crc;
}

/*
 * Takes eight bytes a step: about 1.5 GB/s, on a CPU without an instruction for
 * it.
 */
static inline uint32_t
crc_table_feed(const uint32_t table[8][256], uint32_t crc,
    const unsigned char *p, size_t n)
{
	for (; n >= 8; n -= 8, p += 8) {
		uint32_t low =
		    crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 |
			      (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);

		crc = table[7][low & 0xff] ^ table[6][low >> 8 & 0xff] ^
		      table[5][low >> 16 & 0xff] ^ table[4][low >> 24] ^
		      table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^
		      table[0][p[7]];
	}
	return crc_table_by_byte(table, crc, p, n);
}

#endif
