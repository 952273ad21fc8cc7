/*
 * Receives datagrams into a slab, one record each, without copying them.
 *
 * The most frequent calls use syscall(2) instead of libc's wrappers. The wrappers are cancellation points, which in a
 * process with threads cost as much as everything else in this file.
 */
#include "records.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rights.h"

_Static_assert(sizeof(struct record) == RECORD_HEADER, "JavaScript reads records at fixed offsets");

bool slab_fits(const struct slab *slab, size_t window) {
  const size_t space = slab->size - slab->used;
  return window <= SLAB_MAXIMUM && space >= RECORD_HEADER + RECORD_CONTROL + padded(window);
}

bool slab_append_mark(struct slab *slab, uint32_t flags, uint32_t length) {
  struct record record = {.size = RECORD_HEADER, .length = length, .flags = flags};
  if (slab->size - slab->used < RECORD_HEADER) return false;
  memcpy(slab->bytes + slab->used, &record, RECORD_HEADER);
  slab->used += RECORD_HEADER;
  return true;
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
    rights_close(message);
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

enum drained drain(struct source *source, struct slab *slab, uint32_t limit, bool control_wanted) {
  const bool connection = source->type == SOCK_STREAM || source->type == SOCK_SEQPACKET;
  /* MSG_TRUNC makes a datagram socket return the real length; TCP would discard the data instead */
  const int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC | (source->type == SOCK_STREAM ? 0 : MSG_TRUNC);
  int last_error = 0;
  for (uint32_t received = 0; received < limit;) {
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
    received++;
    if (length == 0 && connection) return DRAINED_ENDED;
  }
  return DRAINED_EMPTY;
}

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
