/*
 * disposition -- the file name in a Content-Disposition, as UTF-8.
 *
 * RFC 6266 4.3, and RFC 7578 4.2 for a part of a form.  Pure.  The name is the
 * first of these that is present and well-formed:
 *
 *	filename*=UTF-8''gr%C3%BCn.txt		RFC 8187; ISO-8859-1 as well
 *	filename="=?utf-8?B?Z3LDvG4udHh0?="	RFC 2047, as .NET sends it
 *	filename="a%22b.txt"			a quote, CR or LF by a browser
 *						(HTML, multipart/form-data)
 *	filename="gr\303\274n.txt"		as it stands
 *
 * No other escape is decoded, since browsers send the % of "100%41" as it is.
 */
#ifndef HTTP_DISPOSITION_H
#define HTTP_DISPOSITION_H

#include "base/text.h"

/*
 * Appends the name, which may be empty and is never longer than the value.
 * Returns false if there is no name.
 */
bool disposition_filename(struct span value, struct text *);

/*
 * Returns the name without its directories: what follows the last slash or
 * backslash, since some senders give a whole path of their own system.
 */
struct span disposition_base_name(struct span name);

/*
 * Appends "attachment" with this file name: in ASCII, and if it has other
 * characters as UTF-8 after that (RFC 6266 4.3).  It is never longer than five
 * times the name and 64 bytes.
 */
void disposition_put_attachment(struct text *, struct span name);

#endif
