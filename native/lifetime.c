/*
 * Lifetimes.
 *
 *   - struct socket is freed by the finalizer of its object. Its fd is closed by close(), by the finalizer or at the end of
 *     the environment, whichever is first.
 *   - A libuv handle must exist until libuv has run its close callback, so it is allocated separately from the socket.
 *   - struct environment is reference-counted by instance data, sockets and closing handles.
 *   - When an environment ends (exit, worker.terminate()), an asynchronous cleanup hook closes every socket and keeps the
 *     loop running until libuv has closed the handles. Node aborts if the loop of a worker still has handles at its end.
 */
#include "lifetime.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "libuv.h"
#include "slabs.h"

static void environment_release(struct environment *environment) {
  if (--environment->references > 0) return;
  free(environment->owned);
  free(environment);
}

static void environment_finalize(napi_env env, void *data, void *hint) {
  struct environment *environment = data;
  (void)hint;
  /* Node-API never deletes references by itself */
  if (environment->constructor != NULL) napi_delete_reference(env, environment->constructor);
  environment_release(environment);
}

/* Lets Node continue when the environment has ended and libuv has closed the last handle. */
static void environment_finish(struct environment *environment) {
  if (!environment->ending || environment->closing > 0 || environment->hook == NULL) return;
  napi_async_cleanup_hook_handle hook = environment->hook;
  environment->hook = NULL;
  napi_remove_async_cleanup_hook(hook);
}

static void environment_end(napi_async_cleanup_hook_handle hook, void *data) {
  struct environment *environment = data;
  environment->hook = hook;
  environment->ending = true;
  for (struct socket *socket = environment->sockets; socket != NULL; socket = socket->next) socket_close(socket);
  children_end(&environment->children);
  environment_finish(environment);
}

napi_status environment_begin(napi_env env, struct environment **result) {
  struct environment *environment = calloc(1, sizeof *environment);
  if (environment == NULL) return napi_generic_failure;
  environment->env = env;
  environment->references = 1;
  napi_status status = napi_get_uv_event_loop(env, &environment->loop);
  if (status == napi_ok) status = napi_set_instance_data(env, environment, environment_finalize, NULL);
  if (status != napi_ok) {
    free(environment);
    return status;
  }
  *result = environment;
  return napi_add_async_cleanup_hook(env, environment_end, environment, &environment->hook);
}

static void throw_unless_pending(napi_env env, const char *message) {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending) napi_throw_error(env, NULL, message);
}

static bool bit_of(const struct environment *environment, int fd, size_t *index, unsigned char *bit) {
  *index = (size_t)fd / 8;
  *bit = (unsigned char)(1 << (fd % 8));
  return fd >= 0 && *index < environment->owned_size;
}

/**
 * Whether a Socket of this environment owns that descriptor. A second owner would close it again after its number was
 * reused. A search of the list of sockets would take longer with every Socket that is open or not yet collected.
 */
bool environment_owns(const struct environment *environment, int fd) {
  size_t index;
  unsigned char bit;
  return bit_of(environment, fd, &index, &bit) && (environment->owned[index] & bit) != 0;
}

/* False if there is not enough memory. */
static bool own(struct environment *environment, int fd) {
  size_t index;
  unsigned char bit;
  if (!bit_of(environment, fd, &index, &bit)) {
    const size_t size = 2 * index + 64;
    unsigned char *owned = realloc(environment->owned, size);
    if (owned == NULL) return false;
    memset(owned + environment->owned_size, 0, size - environment->owned_size);
    environment->owned = owned;
    environment->owned_size = size;
  }
  environment->owned[index] |= bit;
  return true;
}

static void disown(struct environment *environment, int fd) {
  size_t index;
  unsigned char bit;
  if (bit_of(environment, fd, &index, &bit)) environment->owned[index] &= (unsigned char)~bit;
}

/** Creates the Socket object of an open fd. NULL: an exception is pending, and the caller still owns the fd. */
napi_value socket_wrap(struct environment *environment, int fd, int type) {
  napi_value constructor, result;
  struct socket *socket = calloc(1, sizeof *socket);
  if (socket == NULL || !own(environment, fd)) {
    free(socket);
    napi_throw_error(environment->env, NULL, "out of memory");
    return NULL;
  }
  socket->environment = environment;
  socket->fd = fd;
  socket->type = type;
  environment->constructing = socket;
  const bool made = napi_get_reference_value(environment->env, environment->constructor, &constructor) == napi_ok &&
                    napi_new_instance(environment->env, constructor, 0, NULL, &result) == napi_ok;
  /*
   * The constructor clears `constructing` after napi_wrap() has installed the finalizer. It can fail without an exception
   * while another thread terminates the environment; the new object is then no Socket.
   */
  const bool wrapped = environment->constructing == NULL;
  environment->constructing = NULL;
  if (!made || !wrapped) {
    disown(environment, fd);
    if (wrapped) socket->fd = -1;
    else free(socket);
    throw_unless_pending(environment->env, "the Socket could not be made");
    return NULL;
  }
  environment->references++;
  socket->next = environment->sockets;
  if (socket->next != NULL) socket->next->previous = socket;
  environment->sockets = socket;
  return result;
}

