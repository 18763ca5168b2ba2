#include "base/crc32c.h"

#include "base/crc_table.h"

#include <string.h>

#define R0(i)                                                                  \
	(BIT(i, 0, 0xf26b8303) ^ BIT(i, 1, 0xe13b70f7) ^                       \
	    BIT(i, 2, 0xc79a971f) ^ BIT(i, 3, 0x8ad958cf) ^                    \
	    BIT(i, 4, 0x105ec76f) ^ BIT(i, 5, 0x20bd8ede) ^                    \
	    BIT(i, 6, 0x417b1dbc) ^ BIT(i, 7, 0x82f63b78))
#define R1(i)                                                                  \
	(BIT(i, 0, 0x13a29877) ^ BIT(i, 1, 0x274530ee) ^                       \
	    BIT(i, 2, 0x4e8a61dc) ^ BIT(i, 3, 0x9d14c3b8) ^                    \
	    BIT(i, 4, 0x3fc5f181) ^ BIT(i, 5, 0x7f8be302) ^                    \
	    BIT(i, 6, 0xff17c604) ^ BIT(i, 7, 0xfbc3faf9))
#define R2(i)                                                                  \
	(BIT(i, 0, 0xa541927e) ^ BIT(i, 1, 0x4f6f520d) ^                       \
	    BIT(i, 2, 0x9edea41a) ^ BIT(i, 3, 0x38513ec5) ^                    \
	    BIT(i, 4, 0x70a27d8a) ^ BIT(i, 5, 0xe144fb14) ^                    \
	    BIT(i, 6, 0xc76580d9) ^ BIT(i, 7, 0x8b277743))
#define R3(i)                                                                  \
	(BIT(i, 0, 0xdd45aab8) ^ BIT(i, 1, 0xbf672381) ^                       \
	    BIT(i, 2, 0x7b2231f3) ^ BIT(i, 3, 0xf64463e6) ^                    \
	    BIT(i, 4, 0xe964b13d) ^ BIT(i, 5, 0xd725148b) ^                    \
	    BIT(i, 6, 0xaba65fe7) ^ BIT(i, 7, 0x52a0c93f))
#define R4(i)                                                                  \
	(BIT(i, 0, 0x38116fac) ^ BIT(i, 1, 0x7022df58) ^                       \
	    BIT(i, 2, 0xe045beb0) ^ BIT(i, 3, 0xc5670b91) ^                    \
	    BIT(i, 4, 0x8f2261d3) ^ BIT(i, 5, 0x1ba8b557) ^                    \
	    BIT(i, 6, 0x37516aae) ^ BIT(i, 7, 0x6ea2d55c))
#define R5(i)                                                                  \
	(BIT(i, 0, 0xef306b19) ^ BIT(i, 1, 0xdb8ca0c3) ^                       \
	    BIT(i, 2, 0xb2f53777) ^ BIT(i, 3, 0x6006181f) ^                    \
	    BIT(i, 4, 0xc00c303e) ^ BIT(i, 5, 0x85f4168d) ^                    \
	    BIT(i, 6, 0x0e045beb) ^ BIT(i, 7, 0x1c08b7d6))
#define R6(i)                                                                  \
	(BIT(i, 0, 0x68032cc8) ^ BIT(i, 1, 0xd0065990) ^                       \
	    BIT(i, 2, 0xa5e0c5d1) ^ BIT(i, 3, 0x4e2dfd53) ^                    \
	    BIT(i, 4, 0x9c5bfaa6) ^ BIT(i, 5, 0x3d5b83bd) ^                    \
	    BIT(i, 6, 0x7ab7077a) ^ BIT(i, 7, 0xf56e0ef4))
#define R7(i)                                                                  \
	(BIT(i, 0, 0x493c7d27) ^ BIT(i, 1, 0x9278fa4e) ^                       \
	    BIT(i, 2, 0x211d826d) ^ BIT(i, 3, 0x423b04da) ^                    \
	    BIT(i, 4, 0x847609b4) ^ BIT(i, 5, 0x0d006599) ^                    \
	    BIT(i, 6, 0x1a00cb32) ^ BIT(i, 7, 0x34019664))
static const crc_table table = CRC_TABLES;

#if defined __x86_64__

#include <cpuid.h>

__attribute__((target("sse4.2"))) static uint32_t
by_instruction(uint32_t crc, const unsigned char *p, size_t n)
{
	uint64_t wide = crc;

	for (; n >= 8; n -= 8, p += 8) {
		uint64_t v;

		memcpy(&v, p, sizeof v);
		wide = __builtin_ia32_crc32di(wide, v);
	}
	return crc_table_by_byte(table, (uint32_t)wide, p, n);
}

/*
 * Asking the CPU costs some microseconds in a virtual machine, because CPUID
 * traps there.  The tables cost as much for every 16 KiB of data.
 */
static bool
has_instruction(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_SSE4_2) != 0;
}

#else

static uint32_t
by_instruction(uint32_t crc, const unsigned char *p, size_t n)
{
	return crc_table_feed(table, crc, p, n);
}

static bool
has_instruction(void)
{
	return false;
}

#endif

#define WORTH_ASKING 65536

uint32_t
crc32c(uint32_t crc, struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n >= WORTH_ASKING && has_instruction())
		return ~by_instruction(~crc, p, s.n);
	return ~crc_table_feed(table, ~crc, p, s.n);
}
