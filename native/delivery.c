/* The JavaScript side of the I/O threads: lets them serve a socket, posts data, and delivers one slab per turn of the loop. */
#include "delivery.h"

#include <errno.h>
#include <stdlib.h>

#include "arguments.h"
#include "io.h"
#include "libuv.h"
#include "lifetime.h"
#include "records.h"
#include "slabs.h"

static const char EXPECTED_SLABS[] = "an array of Uint8Arrays over SharedArrayBuffers";

/* microseconds: polling occupies a processor and, in take(), blocks the event loop */
#define POLL_MAXIMUM 60000000u

static void on_ready(uv_async_t *async) {
  struct socket *socket = uv_handle_get_data((uv_handle_t *)async);
  size_t used = 0;
  bool more = false;
  int index = io_next(socket->io, &used, &more);
  if (index < 0) return;
  /* one slab per turn, so that timers and other sockets run in between */
  if (more) uv_async_send(async);
  socket_call(socket, 2, (const uint32_t[]){(uint32_t)index, (uint32_t)used});
}

/* Ends the use of the slabs, unless JavaScript still reads one. */
static void leave_slabs(struct socket *socket) {
  if (socket->slabs == NULL || pool_lends(slabs_pool(socket->slabs), socket)) return;
  slabs_unshare(socket->environment->env, &socket->environment->slabs, socket->slabs);
  socket->slabs = NULL;
}

static bool overlap(const struct slab *a, const struct slab *b) {
  const uintptr_t start_a = (uintptr_t)a->bytes, start_b = (uintptr_t)b->bytes;
  return start_a < start_b + b->size && start_b < start_a + a->size;
}

/* Checks and reads the slabs. 0, -errno, or 1: an exception is pending */
static int read_slabs(const struct call *call, const napi_value *values, uint32_t count, size_t window,
                      struct slab *slabs) {
  for (uint32_t i = 0; i < count; i++) {
    struct iovec bytes;
    if (!shared_bytes_of(call->env, values[i], &bytes)) {
      wrong_argument(call, 0, EXPECTED_SLABS);
      return 1;
    }
    slabs[i] = (struct slab){.bytes = bytes.iov_base, .size = bytes.iov_len};
    if (slabs[i].size != slabs[0].size || slabs[i].size > SLAB_MAXIMUM || !slab_fits(&slabs[i], window)) return -EINVAL;
    for (uint32_t j = 0; j < i; j++) {
      if (overlap(&slabs[i], &slabs[j])) return -EINVAL;
    }
  }
  return 0;
}

static void stop_thread(struct socket *socket) {
  io_stop(socket->io);
  socket->io = NULL;
  handle_close(socket);
  leave_slabs(socket);
}

/* 0, -errno, or 1: an exception is pending */
static int launch(const struct call *call, struct io_settings *settings) {
  struct socket *socket = call->socket;
  uv_async_t *async = calloc(1, uv_handle_size(LIBUV_ASYNC));
  if (async == NULL) return -ENOMEM;
  int status = callback_attach(socket, call->self, call->values[3]) ? 0 : 1;
  if (status == 0) status = uv_async_init(socket->environment->loop, async, on_ready);
  if (status != 0) {
    free(async);
    callback_detach(socket);
    return status;
  }
  handle_attach(socket, (uv_handle_t *)async, stop_thread);
  settings->ready = async;
  settings->fd = socket->fd;
  settings->type = socket->type;
  settings->pool = slabs_pool(socket->slabs);
  settings->owner = socket;
  status = io_start(&socket->io, settings);
  if (status != 0) handle_close(socket);
  return status;
}