void socket_finalize(napi_env env, void *data, void *hint) {
  struct socket *socket = data;
  struct environment *environment = socket->environment;
  const bool listed = environment->sockets == socket || socket->previous != NULL;
  (void)hint;
  socket_close(socket);
  /* what JavaScript read of them when it dropped the Socket */
  if (socket->slabs != NULL) {
    pool_forget(slabs_pool(socket->slabs), socket);
    slabs_unshare(env, &environment->slabs, socket->slabs);
  }
  napi_delete_reference(env, socket->self);
  if (listed) {
    if (socket->next != NULL) socket->next->previous = socket->previous;
    if (socket->previous != NULL) socket->previous->next = socket->next;
    else environment->sockets = socket->next;
    environment_release(environment);
  }
  free(socket);
}

/** Idempotent. Waits for an I/O thread that serves the socket, and so for a sendmsg(2) in progress. */
void socket_close(struct socket *socket) {
  if (socket->stop != NULL) socket->stop(socket);
  if (socket->fd < 0) return;
  disown(socket->environment, socket->fd);
  close(socket->fd);
  socket->fd = -1;
}

/** Applies `referenced` to the handle and to the object: a Socket that keeps the loop alive must not be collected. */
void socket_apply_reference(struct socket *socket) {
  const bool pinned = socket->referenced && socket->handle != NULL;
  if (pinned == socket->pinned) return;
  socket->pinned = pinned;
  if (pinned) {
    uv_ref(socket->handle);
    napi_reference_ref(socket->environment->env, socket->self, NULL);
  } else {
    if (socket->handle != NULL) uv_unref(socket->handle);
    napi_reference_unref(socket->environment->env, socket->self, NULL);
  }
}

/**
 * Stores the callback in a non-enumerable property of the Socket's object. A strong reference here would keep alive
 * everything that the callback refers to, usually including the Socket, which would then never be collected.
 * False: an exception is pending.
 */
bool callback_attach(struct socket *socket, napi_value self, napi_value callback) {
  napi_env env = socket->environment->env;
  const napi_property_descriptor property = {"callback", NULL, NULL, NULL, NULL, callback, napi_configurable, NULL};
  if (napi_define_properties(env, self, 1, &property) == napi_ok &&
      napi_create_reference(env, callback, 0, &socket->callback) == napi_ok) {
    return true;
  }
  throw_unless_pending(env, "the Socket can not be given a callback");
  return false;
}

void callback_detach(struct socket *socket) {
  if (socket->callback != NULL) napi_delete_reference(socket->environment->env, socket->callback);
  socket->callback = NULL;
}

/** `stop` is called when the socket is closed; it must call handle_close(). */
void handle_attach(struct socket *socket, uv_handle_t *handle, void (*stop)(struct socket *socket)) {
  uv_handle_set_data(handle, socket);
  uv_unref(handle);
  socket->handle = handle;
  socket->stop = stop;
  socket_apply_reference(socket);
}

static void handle_closed(uv_handle_t *handle) {
  struct environment *environment = uv_handle_get_data(handle);
  free(handle);
  environment->closing--;
  environment_finish(environment);
  environment_release(environment);
}

void handle_close(struct socket *socket) {
  struct environment *environment = socket->environment;
  uv_handle_t *handle = socket->handle;
  if (handle == NULL) return;
  socket->handle = NULL;
  socket->stop = NULL;
  socket_apply_reference(socket);
  environment->closing++;
  environment->references++;
  uv_handle_set_data(handle, environment);
  uv_close(handle, handle_closed);
  callback_detach(socket);
}

/**
 * Calls the socket's callback with unsigned numbers, then runs microtasks. An exception of the callback is emitted as
 * 'uncaughtException' of the process. The callback may close the socket. Within a handle scope of the caller it is not
 * freed.
 */
void socket_call(struct socket *socket, size_t count, const uint32_t *numbers) {
  napi_env env = socket->environment->env;
  napi_handle_scope scope;
  napi_value self, callback, arguments[2], thrown;
  bool pending = false;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  /* `self` is empty if the object was collected and its finalizer has not run yet */
  bool ready = napi_get_reference_value(env, socket->self, &self) == napi_ok && self != NULL &&
               napi_get_reference_value(env, socket->callback, &callback) == napi_ok && callback != NULL;
  for (size_t i = 0; i < count; i++) ready = ready && napi_create_uint32(env, numbers[i], &arguments[i]) == napi_ok;
  if (ready) napi_make_callback(env, NULL, self, callback, count, arguments, NULL);
  if (napi_is_exception_pending(env, &pending) == napi_ok && pending &&
      napi_get_and_clear_last_exception(env, &thrown) == napi_ok) {
    napi_fatal_exception(env, thrown);
  }
  napi_close_handle_scope(env, scope);
}
