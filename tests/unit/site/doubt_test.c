/*
 * Valid configurations that are doubted, and usual ones, which are not.
 */
#define _GNU_SOURCE
#include "site/doubt.h"

#include "unit/test.h"

static const struct {
	const char *name, *text;
	int doubt; /* the only doubt; -1: none */
} cases[] = {
	{ "the defaults", "", -1 },
	{ "writing methods and no Upload", "RequestMethodSupport GET PUT", 0 },
	{ "POST is for scripts too", "RequestMethodSupport GET POST\nCGI /cgi/",
	    -1 },
	{ "PUT is not", "RequestMethodSupport GET PUT\nCGI /cgi/", 0 },
	{ "Upload and no writing method", "Upload /u/\nWriteFrom ::1", 1 },
	{ "Upload for nobody", "RequestMethodSupport GET PUT\nUpload /u/", 2 },
	{ "WriteFrom and no Upload", "WriteFrom ::1", 3 },
	{ "WriteAuth and no Upload", "WriteAuth /x", 3 },
	{ "StatusPage and no Counters", "StatusPage /s", 4 },
	{ "MetricsPage and no Counters", "MetricsPage /m", 6 },
	{ "a rate and no Counters", "RequestRate 1/s", 7 },
	{ "a rate and Counters", "RequestRate 1/s\nCounters /c", -1 },
	{ "a rate for minihttpd", "RequestRate 1/s\nListen 8080", -1 },
	{ "a rate that needs neither", "ConnectionRate 1/s\nSendRate 1K", -1 },
	{ "no GET", "RequestMethodSupport HEAD", 5 },
	{ "uploads as in the manual",
	    "RequestMethodSupport GET PUT\nUpload /u/\nWriteFrom ::1", -1 },
	{ "UploadExpiry and no Upload", "UploadExpiry 1h", 9 },
	{ "clients that nobody asks", "Listen 443 tls\nClientAllow / a", 8 },
	{ "clients that are asked",
	    "Listen 443 tls\nClientAllow / a\nClientCA /c\n"
	    "ClientCertificate ask",
	    -1 },
	{ "clients that a balancer asks",
	    "Listen 80\nClientAllow / a\nProxyProtocol from 192.0.2.1", -1 },
	{ "clients that minihttp-tls asks before the handler",
	    "ClientAllow / a", -1 },
};

int
main(void)
{
	static struct conf conf;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct conf_error e;
		bool good;

		conf_init(&conf);
		good = conf_parse(&conf, span_str(cases[i].text), &e);
		for (size_t k = 0; k <= DOUBTS; k++)
			good = good && (doubt_about(&conf, k) != NULL) ==
					   ((int)k == cases[i].doubt);
		OK(good, "%s", cases[i].name);
	}
	return DONE();
}
