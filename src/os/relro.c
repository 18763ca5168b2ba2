#define _GNU_SOURCE
#include "os/relro.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <sys/mman.h>

#define PAGE ((uintptr_t)4096)

/* The linker puts this symbol at the ELF header of the program. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

void
relro_protect(void)
{
	uintptr_t image = (uintptr_t)&__ehdr_start;
	const ElfW(Phdr) *ph = (const void *)(image + __ehdr_start.e_phoff);

	for (int i = 0; i < __ehdr_start.e_phnum; i++) {
		uintptr_t begin, end;

		if (ph[i].p_type != PT_GNU_RELRO)
			continue;
		/*
		 * only images that are position-independent start at address 0
		 */
		begin = __ehdr_start.e_type == ET_DYN ? image : 0;
		begin += ph[i].p_vaddr;
		end = (begin + ph[i].p_memsz) & ~(PAGE - 1);
		begin &= ~(PAGE - 1);
		if (end > begin)
			(void)mprotect((void *)begin, end - begin, PROT_READ);
	}
}

#ifdef __x86_64__
/* Writes what is there already, and has no frame: nothing is relocated yet. */
__attribute__((naked)) void
relro_start(void)
{
	__asm__(".hidden _DYNAMIC\n\torb $0, _DYNAMIC(%rip)\n\tjmp _start");
}
#endif
