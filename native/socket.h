/*
 * The parts of the socket addon and their shared declarations.
 *
 *   socket.c     the module, the Socket class, and methods that are one system call
 *   arguments.c  converts JavaScript arguments to C, and results back
 *   receive.c    drains datagrams into records; passes file descriptors
 *   lifetime.c   environments and libuv handles: who owns, frees and closes what
 *   namespace.c  open network namespace files
 *   child.c      child processes of a worker, which are waited for when it ends
 *   poll.c       readiness on the environment's loop
 *   delivery.c   the JavaScript side of the I/O thread
 *   io.c, io.h   the interface of the I/O thread: start, stop, input and output
 *   thread.c     the I/O thread itself
 *   bulk.c       receives many small datagrams per call
 *
 * io.c, thread.c and bulk.c do not call Node-API.
 *
 * The addon knows sockets and no protocol. Every call returns a number: a result >= 0, or -errno. Only misuse of
 * arguments throws, a TypeError; a number that is not a 32-bit integer is misuse too. In the signatures below:
 *
 *   bytes    a Uint8Array
 *   data     a Uint8Array, or an array of up to 1,024 of them that are sent by one sendmsg(2)
 *   slab     a Uint8Array that is filled with records
 *   window   the maximum number of bytes stored per datagram
 *
 * Functions:
 *
 *   open(domain, type, protocol)   a Socket: close-on-exec, non-blocking
 *   adopt(fd)                      a Socket for an open descriptor, which it owns from then on. If a number is
 *                                  returned, the caller still owns it. -EBUSY if another Socket owns it
 *   socketpair(domain, type, protocol)   an array of two connected Sockets
 *   openNamespace(path)            an open network namespace file. -EINVAL for any other file, which is not opened. The
 *                                  result has `fd` and `close()` like a Socket; its other methods fail. Needs /proc
 *   adoptNamespace(fd)             the same for an open descriptor, which it owns from then on. If a number is
 *                                  returned, the caller still owns it
 *   keepChild(pid)                 waits for a child process when this environment ends, for a second at most
 *   forgetChild(pid)               cancels keepChild(): the child was waited for
 *   constants                      AF_UNIX, SOCK_*, SOL_SOCKET, SO_*, MSG_*
 *
 * Members of a Socket:
 *
 *   fd                             -1 after close()
 *   bind(bytes) connect(bytes)     take a struct sockaddr as it is in memory
 *   getsockname(bytes)             returns the length of the address
 *   setsockopt(level, name, bytes) getsockopt(level, name, bytes)   the latter returns the length of the value
 *   send(data)
 *   receive(slab, window)          receives until nothing is left or the slab has no space for another window. Returns
 *                                  the used bytes of the slab, 0 for nothing. Socket errors are records in sequence
 *                                  with the datagrams
 *   exchange(data, slab, window, most = 0)
 *                                  sends, then receives. -errno if the send fails. If `most` is not 0, receives at most
 *                                  that many datagrams without control messages. This saves the last recvmsg(2), which
 *                                  finds nothing
 *   ways()                         functions bound to this Socket, which they keep alive. They avoid the receiver
 *                                  lookup of a method call, and send the bytes from `start` to `end`
 *     exchange(bytes, start, end, slab, window, most)
 *     send(bytes, start, end)      sends, then reports whether something can be received: 1 or 0. Does not receive it
 *   receiveFds(bytes, max)         receives one datagram: { length, fds }. The caller owns the fds, which are
 *                                  close-on-exec
 *   sendFds(bytes, fds)            sends one datagram; the caller still owns the fds
 *   poll(callback) stopPolling()   runs the callback whenever something can be received, including errors
 *   startThread(slabs, window, lingerMicroseconds, onSlab, coalesceMicroseconds = 0, control = 1)
 *                                  starts an I/O thread that fills 2 to 64 slabs of equal size. They must be over
 *                                  SharedArrayBuffers, which cannot be detached or shrunk while the thread writes into
 *                                  them. onSlab(index, used) runs once per turn of the loop and owns the slab until
 *                                  release(index). If `control` is 0, control messages are not received, which is
 *                                  faster. While the thread runs, send, receive, exchange, *Fds and poll return -EBUSY
 *   post(ticket, data, conclude = 0)
 *                                  copies the data; the thread sends it. A failure is an ERROR_SEND record with the
 *                                  ticket. With `conclude`, a CONCLUDED record follows when the data was sent and
 *                                  nothing is left to receive
 *   take(microseconds)             returns the next slab, polling for it at most that long: index * 2^32 + used, or -1
 *   release(index)                 lets the thread fill the slab again
 *   stopThread()                   joins the thread, waiting for a sendmsg(2) in progress. Data not yet sent or
 *                                  delivered is dropped
 *   ref() unref()                  whether poll or the thread keep the process alive; initially they do not. While it
 *                                  is referenced and active, a Socket is not garbage collected. Any other Socket
 *                                  without references is collected and closed. Its callback does not count as a
 *                                  reference, so the callback may refer to the Socket
 *   close()                        stops polling and the thread, and closes the descriptor. Idempotent
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

/* sizeof(struct record), including the address */
#define RECORD_HEADER 32u
/* space reserved for control messages when receiving; the kernel truncates longer ones (MSG_CTRUNC) */
#define RECORD_CONTROL 512u
#define RECORD_NAME 16u

/* in `flags`: the other bits are an errno. These bits are cleared in msg_flags. */
#define ERROR_RECEIVE 0x80000000u
#define ERROR_SEND 0x40000000u
/* the sends up to that ticket are complete, and all that they caused has been received */
#define CONCLUDED 0x20000000u

/* offsets into larger slabs would exceed int32, which JavaScript handles fastest */
#define SLAB_MAXIMUM 0x40000000u

/** The header of every record in a slab. Records start at multiples of 8 from the start of the slab. */
struct record {
  uint32_t size;    /* of the whole record, including padding */
  uint32_t length;  /* of the datagram as sent, even if less was stored; the ticket if flags has ERROR_SEND or CONCLUDED */
  uint32_t flags;   /* msg_flags of recvmsg(2), ERROR_* | errno, or CONCLUDED */
  uint16_t name;    /* used bytes of `sender` */
  uint16_t control; /* bytes of control messages that follow, without their padding to 8 */
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
  size_t window;  /* maximum number of bytes stored per datagram */
  size_t control; /* padded control length of the previous datagram, expected of the next one: its data need not be moved then */
};

enum drained {
  DRAINED_EMPTY, /* nothing left to read */
  DRAINED_FULL,  /* the slab has no space for another window */
  DRAINED_ENDED, /* the connection has ended, or an error persists: nothing will be received any more */
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

/** One per environment (main thread or worker) that loaded the addon. It outlives its sockets and their libuv handles. */
struct environment {
  napi_env env;
  uv_loop_t *loop;
  napi_ref constructor;
  napi_async_cleanup_hook_handle hook;
  struct socket *sockets;       /* all sockets that are not finalized */
  struct socket *constructing;  /* passed to the constructor by socket_wrap() */
  struct child *children;       /* to wait for when the environment ends */
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
  bool referenced;
  bool held; /* `self` is strong */
  size_t control; /* see struct source */

  uv_handle_t *handle; /* of poll or of the thread; a socket has at most one of them */
  napi_ref callback;   /* weak: the Socket's object owns it */
  struct io *io;
  napi_ref buffers[SLABS]; /* strong: the thread writes into the slabs */
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
  bool excess; /* more buffers than sendmsg(2) accepts */
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
