/*
 * The pieces of the socket addon and what they share.
 *
 *   socket.c     the module, the Socket class, its plain socket calls
 *   arguments.c  from JavaScript's arguments to C and back
 *   receive.c    draining datagrams into records; passing file descriptors
 *   lifetime.c   environments and libuv handles: who lives how long, who closes what
 *   namespace.c  open files of network namespaces
 *   child.c      child processes of a worker, which are waited for when it ends
 *   poll.c       readiness on the environment's loop
 *   delivery.c   JavaScript's end of the I/O thread
 *   io.c, io.h   the I/O thread seen from outside: start, stop, what goes in and comes out
 *   thread.c     the I/O thread itself
 *   bulk.c       receiving many small datagrams at once; these three call no Node-API, they never see JavaScript
 *
 * The addon knows sockets and no protocol. Every call returns a number: a result >= 0 or -errno. Only misuse of arguments
 * throws, a TypeError: a number that is no integer of 32 bits is misuse as well. What JavaScript sees (`bytes` is a Uint8Array, `data` one or an array of up to 1,024 for one
 * sendmsg(2), `slab` a Uint8Array that is filled with records, `window` the stored bytes of a datagram at most):
 *
 *   open(domain, type, protocol)   a Socket: close-on-exec, non-blocking
 *   adopt(fd)                      the same of an open socket, which is the Socket's to close from then on; a number leaves it to
 *                                  the caller. -EBUSY where it is a Socket's already
 *   socketpair(domain, type, protocol)   two connected Sockets in an array
 *   openNamespace(path)            an open file of a network namespace, -EINVAL for any other file, which is not even opened. It
 *                                  has an fd and is closed like a Socket; all else about it fails. Needs /proc
 *   adoptNamespace(fd)             the same of an open file, which is its own from then on; a number leaves it to the caller
 *   keepChild(pid)                 a child process to wait for, a second at most, when this environment ends
 *   forgetChild(pid)               not any more: it was waited for
 *   constants                      AF_UNIX, SOCK_*, SOL_SOCKET, SO_*, MSG_*
 *
 *   fd                             -1 once closed
 *   bind(bytes) connect(bytes)     struct sockaddr as it is in memory
 *   getsockname(bytes)             its length
 *   setsockopt(level, name, bytes) getsockopt(level, name, bytes)   the latter: the length
 *   send(data)
 *   receive(slab, window)          everything there is, while a window fits: bytes of the slab in use, 0 for nothing. Errors
 *                                  of the socket are records in their place
 *   exchange(data, slab, window, most = 0)
 *                                  send, then receive; -errno of the send. With `most` at most that many datagrams, and
 *                                  without their control messages: that saves work, and the call that finds nothing more
 *   ways()                         functions of this Socket, which lives as long: what is looked up for a method's call is
 *                                  known to them. They send what the bytes have from `start` to `end`
 *     exchange(bytes, start, end, slab, window, most)
 *     send(bytes, start, end)      sends and looks, without receiving it, whether something has come: 1 or 0
 *   receiveFds(bytes, max)         one datagram, { length, fds }; the fds are the caller's, close-on-exec
 *   sendFds(bytes, fds)            one datagram; the caller keeps its fds
 *   poll(callback) stopPolling()   runs the callback while there is something to receive, errors included
 *   startThread(slabs, window, lingerMicroseconds, onSlab, coalesceMicroseconds = 0, control = 1)
 *                                  an I/O thread that fills 2 to 64 slabs of one size, over SharedArrayBuffers: no code can
 *                                  detach or shrink what the thread writes into. onSlab(index, used) runs once per
 *                                  turn of the loop and owns the slab until release(index).
 *                                  Control messages are left out where `control` is 0, which is less work
 *                                  While it runs, send, receive, exchange, *Fds and poll are -EBUSY
 *   post(ticket, data, conclude = 0)
 *                                  copied, sent by the thread; a failure becomes an ERROR_SEND record with the ticket. With
 *                                  `conclude`, a CONCLUDED record says that it was sent and nothing is left to receive
 *   take(microseconds)             the next slab at once, looking out for it that long: index * 2^32 + used, -1 for none
 *   release(index)                 the slab may be filled again
 *   stopThread()                   joins it, waiting for a sendmsg(2) inside the kernel; what is under way is dropped
 *   ref() unref()                  whether poll or thread keep the process; they do not at first. A referenced active Socket
 *                                  is not garbage, any other one is collected, and closed, when nothing refers to it. The
 *                                  callback does not count: the Socket's object keeps it, and it may refer to the object
 *   close()                        stops all of it; any number of times
 */
