/*
 * conf -- what the operator decided: the directives, parsed.
 *
 * The list is directives.def, explained in minihttp.conf(5).  A conf is
 * spans into the text that was parsed, and lives as long as that text.
 *
 *	struct conf conf;
 *	struct conf_error e;
 *
 *	conf_init(&conf);
 *	if (!conf_parse(&conf, text, &e))
 *		report file:e.line:e.column: e.text
 */
#ifndef CONFIG_CONF_H
#define CONFIG_CONF_H

#include "base/cidr.h"
#include "base/limits.h"
#include "http/coding.h"
#include "http/field.h"

/* Lists begin with their count: directives.def names them by it. */
struct conf_names {
	size_t n;
	struct span at[LIMIT_CONF_NAMES];
};

struct conf_patterns {
	size_t n;
	struct span at[LIMIT_CONF_PATTERNS]; /* of base/glob */
};

struct conf_listens {
	size_t n;
	struct span at[LIMIT_LISTEN]; /* as written; the form is checked */
};

struct conf_types {
	size_t n;
	struct {
		struct span extension, type; /* extension without its dot */
	} at[LIMIT_CONF_TYPES];
};

struct conf_prefixes {
	size_t n;
	struct span at[LIMIT_CONF_PREFIXES]; /* as written: "/uploads/" */
};

struct conf_cidrs {
	size_t n;
	struct cidr at[LIMIT_CONF_CIDRS];
};

/* Names of hosts without a port; "*." in front is all that are below. */
struct conf_hosts {
	size_t n;
	struct span at[LIMIT_CONF_HOSTS];
};

/* Which field of a proxy says for whom it asks: site/forwarded_from. */
enum conf_forwarded {
	CONF_FORWARDED_ANY,
	CONF_FORWARDED_X,       /* X-Forwarded-For */
	CONF_FORWARDED_STANDARD /* Forwarded, RFC 7239 */
};

/* by is set with the first of from. */
struct conf_forwarders {
	struct conf_cidrs from;
	enum conf_forwarded by;
};

/* From the one that the server prefers; none: files are sent as they are. */
struct conf_codings {
	size_t n;
	enum coding at[CODING_COUNT];
};

enum conf_rule_kind {
	CONF_RULE_HEADER,   /* the field, on answers at the pattern */
	CONF_RULE_CACHE,    /* its value is a Cache-Control */
	CONF_RULE_REDIRECT, /* its value is where to, with the status */
	CONF_RULE_PAGE      /* its value is a path, of the status */
};

struct conf_rule {
	enum conf_rule_kind kind;
	int status;
	struct span pattern; /* site/pattern; empty: any path */
};

/* Auth: who may have what is below a prefix. */
struct conf_auths {
	size_t n;
	struct conf_auth {
		struct span prefix, file; /* empty: everybody */
	} at[LIMIT_CONF_AUTHS];
};

enum conf_verb { CONF_ALLOW, CONF_DENY };

/* Allow and Deny, a block each. */
struct conf_guards {
	size_t n;
	struct conf_guard {
		struct span prefix;
		enum conf_verb verb;
		struct cidr net;
	} at[LIMIT_CONF_GUARDS];
};

enum conf_log_to { CONF_LOG_STDERR, CONF_LOG_OFF, CONF_LOG_FILE };

struct conf_log {
	enum conf_log_to to;
	struct span path; /* with CONF_LOG_FILE */
};

enum conf_format {
	CONF_FORMAT_COMMON,
	CONF_FORMAT_COMBINED,
	CONF_FORMAT_VHOST,
	CONF_FORMAT_JSON,
	CONF_FORMAT_JOURNAL
};
enum conf_sandbox { CONF_SANDBOX_NO, CONF_SANDBOX_YES, CONF_SANDBOX_REQUIRE };

/* The lists, of which little is used, come last: see struct conn. */
struct conf {
	struct span document_root;
	struct span virtual_hosts; /* takes its place; empty for none */
	struct span default_type;
	struct span charset; /* of text; empty for none */
	unsigned methods;    /* a set of METHOD_BIT */
	bool symlinks, keep_alive, directory_listing, clean_urls;
	bool upload_sync, upload_make_directories;
	struct span write_auth; /* path of a file; empty for none */
	enum conf_sandbox sandbox;
	struct span user; /* a name, or UID:GID */
	struct conf_log access_log;
	enum conf_format log_format; /* site/accesslog */
	bool log_query;
	struct span counters;    /* path of a file; empty for none */
	struct span status_page; /* path of the site; empty for none */
	struct span fallback;    /* the same */
	size_t nrules;           /* of rule and field, which is at its end */
	uint64_t max_connections, max_connections_per_source;
	uint64_t max_auth_failures;
	uint64_t connections_per_process;
	uint64_t workers; /* of minihttpd; 0: one for each CPU */
	uint64_t idle_exit_ms, drain_timeout_ms;
	uint64_t keep_alive_timeout_ms, keep_alive_requests;
	uint64_t head_timeout_ms;
	uint64_t body_timeout_ms, body_min_rate; /* bytes a second */
	uint64_t send_timeout_ms, send_min_rate;
	uint64_t max_target, max_fields, max_fields_size, max_body_size;
	uint64_t upload_mode, upload_quota; /* bytes; 0 for none */
	uint64_t cgi_timeout_ms, cgi_max_time_ms, cgi_memory;
	struct conf_codings precompressed;
	struct conf_names directory_index;
	struct conf_patterns hidden_files;
	struct conf_cidrs status_from; /* empty: the loopback addresses */
	struct conf_prefixes upload, cgi;
	struct conf_cidrs write_from;
	struct conf_listens listen;
	struct conf_cidrs proxies;
	struct conf_auths auth;
	struct conf_types content_type; /* a later one overrides an earlier */
	struct conf_rule rule[LIMIT_CONF_RULES];
	struct field field[LIMIT_CONF_RULES]; /* of the rule of this number */
	struct conf_guards access;
	struct conf_forwarders forwarders;
	struct conf_hosts server_names; /* site/servername */
	struct span only; /* conf_set_file: nothing else is served */
};

struct conf_error {
	size_t line, column; /* from 1, in bytes */
	char text[192];      /* NUL-terminated, without a newline */
};

/* Every directive at its default. */
void conf_init(struct conf *);

/*
 * Reads directives on top of what *conf holds; text must outlive it.  False
 * at the first error, with the directives before it in effect.
 */
bool conf_parse(struct conf *, struct span text, struct conf_error *);

/* Every directive with its value, in a form that conf_parse reads back. */
void conf_print(struct text *, const struct conf *);

/* The directory that all is beneath that is served. */
struct span conf_root(const struct conf *);

/* The directive that names it: VirtualHosts or DocumentRoot. */
const char *conf_root_directive(const struct conf *);

/* A directory to serve from the command line: neither of those counts. */
void conf_set_root(struct conf *, struct span);

/*
 * One file of a directory, from the command line: it answers to its name and
 * to "/", is never hidden, and nothing else is served, run or changed.
 */
void conf_set_file(struct conf *, struct span directory, struct span name);

/* The peer is in one of the blocks. */
bool conf_lists(const struct conf_cidrs *, const struct address *peer);

/* One of the blocks is every IPv4 or every IPv6 address. */
bool conf_lists_everybody(const struct conf_cidrs *);

/* The peer is in ProxyProtocol: it speaks for others. */
bool conf_is_proxy(const struct conf *, const struct address *peer);

/* Some requests want a password. */
static inline bool
conf_has_passwords(const struct conf *conf)
{
	return conf->auth.n > 0 || conf->write_auth.n > 0;
}

#endif