/** startThread(slabs, window, lingerMicroseconds, onSlab, coalesceMicroseconds = 0, control = 1) */
napi_value method_start_thread(napi_env env, napi_callback_info info) {
  struct call call;
  struct slab slabs[SLABS];
  napi_value values[SLABS];
  uint32_t count, window, linger, coalesce = 0, control = 1;
  if (!method_begin(env, info, &call) || !argument_unsigned(&call, 1, &window) ||
      !argument_unsigned(&call, 2, &linger) || !argument_function(&call, 3) ||
      (call.count > 4 && !argument_unsigned(&call, 4, &coalesce)) ||
      (call.count > 5 && !argument_unsigned(&call, 5, &control)) ||
      !argument_elements(&call, 0, SLABS, values, &count, EXPECTED_SLABS)) {
    return NULL;
  }
  struct socket *socket = call.socket;
  if (socket->fd < 0) return number(env, -EBADF);
  if (socket->environment->ending) return number(env, -ECANCELED);
  if (socket->handle != NULL) return number(env, -EBUSY);
  if (count < 2 || count > SLABS || window == 0 || linger > POLL_MAXIMUM) return number(env, -EINVAL);
  /* JavaScript still reads a slab of the time before */
  if (socket->slabs != NULL) return number(env, -EBUSY);
  int status = read_slabs(&call, values, count, window, slabs);
  if (status == 0)
    status = slabs_share(env, &socket->environment->slabs, values, slabs, count, &socket->slabs);
  if (status == 0) {
    struct io_settings settings = {.window = window, .linger = linger * INT64_C(1000),
                                   .coalesce = coalesce * INT64_C(1000), .control = control != 0};
    status = launch(&call, &settings);
    if (status != 0) leave_slabs(socket);
  }
  return status > 0 ? NULL : number(env, status);
}

/** post(ticket, data, conclude = 0) */
napi_value method_post(napi_env env, napi_callback_info info) {
  struct call call;
  struct vectors data;
  uint32_t ticket, conclude = 0;
  if (!method_begin(env, info, &call) || !argument_unsigned(&call, 0, &ticket) || !argument_vectors(&call, 1, &data) ||
      (call.count > 2 && !argument_unsigned(&call, 2, &conclude))) {
    return NULL;
  }
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io == NULL) return number(env, -ENOTCONN);
  if (data.excess) return number(env, -EMSGSIZE);
  return number(env, io_post(call.socket->io, ticket, data.list, data.count, conclude != 0));
}

/** take(microseconds) */
napi_value method_take(napi_env env, napi_callback_info info) {
  struct call call;
  uint32_t microseconds;
  size_t used = 0;
  bool more = false;
  napi_value result;
  if (!method_begin(env, info, &call) || !argument_unsigned(&call, 0, &microseconds)) return NULL;
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io == NULL) return number(env, -ENOTCONN);
  if (microseconds > POLL_MAXIMUM) return number(env, -EINVAL);
  int index = io_poll(call.socket->io, microseconds * INT64_C(1000), &used, &more);
  if (more) uv_async_send((uv_async_t *)call.socket->handle);
  if (index < 0) return number(env, -1);
  if (napi_create_double(env, index * 4294967296.0 + (double)used, &result) != napi_ok) return NULL;
  return result;
}

/** release(index) */
napi_value method_release(napi_env env, napi_callback_info info) {
  struct call call;
  uint32_t index;
  if (!method_begin(env, info, &call) || !argument_unsigned(&call, 0, &index)) return NULL;
  struct socket *socket = call.socket;
  if (socket->slabs == NULL) return number(env, socket->fd < 0 ? -EBADF : -ENOTCONN);
  struct borrower *borrower = socket->io == NULL ? NULL : io_borrower(socket->io);
  const bool released = pool_release(slabs_pool(socket->slabs), borrower, socket, index);
  if (socket->io == NULL) leave_slabs(socket);
  return number(env, released ? 0 : -EINVAL);
}

/** pause(paused) */
napi_value method_pause(napi_env env, napi_callback_info info) {
  struct call call;
  uint32_t paused;
  if (!method_begin(env, info, &call) || !argument_unsigned(&call, 0, &paused)) return NULL;
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io == NULL) return number(env, -ENOTCONN);
  return number(env, io_pause(call.socket->io, paused != 0));
}

/** stopThread() */
napi_value method_stop_thread(napi_env env, napi_callback_info info) {
  struct call call;
  if (!method_begin(env, info, &call)) return NULL;
  if (call.socket->io != NULL) stop_thread(call.socket);
  return number(env, 0);
}
