/*
 * Receives many small datagrams per call, for the I/O thread of a monitor. Their lengths are not known in advance, so they
 * are received into a separate buffer and copied into the slab. Control messages and connections need drain().
 */
#include "bulk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* datagrams per call */
#define BATCH 32u
/* most notifications are shorter; the pages for the rest of longer ones stay untouched until one arrives */
#define HEAD_SIZE 512u

struct bulk {
  size_t window;
  unsigned first, count; /* datagrams from `first` to `count` were received and are not in a slab yet */
  struct mmsghdr messages[BATCH];
  struct iovec vectors[BATCH][2];
  struct sockaddr_storage senders[BATCH];
  uint8_t heads[BATCH][HEAD_SIZE];
  uint8_t rests[]; /* BATCH times (window - HEAD_SIZE) bytes */
};

struct bulk *bulk_new(size_t window) {
  const size_t rest = window > HEAD_SIZE ? window - HEAD_SIZE : 0;
  struct bulk *bulk = malloc(sizeof *bulk + BATCH * rest);
  if (bulk == NULL) return NULL;
  bulk->window = window;
  bulk->first = bulk->count = 0;
  for (unsigned i = 0; i < BATCH; i++) {
    bulk->vectors[i][0] = (struct iovec){bulk->heads[i], window - rest};
    bulk->vectors[i][1] = (struct iovec){bulk->rests + i * rest, rest};
    bulk->messages[i] = (struct mmsghdr){.msg_hdr = {.msg_name = &bulk->senders[i],
                                                     .msg_namelen = sizeof bulk->senders[i],
                                                     .msg_iov = bulk->vectors[i],
                                                     .msg_iovlen = rest > 0 ? 2 : 1}};
  }
  return bulk;
}

static void append(struct slab *slab, const struct mmsghdr *message, size_t stored) {
  const struct msghdr *header = &message->msg_hdr;
  const struct iovec *vector = header->msg_iov;
  const size_t head = stored < vector->iov_len ? stored : vector->iov_len;
  const size_t size = padded(RECORD_HEADER + stored);
  uint8_t *start = slab->bytes + slab->used, *data = start + RECORD_HEADER;
  struct record record = {.size = (uint32_t)size, .length = message->msg_len,
                          .flags = (uint32_t)header->msg_flags & ~(ERROR_RECEIVE | ERROR_SEND)};
  record.name = (uint16_t)(header->msg_namelen < RECORD_NAME ? header->msg_namelen : RECORD_NAME);
  memcpy(record.sender, header->msg_name, record.name);
  memset(start + size - 8, 0, 8);
  memcpy(start, &record, RECORD_HEADER);
  memcpy(data, vector->iov_base, head);
  if (stored > head) memcpy(data + head, vector[1].iov_base, stored - head);
  slab->used += size;
}

/* Copies received datagrams into the slab. False: the slab is full, and some remain. */
static bool append_all(struct bulk *bulk, struct slab *slab) {
  for (; bulk->first < bulk->count; bulk->first++) {
    const struct mmsghdr *message = &bulk->messages[bulk->first];
    const size_t stored = message->msg_len < bulk->window ? message->msg_len : bulk->window;
    if (!slab_fits(slab, stored)) return false;
    append(slab, message, stored);
  }
  return true;
}

/* The number of received datagrams, or -errno. */
static int receive_batch(struct bulk *bulk, int fd) {
  for (unsigned i = 0; i < bulk->count; i++) bulk->messages[i].msg_hdr.msg_namelen = sizeof bulk->senders[i];
  bulk->first = bulk->count = 0;
  int count;
  do {
    count = recvmmsg(fd, bulk->messages, BATCH, MSG_DONTWAIT | MSG_TRUNC, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  bulk->count = (unsigned)count;
  return count;
}

enum drained bulk_drain(struct bulk *bulk, int fd, struct slab *slab) {
  int last_error = 0;
  while (append_all(bulk, slab) && slab_fits(slab, 0)) {
    const int result = receive_batch(bulk, fd);
    if (result == -EAGAIN) return DRAINED_EMPTY;
    if (result < 0) {
      /* as in drain(): receiving clears a pending error, so one that repeats is permanent */
      if (result == last_error && result != -ENOBUFS) return DRAINED_ENDED;
      last_error = result;
      slab_append_mark(slab, ERROR_RECEIVE | (uint32_t)-result, 0);
      continue;
    }
    last_error = 0;
    if ((unsigned)result < BATCH) return append_all(bulk, slab) ? DRAINED_EMPTY : DRAINED_FULL;
  }
  return DRAINED_FULL;
}
