/* lifetime.c: environments, sockets and their libuv handles: who owns, frees and closes what. */
#ifndef RTNL_LIFETIME_H
#define RTNL_LIFETIME_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libuv.h"

/** One per environment (main thread or worker) that loaded the addon. It outlives its sockets and their libuv handles. */
struct environment {
  napi_env env;
  uv_loop_t *loop;
  napi_ref constructor;
  napi_async_cleanup_hook_handle hook;
  struct socket *sockets;       /* all sockets that are not finalized */
  struct socket *constructing;  /* passed to the constructor by socket_wrap() */
  struct child *children;       /* to wait for when the environment ends */
  struct slabs *slabs;          /* those that sockets are served with */
  unsigned char *owned;         /* one bit for each descriptor number: whether a Socket owns it */
  size_t owned_size;            /* bytes of it */
  unsigned closing;             /* libuv handles between uv_close() and its callback */
  unsigned references;
  bool ending;
};

struct socket {
  struct environment *environment;
  struct socket *previous, *next;
  napi_ref self; /* weak, except while a referenced socket is active */
  int fd;        /* -1 once closed */
  int type;
  bool referenced; /* by ref(), until unref() */
  bool pinned;     /* `self` is strong, and so is `handle` for the loop */
  size_t control;  /* see struct source */

  uv_handle_t *handle; /* of polling or of the I/O thread; a socket has at most one of them */
  void (*stop)(struct socket *socket); /* ends what `handle` is for; NULL without a handle */
  napi_ref callback;   /* weak: the Socket's object owns it */
  struct io *io;       /* if the I/O threads serve the socket */
  struct slabs *slabs; /* those that were lent to it last; they outlast `io`, since JavaScript may still read one */
};

napi_status environment_begin(napi_env env, struct environment **environment);
bool environment_owns(const struct environment *environment, int fd);
napi_value socket_wrap(struct environment *environment, int fd, int type);
void socket_finalize(napi_env env, void *data, void *hint);
void socket_close(struct socket *socket);
void socket_apply_reference(struct socket *socket);
void socket_call(struct socket *socket, size_t count, const uint32_t *numbers);
bool callback_attach(struct socket *socket, napi_value self, napi_value callback);
void callback_detach(struct socket *socket);
void handle_attach(struct socket *socket, uv_handle_t *handle, void (*stop)(struct socket *socket));
void handle_close(struct socket *socket);

#endif
