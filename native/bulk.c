/*
 * Many small datagrams with one call: what the I/O thread of a monitor receives with. Datagrams come into a place of
 * their own and are copied into the slab from there, since their lengths are not known before. Control messages and
 * connections are for drain().
 */
#include "io.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* datagrams a call */
#define MANY 32u
/* most notifications are shorter; the rest of a longer one has pages that are not touched before it comes */
#define HEAD 512u

struct bulk {
  size_t window;
  unsigned first, count; /* received, and not yet in a slab: from `first` on, before `count` */
  struct mmsghdr messages[MANY];
  struct iovec vectors[MANY][2];
  struct sockaddr_storage senders[MANY];
  uint8_t heads[MANY][HEAD];
  uint8_t rests[]; /* MANY times what of the window is beyond the head */
};

/** NULL for want of memory. */
struct bulk *bulk_new(size_t window) {
  const size_t rest = window > HEAD ? window - HEAD : 0;
  struct bulk *bulk = malloc(sizeof *bulk + MANY * rest);
  if (bulk == NULL) return NULL;
  bulk->window = window;
  bulk->first = bulk->count = 0;
  for (unsigned i = 0; i < MANY; i++) {
    bulk->vectors[i][0] = (struct iovec){bulk->heads[i], window - rest};
    bulk->vectors[i][1] = (struct iovec){bulk->rests + i * rest, rest};
    bulk->messages[i] = (struct mmsghdr){.msg_hdr = {.msg_name = &bulk->senders[i],
                                                     .msg_namelen = sizeof bulk->senders[i],
                                                     .msg_iov = bulk->vectors[i],
                                                     .msg_iovlen = rest > 0 ? 2 : 1}};
  }
  return bulk;
}

static void put(struct slab *slab, const struct mmsghdr *message, size_t stored) {
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

/* True: all that was received is in the slab. */
static bool put_all(struct bulk *bulk, struct slab *slab) {
  for (; bulk->first < bulk->count; bulk->first++) {
    const struct mmsghdr *message = &bulk->messages[bulk->first];
    const size_t stored = message->msg_len < bulk->window ? message->msg_len : bulk->window;
    if (!slab_fits(slab, stored)) return false;
    put(slab, message, stored);
  }
  return true;
}

/* How many came, or -errno. */
static int receive_many(struct bulk *bulk, int fd) {
  for (unsigned i = 0; i < bulk->count; i++) bulk->messages[i].msg_hdr.msg_namelen = sizeof bulk->senders[i];
  bulk->first = bulk->count = 0;
  int count;
  do {
    count = recvmmsg(fd, bulk->messages, MANY, MSG_DONTWAIT | MSG_TRUNC, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  bulk->count = (unsigned)count;
  return count;
}

/**
 * What drain() does, for datagrams without their control messages: those that the slab has no room for come first in the
 * next one. A call that brings less than it could is the last: what comes meanwhile is for the next turn.
 */
enum drained bulk_drain(struct bulk *bulk, int fd, struct slab *slab) {
  int last_error = 0;
  while (put_all(bulk, slab) && slab_fits(slab, 0)) {
    const int result = receive_many(bulk, fd);
    if (result == -EAGAIN) return DRAINED_EMPTY;
    if (result < 0) {
      /* as in drain(): reading clears a pending error */
      if (result == last_error && result != -ENOBUFS) return DRAINED_ENDED;
      last_error = result;
      slab_append_mark(slab, ERROR_RECEIVE | (uint32_t)-result, 0);
      continue;
    }
    last_error = 0;
    if ((unsigned)result < MANY) return put_all(bulk, slab) ? DRAINED_EMPTY : DRAINED_FULL;
  }
  return DRAINED_FULL;
}
