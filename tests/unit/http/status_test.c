#define _GNU_SOURCE
#include "http/status.h"

#include "http/refusal.h"
#include "unit/test.h"

static const struct {
	const char *why;
	int status;
	const char *want;
} cases[] = {
	{ "9110 15.3.1", 200, "OK" },
	{ "9110 15.3.2", 201, "Created" },
	{ "9110 15.3.3", 202, "Accepted" },
	{ "9110 15.3.5", 204, "No Content" },
	{ "9110 15.3.7", 206, "Partial Content" },
	{ "9110 15.4.2", 301, "Moved Permanently" },
	{ "9110 15.4.3", 302, "Found" },
	{ "9110 15.4.4", 303, "See Other" },
	{ "9110 15.4.5", 304, "Not Modified" },
	{ "9110 15.4.8", 307, "Temporary Redirect" },
	{ "9110 15.4.9", 308, "Permanent Redirect" },
	{ "9110 15.5.1", 400, "Bad Request" },
	{ "9110 15.5.2", 401, "Unauthorized" },
	{ "9110 15.5.4", 403, "Forbidden" },
	{ "9110 15.5.5", 404, "Not Found" },
	{ "9110 15.5.6", 405, "Method Not Allowed" },
	{ "9110 15.5.7", 406, "Not Acceptable" },
	{ "9110 15.5.8", 407, "Proxy Authentication Required" },
	{ "9110 15.5.9", 408, "Request Timeout" },
	{ "9110 15.5.10", 409, "Conflict" },
	{ "9110 15.5.11", 410, "Gone" },
	{ "9110 15.5.12", 411, "Length Required" },
	{ "9110 15.5.13", 412, "Precondition Failed" },
	{ "9110 15.5.14", 413, "Content Too Large" },
	{ "9110 15.5.15", 414, "URI Too Long" },
	{ "9110 15.5.16", 415, "Unsupported Media Type" },
	{ "9110 15.5.17", 416, "Range Not Satisfiable" },
	{ "9110 15.5.18", 417, "Expectation Failed" },
	{ "9110 15.5.20", 421, "Misdirected Request" },
	{ "6585 5", 431, "Request Header Fields Too Large" },
	{ "9110 15.6.1", 500, "Internal Server Error" },
	{ "9110 15.6.2", 501, "Not Implemented" },
	{ "9110 15.6.3", 502, "Bad Gateway" },
	{ "9110 15.6.4", 503, "Service Unavailable" },
	{ "9110 15.6.5", 504, "Gateway Timeout" },
	{ "9110 15.6.6", 505, "HTTP Version Not Supported" },
	{ "4918 11.5", 507, "Insufficient Storage" },
	{ "one that is not sent", 418, "" },
	{ "no status", 0, "" },
	{ "not a status", -1, "" },
	{ "beyond them all", 600, "" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		OK(span_eq(
		       status_reason(cases[i].status), span_str(cases[i].want)),
		    "%s: %d \"%s\"", cases[i].why, cases[i].status,
		    shown(status_reason(cases[i].status)));
	for (enum refusal r = REFUSE_NOT + 1; r < REFUSE_COUNT; r++)
		OK(refusal_status(r) == 0 ||
			status_reason(refusal_status(r)).n > 0,
		    "a refusal has a reason phrase: %s",
		    shown(refusal_name(r)));
	return DONE();
}