#ifndef RTNL_SOCKET_H
#define RTNL_SOCKET_H

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "libuv.h"

/* ---- receive.c: records ---------------------------------------------------------------------------------------- */

/* struct record, sockaddr included */
#define RECORD_HEADER 32u
/* room kept for control messages while receiving; what does not fit is cut by the kernel with MSG_CTRUNC */
#define RECORD_CONTROL 512u
#define RECORD_NAME 16u

/* in `flags`: the rest of the word is an errno. Of msg_flags these bits are cleared. */
#define ERROR_RECEIVE 0x80000000u
#define ERROR_SEND 0x40000000u
/* no error either: what the send of that ticket and those before it brought has been received, all of it */
#define CONCLUDED 0x20000000u

/* a slab of more could not be counted in the int32 numbers JavaScript is fastest with */
#define SLAB_MAXIMUM 0x40000000u

/** What precedes every datagram in a slab. Records start at multiples of 8, counted from the start of the slab. */
struct record {
  uint32_t size;    /* of the whole record, padding included */
  uint32_t length;  /* of the datagram as it was sent, even if less was stored; the ticket where flags say ERROR_SEND or CONCLUDED */
  uint32_t flags;   /* msg_flags of recvmsg(2), ERROR_* | errno, or CONCLUDED */
  uint16_t name;    /* bytes of `sender` in use */
  uint16_t control; /* bytes of control messages that follow, before their padding to 8 */
  uint8_t sender[RECORD_NAME];
};

struct slab {
  uint8_t *bytes;
  size_t size;
  size_t used;
};

struct source {
  int fd;
  int type;       /* SOCK_* */
  size_t window;  /* stored bytes of a datagram at most */
  size_t control; /* padded control length of the datagram before: where this one's data is received to, in hope */
};

enum drained {
  DRAINED_EMPTY, /* nothing left to read */
  DRAINED_FULL,  /* the slab has no room for another window */
  DRAINED_ENDED, /* end of a connection, or an error that does not go away: reading on is pointless */
};

static inline size_t padded(size_t length) { return (length + 7) & ~(size_t)7; }
bool slab_fits(const struct slab *slab, size_t window);
bool slab_append_mark(struct slab *slab, uint32_t flags, uint32_t length);
enum drained drain(struct source *source, struct slab *slab, uint32_t most, bool control);
#define UNLIMITED UINT32_MAX
int send_vectors(int fd, struct iovec *vectors, size_t count);

/* ---- io.c, thread.c: the I/O thread ----------------------------------------------------------------------------- */

struct io;

#define SLABS 64

struct io_settings {
  int fd;
  int type;
  size_t window;
  int64_t linger;   /* nanoseconds */
  int64_t coalesce; /* nanoseconds */
  uv_async_t *ready;
  bool control;
  unsigned count;
  const struct slab *slabs;
};

int io_start(struct io **io, const struct io_settings *settings);
int io_post(struct io *io, uint32_t ticket, const struct iovec *vectors, size_t count, bool conclude);
int io_release(struct io *io, uint32_t index);
int io_next(struct io *io, size_t *used, bool *more);
int io_await(struct io *io, int64_t nanoseconds, size_t *used, bool *more);
void io_stop(struct io *io);

/* ---- lifetime.c -------------------------------------------------------------------------------------------------- */

/** One per environment (main thread or worker) that loaded the addon; outlives its sockets and their libuv handles. */
struct environment {
  napi_env env;
  uv_loop_t *loop;
  napi_ref constructor;
  napi_async_cleanup_hook_handle hook;
  struct socket *sockets;       /* all that are not finalized */
  struct socket *constructing;  /* handed to the constructor by socket_wrap() */
  struct child *children;       /* to wait for at the end */
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
  bool referenced;
  bool held; /* `self` is strong */
  size_t control; /* see struct source */

