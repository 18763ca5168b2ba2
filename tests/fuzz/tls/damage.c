#include "fuzz/tls/damage.h"

#include <string.h>

uint64_t
damage_next(uint64_t *dice)
{
	uint64_t z = *dice += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

size_t
damage_roll(struct client *c, size_t below)
{
	return (size_t)(damage_next(&c->dice) % below);
}

unsigned char
damage_byte(struct client *c)
{
	static const unsigned char edge[] = { 0, 1, 2, 3, 0x7f, 0x80, 0xff,
		22 };

	return damage_roll(c, 2) == 0 ? edge[damage_roll(c, sizeof edge)]
				      : (unsigned char)damage_roll(c, 256);
}

/* Makes room for n bytes at `at`, or takes them away (n < 0). */
static bool
shift(struct client *c, size_t at, long n)
{
	if (n > 0 && c->made + (size_t)n > sizeof c->sent)
		return false;
	if (n < 0 && at + (size_t)-n > c->made)
		return false;
	if (n > 0)
		memmove(c->sent + at + n, c->sent + at, c->made - at);
	else
		memmove(
		    c->sent + at, c->sent + at - n, c->made - at + (size_t)n);
	c->made = (size_t)((long)c->made + n);
	return true;
}

static void
insert(struct client *c, size_t at, const void *bytes, size_t n)
{
	if (shift(c, at, (long)n))
		memcpy(c->sent + at, bytes, n);
}

/* Records that a server has to expect from anybody. */
static void
insert_record(struct client *c, size_t at)
{
	static const struct {
		const char *bytes;
		size_t n;
	} record[] = {
		{ "\24\3\3\0\1\1", 6 },     /* ChangeCipherSpec */
		{ "\25\3\3\0\2\1\0", 7 },   /* close_notify */
		{ "\25\3\3\0\2\1\132", 7 }, /* a warning: user_canceled */
		{ "\25\3\3\0\2\2\50", 7 },  /* fatal: handshake_failure */
		{ "\26\3\3\0\0", 5 },       /* no content */
		{ "\27\3\3\0\0", 5 },
		{ "\27\3\3\0\5GET /", 10 },
		{ "\26\3\3\0\4\0\0\0\0", 9 },     /* HelloRequest */
		{ "\26\3\3\0\5\30\0\0\1\1", 10 }, /* KeyUpdate */
		{ "\30\3\3\0\3\1\377\377", 8 },   /* heartbeat */
		{ "\27\3\3\377\377", 5 },
		{ "GET / HTTP/1.1\r\n\r\n", 18 },
	};
	size_t i = damage_roll(c, sizeof record / sizeof *record);

	insert(c, at, record[i].bytes, record[i].n);
}

/* Ends the record of the first message at `at`, and begins another there. */
static void
split_record(struct client *c, size_t at)
{
	unsigned char head[5];
	size_t n = (size_t)c->sent[3] * 256 + c->sent[4];

	if (at <= 5 || at >= n + 5 || n + 5 > c->made)
		return;
	memcpy(head, c->sent, 5);
	head[3] = (unsigned char)((n + 5 - at) / 256);
	head[4] = (unsigned char)(n + 5 - at);
	c->sent[3] = (unsigned char)((at - 5) / 256);
	c->sent[4] = (unsigned char)(at - 5);
	insert(c, at, head, 5);
}

static void
overwrite(struct client *c, size_t at, size_t n)
{
	for (size_t i = at; i < at + n && i < c->made; i++)
		c->sent[i] = damage_byte(c);
}

enum kind {
	FLIP,
	SET,
	OVERWRITE,
	REMOVE,
	INSERT,
	REPEAT,
	RECORD,
	SPLIT,
	SWAP,
	REST,
	CUT,
	CLOSE,
	KINDS
};

void
damage_make(struct client *c, const struct client_damage *d)
{
	unsigned char noise[64], *p = c->sent + d->at;
	size_t n =
	    1 + damage_roll(c, damage_roll(c, 4) == 0 ? sizeof noise : 4);

	switch ((enum kind)d->kind) {
	case FLIP:
		*p ^= (unsigned char)(1 << damage_roll(c, 8));
		break;
	case SET:
		*p = damage_byte(c);
		break;
	case OVERWRITE:
		overwrite(c, d->at, n);
		break;
	case REMOVE:
		(void)shift(c, d->at, -(long)n);
		break;
	case INSERT:
		for (size_t i = 0; i < n; i++)
			noise[i] = damage_byte(c);
		insert(c, d->at, noise, n);
		break;
	case REPEAT:
		n = n < d->at ? n : d->at;
		memcpy(noise, p - n, n);
		insert(c, d->at, noise, n);
		break;
	case RECORD:
		insert_record(c, d->at);
		break;
	case SPLIT:
		split_record(c, d->at);
		break;
	case SWAP:
		if (d->at + 1 < c->made) {
			unsigned char first = p[0];

			p[0] = p[1];
			p[1] = first;
		}
		break;
	case REST:
		overwrite(c, d->at, c->made - d->at);
		break;
	case CUT:
	case CLOSE:
		c->made = d->at;
		c->vanishes = d->kind == CLOSE;
		c->state = CLIENT_GONE;
		break;
	case KINDS:
		break;
	}
}

void
damage_choose(struct client *c)
{
	static const int message[] = { GNUTLS_HANDSHAKE_CLIENT_HELLO,
		GNUTLS_HANDSHAKE_CERTIFICATE_PKT,
		GNUTLS_HANDSHAKE_CERTIFICATE_VERIFY,
		GNUTLS_HANDSHAKE_CLIENT_KEY_EXCHANGE,
		GNUTLS_HANDSHAKE_FINISHED };
	static const size_t reach[] = { 16, 120, 600, 1500 };

	c->within = -1;
	switch (damage_roll(c, 16)) {
	case 0: /* no damage */
		return;
	case 1:
	case 2:
	case 3:
		c->within =
		    message[damage_roll(c, sizeof message / sizeof *message)];
		c->within_at =
		    damage_roll(c, damage_roll(c, 2) == 0 ? 8 : 1000);
		return;
	}
	c->ndamages =
	    1 + (damage_roll(c, 3) == 0 ? damage_roll(c, CLIENT_DAMAGES) : 0);
	for (size_t i = 0; i < c->ndamages; i++)
		c->damage[i] = (struct client_damage){
			.kind = (unsigned)damage_roll(c, KINDS),
			.at = damage_roll(c, reach[damage_roll(c, 4)]),
		};
}
