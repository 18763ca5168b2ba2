/*
 * media -- media types by the extension of a file name.
 *
 * The table is media.def, made from Debian's media-types by media.sh.  It is
 * two arrays of characters without pointers, so nothing is relocated when a
 * process starts.
 */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include "http/coding.h"

/* Returns what follows the last dot of the name; empty if it has none. */
struct span media_extension(struct span name);

/* Returns the type registered for an extension in any case, or empty. */
struct span media_type(struct span extension);

/*
 * Returns true if the span is a media type: type "/" subtype, both tokens, and
 * any parameters (9110 8.3.1).
 */
bool media_is_type(struct span);

/* Returns true if the type is text/anything, which gets a charset parameter. */
bool media_is_text(struct span type);

/*
 * Returns the content coding (9110 8.4) that files of this extension have by
 * definition; their media type is that of the decoded content.  SVG 2 1.2 and
 * X3D (ISO/IEC 19776-1 C) define gzip for svgz, x3dz and x3dvz.  An archive
 * such as tgz has a media type of its own, and no coding.
 */
enum coding media_coding(struct span extension);

#endif
