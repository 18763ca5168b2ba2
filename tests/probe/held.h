/*
 * held -- acts on what a process holds: its descriptors and the memory that it
 * shares with others.  For tests/probe/probe.c, which see.
 *
 * Each tries its call with every descriptor that there is, and answers what
 * the most successful one did: 0 or more, or -errno.
 */
#ifndef PROBE_HELD_H
#define PROBE_HELD_H

/* These speak to another peer, by a listening socket or a connection. */
long run_call_out(void); /* TCP Fast Open after a shutdown */
long run_send_to(void);  /* a call that names an address */
long run_send_oob(void); /* flags beyond those of the product */
long run_shut_for_all(void);
long run_shut_writing(void);
long run_accept_more(void);
long run_take_more(void); /* takes what another process passes on */
long run_take_keys(void); /* those of the kernel's TLS */
long run_give_keys(void); /* others in their place */
long run_pass_on(void);   /* passes a descriptor to another process */

/* These misuse logs and files that were opened before the sandbox closed. */
long run_unappend(void);
long run_rewind(void);
long run_cut(void);
long run_chmod(void);
long run_date(void);
long run_overwrite(void);
long run_take_out_lines(void); /* reads a pipe of another process */

/* These change or read the memory that is shared. */
long run_fill_board(void);
long run_raise_rates(void); /* gives every source tokens */
long run_clear_rates(void);
long run_read_rates(void);
long run_spoil_counters(void);
long run_forge_limited(void); /* in the mapping of every handler */
long run_forge_noted(void);   /* in the mapping of the listener */

/* This lets another process act on the handler's behalf. */
long run_hidden_script(void);

#endif
