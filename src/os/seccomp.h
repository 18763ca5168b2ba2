/*
 * seccomp -- the numbers of seccomp filters: classic BPF, the machine, and
 * struct seccomp_data.
 *
 * They are those of linux/audit.h, bpf_common.h, filter.h and seccomp.h, which
 * a musl tool chain does not have.  os/sandbox_seccomp.c builds the filter of
 * the handler with them, and tls/cage.c those of minihttp-tls.
 */
#ifndef OS_SECCOMP_H
#define OS_SECCOMP_H

#include <stdint.h>

/* linux/audit.h: the architectures, little-endian machines only. */
#if defined __x86_64__ && !defined __ILP32__
#define SECCOMP_ARCH 0xc000003eu
#elif defined __aarch64__ && defined __AARCH64EL__
#define SECCOMP_ARCH 0xc00000b7u
#else
#define SECCOMP_ARCH 0u /* none that we know */
#endif

/* struct sock_filter of linux/filter.h: one instruction. */
struct seccomp_insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

/* linux/bpf_common.h */
#define SECCOMP_LOAD 0x20          /* BPF_LD | BPF_W | BPF_ABS */
#define SECCOMP_AND 0x54           /* BPF_ALU | BPF_AND | BPF_K */
#define SECCOMP_JUMP_IF_EQUAL 0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define SECCOMP_RETURN 0x06        /* BPF_RET | BPF_K */

/* linux/seccomp.h: what a filter returns. */
#define SECCOMP_KILL_PROCESS 0x80000000u
#define SECCOMP_TRAP 0x00030000u
#define SECCOMP_ALLOW 0x7fff0000u

/* struct seccomp_data in 32-bit words, the low word first. */
#define SECCOMP_NUMBER 0u
#define SECCOMP_ARCHITECTURE 4u
#define SECCOMP_ARGUMENT(n) (16u + 8u * (n))

/* The flags of a send that goes to the peer and does nothing else. */
#define SECCOMP_SEND_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE)

#endif
