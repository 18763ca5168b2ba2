/*
 * media -- media types by the extension of a file name.
 *
 * The table is media.def, made from Debian's media-types by media.sh.  It
 * is two arrays of characters: no pointers, so nothing is relocated when a
 * process starts.
 */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include "http/coding.h"

/* What follows the last dot of the name; empty if there is none. */
struct span media_extension(struct span name);

/* The type registered for an extension, compared without case, or empty. */
struct span media_type(struct span extension);

/* type "/" subtype, both tokens, and parameters if any (9110 8.3.1). */
bool media_is_type(struct span);

/* A type that takes a charset parameter from us: text/anything. */
bool media_is_text(struct span type);

/*
 * The content coding (9110 8.4) of which a file of this extension consists by
 * definition: its type is that of the content within.  SVG 2 1.2 and X3D
 * (ISO/IEC 19776-1 C) say gzip of svgz, x3dz and x3dvz.  An archive such as tgz
 * has a type of its own, and no coding.
 */
enum coding media_coding(struct span extension);

#endif
