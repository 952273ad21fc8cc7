/*
 * Drains datagrams into a slab, one record each, without copying them. Passes file descriptors with SCM_RIGHTS.
 *
 * The most frequent calls use syscall(2) instead of libc's wrappers. The wrappers are cancellation points, which in a
 * process with threads cost as much as everything else in this file.
 */
#include "socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* SCM_MAX_FD of include/net/scm.h */
#define FDS 253
/* SCM_PIDFD of <linux/socket.h>, Linux 6.5: a pidfd of the sender, if an adopted socket has SO_PASSPIDFD set */
#define PIDFD 4

_Static_assert(sizeof(struct record) == RECORD_HEADER, "JavaScript reads records at fixed offsets");

bool slab_fits(const struct slab *slab, size_t window) {
  size_t room = slab->size - slab->used;
  return window <= SLAB_MAXIMUM && room >= RECORD_HEADER + RECORD_CONTROL + padded(window);
}

bool slab_append_mark(struct slab *slab, uint32_t flags, uint32_t length) {
  struct record record = {.size = RECORD_HEADER, .length = length, .flags = flags};
  if (slab->size - slab->used < RECORD_HEADER) return false;
  memcpy(slab->bytes + slab->used, &record, RECORD_HEADER);
  slab->used += RECORD_HEADER;
  return true;
}

static bool holds(const struct cmsghdr *header, int type) {
  return header->cmsg_level == SOL_SOCKET && header->cmsg_type == type;
}

static size_t fds_in(const struct cmsghdr *header) { return (header->cmsg_len - CMSG_LEN(0)) / sizeof(int); }

static void close_fds(struct cmsghdr *header) {
  for (size_t i = 0; i < fds_in(header); i++) {
    const int none = -1;
    int fd;
    memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
    close(fd);
    memcpy(CMSG_DATA(header) + i * sizeof fd, &none, sizeof none);
  }
}

/*
 * Closes descriptors that arrived with a datagram, and replaces them by -1 in the control bytes. A peer may attach them to
 * any datagram on a unix socket, and records cannot own them. Use receiveFds() to receive descriptors.
 */
static void close_rights(struct msghdr *message) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    if (holds(header, SCM_RIGHTS) || holds(header, PIDFD)) close_fds(header);
  }
}

static void store(struct source *source, struct slab *slab, struct msghdr *message, struct record *record) {
  uint8_t *start = slab->bytes + slab->used;
  size_t stored = record->length < source->window ? record->length : source->window;
  size_t control = padded(message->msg_controllen);
  if (control != source->control) {
    memmove(start + RECORD_HEADER + control, start + RECORD_HEADER + source->control, stored);
    source->control = control;
  }
  if (control > 0) {
    close_rights(message);
    memset(start + RECORD_HEADER + control - 8, 0, 8);
    memcpy(start + RECORD_HEADER, message->msg_control, message->msg_controllen);
  }
  size_t end = RECORD_HEADER + control + stored;
  memset(start + end, 0, padded(end) - end);
  record->size = (uint32_t)padded(end);
  /* the kernel returns MSG_CMSG_CLOEXEC, which is the same bit as ERROR_SEND */
  record->flags = (uint32_t)message->msg_flags & ~(ERROR_RECEIVE | ERROR_SEND | CONCLUDED);
  record->name = (uint16_t)(message->msg_namelen < RECORD_NAME ? message->msg_namelen : RECORD_NAME);
  memcpy(record->sender, message->msg_name, record->name);
  record->control = (uint16_t)message->msg_controllen;
  memcpy(start, record, RECORD_HEADER);
  slab->used += record->size;
}

/* recvfrom(2) with the interface of recvmsg(2) */
static ssize_t receive_plain(int fd, struct msghdr *message, int flags) {
  socklen_t name = message->msg_namelen;
  const struct iovec *vector = message->msg_iov;
  ssize_t length = syscall(SYS_recvfrom, fd, vector->iov_base, vector->iov_len, flags & ~MSG_CMSG_CLOEXEC,
                           message->msg_name, &name);
  message->msg_namelen = name;
  message->msg_controllen = 0;
  message->msg_flags = length > 0 && (size_t)length > vector->iov_len ? MSG_TRUNC : 0;
  return length;
}

/**
 * Receives until nothing is left, the slab has no space for another window, or `most` datagrams were received. A receive
 * error becomes a record in sequence with the datagrams, and receiving continues: after ENOBUFS the queue still contains
 * the datagrams from before the overrun.
 */
