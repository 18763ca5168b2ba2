/*
 * sanitized -- defines SANITIZED in programs that AddressSanitizer watches.
 *
 * It has a stack and an allocator of its own.  gcc names it by a macro, and
 * clang by a feature.
 */
#ifndef BASE_SANITIZED_H
#define BASE_SANITIZED_H

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
