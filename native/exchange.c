/* Receives, sends requests with their replies, and binds both calls to one socket. */
#include "exchange.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arguments.h"
#include "lifetime.h"
#include "records.h"

static int receive_into(struct socket *socket, const struct iovec *bytes, uint32_t window, uint32_t limit) {
  const bool control = limit == UNLIMITED;
  struct source source = {.fd = socket->fd, .type = socket->type, .window = window, .control = socket->control};
  struct slab slab = {.bytes = bytes->iov_base, .size = bytes->iov_len};
  if (slab.size > SLAB_MAXIMUM) slab.size = SLAB_MAXIMUM;
  if (socket->fd < 0) return -EBADF;
  if (socket->io != NULL) return -EBUSY;
  if (window == 0 || !slab_fits(&slab, window)) return -EINVAL;
  drain(&source, &slab, limit, control);
  socket->control = source.control;
  return (int)slab.used;
}

/** receive(slab, window) */
napi_value method_receive(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec slab;
  uint32_t window;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &slab) || !argument_unsigned(&call, 1, &window)) {
    return NULL;
  }
  return number(env, receive_into(call.socket, &slab, window, UNLIMITED));
}

static int exchange(struct socket *socket, struct iovec *data, size_t count, const struct iovec *slab, uint32_t window,
                    uint32_t limit) {
  const struct slab empty = {.size = slab->iov_len};
  if (socket->fd < 0) return -EBADF;
  if (socket->io != NULL) return -EBUSY;
  /* checked before sending: a request must not be sent if its reply could not be received */
  if (window == 0 || !slab_fits(&empty, window)) return -EINVAL;
  const int result = send_vectors(socket->fd, data, count);
  return result < 0 ? result : receive_into(socket, slab, window, limit == 0 ? UNLIMITED : limit);
}

/** exchange(data, slab, window, limit = 0) */
napi_value method_exchange(napi_env env, napi_callback_info info) {
  struct call call;
  struct vectors data;
  struct iovec slab;
  uint32_t window, limit = 0;
  if (!method_begin(env, info, &call) || !argument_vectors(&call, 0, &data) || !argument_bytes(&call, 1, &slab) ||
      !argument_unsigned(&call, 2, &window) || (call.count > 3 && !argument_unsigned(&call, 3, &limit))) {
    return NULL;
  }
  return number(env, data.excess ? -EMSGSIZE : exchange(call.socket, data.list, data.count, &slab, window, limit));
}

/**
 * Reads the arguments of a bound function: its socket, and in `part` the bytes of argument 0 from argument 1 to
 * argument 2.
 */
static bool bound_begin(napi_env env, napi_callback_info info, struct call *call, struct iovec *part) {
  void *data = NULL;
  uint32_t start, end;
  call->env = env;
  call->count = ARGUMENTS;
  if (napi_get_cb_info(env, info, &call->count, call->values, NULL, &data) != napi_ok || !argument_bytes(call, 0, part) ||
      !argument_unsigned(call, 1, &start) || !argument_unsigned(call, 2, &end)) {
    return false;
  }
  if (start > end || end > part->iov_len) return wrong_argument(call, 2, "within the bytes");
  call->socket = data;
  part->iov_base = (uint8_t *)part->iov_base + start;
  part->iov_len = end - start;
  return true;
}

/** exchange(bytes, start, end, slab, window, limit) of method_bound_calls() */
static napi_value bound_exchange(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec part, slab;
  uint32_t window, limit;
  if (!bound_begin(env, info, &call, &part) || !argument_bytes(&call, 3, &slab) || !argument_unsigned(&call, 4, &window) ||
      !argument_unsigned(&call, 5, &limit)) {
    return NULL;
  }
  return number(env, exchange(call.socket, &part, 1, &slab, window, limit));
}

/** Sends, then reports whether something can be received: 1, 0, or -errno of the send. */
static int send_and_poll(const struct socket *socket, struct iovec *part) {
  /* poll(2), since recv(2) with MSG_PEEK would clear a pending error */
  struct pollfd event = {.fd = socket->fd, .events = POLLIN};
  if (socket->fd < 0) return -EBADF;
  if (socket->io != NULL) return -EBUSY;
  const int sent = send_vectors(socket->fd, part, 1);
  if (sent < 0) return sent;
#ifdef SYS_poll
  return syscall(SYS_poll, &event, 1, 0) != 0;
#else
  return poll(&event, 1, 0) != 0;
#endif
}

/** send(bytes, start, end) of method_bound_calls() */
static napi_value bound_send(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec part;
  return bound_begin(env, info, &call, &part) ? number(env, send_and_poll(call.socket, &part)) : NULL;
}

/** boundCalls() */
napi_value method_bound_calls(napi_env env, napi_callback_info info) {
  struct call call;
  napi_value result;
  if (!method_begin(env, info, &call) || napi_create_object(env, &result) != napi_ok) return NULL;
  static const struct { const char *name; napi_callback function; } calls[] = {{"exchange", bound_exchange},
                                                                                      {"send", bound_send}};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    napi_value bound;
    /* keeps the Socket alive: the function contains the address that its finalizer frees */
    const napi_property_descriptor owner = {"socket", NULL, NULL, NULL, NULL, call.self, napi_default, NULL};
    if (napi_create_function(env, calls[i].name, NAPI_AUTO_LENGTH, calls[i].function, call.socket, &bound) != napi_ok ||
        napi_define_properties(env, bound, 1, &owner) != napi_ok || !define(env, result, calls[i].name, bound)) {
      return NULL;
    }
  }
  return result;
}
