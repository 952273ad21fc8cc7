/*
 * The namespace helper: a static program that opens sockets in other network namespaces and passes them to its client,
 * so that the client never leaves its own namespace. It knows neither netlink nor JavaScript and runs no shell. It
 * treats its requester and every other local user as hostile: it checks the credentials of each request, reads nothing
 * from the environment, and waits for no lock without a deadline.
 *
 * Every other source has a header of its own name, which declares what others may use of it; messages.h has the structs
 * of requests and replies. `A -> B`: A uses B.
 *
 *   setns.c    -> program, serve          the program: selects between `serve` and `exec`
 *   serve.c    -> channel, named, inside, home, outcome
 *                                         serves requests over a socketpair, one after the other
 *   named.c    -> channel, folder, home, outcome, text
 *                                         creates and deletes named namespaces, like `ip netns`
 *   folder.c   -> channel, outcome        prepares /run/netns for mounts that other mount namespaces see
 *   inside.c   -> home, outcome, text     sockets and sysctls of a namespace
 *   home.c     -> outcome                 enters a namespace, and returns to the helper's own
 *   channel.c                             receives requests, sends replies and notes
 *   outcome.c                             the result of a request
 *   program.c  -> text                    runs a program in a namespace, like `ip netns exec`
 *   text.c                                strings and numbers without <stdio.h>
 *
 *   setns serve                      Descriptor 0 is the request socket, one end of a socketpair (SOCK_SEQPACKET). The
 *                                    helper ends when the other end is closed, when the thread that started it ends, or
 *                                    when a request has other credentials than those it was started with. Descriptor 1
 *                                    is the note socket, one end of another socketpair. When a name is created, the
 *                                    helper sends the number of the request over it, before the reply. If the helper is
 *                                    killed before the reply, the client deletes the name.
 *   setns exec FD REPORT MOUNTS UID GID NAME ARGV0 PROGRAM [ARGUMENT...]
 *                                    Becomes PROGRAM, in the network namespace that descriptor FD refers to. Failures
 *                                    are written to descriptor REPORT (struct report), which is closed when PROGRAM
 *                                    runs. MOUNTS 1: with a mount namespace of its own, and /etc/netns/NAME over /etc.
 *                                    UID and GID are decimal numbers from 0 to 4294967294, or `-` to keep the id.
 *                                    A PROGRAM without a slash is searched in PATH, after UID and GID are set.
 */
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "program.h"
#include "serve.h"

/* the address of the program in memory, defined by the linker */
extern const char __ehdr_start[];

/**
 * Makes relocated data read-only (PT_GNU_RELRO). A dynamic loader would do this before calling the program. This
 * program has no loader, and musl's start-up code does not do it.
 */
static bool protect_relocated_data(void) {
  const ElfW(Phdr) *const headers = (const void *)getauxval(AT_PHDR);
  const uintptr_t page = getauxval(AT_PAGESZ);
  uintptr_t base = 0;
  bool done = true;
  for (size_t i = getauxval(AT_PHNUM); i-- > 0;) {
    if (headers[i].p_type == PT_LOAD && headers[i].p_offset == 0) base = (uintptr_t)__ehdr_start - headers[i].p_vaddr;
  }
  for (size_t i = getauxval(AT_PHNUM); i-- > 0;) {
    if (headers[i].p_type != PT_GNU_RELRO) continue;
    const uintptr_t start = (base + headers[i].p_vaddr) & ~(page - 1);
    const uintptr_t end = (base + headers[i].p_vaddr + headers[i].p_memsz) & ~(page - 1);
    if (start < end && mprotect((void *)start, end - start, PROT_READ) != 0) done = false;
  }
  return done;
}

int main(int count, char **arguments) {
  if (!protect_relocated_data()) return 1;
  if (count == 2 && strcmp(arguments[1], "serve") == 0) return serve();
  if (count > 9 && strcmp(arguments[1], "exec") == 0) return run_program(count - 2, arguments + 2);
  return 2;
}
