/* Polls a socket for readability on the environment's loop. */
#include "polling.h"

#include <errno.h>
#include <stdlib.h>

#include "arguments.h"
#include "libuv.h"
#include "lifetime.h"

static void on_event(uv_poll_t *poll, int status, int events) {
  struct socket *socket = uv_handle_get_data((uv_handle_t *)poll);
  (void)events;
  /*
   * On a pending socket error (ENOBUFS after an overrun) libuv reports EBADF and stops the handle. The socket is still
   * usable: polling is restarted, and receive() returns the real error.
   */
  if (status < 0 && uv_poll_start(poll, LIBUV_READABLE, on_event) != 0) {
    napi_value error, message;
    napi_env env = socket->environment->env;
    napi_handle_scope scope;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return;
    if (napi_create_string_utf8(env, "polling could not be restarted", NAPI_AUTO_LENGTH, &message) == napi_ok &&
        napi_create_error(env, NULL, message, &error) == napi_ok) {
      napi_fatal_exception(env, error);
    }
    napi_close_handle_scope(env, scope);
    return;
  }
  socket_call(socket, 0, NULL);
}

/* 0, -errno, or 1: an exception is pending */
static int poll_start(const struct call *call) {
  struct socket *socket = call->socket;
  struct environment *environment = socket->environment;
  if (socket->fd < 0) return -EBADF;
  if (environment->ending) return -ECANCELED;
  if (socket->handle != NULL) return -EBUSY;
  uv_poll_t *poll = calloc(1, uv_handle_size(LIBUV_POLL));
  if (poll == NULL) return -ENOMEM;
  int status = callback_attach(socket, call->self, call->values[0]) ? 0 : 1;
  if (status == 0) status = uv_poll_init(environment->loop, poll, socket->fd);
  if (status != 0) {
    free(poll);
    callback_detach(socket);
    return status;
  }
  handle_attach(socket, (uv_handle_t *)poll, handle_close);
  status = uv_poll_start(poll, LIBUV_READABLE, on_event);
  if (status != 0) handle_close(socket);
  return status;
}

/** poll(onReadable) */
napi_value method_poll(napi_env env, napi_callback_info info) {
  struct call call;
  if (!method_begin(env, info, &call) || !argument_function(&call, 0)) return NULL;
  const int status = poll_start(&call);
  return status > 0 ? NULL : number(env, status);
}

/** stopPolling() */
napi_value method_stop_polling(napi_env env, napi_callback_info info) {
  struct call call;
  if (!method_begin(env, info, &call)) return NULL;
  if (call.socket->io == NULL) handle_close(call.socket);
  return number(env, 0);
}
