#include "http/refusal.h"

/*
 * The linker places this table after the media types, since it is large and
 * successful responses do not use it.
 */
static const struct {
	short status;
	char name[22], text[84];
} table[REFUSE_COUNT] __attribute__((section(".rodata.zz.refusal"))) = {
	{ 0, "-", "" },
#define REFUSAL(id, status, name, text) { status, name, text },
#include "http/refusal.def"
#undef REFUSAL
};

int
refusal_status(enum refusal r)
{
	return table[r].status;
}

struct span
refusal_name(enum refusal r)
{
	return r == REFUSE_NOT ? SPAN("-") : span_str(table[r].name);
}

struct span
refusal_text(enum refusal r)
{
	return span_str(table[r].text);
}

bool
refusal_closes(enum refusal r)
{
	return r >= REFUSE_NOT_HTTP && r <= REFUSE_BODY_SLOW;
}

enum refusal
refusal_of_kind(enum file_kind kind)
{
	switch (kind) {
	case FILE_REGULAR:
	case FILE_DIRECTORY:
		return REFUSE_NOT;
	case FILE_ABSENT:
	case FILE_NO_PARENT:
		return REFUSE_ABSENT;
	case FILE_DENIED:
		return REFUSE_DENIED;
	case FILE_OUTSIDE:
		return REFUSE_OUTSIDE;
	case FILE_SYMLINK:
		return REFUSE_SYMLINK;
	case FILE_SPECIAL:
		return REFUSE_SPECIAL;
	case FILE_BUSY:
		return REFUSE_BUSY;
	case FILE_BROKEN:
		break;
	}
	return REFUSE_BROKEN;
}
