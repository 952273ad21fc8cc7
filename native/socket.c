/* Creates Sockets; methods that are one system call. */
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arguments.h"
#include "lifetime.h"
#include "records.h"

/* identifies Socket objects in the `fd` accessor, whose receiver V8 does not check; 128 random bits */
static const napi_type_tag socket_tag = {0x8f1c5f0d7b0e4f3aULL, 0xa2d96c1e53b74480ULL};

napi_value socket_constructor(napi_env env, napi_callback_info info) {
  void *data = NULL;
  napi_value self;
  if (napi_get_cb_info(env, info, NULL, NULL, &self, &data) != napi_ok) return NULL;
  struct environment *environment = data;
  struct socket *socket = environment->constructing;
  if (socket == NULL) {
    napi_throw_type_error(env, NULL, "a Socket comes from open(), adopt() or socketpair()");
    return NULL;
  }
  if (napi_type_tag_object(env, self, &socket_tag) != napi_ok) return NULL;
  if (napi_wrap(env, self, socket, socket_finalize, NULL, &socket->self) != napi_ok) return NULL;
  environment->constructing = NULL;
  return self;
}

napi_value socket_get_fd(napi_env env, napi_callback_info info) {
  napi_value self;
  void *socket = NULL;
  bool ours = false;
  if (napi_get_cb_info(env, info, NULL, NULL, &self, NULL) != napi_ok) return NULL;
  if (napi_check_object_type_tag(env, self, &socket_tag, &ours) != napi_ok || !ours ||
      napi_unwrap(env, self, &socket) != napi_ok) {
    napi_throw_type_error(env, NULL, "not a Socket");
    return NULL;
  }
  return number(env, ((struct socket *)socket)->fd);
}

napi_value method_bind(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec address;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &address)) return NULL;
  int status = bind(call.socket->fd, address.iov_base, length_of(&address));
  return number(env, status < 0 ? -errno : status);
}

napi_value method_connect(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec address;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &address)) return NULL;
  int status = connect(call.socket->fd, address.iov_base, length_of(&address));
  return number(env, status < 0 ? -errno : status);
}

napi_value method_getsockname(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec into;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &into)) return NULL;
  socklen_t length = length_of(&into);
  int status = getsockname(call.socket->fd, into.iov_base, &length);
  return number(env, status < 0 ? -errno : (int)length);
}

napi_value method_setsockopt(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t level, name;
  struct iovec value;
  if (!method_begin(env, info, &call) || !argument_integer(&call, 0, &level) || !argument_integer(&call, 1, &name) ||
      !argument_bytes(&call, 2, &value)) {
    return NULL;
  }
  int status = setsockopt(call.socket->fd, level, name, value.iov_base, length_of(&value));
  return number(env, status < 0 ? -errno : status);
}

napi_value method_getsockopt(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t level, name;
  struct iovec into;
  if (!method_begin(env, info, &call) || !argument_integer(&call, 0, &level) || !argument_integer(&call, 1, &name) ||
      !argument_bytes(&call, 2, &into)) {
    return NULL;
  }
  socklen_t length = length_of(&into);
  int status = getsockopt(call.socket->fd, level, name, into.iov_base, &length);
  return number(env, status < 0 ? -errno : (int)length);
}

napi_value method_send(napi_env env, napi_callback_info info) {
  struct call call;
  struct vectors data;
  if (!method_begin(env, info, &call) || !argument_vectors(&call, 0, &data)) return NULL;
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io != NULL) return number(env, -EBUSY);
  if (data.excess) return number(env, -EMSGSIZE);
  return number(env, send_vectors(call.socket->fd, data.list, data.count));
}

static napi_value set_referenced(napi_env env, napi_callback_info info, bool referenced) {
  struct call call;
  if (!method_begin(env, info, &call)) return NULL;
  call.socket->referenced = referenced;
  socket_apply_reference(call.socket);
  return NULL;
}

napi_value method_ref(napi_env env, napi_callback_info info) { return set_referenced(env, info, true); }

napi_value method_unref(napi_env env, napi_callback_info info) { return set_referenced(env, info, false); }

napi_value method_close(napi_env env, napi_callback_info info) {
  struct call call;
  if (!method_begin(env, info, &call)) return NULL;
  socket_close(call.socket);
  return number(env, 0);
}

/** open(domain, type, protocol) */
napi_value function_open(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t domain, type, protocol;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &domain) ||
      !argument_integer(&call, 1, &type) || !argument_integer(&call, 2, &protocol)) {
    return NULL;
  }
  if (call.environment->ending) return number(env, -ECANCELED);
  int fd = socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  if (fd < 0) return number(env, -errno);
  napi_value result = socket_wrap(call.environment, fd, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (result == NULL) close(fd);
  return result;
}

/** adopt(fd) */
napi_value function_adopt(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t fd;
  int type = 0;
  socklen_t length = sizeof type;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &fd)) return NULL;
  if (call.environment->ending) return number(env, -ECANCELED);
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return number(env, -errno);
  if (environment_owns(call.environment, fd)) return number(env, -EBUSY);
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
    return number(env, -errno);
  }
  return socket_wrap(call.environment, fd, type);
}

/** socketpair(domain, type, protocol): two connected Sockets */
napi_value function_socketpair(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t domain, type, protocol;
  int fds[2];
  napi_value result;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &domain) ||
      !argument_integer(&call, 1, &type) || !argument_integer(&call, 2, &protocol)) {
    return NULL;
  }
  if (call.environment->ending) return number(env, -ECANCELED);
  if (napi_create_array_with_length(env, 2, &result) != napi_ok) return NULL;
  if (socketpair(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol, fds) < 0) return number(env, -errno);
  for (uint32_t i = 0; i < 2; i++) {
    napi_value end = socket_wrap(call.environment, fds[i], type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (end != NULL) fds[i] = -1;
    if (!define_element(env, result, i, end)) {
      /* an end that has an object is closed by the object's finalizer */
      for (int j = 0; j < 2; j++) {
        if (fds[j] >= 0) close(fds[j]);
      }
      return NULL;
    }
  }
  return result;
}
