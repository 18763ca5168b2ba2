/*
 * disposition -- the name of a file in a Content-Disposition, as UTF-8.
 *
 * RFC 6266 4.3, and RFC 7578 4.2 for a part of a form.  Pure.  The first of
 * these that is there and well-formed is the name:
 *
 *	filename*=UTF-8''gr%C3%BCn.txt		RFC 8187; ISO-8859-1 as well
 *	filename="=?utf-8?B?Z3LDvG4udHh0?="	RFC 2047, as .NET sends it
 *	filename="a%22b.txt"			a quote, CR or LF by a browser
 *						(HTML, multipart/form-data)
 *	filename="gr\303\274n.txt"		as it stands
 *
 * No other escape is undone: browsers leave the % of "100%41" as it is.
 */
#ifndef HTTP_DISPOSITION_H
#define HTTP_DISPOSITION_H

#include "base/text.h"

/*
 * Appends the name, which may be empty and is never longer than the value;
 * false if there is none.
 */
bool disposition_filename(struct span value, struct text *);

#endif