  uv_handle_t *handle; /* of poll or of the thread: a socket has one of them at most */
  napi_ref callback;   /* weak: the object of `self` keeps it */
  struct io *io;
  napi_ref buffers[SLABS]; /* the slabs, which the thread writes into: strong */
  unsigned buffer_count;
  int64_t buffer_bytes;
};

napi_status environment_begin(napi_env env, struct environment **environment);
void children_end(struct environment *environment);
napi_value socket_wrap(struct environment *environment, int fd, int type);
bool environment_owns(const struct environment *environment, int fd);
void socket_finalize(napi_env env, void *data, void *hint);
void socket_close(struct socket *socket);
bool callback_attach(struct socket *socket, napi_value self, napi_value callback);
void callback_detach(struct socket *socket);
void handle_attach(struct socket *socket, uv_handle_t *handle);
void handle_close(struct socket *socket);
void socket_hold(struct socket *socket);
void socket_call(struct socket *socket, size_t count, const uint32_t *numbers);

/* ---- arguments.c -------------------------------------------------------------------------------------------------- */

#define ARGUMENTS 6
#define VECTORS 1024 /* UIO_MAXIOV */

struct call {
  napi_env env;
  struct environment *environment;
  struct socket *socket;
  napi_value self; /* the receiver of a method */
  size_t count;
  napi_value values[ARGUMENTS];
};

struct vectors {
  size_t count;
  bool excess; /* more buffers than sendmsg(2) takes */
  struct iovec list[VECTORS];
};

/* false: an exception is pending */
bool function_begin(napi_env env, napi_callback_info info, struct call *call);
bool method_begin(napi_env env, napi_callback_info info, struct call *call);
bool argument_integer(const struct call *call, size_t index, int32_t *value);
bool argument_unsigned(const struct call *call, size_t index, uint32_t *value);
bool integer_of(napi_env env, napi_value value, int32_t *integer);
bool argument_bytes(const struct call *call, size_t index, struct iovec *bytes);
bool shared_bytes_of(napi_env env, napi_value value, struct iovec *bytes);
bool argument_elements(const struct call *call, size_t index, uint32_t most, napi_value *values, uint32_t *count,
                       const char *expected);
bool argument_vectors(const struct call *call, size_t index, struct vectors *vectors);
bool argument_function(const struct call *call, size_t index);
bool wrong_argument(const struct call *call, size_t index, const char *expected);
socklen_t length_of(const struct iovec *bytes);
bool define(napi_env env, napi_value object, const char *name, napi_value value);
bool define_element(napi_env env, napi_value array, uint32_t index, napi_value value);
napi_value number(napi_env env, int value);

/* ---- methods --------------------------------------------------------------------------------------------------------- */

napi_value function_open_namespace(napi_env env, napi_callback_info info);
napi_value function_adopt_namespace(napi_env env, napi_callback_info info);
napi_value function_keep_child(napi_env env, napi_callback_info info);
napi_value function_forget_child(napi_env env, napi_callback_info info);
napi_value method_receive(napi_env env, napi_callback_info info);
napi_value method_exchange(napi_env env, napi_callback_info info);
napi_value method_ways(napi_env env, napi_callback_info info);
napi_value method_receive_fds(napi_env env, napi_callback_info info);
napi_value method_send_fds(napi_env env, napi_callback_info info);
napi_value method_poll(napi_env env, napi_callback_info info);
napi_value method_stop_polling(napi_env env, napi_callback_info info);
napi_value method_start_thread(napi_env env, napi_callback_info info);
napi_value method_post(napi_env env, napi_callback_info info);
napi_value method_take(napi_env env, napi_callback_info info);
napi_value method_release(napi_env env, napi_callback_info info);
napi_value method_stop_thread(napi_env env, napi_callback_info info);
void poll_stop(struct socket *socket);
void thread_stop(struct socket *socket);

#endif
