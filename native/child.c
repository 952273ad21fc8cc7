/* Child processes of a worker. Node does not reap them after the worker has ended, so they are waited for here. */
#include "socket.h"

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
#define BY_HANDLE ((idtype_t)3)

/* milliseconds to wait for a child that ends, usually because its socket was closed */
#define PATIENCE 1000

struct child {
  struct child *next;
  int32_t pid;
  int handle; /* pidfd: unlike a pid it is never reused for another process */
};

static void child_forget(struct child **link) {
  struct child *child = *link;
  *link = child->next;
  close(child->handle);
  free(child);
}

/** keepChild(pid): 0 or -errno; -ENOSYS before Linux 5.3 */
napi_value function_keep_child(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t pid;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &pid)) return NULL;
  if (call.environment->ending) return number(env, -ECANCELED);
  struct child *child = calloc(1, sizeof *child);
  if (child == NULL) return number(env, -ENOMEM);
  child->pid = pid;
  /* pidfds are always close-on-exec */
  child->handle = (int)syscall(SYS_pidfd_open, pid, 0);
  if (child->handle < 0) {
    const int error = errno;
    free(child);
    return number(env, -error);
  }
  child->next = call.environment->children;
  call.environment->children = child;
  return number(env, 0);
}

/** forgetChild(pid): 0, or -ESRCH if keepChild() was not called for it */
napi_value function_forget_child(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t pid;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &pid)) return NULL;
  for (struct child **link = &call.environment->children; *link != NULL; link = &(*link)->next) {
    if ((*link)->pid != pid) continue;
    child_forget(link);
    return number(env, 0);
  }
  return number(env, -ESRCH);
}

void children_end(struct environment *environment) {
  while (environment->children != NULL) {
    siginfo_t ended;
    struct pollfd event = {.fd = environment->children->handle, .events = POLLIN};
    while (poll(&event, 1, PATIENCE) < 0 && errno == EINTR) continue;
    /* a child that does not end in time is left to the process */
    waitid(BY_HANDLE, (id_t)event.fd, &ended, WEXITED | WNOHANG);
    child_forget(&environment->children);
  }
}
