/*
 * types -- the types of the values that directives take (config/types.def).
 */
#ifndef CONFIG_TYPES_H
#define CONFIG_TYPES_H

enum value_type {
#define TYPE(id, kind, read) VALUE_##id,
#include "config/types.def"
};

enum value_kind {
	VALUE_IS_NUMBER,
	VALUE_IS_WORD,
	VALUE_IS_LIST,
	VALUE_IS_LINES,
	VALUE_IS_RULE,
	VALUE_IS_LINE
};

#endif
