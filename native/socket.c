/* The module: constants, functions that create Sockets, and methods that are one system call. */
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* identifies Socket objects in the `fd` accessor, whose receiver V8 does not check; 128 random bits */
static const napi_type_tag socket_tag = {0x8f1c5f0d7b0e4f3aULL, 0xa2d96c1e53b74480ULL};

static napi_value constructor(napi_env env, napi_callback_info info) {
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

static napi_value get_fd(napi_env env, napi_callback_info info) {
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

static napi_value method_bind(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec address;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &address)) return NULL;
  int status = bind(call.socket->fd, address.iov_base, length_of(&address));
  return number(env, status < 0 ? -errno : status);
}

static napi_value method_connect(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec address;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &address)) return NULL;
  int status = connect(call.socket->fd, address.iov_base, length_of(&address));
  return number(env, status < 0 ? -errno : status);
}

static napi_value method_getsockname(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec into;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &into)) return NULL;
  socklen_t length = length_of(&into);
  int status = getsockname(call.socket->fd, into.iov_base, &length);
  return number(env, status < 0 ? -errno : (int)length);
}

static napi_value method_setsockopt(napi_env env, napi_callback_info info) {
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

static napi_value method_getsockopt(napi_env env, napi_callback_info info) {
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

static napi_value method_send(napi_env env, napi_callback_info info) {
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
  socket_hold(call.socket);
  return NULL;
}

static napi_value method_ref(napi_env env, napi_callback_info info) { return set_referenced(env, info, true); }

static napi_value method_unref(napi_env env, napi_callback_info info) { return set_referenced(env, info, false); }

static napi_value method_close(napi_env env, napi_callback_info info) {
  struct call call;
  if (!method_begin(env, info, &call)) return NULL;
  socket_close(call.socket);
  return number(env, 0);
}

/** open(domain, type, protocol) */
static napi_value function_open(napi_env env, napi_callback_info info) {
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
static napi_value function_adopt(napi_env env, napi_callback_info info) {
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
static napi_value function_socketpair(napi_env env, napi_callback_info info) {
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

static napi_status define_constants(napi_env env, napi_value exports) {
  static const struct { const char *name; int value; } constants[] = {
      {"AF_UNIX", AF_UNIX},         {"SOCK_STREAM", SOCK_STREAM}, {"SOCK_DGRAM", SOCK_DGRAM},
      {"SOCK_RAW", SOCK_RAW},       {"SOCK_SEQPACKET", SOCK_SEQPACKET},
      {"SOL_SOCKET", SOL_SOCKET},   {"SO_TYPE", SO_TYPE},         {"SO_ERROR", SO_ERROR},
      {"SO_RCVBUF", SO_RCVBUF},     {"SO_RCVBUFFORCE", SO_RCVBUFFORCE},
      {"SO_SNDBUF", SO_SNDBUF},     {"SO_SNDBUFFORCE", SO_SNDBUFFORCE},
      {"MSG_TRUNC", MSG_TRUNC},     {"MSG_CTRUNC", MSG_CTRUNC},   {"MSG_DONTWAIT", MSG_DONTWAIT},
      {"MSG_PEEK", MSG_PEEK},
  };
  napi_value object, value;
  napi_status status = napi_create_object(env, &object);
  for (size_t i = 0; status == napi_ok && i < sizeof constants / sizeof *constants; i++) {
    status = napi_create_int32(env, constants[i].value, &value);
    if (status == napi_ok && !define(env, object, constants[i].name, value)) status = napi_generic_failure;
  }
  return status == napi_ok && !define(env, exports, "constants", object) ? napi_generic_failure : status;
}

#define METHOD(name, function) {name, NULL, function, NULL, NULL, NULL, napi_default_method, environment}

static napi_status define_class(napi_env env, struct environment *environment) {
  const napi_property_descriptor members[] = {
      {"fd", NULL, NULL, get_fd, NULL, NULL, napi_enumerable | napi_configurable, environment},
      METHOD("bind", method_bind),
      METHOD("connect", method_connect),
      METHOD("getsockname", method_getsockname),
      METHOD("setsockopt", method_setsockopt),
      METHOD("getsockopt", method_getsockopt),
      METHOD("send", method_send),
      METHOD("receive", method_receive),
      METHOD("exchange", method_exchange),
      METHOD("ways", method_ways),
      METHOD("receiveFds", method_receive_fds),
      METHOD("sendFds", method_send_fds),
      METHOD("poll", method_poll),
      METHOD("stopPolling", method_stop_polling),
      METHOD("startThread", method_start_thread),
      METHOD("post", method_post),
      METHOD("take", method_take),
      METHOD("release", method_release),
      METHOD("stopThread", method_stop_thread),
      METHOD("ref", method_ref),
      METHOD("unref", method_unref),
      METHOD("close", method_close),
  };
  napi_value class;
  napi_status status = napi_define_class(env, "Socket", NAPI_AUTO_LENGTH, constructor, environment,
                                         sizeof members / sizeof *members, members, &class);
  return status == napi_ok ? napi_create_reference(env, class, 1, &environment->constructor) : status;
}

NAPI_MODULE_INIT() {
  struct environment *environment = NULL;
  napi_status status = environment_begin(env, &environment);
  if (status == napi_ok) status = define_class(env, environment);
  if (status == napi_ok) status = define_constants(env, exports);
  if (status == napi_ok) {
    const napi_property_descriptor functions[] = {
        METHOD("open", function_open),
        METHOD("adopt", function_adopt),
        METHOD("socketpair", function_socketpair),
        METHOD("openNamespace", function_open_namespace),
        METHOD("adoptNamespace", function_adopt_namespace),
        METHOD("keepChild", function_keep_child),
        METHOD("forgetChild", function_forget_child),
    };
    status = napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  }
  if (status == napi_ok) return exports;
  napi_throw_error(env, NULL, "the socket addon could not be initialised");
  return NULL;
}
