/*
 * The socket addon for Node.js: its parts, its JavaScript interface, and its registration.
 *
 * Every other source has a header of its own name, which declares what others may use of it. `A -> B`: A uses B.
 *
 *   records.c      -> rights                       receives datagrams into slabs, one record each; sends
 *   rights.c                                       file descriptors in control messages
 *   bulk.c         -> records                      receives many small datagrams per call
 *   pool.c         -> records                      slabs that sockets share
 *   ring.c         -> records                      a queue of slab indexes
 *   heap.c                                         deadlines, the earliest first
 *   workers.c      -> heap                         a few threads for all sockets, and how a socket gets one of them
 *   thread.c       -> bulk, pool, records, ring, workers   what a thread does for a socket
 *   io.c           -> bulk, pool, ring, thread   the interface of the threads: start, stop, input and output
 *   child.c                                        child processes of a worker, which are waited for when it ends
 *
 * These do not call Node-API; thread.c calls uv_async_send(). The others do, and use arguments.c and lifetime.c:
 *
 *   arguments.c                                    converts JavaScript arguments to C, and results back
 *   slabs.c        -> pool, records                the slabs that sockets of an environment share
 *   lifetime.c     -> child, slabs                 environments, sockets, libuv handles: who owns, frees and closes what
 *   socket.c       -> records                      creates Sockets; methods that are one system call
 *   exchange.c     -> records                      receives; sends requests and receives their replies
 *   descriptors.c  -> rights                       passes file descriptors
 *   polling.c                                      readiness on the environment's loop
 *   delivery.c     -> io, records, slabs           the JavaScript side of the I/O threads
 *   namespace.c                                    open network namespace files
 *   privileges.c                                   another program in the place of this process, with fewer capabilities
 *   module.c       -> all of them                  registers the functions and the class
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
 *   namespaceOwner(fd)             the user who has created the user namespace that owns an open network namespace. -EPERM if
 *                                  that is outside of the user namespace of this process
 *   keepChild(pid)                 waits for a child process when this environment ends, for a second at most
 *   forgetChild(pid)               cancels keepChild(): the child was waited for
 *   execRestricted(keep, fd, arguments)   runs a program in the place of this process: it has no capabilities but those
 *                                  whose bit (0 to 30) is set in `keep`, no_new_privs, and `fd` as its descriptor 3.
 *                                  `arguments`: bytes, each ends with a NUL; the first is the path. Returns only if it
 *                                  fails: with -ENOENT, -EACCES, -EBADF or -EINVAL before anything was changed
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
 *   exchange(data, slab, window, limit = 0)
 *                                  sends, then receives. -errno if the send fails. If `limit` is not 0, receives at
 *                                  most that many datagrams without control messages. This saves the last recvmsg(2),
 *                                  which finds nothing
 *   boundCalls()                   functions bound to this Socket, which they keep alive. They avoid the receiver
 *                                  lookup of a method call, and send the bytes from `start` to `end`
 *     exchange(bytes, start, end, slab, window, limit)
 *     send(bytes, start, end)      sends, then reports whether something can be received: 1 or 0. Does not receive it
 *   receiveFds(bytes, max)         receives one datagram: { length, fds }. The caller owns the fds, which are
 *                                  close-on-exec
 *   sendFds(bytes, fds)            sends one datagram; the caller still owns the fds
 *   poll(callback) stopPolling()   runs the callback whenever something can be received, including errors
 *   startThread(slabs, window, lingerMicroseconds, onSlab, coalesceMicroseconds = 0, control = 1)
 *                                  lets I/O threads serve the socket. They fill 2 to 64 slabs of equal size, over
 *                                  SharedArrayBuffers, which cannot be detached or shrunk while a thread writes into
 *                                  them. Sockets that are started with the same slabs share them: each then gets a
 *                                  quarter of them at most. onSlab(index, used) runs once per turn of the loop and owns
 *                                  the slab until release(index). If `control` is 0, control messages are not received,
 *                                  which is faster. Until stopThread(), send, receive, exchange, *Fds and poll return
 *                                  -EBUSY
 *   post(ticket, data, conclude = 0)
 *                                  copies the data; the thread sends it. A failure is an ERROR_SEND record with the
 *                                  ticket. With `conclude`, a CONCLUDED record follows when the data was sent and
 *                                  nothing is left to receive. An empty array as data sends nothing
 *   take(microseconds)             returns the next slab, polling for it at most that long: index * 2^32 + used, or -1
 *   release(index)                 lets the threads fill the slab again, also after close()
 *   pause(paused)                  1: the threads receive nothing for this socket; 0: they do again
 *   stopThread()                   ends that, waiting for a sendmsg(2) in progress. Data not yet sent or
 *                                  delivered is dropped
 *   ref() unref()                  whether poll or the thread keep the process alive; initially they do not. While it
 *                                  is referenced and active, a Socket is not garbage collected. Any other Socket
 *                                  without references is collected and closed. Its callback does not count as a
 *                                  reference, so the callback may refer to the Socket
 *   close()                        stops polling and the threads' service, and closes the descriptor. Idempotent
 */
#include <errno.h>
#include <node_api.h>
#include <sys/socket.h>

#include "arguments.h"
#include "child.h"
#include "delivery.h"
#include "descriptors.h"
#include "exchange.h"
#include "lifetime.h"
#include "namespace.h"
#include "polling.h"
#include "privileges.h"
#include "socket.h"

/** keepChild(pid) */
static napi_value function_keep_child(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t pid;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &pid)) return NULL;
  if (call.environment->ending) return number(env, -ECANCELED);
  return number(env, child_keep(&call.environment->children, pid));
}

/** forgetChild(pid) */
static napi_value function_forget_child(napi_env env, napi_callback_info info) {
  struct call call;
  int32_t pid;
  if (!function_begin(env, info, &call) || !argument_integer(&call, 0, &pid)) return NULL;
  return number(env, child_forget(&call.environment->children, pid));
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
      {"fd", NULL, NULL, socket_get_fd, NULL, NULL, napi_enumerable | napi_configurable, environment},
      METHOD("bind", method_bind),
      METHOD("connect", method_connect),
      METHOD("getsockname", method_getsockname),
      METHOD("setsockopt", method_setsockopt),
      METHOD("getsockopt", method_getsockopt),
      METHOD("send", method_send),
      METHOD("receive", method_receive),
      METHOD("exchange", method_exchange),
      METHOD("boundCalls", method_bound_calls),
      METHOD("receiveFds", method_receive_fds),
      METHOD("sendFds", method_send_fds),
      METHOD("poll", method_poll),
      METHOD("stopPolling", method_stop_polling),
      METHOD("startThread", method_start_thread),
      METHOD("post", method_post),
      METHOD("take", method_take),
      METHOD("release", method_release),
      METHOD("pause", method_pause),
      METHOD("stopThread", method_stop_thread),
      METHOD("ref", method_ref),
      METHOD("unref", method_unref),
      METHOD("close", method_close),
  };
  napi_value class;
  napi_status status = napi_define_class(env, "Socket", NAPI_AUTO_LENGTH, socket_constructor, environment,
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
        METHOD("namespaceOwner", function_namespace_owner),
        METHOD("keepChild", function_keep_child),
        METHOD("forgetChild", function_forget_child),
        METHOD("execRestricted", function_exec_restricted),
    };
    status = napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  }
  if (status == napi_ok) return exports;
  napi_throw_error(env, NULL, "the socket addon could not be initialised");
  return NULL;
}
