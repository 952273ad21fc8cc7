/* Child processes of a worker. Node does not reap them after the worker has ended, so they are waited for here. */
#include "child.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* from asm/unistd.h and linux/wait.h; older headers lack them */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#define WAIT_BY_PIDFD ((idtype_t)3) /* P_PIDFD */

/* milliseconds to wait for a child that ends, usually because its socket was closed */
#define WAIT_TIMEOUT 1000

struct child {
  struct child *next;
  int32_t pid;
  int pidfd; /* unlike a pid it is never reused for another process */
};

static void child_free(struct child **link) {
  struct child *child = *link;
  *link = child->next;
  close(child->pidfd);
  free(child);
}

int child_keep(struct child **children, int32_t pid) {
  struct child *child = calloc(1, sizeof *child);
  if (child == NULL) return -ENOMEM;
  child->pid = pid;
  /* pidfds are always close-on-exec */
  child->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
  if (child->pidfd < 0) {
    const int error = errno;
    free(child);
    return -error;
  }
  child->next = *children;
  *children = child;
  return 0;
}

int child_forget(struct child **children, int32_t pid) {
  for (struct child **link = children; *link != NULL; link = &(*link)->next) {
    if ((*link)->pid != pid) continue;
    child_free(link);
    return 0;
  }
  return -ESRCH;
}

void children_end(struct child **children) {
  while (*children != NULL) {
    siginfo_t ended;
    struct pollfd event = {.fd = (*children)->pidfd, .events = POLLIN};
    while (poll(&event, 1, WAIT_TIMEOUT) < 0 && errno == EINTR) continue;
    /* a child that does not end in time is left to the process */
    waitid(WAIT_BY_PIDFD, (id_t)event.fd, &ended, WEXITED | WNOHANG);
    child_free(children);
  }
}
