/*
 * guard -- values of the directives that restrict access: HiddenFiles, Auth,
 * Allow, Deny, ClientAllow and SignedLinks.
 *
 * The functions return NULL or the expected form, and set *bad, as described in
 * value.h.  Each line adds to the list.
 */
#ifndef CONFIG_GUARD_H
#define CONFIG_GUARD_H

#include "config/conf.h"

/* Reads patterns of names, or "none", which empties the list. */
const char *guard_patterns(const struct span *words, size_t n,
    struct conf_patterns *, const struct span **bad);

/* Reads a prefix and a file, or "none". */
const char *guard_auth(const struct span *words, size_t n, struct conf_auths *,
    const struct span **bad);

/* Reads a prefix and blocks of addresses; "all" stands for every peer. */
const char *guard_allow(const struct span *words, size_t n,
    struct conf_guards *, const struct span **bad);
const char *guard_deny(const struct span *words, size_t n, struct conf_guards *,
    const struct span **bad);

/*
 * Reads a prefix, and names in certificates of clients: "*" is any name, and
 * "none" alone says that no certificate is needed.
 */
const char *guard_client(const struct span *words, size_t n,
    struct conf_clients *, const struct span **bad);

/*
 * Reads the file of the key, which has to be the same in each line, and
 * prefixes.
 */
const char *guard_signed(const struct span *words, size_t n,
    struct conf_signed *, const struct span **bad);

/*
 * Returns true if the span is a normalised path of the site, such as
 * "/private/": without dot segments.
 */
bool guard_is_prefix(struct span);

#define GUARD_WANTS_PREFIX "wants a path of the site, such as /private/"

/* Appends a line for each entry. */
void guard_put_auths(struct text *, const struct conf_auths *);
void guard_put_access(struct text *, const struct conf_guards *);
void guard_put_clients(struct text *, const struct conf_clients *);
void guard_put_signed(struct text *, const struct conf_signed *);

/*
 * Appends a line for each pattern.  Before them it appends a line that empties
 * the list, because HiddenFiles has a default.
 */
void guard_put_patterns(
    struct text *, const char *key, const struct conf_patterns *);

#endif