enum drained drain(struct source *source, struct slab *slab, uint32_t most, bool control_wanted) {
  const bool connection = source->type == SOCK_STREAM || source->type == SOCK_SEQPACKET;
  /* MSG_TRUNC makes a datagram socket return the real length; TCP would discard the data instead */
  const int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC | (source->type == SOCK_STREAM ? 0 : MSG_TRUNC);
  int last_error = 0;
  for (uint32_t taken = 0; taken < most;) {
    if (!slab_fits(slab, source->window)) return DRAINED_FULL;
    struct record record = {0};
    struct sockaddr_storage sender;
    _Alignas(struct cmsghdr) uint8_t control[RECORD_CONTROL];
    struct iovec vector = {slab->bytes + slab->used + RECORD_HEADER + source->control, source->window};
    struct msghdr message = {.msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &vector,
                             .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length = control_wanted ? recvmsg(source->fd, &message, flags) : receive_plain(source->fd, &message, flags);
    if (length < 0) {
      int error = errno;
      if (error == EINTR) continue;
      if (error == EAGAIN) return DRAINED_EMPTY;
      /* receiving clears a pending error; a permanent one (ENOTCONN, ...) would repeat until the slab is full */
      if (error == last_error && error != ENOBUFS) return DRAINED_ENDED;
      last_error = error;
      slab_append_mark(slab, ERROR_RECEIVE | (uint32_t)error, 0);
      continue;
    }
    last_error = 0;
    record.length = (uint32_t)length;
    store(source, slab, &message, &record);
    taken++;
    if (length == 0 && connection) return DRAINED_ENDED;
  }
  return DRAINED_EMPTY;
}

/**
 * One non-blocking send without SIGPIPE: the sent bytes, or -errno. For a single buffer sendto(2) is faster than
 * sendmsg(2).
 */
int send_vectors(int fd, struct iovec *vectors, size_t count) {
  const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  struct msghdr message = {.msg_iov = vectors, .msg_iovlen = count};
  ssize_t sent;
  do {
    sent = count == 1 ? syscall(SYS_sendto, fd, vectors->iov_base, vectors->iov_len, flags, NULL, 0)
                      : sendmsg(fd, &message, flags);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : (int)sent;
}

static int receive_into(struct socket *socket, const struct iovec *bytes, uint32_t window, uint32_t most) {
  const bool control = most == UNLIMITED;
  struct source source = {.fd = socket->fd, .type = socket->type, .window = window, .control = socket->control};
  struct slab slab = {.bytes = bytes->iov_base, .size = bytes->iov_len};
  if (slab.size > SLAB_MAXIMUM) slab.size = SLAB_MAXIMUM;
  if (socket->fd < 0) return -EBADF;
  if (socket->io != NULL) return -EBUSY;
  if (window == 0 || !slab_fits(&slab, window)) return -EINVAL;
  drain(&source, &slab, most, control);
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
                    uint32_t most) {
  const struct slab room = {.size = slab->iov_len};
  if (socket->fd < 0) return -EBADF;
  if (socket->io != NULL) return -EBUSY;
  /* checked before sending: a request must not be sent if its reply could not be received */
  if (window == 0 || !slab_fits(&room, window)) return -EINVAL;
  const int result = send_vectors(socket->fd, data, count);
  return result < 0 ? result : receive_into(socket, slab, window, most == 0 ? UNLIMITED : most);
}

/** exchange(data, slab, window, most = 0) */
napi_value method_exchange(napi_env env, napi_callback_info info) {
  struct call call;
  struct vectors data;
  struct iovec slab;
  uint32_t window, most = 0;
  if (!method_begin(env, info, &call) || !argument_vectors(&call, 0, &data) || !argument_bytes(&call, 1, &slab) ||
      !argument_unsigned(&call, 2, &window) || (call.count > 3 && !argument_unsigned(&call, 3, &most))) {
    return NULL;
  }
  return number(env, data.excess ? -EMSGSIZE : exchange(call.socket, data.list, data.count, &slab, window, most));
}

/**
 * Reads the arguments of a bound function: its socket, and in `part` the bytes of argument 0 from argument 1 to
 * argument 2.
 */
static bool part_begin(napi_env env, napi_callback_info info, struct call *call, struct iovec *part) {
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

/** exchange(bytes, start, end, slab, window, most) of method_ways() */
static napi_value exchange_part(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec part, slab;
  uint32_t window, most;
  if (!part_begin(env, info, &call, &part) || !argument_bytes(&call, 3, &slab) || !argument_unsigned(&call, 4, &window) ||
      !argument_unsigned(&call, 5, &most)) {
    return NULL;
  }
  return number(env, exchange(call.socket, &part, 1, &slab, window, most));
}

/** Sends, then reports whether something can be received: 1, 0, or -errno of the send. */
static int send_and_look(const struct socket *socket, struct iovec *part) {
  /* poll(2), since recv(2) with MSG_PEEK would clear a pending error */
  struct pollfd look = {.fd = socket->fd, .events = POLLIN};
  if (socket->fd < 0) return -EBADF;
  if (socket->io != NULL) return -EBUSY;
  const int sent = send_vectors(socket->fd, part, 1);
  if (sent < 0) return sent;
#ifdef SYS_poll
  return syscall(SYS_poll, &look, 1, 0) != 0;
#else
  return poll(&look, 1, 0) != 0;
#endif
}

/** send(bytes, start, end) of method_ways() */
static napi_value send_part(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec part;
  return part_begin(env, info, &call, &part) ? number(env, send_and_look(call.socket, &part)) : NULL;
}

/** ways() */
napi_value method_ways(napi_env env, napi_callback_info info) {
  struct call call;
  napi_value result;
  if (!method_begin(env, info, &call) || napi_create_object(env, &result) != napi_ok) return NULL;
  static const struct { const char *name; napi_callback function; } ways[] = {{"exchange", exchange_part}, {"send", send_part}};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    napi_value way;
    /* keeps the Socket alive: the function contains the address that its finalizer frees */
    const napi_property_descriptor owner = {"socket", NULL, NULL, NULL, NULL, call.self, napi_default, NULL};
    if (napi_create_function(env, ways[i].name, NAPI_AUTO_LENGTH, ways[i].function, call.socket, &way) != napi_ok ||
        napi_define_properties(env, way, 1, &owner) != napi_ok || !define(env, result, ways[i].name, way)) {
      return NULL;
    }
  }
  return result;
}

static napi_value fds_result(napi_env env, ssize_t length, const int *fds, size_t count) {
  napi_value result, list;
  if (napi_create_object(env, &result) != napi_ok || napi_create_array_with_length(env, count, &list) != napi_ok) {
    return NULL;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (!define_element(env, list, i, number(env, fds[i]))) return NULL;
  }
  return define(env, result, "length", number(env, (int)length)) && define(env, result, "fds", list) ? result : NULL;
}

/** receiveFds(into, max): one datagram with its descriptors, which the caller owns */
napi_value method_receive_fds(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec into;
  uint32_t maximum;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &into) || !argument_unsigned(&call, 1, &maximum)) {
    return NULL;
  }
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io != NULL) return number(env, -EBUSY);
  if (maximum > FDS) maximum = FDS;

  _Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(FDS * sizeof(int))];
  /* CMSG_LEN, because the padding in CMSG_SPACE would admit one more descriptor */
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = CMSG_LEN(maximum * sizeof(int))};
  const int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC | (call.socket->type == SOCK_STREAM ? 0 : MSG_TRUNC);
  ssize_t length;
  do {
    length = recvmsg(call.socket->fd, &message, flags);
  } while (length < 0 && errno == EINTR);
  if (length < 0) return number(env, -errno);

  int fds[FDS];
  size_t count = 0;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    if (holds(header, PIDFD)) close_fds(header);
    if (!holds(header, SCM_RIGHTS)) continue;
    size_t more = fds_in(header);
    if (more > FDS - count) more = FDS - count;
    memcpy(fds + count, CMSG_DATA(header), more * sizeof(int));
    count += more;
  }
  napi_value result = fds_result(env, length, fds, count);
  for (size_t i = 0; result == NULL && i < count; i++) close(fds[i]);
  return result;
}

/** sendFds(data, fds): one datagram with descriptors; the caller still owns them */
napi_value method_send_fds(napi_env env, napi_callback_info info) {
  static const char expected[] = "an array of integers of 32 bits";
  struct call call;
  struct iovec data;
  uint32_t count;
  int fds[FDS];
  napi_value values[FDS];
  if (!method_begin(env, info, &call) || !argument_elements(&call, 1, FDS, values, &count, expected) ||
      !argument_bytes(&call, 0, &data)) {
    return NULL;
  }
  if (count > FDS) return number(env, -EINVAL);
  for (uint32_t i = 0; i < count; i++) {
    if (!integer_of(env, values[i], &fds[i])) {
      wrong_argument(&call, 1, expected);
      return NULL;
    }
  }
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io != NULL) return number(env, -EBUSY);

  _Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(FDS * sizeof(int))] = {0};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  }
  ssize_t sent;
  do {
    sent = sendmsg(call.socket->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return number(env, sent < 0 ? -errno : (int)sent);
}
