/* JavaScript's end of the I/O thread: starting it, feeding it, and taking its slabs one per turn of the loop. */
#include "socket.h"

#include <errno.h>
#include <stdlib.h>

static void on_ready(uv_async_t *async) {
  struct socket *socket = uv_handle_get_data((uv_handle_t *)async);
  size_t used = 0;
  bool more = false;
  int index = io_next(socket->io, &used, &more);
  if (index < 0) return;
  /* one slab a turn: timers and other sockets get theirs in between */
  if (more) uv_async_send(async);
  socket_call(socket, 2, (const uint32_t[]){(uint32_t)index, (uint32_t)used});
}

static void forget_buffers(struct socket *socket) {
  for (unsigned i = 0; i < socket->buffer_count; i++) {
    napi_delete_reference(socket->environment->env, socket->buffers[i]);
  }
  free(socket->buffers);
  socket->buffers = NULL;
  socket->buffer_count = 0;
}

/* The thread writes into the ArrayBuffers: references keep them until it is joined. 0, -errno, or 1: exception pending */
static int take_slabs(const struct call *call, size_t window, struct slab *slabs) {
  napi_env env = call->env;
  uint32_t count = 0;
  if (napi_get_array_length(env, call->values[0], &count) != napi_ok) {
    wrong_argument(call, 0, "an array of ArrayBuffers");
    return 1;
  }
  if (count < 2 || count > SLABS) return -EINVAL;
  call->socket->buffers = calloc(count, sizeof(napi_ref));
  if (call->socket->buffers == NULL) return -ENOMEM;
  for (uint32_t i = 0; i < count; i++) {
    napi_value buffer;
    void *bytes = NULL;
    slabs[i] = (struct slab){0};
    if (napi_get_element(env, call->values[0], i, &buffer) != napi_ok ||
        napi_get_arraybuffer_info(env, buffer, &bytes, &slabs[i].size) != napi_ok) {
      wrong_argument(call, 0, "an array of ArrayBuffers");
      return 1;
    }
    slabs[i].bytes = bytes;
    if (slabs[i].size != slabs[0].size || slabs[i].size > SLAB_MAXIMUM || !slab_fits(&slabs[i], window)) return -EINVAL;
    for (uint32_t j = 0; j < i; j++) {
      if (slabs[j].bytes == slabs[i].bytes) return -EINVAL;
    }
    if (napi_create_reference(env, buffer, 1, &call->socket->buffers[i]) != napi_ok) return -ENOMEM;
    call->socket->buffer_count = i + 1;
  }
  return 0;
}

static int launch(struct socket *socket, napi_value callback, struct io_settings *settings) {
  struct environment *environment = socket->environment;
  uv_async_t *async = calloc(1, uv_handle_size(LIBUV_ASYNC));
  if (async == NULL) return -ENOMEM;
  if (napi_create_reference(environment->env, callback, 1, &socket->callback) != napi_ok) {
    free(async);
    return -ENOMEM;
  }
  int status = uv_async_init(environment->loop, async, on_ready);
  if (status != 0) {
    free(async);
    napi_delete_reference(environment->env, socket->callback);
    socket->callback = NULL;
    return status;
  }
  handle_attach(socket, (uv_handle_t *)async);
  settings->ready = async;
  settings->fd = socket->fd;
  settings->type = socket->type;
  status = io_start(&socket->io, settings);
  if (status != 0) handle_close(socket);
  return status;
}

void thread_stop(struct socket *socket) {
  if (socket->io == NULL) return;
  io_stop(socket->io);
  socket->io = NULL;
  handle_close(socket);
  forget_buffers(socket);
}

/** startThread(slabs, window, lingerMicroseconds, onSlab, coalesceMicroseconds = 0, control = 1) */
napi_value method_start_thread(napi_env env, napi_callback_info info) {
  struct call call;
  struct slab slabs[SLABS];
  uint32_t window, linger, coalesce = 0, control = 1;
  if (!method_begin(env, info, &call) || !argument_unsigned(&call, 1, &window) ||
      !argument_unsigned(&call, 2, &linger) || !argument_function(&call, 3)) {
    return NULL;
  }
  if (call.count > 4 && !argument_unsigned(&call, 4, &coalesce)) return NULL;
  if (call.count > 5 && !argument_unsigned(&call, 5, &control)) return NULL;
  struct socket *socket = call.socket;
  if (socket->fd < 0) return number(env, -EBADF);
  if (socket->environment->ending) return number(env, -ECANCELED);
  if (socket->handle != NULL) return number(env, -EBUSY);
  if (window == 0) return number(env, -EINVAL);
  int status = take_slabs(&call, window, slabs);
  if (status == 0) {
    struct io_settings settings = {.window = window, .linger = linger * INT64_C(1000),
                                   .coalesce = coalesce * INT64_C(1000), .control = control != 0, .slabs = slabs,
                                   .count = socket->buffer_count};
    status = launch(socket, call.values[3], &settings);
  }
  if (status != 0) forget_buffers(socket);
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
  int index = io_await(call.socket->io, microseconds * INT64_C(1000), &used, &more);
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
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io == NULL) return number(env, -ENOTCONN);
  return number(env, io_release(call.socket->io, index));
}

/** stopThread() */
napi_value method_stop_thread(napi_env env, napi_callback_info info) {
  struct call call;
  if (!method_begin(env, info, &call)) return NULL;
  thread_stop(call.socket);
  return number(env, 0);
}
