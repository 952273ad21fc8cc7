/*
 * Runs a program in the place of this process, with fewer capabilities. A thread can only give up its own, and Node.js has
 * started others before any JavaScript runs; execve(2) ends them.
 */
#include "privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arguments.h"

#define PROGRAM_ARGUMENTS 256
/* SD_LISTEN_FDS_START of sd_listen_fds(3) */
#define PASSED 3
/* capabilities that `keep` can name, and one more than a kernel will ever have */
#define NAMED 31
#define CAPABILITIES 64

/* of <linux/capability.h>, which musl does not provide: _LINUX_CAPABILITY_VERSION_3 and its structs */
#define VERSION 0x20080522
struct header { uint32_t version; int32_t pid; };
struct sets { uint32_t effective, permitted, inheritable; };

/* Splits "a\0b\0" into arguments. False if the last one has no end, or if there are none or too many. */
static bool split(const struct iovec *text, char **arguments) {
  char *at = text->iov_base, *end = at + text->iov_len;
  size_t count = 0;
  if (text->iov_len == 0 || end[-1] != 0) return false;
  for (; at < end && count < PROGRAM_ARGUMENTS; at += strlen(at) + 1) arguments[count++] = at;
  arguments[count] = NULL;
  return at == end;
}

static bool kept(int32_t keep, int capability) { return capability < NAMED && (keep >> capability & 1) != 0; }

/* What the program can never regain: everything but `keep`, also from files. 0 or -errno */
static int restrict_thread(int32_t keep) {
  struct header header = {.version = VERSION};
  struct sets data[2];
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
  for (int capability = 0; capability < CAPABILITIES; capability++) {
    /* EINVAL: the kernel has fewer */
    if (!kept(keep, capability) && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && errno != EINVAL) return -errno;
  }
  if (syscall(SYS_capget, &header, data) < 0) return -errno;
  data[0].permitted &= (uint32_t)keep;
  data[0].effective = data[0].permitted;
  data[1].permitted = data[1].effective = 0;
  data[0].inheritable = data[1].inheritable = 0;
  return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

/* Makes a descriptor the one that the program is passed, beside the first three, which Node.js closes on exec. 0 or -errno */
static int pass(int fd) {
  for (int standard = 0; standard < PASSED; standard++) fcntl(standard, F_SETFD, 0);
  if (fd == PASSED) return fcntl(fd, F_SETFD, 0) < 0 ? -errno : 0;
  return dup2(fd, PASSED) < 0 ? -errno : 0;
}

/** execRestricted(keep, fd, arguments): returns only if it fails */
napi_value function_exec_restricted(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t keep, fd;
  struct iovec text;
  char *arguments[PROGRAM_ARGUMENTS + 1];
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &keep) || !argument_integer(&call, 1, &fd) ||
      !argument_bytes(&call, 2, &text)) {
    return NULL;
  }
  if (keep < 0 || !split(&text, arguments)) return number(env, -EINVAL);
  /* before anything is changed */
  if (access(arguments[0], X_OK) < 0 || fcntl(fd, F_GETFD) < 0) return number(env, -errno);
  int status = restrict_thread(keep);
  if (status == 0) status = pass(fd);
  if (status == 0) execv(arguments[0], arguments);
  return number(env, status < 0 ? status : -errno);
}
