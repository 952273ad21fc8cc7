/* Open files of network namespaces: no sockets, but with the same keeper, which closes them when nothing refers to them. */
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* NS_GET_NSTYPE of <linux/nsfs.h>, which musl does not bring along; Linux 4.11 */
#define GET_TYPE 0xb703

#define PATH_ROOM 4096

/** Takes the fd over: an object or a number. */
static napi_value keep(const struct call *call, int fd) {
  const int type = ioctl(fd, GET_TYPE);
  napi_value result = NULL;
  if (type == CLONE_NEWNET) result = socket_wrap(call->environment, fd, 0);
  else result = number(call->env, -EINVAL);
  if (result == NULL || type != CLONE_NEWNET) close(fd);
  return result;
}

/** openNamespace(path) */
napi_value function_open_namespace(napi_env env, napi_callback_info info) {
  struct call call;
  char path[PATH_ROOM];
  size_t length = 0;
  if (!function_begin(env, info, &call)) return NULL;
  if (napi_get_value_string_utf8(env, call.values[0], path, sizeof path, &length) != napi_ok) {
    wrong_argument(&call, 0, "a string");
    return NULL;
  }
  if (call.environment->ending) return number(env, -ECANCELED);
  if (length == sizeof path - 1) return number(env, -ENAMETOOLONG);
  /* what turns out to be something else must not keep us waiting */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return fd < 0 ? number(env, -errno) : keep(&call, fd);
}

/** adoptNamespace(fd) */
napi_value function_adopt_namespace(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t fd;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &fd)) return NULL;
  if (call.environment->ending) return number(env, -ECANCELED);
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) return number(env, -errno);
  return keep(&call, fd);
}
