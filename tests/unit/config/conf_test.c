/* The configuration: every directive, and every way to get one wrong. */
#define _GNU_SOURCE
#include "config/conf.h"

#include "config/words.h"
#include "http/method.h"
#include "unit/test.h"

static char printed[65536], again[65536];

static struct span
print(const struct conf *conf, char *buf, size_t room)
{
	struct text t = { buf, room, 0 };

	conf_print(&t, conf);
	return TEXT_SPAN(t);
}

static const struct {
	const char *why, *text;
	size_t line, column;
	const char *error; /* NULL: the text is right */
} cases[] = {
	{ "nothing", "", 0, 0, NULL },
	{ "comments and empty lines", "# a\n\n  # b\n\t\n", 0, 0, NULL },
	{ "a comment behind a value", "Symlinks no # why", 0, 0, NULL },
	{ "lines that end in CRLF", "Symlinks no\r\nKeepAlive no\r\n", 0, 0,
	    NULL },
	{ "a byte order mark before it", "\xef\xbb\xbfSymlinks no", 0, 0,
	    NULL },
	{ "the mark alone", "\xef\xbb\xbf", 0, 0, NULL },
	{ "a mark that is not at the start", "Symlinks no\n\xef\xbb\xbf#", 2, 1,
	    "unknown directive '\xef\xbb\xbf#'; minihttp.conf(5) lists them" },
	{ "UTF-16, its low byte first", "\xff\xfeS", 1, 1,
	    "the file is UTF-16; save it as UTF-8" },
	{ "its high byte first", "\xfe\xff", 1, 1,
	    "the file is UTF-16; save it as UTF-8" },
	{ "a key in any case", "sYMLINKS no", 0, 0, NULL },
	{ "an unknown directive", "Symlinks no\n Symlink no", 2, 2,
	    "unknown directive 'Symlink'; did you mean Symlinks?" },
	{ "no value", "\nDocumentRoot", 2, 1, "DocumentRoot has no value" },
	{ "a comment is no value", "DocumentRoot # x", 1, 1,
	    "DocumentRoot has no value" },
	{ "two values for one", "Symlinks yes no", 1, 14,
	    "Symlinks takes one value, not 'no'" },
	{ "a value with blanks", "DocumentRoot \"/a b\"", 0, 0, NULL },
	{ "in single quotes", "DocumentRoot '/a \"b'", 0, 0, NULL },
	{ "a quote left open", "DocumentRoot \"/a", 1, 14,
	    "a quote is not closed" },
	{ "text behind a closing quote", "DocumentRoot \"/a\"b", 1, 18,
	    "no blank after a closing quote" },
	{ "an empty path", "DocumentRoot ''", 1, 15,
	    "DocumentRoot wants a path, not ''" },
	{ "a control character", "DocumentRoot /a\001b", 1, 16,
	    "a control character" },
	{ "bool: yes no on off", "KeepAlive On\nKeepAlive oFF", 0, 0, NULL },
	{ "bool: anything else", "KeepAlive 1", 1, 11,
	    "KeepAlive wants yes or no, not '1'" },
	{ "time units",
	    "HeadTimeout 1ms\nHeadTimeout 1s\nHeadTimeout 2M\nHeadTimeout 1h"
	    "\nHeadTimeout 7",
	    0, 0, NULL },
	{ "a time that is none", "HeadTimeout 1d", 1, 13,
	    "HeadTimeout wants a time, such as 500ms, 15s, 2m or 1h, not "
	    "'1d'" },
	{ "a time over its bound", "HeadTimeout 2h", 1, 13,
	    "HeadTimeout wants from 1ms to 1h, not '2h'" },
	{ "no time at all", "HeadTimeout 0", 1, 13,
	    "HeadTimeout wants from 1ms to 1h, not '0'" },
	{ "a sign", "HeadTimeout -1s", 1, 13,
	    "HeadTimeout wants a time, such as 500ms, 15s, 2m or 1h, not "
	    "'-1s'" },
	{ "size units",
	    "MaxBodySize 0\nMaxBodySize 1k\nMaxBodySize 2M\nMaxBodySize 3G\n"
	    "MaxBodySize 1T",
	    0, 0, NULL },
	{ "a size that overflows", "MaxBodySize 18446744073709551615T", 1, 13,
	    "MaxBodySize wants a number of bytes, such as 500, 16K or 1M, not "
	    "'18446744073709551615T'" },
	{ "a size over its bound", "MaxTarget 1M", 1, 11,
	    "MaxTarget wants from 16 to 16K, not '1M'" },
	{ "a count over its bound", "MaxFields 129", 1, 11,
	    "MaxFields wants from 1 to 128, not '129'" },
	{ "a count with a unit", "MaxFields 1K", 1, 11,
	    "MaxFields wants a number, not '1K'" },
	{ "methods with blanks or commas",
	    "RequestMethodSupport GET,HEAD, POST", 0, 0, NULL },
	{ "a method that cannot be supported", "RequestMethodSupport GET PATCH",
	    1, 26,
	    "RequestMethodSupport wants methods of GET HEAD OPTIONS POST PUT "
	    "DELETE TRACE, not 'PATCH'" },
	{ "no method at all", "RequestMethodSupport ,", 1, 1,
	    "RequestMethodSupport wants at least one method" },
	{ "a charset that looks like a comment", "Charset '#x'", 0, 0, NULL },
	{ "a method in small letters", "RequestMethodSupport get", 1, 22,
	    "RequestMethodSupport wants methods of GET HEAD OPTIONS POST PUT "
	    "DELETE TRACE, not 'get'" },
	{ "types, with and without dots",
	    "ContentType text/x .a b\nContentType .c text/y", 0, 0, NULL },
	{ "ContentType without a type", "ContentType .md", 1, 1,
	    "ContentType wants a media type and extensions, such as "
	    "text/markdown .md" },
	{ "ContentType without an extension", "ContentType text/x", 1, 1,
	    "ContentType wants a media type and extensions, such as "
	    "text/markdown .md" },
	{ "a type with two slashes", "ContentType a/b/c .x", 1, 13,
	    "ContentType wants one media type, not 'a/b/c'" },
	{ "two types", "ContentType a/b .x c/d", 1, 20,
	    "ContentType wants one media type, not 'c/d'" },
	{ "an extension in parts", "ContentType a/b .tar.gz", 1, 17,
	    "ContentType wants extensions such as .md, with one dot, not "
	    "'.tar.gz'" },
	{ "an extension that could not be printed", "ContentType a/b .\"'", 1,
	    17,
	    "ContentType wants extensions such as .md, with one dot, not "
	    "'.\"''" },
	{ "a default type", "DefaultType text/plain", 0, 0, NULL },
	{ "a type that would split a response", "DefaultType 'text/plain;\tx'",
	    0, 0, NULL },
	{ "a default type that is none", "DefaultType text", 1, 13,
	    "DefaultType wants a media type, not 'text'" },
	{ "a charset, and none", "Charset iso-8859-1\nCharset none", 0, 0,
	    NULL },
	{ "a charset that is none", "Charset 'a b'", 1, 10,
	    "Charset wants the name of a charset, or none, not 'a b'" },
	{ "rates",
	    "RequestRate 10/s\nRequestRate 6/M 2\nRequestRate 1000000/s 5 /a/"
	    "\nRequestRate 5/s /b\nRequestRate off /c/\nRequestRate OFF\n"
	    "ConnectionRate 1/m\nConnectionRate 1/s 7\nConnectionRate off\n"
	    "RateFrom 192.0.2.0/24 ::1\nRateFrom unix",
	    0, 0, NULL },
	{ "rates of bytes",
	    "SendRate 500\nSendRate 1k/s /a/\nSendRate off\nReceiveRate 8G\n"
	    "SendRatePerSource 2M/s\nReceiveRate OFF /b",
	    0, 0, NULL },
	{ "bytes in a minute", "SendRate 5K/m", 1, 10,
	    "SendRate wants bytes a second, such as 500K/s, or off, not "
	    "'5K/m'" },
	{ "no bytes", "ReceiveRate 0", 1, 13,
	    "ReceiveRate wants bytes a second, such as 500K/s, or off, not "
	    "'0'" },
	{ "too many bytes", "SendRate 9G", 1, 10,
	    "SendRate wants at most 8G/s, not '9G'" },
	{ "a path for all connections", "SendRatePerSource 5K /a", 1, 22,
	    "SendRatePerSource has too many values, not '/a'" },
	{ "a rate without its time", "RequestRate 5", 1, 13,
	    "RequestRate wants a rate, such as 10/s or 100/m, or off, not "
	    "'5'" },
	{ "in hours", "RequestRate 5/h", 1, 13,
	    "RequestRate wants a rate, such as 10/s or 100/m, or off, not "
	    "'5/h'" },
	{ "of nothing", "RequestRate 0/s", 1, 13,
	    "RequestRate wants a rate, such as 10/s or 100/m, or off, not "
	    "'0/s'" },
	{ "a unit alone", "ConnectionRate /s", 1, 16,
	    "ConnectionRate wants a rate, such as 10/s or 100/m, or off, not "
	    "'/s'" },
	{ "a rate over its bound", "RequestRate 1000001/s", 1, 13,
	    "RequestRate wants at most 1000000, not '1000001/s'" },
	{ "a burst of none", "RequestRate 5/s 0", 1, 17,
	    "RequestRate wants a burst from 1 to 1000000, not '0'" },
	{ "a path without a slash", "RequestRate 5/s 4 a", 1, 19,
	    "RequestRate wants a path of the site, such as /private/, not "
	    "'a'" },
	{ "more than a path", "RequestRate 5/s 4 / x", 1, 21,
	    "RequestRate has too many values, not 'x'" },
	{ "a burst without a rate", "RequestRate off 4", 1, 17,
	    "RequestRate wants a path of the site, such as /private/, not "
	    "'4'" },
	{ "a path for connections", "ConnectionRate 5/s 4 /a", 1, 22,
	    "ConnectionRate has too many values, not '/a'" },
	{ "listening",
	    "Listen 127.0.0.1:80\nListen [::1]:80\nListen 80\nListen *:80\n"
	    "Listen unix:/run/x",
	    0, 0, NULL },
	{ "Listen for HTTPS, and certificates",
	    "Listen 443 tls\nListen [::1]:8443 TLS\nCertificate /etc/x\n"
	    "Certificate /a.pem /b.key",
	    0, 0, NULL },
	{ "Listen with another word", "Listen 443 ssl", 1, 12,
	    "Listen takes one address, and perhaps tls, not 'ssl'" },
	{ "Listen with two addresses", "Listen 80 81 tls", 1, 11,
	    "Listen takes one address, and perhaps tls, not '81'" },
	{ "Listen for HTTPS on a Unix socket", "Listen unix:/run/x tls", 1, 8,
	    "Listen wants a port for tls, not 'unix:/run/x'" },
	{ "a certificate with a relative path", "Certificate a.pem", 1, 13,
	    "Certificate wants an absolute path, not 'a.pem'" },
	{ "a key with a relative path", "Certificate /a.pem b.key", 1, 20,
	    "Certificate wants an absolute path, not 'b.key'" },
	{ "a certificate with two keys", "Certificate /a /b /c", 1, 19,
	    "Certificate takes a certificate, and perhaps the file of its key, "
	    "not '/c'" },
	{ "too many certificates",
	    "Certificate /a\nCertificate /a\nCertificate /a\nCertificate /a\n"
	    "Certificate /a\nCertificate /a\nCertificate /a\nCertificate /a\n"
	    "Certificate /a",
	    9, 1, "Certificate has too many values" },
	{ "certificates of clients",
	    "ClientCA /a\nClientCertificate REQUIRE\nClientCRL /b\n"
	    "ClientAllow / *\nClientAllow /d/ none\nClientAllow /e/ a \"b c\"",
	    0, 0, NULL },
	{ "clients that are asked for something else",
	    "ClientCertificate maybe", 1, 19,
	    "ClientCertificate wants require, ask or no, not 'maybe'" },
	{ "clients without a name", "ClientAllow /a", 1, 13,
	    "ClientAllow wants names after the path: those in the certificates "
	    "of clients, or *, or none, not '/a'" },
	{ "clients without a path", "ClientAllow alice", 1, 13,
	    "ClientAllow wants a path of the site, such as /private/, not "
	    "'alice'" },
	{ "no client, and one", "ClientAllow / none alice", 1, 15,
	    "ClientAllow wants names in certificates of clients, or *, or none "
	    "alone, not 'none'" },
	{ "Listen without a port", "Listen 127.0.0.1", 1, 8,
	    "Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not "
	    "'127.0.0.1'" },
	{ "Listen with an empty port", "Listen localhost:", 1, 8,
	    "Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not "
	    "'localhost:'" },
	{ "Listen without an address", "Listen :80", 1, 8,
	    "Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not "
	    "':80'" },
	{ "Listen with a port over 65535", "Listen 65536", 1, 8,
	    "Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not "
	    "'65536'" },
	{ "IPv6 without brackets", "Listen ::1:80", 1, 8,
	    "Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not "
	    "'::1:80'" },
	{ "a Unix socket needs an absolute path", "Listen unix:x", 1, 8,
	    "Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not "
	    "'unix:x'" },
	{ "logs", "AccessLog off\nAccessLog stderr\nAccessLog /var/log/x", 0, 0,
	    NULL },
	{ "a log with a relative path", "AccessLog log", 1, 11,
	    "AccessLog wants stderr, off or an absolute path, not 'log'" },
	{ "files, and none",
	    "Counters /var/lib/c\nCounters none\nStatusPage /a\n"
	    "StatusPage None\nMetricsPage /m\nMetricsPage none",
	    0, 0, NULL },
	{ "a page of metrics with a relative path", "MetricsPage m", 1, 13,
	    "MetricsPage wants an absolute path, or none, not 'm'" },
	{ "a file with a relative path", "Counters c", 1, 10,
	    "Counters wants an absolute path, or none, not 'c'" },
	{ "hosts, and none", "VirtualHosts /srv/hosts\nVirtualHosts none", 0, 0,
	    NULL },
	{ "hosts in a relative path", "VirtualHosts hosts", 1, 14,
	    "VirtualHosts wants an absolute path, or none, not 'hosts'" },
	{ "addresses and blocks",
	    "StatusFrom 192.0.2.0/24 ::1\nStatusFrom unix -", 0, 0, NULL },
	{ "a block that is none", "StatusFrom ::1 192.0.2.1/24", 1, 16,
	    "StatusFrom wants addresses or blocks, such as 192.0.2.0/24 or "
	    "2001:db8::/32, not '192.0.2.1/24'" },
	{ "log formats",
	    "LogFormat common\nLogFormat combined\nLogFormat JSON\n"
	    "LogFormat vhost\n"
	    "LogFormat journal\nLogQuery no",
	    0, 0, NULL },
	{ "a log format that is none", "LogFormat clf", 1, 11,
	    "LogFormat wants common, combined, vhost, json or journal, not "
	    "'clf'" },
	{ "sandboxes",
	    "Sandbox no\nSandbox OFF\nSandbox yes\nSandbox on\n"
	    "Sandbox Require",
	    0, 0, NULL },
	{ "a sandbox that is none", "Sandbox maybe", 1, 9,
	    "Sandbox wants require, yes or no, not 'maybe'" },
	{ "users", "User www-data\nUser 33:33", 0, 0, NULL },
	{ "a user that is a number alone", "User 33", 1, 6,
	    "User wants the name of a user, or UID:GID, not '33'" },
	{ "index names", "DirectoryIndex a b c", 0, 0, NULL },
	{ "an index in another directory", "DirectoryIndex a/b", 1, 16,
	    "DirectoryIndex wants names of files, without a slash or a "
	    "leading dot, not 'a/b'" },
	{ "an index above", "DirectoryIndex ..", 1, 16,
	    "DirectoryIndex wants names of files, without a slash or a "
	    "leading dot, not '..'" },
	{ "codings, all and none",
	    "Precompressed yes\nPrecompressed no\nPrecompressed gzip BR", 0, 0,
	    NULL },
	{ "a coding that is none", "Precompressed gzip deflate", 1, 20,
	    "Precompressed wants yes, no, or some of zstd br gzip, not "
	    "'deflate'" },
	{ "a coding twice", "Precompressed gzip x-gzip", 1, 20,
	    "Precompressed wants yes, no, or some of zstd br gzip, not "
	    "'x-gzip'" },
	{ "identity is no coding to look for", "Precompressed identity", 1, 15,
	    "Precompressed wants yes, no, or some of zstd br gzip, not "
	    "'identity'" },
	{ "yes and some", "Precompressed gzip yes", 1, 20,
	    "Precompressed wants yes, no, or some of zstd br gzip, not "
	    "'yes'" },
	{ "rules",
	    "Header X-A 'b \"c\"'\nHeader X-B '' *.css /a/*\n"
	    "CacheControl *.x public, max-age=3\n"
	    "CacheControl /y ' no-cache, a=1 '\nRedirect /a /b\n"
	    "Redirect 308 '/c d/*' https://e.example/*\n"
	    "ErrorPage 404 /.e/404.html\nFallback /index.html\n"
	    "Fallback none",
	    0, 0, NULL },
	{ "a field with a colon", "Header X-A: b", 1, 8,
	    "Header wants the name of a field that the server does not make "
	    "itself, not 'X-A:'" },
	{ "a field that cuts messages (9112 6.2)", "Header content-length 3", 1,
	    8,
	    "Header wants the name of a field that the server does not make "
	    "itself, not 'content-length'" },
	{ "or would (9112 6.1)", "Header Transfer-Encoding chunked", 1, 8,
	    "Header wants the name of a field that the server does not make "
	    "itself, not 'Transfer-Encoding'" },
	{ "one about the connection (9110 7.6.1)", "Header Connection close", 1,
	    8,
	    "Header wants the name of a field that the server does not make "
	    "itself, not 'Connection'" },
	{ "the date (9110 6.6.1)", "Header Date x", 1, 8,
	    "Header wants the name of a field that the server does not make "
	    "itself, not 'Date'" },
	{ "a field of two lines (9112 11.1)", "Header X-A 'b\r X-B: c'", 1, 13,
	    "Header wants a value of visible ASCII, not 'b? X-B: c'" },
	{ "a newline ends the line of the file", "Header X-A 'b\nX-B: c'", 1,
	    12, "a quote is not closed" },
	{ "a value that is not ASCII", "Header X-A \303\244", 1, 12,
	    "Header wants a value of visible ASCII, not '\303\244'" },
	{ "blanks around a value, which nobody would see", "Header X-A ' b'", 1,
	    13, "Header wants a value of visible ASCII, not ' b'" },
	{ "a field without its value", "Header X-A", 1, 8,
	    "Header wants a value, or '' for none, after the name, not "
	    "'X-A'" },
	{ "a pattern with a slash inside", "Header X-A b /c d/e", 1, 17,
	    "Header wants patterns such as *.css and /assets/*, not 'd/e'" },
	{ "a cache without directives", "CacheControl *.x", 1, 14,
	    "CacheControl wants directives such as max-age=3600 after the "
	    "pattern, not '*.x'" },
	{ "a directive without its sign", "CacheControl *.x max-age 3", 1, 18,
	    "CacheControl wants directives such as public, max-age=3600, not "
	    "'max-age'" },
	{ "the same without a pattern", "CacheControl max-age=3", 1, 14,
	    "CacheControl wants directives such as max-age=3600 after the "
	    "pattern, not 'max-age=3'" },
	{ "a directive that would end the line", "CacheControl * 'a\r b'", 1,
	    17,
	    "CacheControl wants directives such as public, max-age=3600, not "
	    "'a? b'" },
	{ "a directive without a name", "CacheControl * =3", 1, 16,
	    "CacheControl wants directives such as public, max-age=3600, not "
	    "'=3'" },
	{ "a list that ends in a comma", "CacheControl * a,", 1, 16,
	    "CacheControl wants directives such as public, max-age=3600, not "
	    "'a,'" },
	{ "a status that does not redirect", "Redirect 304 /a /b", 1, 10,
	    "Redirect wants a status of 301 302 303 307 308, not '304'" },
	{ "nowhere to go", "Redirect /a", 1, 10,
	    "Redirect wants [STATUS] FROM TO, not '/a'" },
	{ "to nowhere in particular", "Redirect /a b", 1, 13,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not 'b'" },
	{ "to another server without its scheme", "Redirect /a //b", 1, 13,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not '//b'" },
	{ "to whatever host a visitor names",
	    "Redirect /a/* https://b.example*", 1, 15,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not 'https://b.example*'" },
	{ "to a script", "Redirect /a javascript:b", 1, 13,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not 'javascript:b'" },
	{ "with a blank (RFC 3986 2)", "Redirect /a '/b c'", 1, 14,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not '/b c'" },
	{ "with another line in it", "Redirect /a '/b\rX: y'", 1, 14,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not '/b?X: y'" },
	{ "an asterisk for nothing", "Redirect /a /b/*", 1, 13,
	    "Redirect wants a path or URI to redirect to, such as /new, or "
	    "https://example.org/* from /*, not '/b/*'" },
	{ "an asterisk inside", "Redirect /a/*/b /c", 1, 10,
	    "Redirect wants a path to redirect from, such as /old or /old/*, "
	    "not "
	    "'/a/*/b'" },
	{ "to itself", "Redirect /a /a?b", 1, 13,
	    "Redirect would redirect to itself, again and again, not "
	    "'/a?b'" },
	{ "into itself", "Redirect /a/* /a/b/*", 1, 15,
	    "Redirect would redirect to itself, again and again, not "
	    "'/a/b/*'" },
	{ "a page for what went well", "ErrorPage 200 /a", 1, 11,
	    "ErrorPage wants a status from 400 to 599, not '200'" },
	{ "a page that is above", "ErrorPage 404 /a/../../b", 1, 15,
	    "ErrorPage wants a status and a file of the site, such as "
	    "/404.html, not '/a/../../b'" },
	{ "a page that is a directory", "ErrorPage 404 /a/", 1, 15,
	    "ErrorPage wants a status and a file of the site, such as "
	    "/404.html, not '/a/'" },
	{ "a fallback without its slash", "Fallback index.html", 1, 10,
	    "Fallback wants a file of the site, such as /index.html, or none, "
	    "not 'index.html'" },
	{ "hidden files, which add, and none",
	    "HiddenFiles *~ '# *'\nHiddenFiles .* *.bak\nHiddenFiles None\n"
	    "hiddenfiles *~",
	    0, 0, NULL },
	{ "a pattern of more than a name", "HiddenFiles *~ a/*", 1, 16,
	    "HiddenFiles wants patterns of names, such as *.bak, or none, not "
	    "'a/*'" },
	{ "an empty pattern", "HiddenFiles ''", 1, 14,
	    "HiddenFiles wants patterns of names, such as *.bak, or none, not "
	    "''" },
	{ "more patterns than there is room for",
	    "HiddenFiles a b c d e f g h i j k l m n o o .*\nHiddenFiles p", 2,
	    13, "HiddenFiles has too many values, not 'p'" },
	{ "proxies, which add, and none",
	    "ProxyProtocol from 10.0.0.0/8 2001:db8::1\n"
	    "ProxyProtocol FROM unix\nproxyprotocol None\n"
	    "ProxyProtocol from 192.0.2.1 -",
	    0, 0, NULL },
	{ "proxies without from", "ProxyProtocol 10.0.0.0/8", 1, 15,
	    "ProxyProtocol wants none, or from and addresses or blocks, not "
	    "'10.0.0.0/8'" },
	{ "from nobody", "ProxyProtocol from", 1, 15,
	    "ProxyProtocol wants none, or from and addresses or blocks, not "
	    "'from'" },
	{ "none and some", "ProxyProtocol none 10.0.0.0/8", 1, 15,
	    "ProxyProtocol wants none, or from and addresses or blocks, not "
	    "'none'" },
	{ "a proxy by name", "ProxyProtocol from 192.0.2.1 localhost", 1, 30,
	    "ProxyProtocol wants addresses or blocks, such as 192.0.2.0/24 or "
	    "2001:db8::/32, not 'localhost'" },
	{ "bits behind the length of a block",
	    "ProxyProtocol from 192.0.2.1/24", 1, 20,
	    "ProxyProtocol wants addresses or blocks, such as 192.0.2.0/24 or "
	    "2001:db8::/32, not '192.0.2.1/24'" },
	{ "passwords for paths, and none",
	    "Auth / /etc/a\nAuth /a/.b/c.txt '/etc/a b'\nauth /pub/ None", 0, 0,
	    NULL },
	{ "signed links, in two lines",
	    "SignedLinks /etc/k /a/ /b.pdf\nSignedLinks /etc/k /.c/", 0, 0,
	    NULL },
	{ "signed links without a path", "SignedLinks /etc/k", 1, 13,
	    "SignedLinks wants the absolute path of a file, and paths of the "
	    "site, such as /private/, not '/etc/k'" },
	{ "a key in a relative path", "SignedLinks k /a/", 1, 13,
	    "SignedLinks wants the absolute path of a file, and paths of the "
	    "site, such as /private/, not 'k'" },
	{ "signed links below a dot segment", "SignedLinks /k /a /../b", 1, 19,
	    "SignedLinks wants a path of the site, such as /private/, not "
	    "'/../b'" },
	{ "two keys", "SignedLinks /k /a\nSignedLinks /l /b", 2, 13,
	    "SignedLinks has another file already: all links have one key, "
	    "not '/l'" },
	{ "signed links below too many paths",
	    "SignedLinks /k /a /b /c /d /e /f /g /h /i", 1, 13,
	    "SignedLinks has too many values, not '/k'" },
	{ "a password file without a path", "Auth /etc/a", 1, 6,
	    "Auth wants a path of the site, and the absolute path of a file, "
	    "or none, not '/etc/a'" },
	{ "a password file in a relative path", "Auth / a", 1, 8,
	    "Auth wants a path of the site, and the absolute path of a file, "
	    "or none, not 'a'" },
	{ "two password files", "Auth / /a /b", 1, 11,
	    "Auth wants a path of the site, and the absolute path of a file, "
	    "or none, not '/b'" },
	{ "a path that no request has: a dot segment", "Auth /a/../b /etc/a", 1,
	    6,
	    "Auth wants a path of the site, such as /private/, not "
	    "'/a/../b'" },
	{ "an empty one", "Deny /a//b ::1", 1, 6,
	    "Deny wants a path of the site, such as /private/, not '/a//b'" },
	{ "none at all", "Allow 10.0.0.0/8", 1, 7,
	    "Allow wants a path of the site, such as /private/, not "
	    "'10.0.0.0/8'" },
	{ "addresses for paths",
	    "Allow / 10.0.0.0/8 ::1\nDeny /a 192.0.2.1 unix -\nDeny /b/ ALL\n"
	    "Allow '/a b/' ::/0",
	    0, 0, NULL },
	{ "a path without addresses", "Deny /a/", 1, 6,
	    "Deny wants addresses after the path, not '/a/'" },
	{ "an address that is none", "Deny / ::1 localhost", 1, 12,
	    "Deny wants addresses or blocks, such as 192.0.2.0/24 or "
	    "2001:db8::/32, or all, not 'localhost'" },
	{ "uploads",
	    "Upload /uploads/ /a/b\nUpload /\nWriteFrom 10.0.0.0/8 ::1\n"
	    "WriteFrom unix -\nWriteAuth /etc/x\nWriteAuth none\n"
	    "UploadMode 0640\nUploadMode 7\nUploadQuota 1G\n"
	    "UploadExpiry 24h",
	    0, 0, NULL },
	{ "archives",
	    "Archive yes\nArchiveMembers 1000000\nArchiveDepth 64\n"
	    "ArchiveBytes 2G",
	    0, 0, NULL },
	{ "an archive without members", "ArchiveMembers 0", 1, 16,
	    "ArchiveMembers wants from 1 to 1000000, not '0'" },
	{ "an archive deeper than a quota counts", "ArchiveDepth 65", 1, 14,
	    "ArchiveDepth wants from 1 to 64, not '65'" },
	{ "a prefix that is not a path of the site", "Upload uploads", 1, 8,
	    "Upload wants paths of the site, such as /uploads/, not "
	    "'uploads'" },
	{ "a prefix with an empty segment", "Upload /a //b", 1, 11,
	    "Upload wants paths of the site, such as /uploads/, not '//b'" },
	{ "a hidden prefix", "Upload /a/.b/", 1, 8,
	    "Upload wants paths of the site, such as /uploads/, not "
	    "'/a/.b/'" },
	{ "a block that is none", "WriteFrom 10.0.0.0/8 10.0.0.1/8", 1, 22,
	    "WriteFrom wants addresses or blocks, such as 192.0.2.0/24 or "
	    "2001:db8::/32, not '10.0.0.1/8'" },
	{ "a page of metrics with a relative path", "MetricsPage m", 1, 13,
	    "MetricsPage wants an absolute path, or none, not 'm'" },
	{ "a file with a relative path", "WriteAuth passwd", 1, 11,
	    "WriteAuth wants an absolute path, or none, not 'passwd'" },
	{ "a mode that is not octal", "UploadMode 0648", 1, 12,
	    "UploadMode wants a mode in octal, such as 0644, not '0648'" },
	{ "a mode without digits", "UploadMode ''", 1, 13,
	    "UploadMode wants a mode in octal, such as 0644, not ''" },
	{ "a mode with more than permissions", "UploadMode 4755", 1, 12,
	    "UploadMode wants from 0000 to 0777, not '4755'" },
	{ "crawlers",
	    "Crawler GPTBot 'a b' *bot* deny\nCrawler x SLOW\n"
	    "crawler \"it's\" Allow",
	    0, 0, NULL },
	{ "a crawler without a verb", "Crawler GPTBot CCBot", 1, 16,
	    "Crawler wants patterns of User-Agent, and deny, slow or allow "
	    "behind them, not 'CCBot'" },
	{ "a verb without a crawler", "Crawler deny", 1, 9,
	    "Crawler wants patterns of User-Agent, and deny, slow or allow "
	    "behind them, not 'deny'" },
	{ "a crawler without a name", "Crawler a '' deny", 1, 12,
	    "Crawler wants patterns of 1 to 128 bytes, not ''" },
	{ "a line that is for files", "Include a", 1, 9,
	    "Include works in a file only, not 'a'" },
	{ "too many names", "DirectoryIndex 1 2 3 4 5 6 7 8 9", 1, 1,
	    "DirectoryIndex has too many names" },
	{ "a long word is cut in the message",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1,
	    1,
	    "unknown directive 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."
	    "'; minihttp.conf(5) lists them" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct conf conf, copy;
		struct conf_error e = { .text = "" };
		bool good;

		conf_init(&conf);
		good = conf_parse(&conf, guarded(cases[i].text), &e);
		if (cases[i].error != NULL) {
			OK(!good && e.line == cases[i].line &&
				e.column == cases[i].column &&
				strcmp(e.text, cases[i].error) == 0,
			    "%s: %zu:%zu: %s", cases[i].why, e.line, e.column,
			    e.text);
			continue;
		}
		/* A correct configuration can be printed and read back. */
		print(&conf, printed, sizeof printed);
		conf_init(&copy);
		good = good && conf_parse(&copy,
				   print(&conf, printed, sizeof printed), &e);
		good = good && span_eq(print(&conf, printed, sizeof printed),
				   print(&copy, again, sizeof again));
		OK(good, "%s%s", cases[i].why, good ? "" : e.text);
	}
}

static void
test_defaults(void)
{
	struct conf conf;

	conf_init(&conf);
	OK(span_eq(conf.document_root, SPAN("/srv/www")) &&
		conf.directory_index.n == 1 &&
		span_eq(conf.default_type, SPAN("application/octet-stream")) &&
		span_eq(conf.charset, SPAN("utf-8")),
	    "defaults: the site");
	OK(conf.methods == (METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD) |
			       METHOD_BIT(METHOD_OPTIONS)),
	    "defaults: GET HEAD OPTIONS");
	OK(conf.symlinks && conf.keep_alive &&
		conf.keep_alive_timeout_ms == 15000 &&
		conf.keep_alive_requests == 1000 &&
		conf.head_timeout_ms == 15000 &&
		conf.body_timeout_ms == 15000 && conf.body_min_rate == 500 &&
		conf.send_timeout_ms == 30000 && conf.send_min_rate == 500,
	    "defaults: connections and time-outs");
	OK(conf.max_target == 8000 && conf.max_fields == 100 &&
		conf.max_fields_size == 16384 && conf.max_body_size == 1048576,
	    "defaults: bounds");
	OK(conf.hidden_files.n == 1 &&
		span_eq(conf.hidden_files.at[0], SPAN(".*")),
	    "defaults: dotfiles are hidden");
	OK(conf.upload.n == 0 && conf.write_from.n == 0 &&
		conf.write_auth.n == 0 && conf.upload_mode == 0644 &&
		conf.upload_sync && !conf.upload_make_directories &&
		conf.upload_quota == 0 && conf.upload_expiry_ms == 0,
	    "defaults: nothing can be uploaded");
	OK(conf.sandbox == CONF_SANDBOX_YES &&
		span_eq(conf.user, SPAN("nobody")),
	    "defaults: confinement");
	OK(conf.access_log.to == CONF_LOG_STDERR && conf.listen.n == 0 &&
		conf.content_type.n == 0 &&
		conf.log_format == CONF_FORMAT_COMBINED && conf.log_query,
	    "defaults: the rest");
}

static bool
is_proxy(const struct conf *conf, struct span address)
{
	struct address a;

	return address_parse(address, &a) && conf_is_proxy(conf, &a);
}

static void
test_values(void)
{
	struct conf conf;
	struct conf_error e;

	conf_init(&conf);
	OK(conf_parse(&conf,
	       SPAN("DocumentRoot '/a b'\nMaxBodySize 2K\nHeadTimeout 500ms\n"
		    "ContentType text/x .A b\nCharset none\n"
		    "DirectoryIndex x\nRequestMethodSupport PUT"),
	       &e) &&
		span_eq(conf.document_root, SPAN("/a b")) &&
		conf.max_body_size == 2048 && conf.head_timeout_ms == 500 &&
		conf.content_type.n == 2 &&
		span_eq(conf.content_type.at[0].extension, SPAN("A")) &&
		span_eq(conf.content_type.at[1].type, SPAN("text/x")) &&
		conf.charset.n == 0 && conf.directory_index.n == 1 &&
		span_eq(conf.directory_index.at[0], SPAN("x")) &&
		conf.methods == METHOD_BIT(METHOD_PUT),
	    "values arrive where they belong");
	OK(conf.proxies.n == 0 &&
		conf_parse(&conf, SPAN("ProxyProtocol from unix"), &e) &&
		conf_parse(&conf, SPAN("ProxyProtocol from 10.0.0.0/8"), &e) &&
		is_proxy(&conf, SPAN("unix")) &&
		is_proxy(&conf, SPAN("10.1.2.3")) &&
		is_proxy(&conf, SPAN("::ffff:10.1.2.3")) &&
		!is_proxy(&conf, SPAN("11.1.2.3")) &&
		!is_proxy(&conf, SPAN("-")),
	    "who is in ProxyProtocol is a proxy");
	OK(conf_parse(&conf, SPAN("ProxyProtocol none"), &e) &&
		!is_proxy(&conf, SPAN("unix")),
	    "and nobody is, after none");
	OK(span_eq(conf_root(&conf), SPAN("/a b")) &&
		conf_parse(&conf, SPAN("VirtualHosts /h"), &e) &&
		span_eq(conf_root(&conf), SPAN("/h")),
	    "VirtualHosts takes the place of DocumentRoot");
	conf_set_root(&conf, SPAN("/c"));
	OK(span_eq(conf_root(&conf), SPAN("/c")),
	    "and a directory of the command line that of both");
	OK(!conf_parse(&conf, SPAN("HeadTimeout 2h"), &e) &&
		conf.head_timeout_ms == 500,
	    "a number out of bounds leaves the old one in effect");
}

/* A list that grows beyond its bound is refused with a message. */
static void
test_bounds(void)
{
	static char text[65536];
	struct text t = TEXT(text);
	struct conf conf;
	struct conf_error e;

	for (int i = 0; i <= LIMIT_LISTEN; i++)
		text_put(&t, SPAN("Listen 80\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) && e.line == LIMIT_LISTEN + 1 &&
		strcmp(e.text, "Listen has too many values, not '80'") == 0,
	    "more Listen than there is room for");
	t.n = 0;
	for (int i = 0; i <= LIMIT_CONF_TYPES; i++)
		text_put(&t, SPAN("ContentType a/b x\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_TYPES + 1,
	    "more ContentType than there is room for");
	t.n = 0;
	for (int i = 0; i <= LIMIT_CONF_CIDRS; i++)
		text_put(&t, SPAN("ProxyProtocol from ::1\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_CIDRS + 1,
	    "more ProxyProtocol than there is room for");
	text_put(&t, SPAN("WriteFrom ::1\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_CIDRS + 1,
	    "more WriteFrom than there is room for");
	t.n = 0;
	for (int i = 0; i <= LIMIT_CONF_PREFIXES; i++)
		text_put(&t, SPAN("Upload /a\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_PREFIXES + 1,
	    "more Upload than there is room for");
	t.n = 0;
	for (int i = 0; i <= LIMIT_CONF_RULES; i++)
		text_put(&t, SPAN("ErrorPage 404 /a\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_RULES + 1 &&
		strcmp(e.text, "ErrorPage has too many values") == 0,
	    "more rules than there is room for");
	t.n = 0;
	text_put(&t, SPAN("Header X-A b"));
	for (int i = 0; i < 20; i++)
		text_put(&t, SPAN(" /a"));
	for (int i = 0; i < 4; i++) {
		text_char(&t, '\n');
		text_put(&t, (struct span){ text, 12 + 20 * 3 });
	}
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) && e.line == 4 &&
		conf.nrules == 60,
	    "a line that has no room leaves none of its patterns");
	t.n = 0;
	text_put(&t, SPAN("Header X-A "));
	for (int i = 0; i < LIMIT_CONF_ADDED - 7; i++)
		text_char(&t, 'b');
	conf_init(&conf);
	OK(conf_parse(&conf, TEXT_SPAN(t), &e), "as much as Header may add");
	text_char(&t, 'b');
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e), "and a byte more");
	t.n = 0;
	for (int i = 0; i <= LIMIT_CONF_AUTHS; i++)
		text_put(&t, SPAN("Auth /a /b\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_AUTHS + 1 &&
		strcmp(e.text, "Auth has too many values, not '/b'") == 0,
	    "more Auth than there is room for");
	t.n = 0;
	for (int i = 0; i < LIMIT_CONF_GUARDS / 4; i++)
		text_put(&t, SPAN("Deny /a all\n"));
	text_put(&t, SPAN("Allow /a ::1\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		e.line == LIMIT_CONF_GUARDS / 4 + 1 &&
		strcmp(e.text, "Allow has too many values, not '::1'") == 0,
	    "more Allow and Deny than there is room for");
	t.n = 0;
	text_put(&t, SPAN("Auth /"));
	for (int i = 0; i < LIMIT_CONF_PREFIX; i++)
		text_char(&t, 'a');
	text_put(&t, SPAN(" /b\n"));
	conf_init(&conf);
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) && e.column == 6,
	    "a longer path than a realm is named by");
	t.n = 0;
	text_put(&t, SPAN("DirectoryIndex"));
	for (int i = 0; i <= WORDS_MAX; i++)
		text_put(&t, SPAN(" x"));
	OK(!conf_parse(&conf, TEXT_SPAN(t), &e) &&
		strcmp(e.text, "too many words") == 0,
	    "more words than there is room for");
}

int
main(void)
{
	test_cases();
	test_defaults();
	test_values();
	test_bounds();
	return DONE();
}
