/* Open network namespace files. They are wrapped in a Socket object, so that the garbage collector closes them. */
#include "namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "arguments.h"
#include "lifetime.h"

/* of <linux/nsfs.h> (Linux 4.11) and <linux/magic.h>, which musl does not provide */
#define NS_GET_USERNS 0xb701
#define NS_GET_NSTYPE 0xb703
#define NS_GET_OWNER_UID 0xb704
#define NSFS_MAGIC 0x6e736673

/*
 * 0 if the file is a network namespace, else -errno. Checks for nsfs first: on other files the ioctl has another
 * meaning.
 */
static int check_type(int fd) {
  struct statfs system;
  if (fstatfs(fd, &system) < 0) return -errno;
  if (system.f_type != NSFS_MAGIC || ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET) return -EINVAL;
  return 0;
}

/*
 * Opens a namespace file: its descriptor, or -errno. O_PATH comes first, because opening a device or a FIFO would have side
 * effects.
 */
static int open_namespace(const char *path) {
  char proc_path[32];
  struct statfs system;
  const int path_fd = open(path, O_PATH | O_CLOEXEC);
  if (path_fd < 0) return -errno;
  int fd = -EINVAL;
  if (fstatfs(path_fd, &system) < 0) fd = -errno;
  else if (system.f_type == NSFS_MAGIC) {
    snprintf(proc_path, sizeof proc_path, "/proc/self/fd/%d", path_fd);
    fd = open(proc_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fd = -errno;
  }
  close(path_fd);
  const int status = fd < 0 ? fd : check_type(fd);
  if (fd >= 0 && status < 0) close(fd);
  return status < 0 ? status : fd;
}

/* Duplicates the descriptor of a namespace file: the new descriptor, or -errno. */
static int duplicate_namespace(int32_t fd) {
  const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return -errno;
  const int status = check_type(copy);
  if (status < 0) close(copy);
  return status < 0 ? status : copy;
}

/** openNamespace(path or descriptor) */
napi_value function_open_namespace(napi_env env, napi_callback_info info) {
  struct call call;
  char path[PATH_MAX];
  size_t length = 0;
  int32_t existing = -1;
  if (!function_begin(env, info, &call)) return NULL;
  const bool is_number = integer_of(env, call.values[0], &existing);
  if (!is_number && napi_get_value_string_utf8(env, call.values[0], path, sizeof path, &length) != napi_ok) {
    wrong_argument(&call, 0, "a string or a 32-bit integer");
    return NULL;
  }
  if (call.environment->ending) return number(env, -ECANCELED);
  if (length == sizeof path - 1) return number(env, -ENAMETOOLONG);
  if (memchr(path, 0, length) != NULL) return number(env, -EINVAL);
  const int fd = is_number ? duplicate_namespace(existing) : open_namespace(path);
  if (fd < 0) return number(env, fd);
  napi_value result = socket_wrap(call.environment, fd, 0);
  if (result == NULL) close(fd);
  return result;
}

/** adoptNamespace(fd) */
napi_value function_adopt_namespace(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t fd;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &fd)) return NULL;
  if (call.environment->ending) return number(env, -ECANCELED);
  const int status = check_type(fd);
  if (status < 0) return number(env, status);
  if (environment_owns(call.environment, fd)) return number(env, -EBUSY);
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) return number(env, -errno);
  return socket_wrap(call.environment, fd, 0);
}

/** namespaceOwner(fd) */
napi_value function_namespace_owner(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t fd;
  uid_t uid = 0;
  napi_value result;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &fd)) return NULL;
  int status = check_type(fd);
  if (status == 0) {
    const int user_fd = ioctl(fd, NS_GET_USERNS);
    if (user_fd < 0 || ioctl(user_fd, NS_GET_OWNER_UID, &uid) < 0) status = -errno;
    if (user_fd >= 0) close(user_fd);
  }
  if (status < 0) return number(env, status);
  return napi_create_uint32(env, uid, &result) == napi_ok ? result : NULL;
}
