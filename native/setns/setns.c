/* The program: selects between `serve` and `exec`. */
#include "setns.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

/* the address of the program in memory, defined by the linker */
extern const char __ehdr_start[];

/**
 * Makes relocated data read-only (PT_GNU_RELRO). A dynamic loader would do this before calling the program. This
 * program has no loader, and musl's start-up code does not do it.
 */
static bool seal(void) {
  const ElfW(Phdr) *const headers = (const void *)getauxval(AT_PHDR);
  const uintptr_t page = getauxval(AT_PAGESZ);
  uintptr_t base = 0;
  bool sealed = true;
  for (size_t i = getauxval(AT_PHNUM); i-- > 0;) {
    if (headers[i].p_type == PT_LOAD && headers[i].p_offset == 0) base = (uintptr_t)__ehdr_start - headers[i].p_vaddr;
  }
  for (size_t i = getauxval(AT_PHNUM); i-- > 0;) {
    if (headers[i].p_type != PT_GNU_RELRO) continue;
    const uintptr_t start = (base + headers[i].p_vaddr) & ~(page - 1);
    const uintptr_t end = (base + headers[i].p_vaddr + headers[i].p_memsz) & ~(page - 1);
    if (start < end && mprotect((void *)start, end - start, PROT_READ) != 0) sealed = false;
  }
  return sealed;
}

int main(int count, char **words) {
  if (!seal()) return 1;
  if (count == 2 && strcmp(words[1], "serve") == 0) return serve();
  if (count > 9 && strcmp(words[1], "exec") == 0) return run_program(count - 2, words + 2);
  return 2;
}
