/*
 * The I/O thread: sends what JavaScript posted and fills slabs with received datagrams, so that the event loop never waits
 * in sendmsg(2) for a lock of the kernel. It does not call JavaScript.
 *
 * A slab is in one of four states: free -> filling (one, owned by the thread) -> ready (queued) -> lent (JavaScript reads
 * it) -> free. If none is free, the thread continues to fill the last ready one. If that is full or lent too, the thread
 * stops receiving, and the socket's receive buffer applies back pressure. It still sends.
 *
 * The mutex protects only the fields marked "shared". Neither side blocks while holding it.
 */
#include "io.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/*
 * poll(2) may report half-closed sockets as ready although nothing can be read or sent: after FRUITLESS such results,
 * pause
 */
#define FRUITLESS 2
#define PAUSE INT64_C(5000000)
/*
 * after a slab with more than STORM bytes, records are collected STORM_PATIENCE times longer, so that each wake-up does
 * more
 */
#define STORM 16384u
#define STORM_PATIENCE 4

static struct post *shift_post(struct post **first, struct post ***end) {
  struct post *post = *first;
  *first = post->next;
  if (*first == NULL) *end = first;
  post->next = NULL;
  return post;
}

/* Takes over the posted data, and a free slab if none is being filled. False: stop. */
static bool collect(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  bool stopping = io->stopping;
  if (io->queue != NULL) {
    *io->outbox_end = io->queue;
    io->outbox_end = io->queue_end;
    io->queue = NULL;
    io->queue_end = &io->queue;
  }
  if (io->filling == NONE) {
    io->filling = ring_shift(&io->free);
    if (io->filling != NONE) io->slabs[io->filling].used = 0;
  }
  io->seen = atomic_load_explicit(&io->news, memory_order_relaxed);
  pthread_mutex_unlock(&io->mutex);
  return !stopping;
}

static void hand_over(struct io *io) {
  const bool storm = io->slabs[io->filling].used > STORM;
  io->patience = storm ? STORM_PATIENCE * io->settings.coalesce : io->settings.coalesce;
  pthread_mutex_lock(&io->mutex);
  ring_push(&io->ready, io->filling);
  atomic_fetch_add_explicit(&io->offered, 1, memory_order_relaxed);
  const bool watched = io->watched;
  pthread_mutex_unlock(&io->mutex);
  io->filling = NONE;
  io->urgent = false;
  if (!watched) uv_async_send(io->settings.ready);
}

/* The last ready slab, if it has space for another window, or NONE. Filling the last one keeps the order. */
static int reclaimable(const struct io *io) {
  if (io->ready.length == 0) return NONE;
  int last = io->ready.items[(io->ready.first + io->ready.length - 1) % SLABS];
  return slab_fits(&io->slabs[last], io->source.window) ? last : NONE;
}

/*
 * If no slab is free because the event loop is busy, continues to fill the last ready one. Otherwise a few small replies
 * would use up all slabs, and the next ones would overrun the receive buffer.
 */
static void reclaim(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  io->filling = reclaimable(io);
  if (io->filling != NONE) io->ready.length--;
  pthread_mutex_unlock(&io->mutex);
  /* it was already due for delivery */
  io->urgent = io->filling != NONE;
}

/* Sends the first post. A failure is kept in `failed` until a slab has space for its record. */
static bool transmit(struct io *io) {
  if (io->outbox == NULL) return false;
  struct iovec vector = {io->outbox->bytes, io->outbox->length};
  int result = send_vectors(io->settings.fd, &vector, 1);
  io->blocked = result == -EAGAIN;
  if (io->blocked) return false;
  struct post *post = shift_post(&io->outbox, &io->outbox_end);
  io->urgent = true;
  io->expecting = true;
  if (result >= 0) {
    if (post->conclude) {
      io->concluding = true;
      io->concluded = post->ticket;
    }
    free(post);
  } else {
    post->error = -result;
    *io->failed_end = post;
    io->failed_end = &post->next;
  }
  return true;
}

/* Fills at most one slab. True: something was received. */
static bool fill(struct io *io) {
  if (io->filling == NONE && io->expecting) reclaim(io);
  io->expecting = false;
  if (io->filling == NONE) return false;
  struct slab *slab = &io->slabs[io->filling];
  const size_t before = slab->used;
  /* a failed send precedes everything received after it */
  while (io->failed != NULL) {
    if (!slab_append_mark(slab, ERROR_SEND | (uint32_t)io->failed->error, io->failed->ticket)) {
      hand_over(io);
      return true;
    }
    free(shift_post(&io->failed, &io->failed_end));
  }
  enum drained outcome = DRAINED_EMPTY;
  if (!io->ended) {
    outcome = io->bulk == NULL ? drain(&io->source, slab, UNLIMITED, io->settings.control)
                               : bulk_drain(io->bulk, io->settings.fd, slab);
  }
  if (outcome == DRAINED_ENDED) io->ended = true;
  /* if the slab has no space for the mark, the next call finds the socket empty as well and appends it then */
  if (outcome == DRAINED_EMPTY && io->concluding) io->concluding = !slab_append_mark(slab, CONCLUDED, io->concluded);
  if (before == 0 && slab->used > 0) io->gathered = now();
  bool progress = slab->used > before || outcome == DRAINED_ENDED;
  if (outcome == DRAINED_FULL) {
    hand_over(io);
    progress = true;
  }
  return progress;
}

static bool gathering(const struct io *io) { return io->filling != NONE && io->slabs[io->filling].used > 0; }

/*
 * Datagrams that arrive meanwhile are received together at the end; one wake-up each would cost three calls instead of
 * one.
 */
static bool coalescing(const struct io *io) {
  return io->settings.coalesce > 0 && gathering(io) && !io->urgent && !io->ended;
}

static bool due(const struct io *io) {
  if (!gathering(io)) return false;
  if (io->settings.coalesce == 0 || io->urgent || io->ended) return true;
  return now() - io->gathered >= io->patience;
}

/* Whether JavaScript has no slab left to read. */
static bool idle(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  const bool none = io->ready.length == 0;
  pthread_mutex_unlock(&io->mutex);
  return none;
}

/* Sleeping and waking cost microseconds on both sides, so the thread polls for a while after activity. */
static bool linger(struct io *io) {
  const int64_t deadline = io->active + io->settings.linger;
  while (!coalescing(io) && now() < deadline) {
    if (atomic_load_explicit(&io->news, memory_order_relaxed) != io->seen) return true;
    if (fill(io)) {
      io->active = now();
      return true;
    }
    pause_briefly();
  }
  return false;
}

static void sleep_until_news(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  const bool reading = !io->ended && (io->filling != NONE || reclaimable(io) != NONE);
  pthread_mutex_unlock(&io->mutex);
  const bool waiting = io->fruitless >= FRUITLESS;
  struct pollfd fds[2] = {{.fd = -1}, {.fd = io->wake, .events = POLLIN}};
  struct timespec time, *timeout = NULL;
  int64_t nanoseconds = waiting ? PAUSE : INT64_MAX;
  const bool listening = reading && !coalescing(io);
  if ((listening || io->blocked) && !waiting) fds[0].fd = io->settings.fd;
  fds[0].events = (short)((listening ? POLLIN : 0) | (io->blocked ? POLLOUT : 0));
  if (gathering(io)) {
    int64_t left = io->gathered + io->patience - now();
    if (left < nanoseconds) nanoseconds = left > 0 ? left : 0;
  }
  if (nanoseconds != INT64_MAX) {
    time = (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
    timeout = &time;
  }

  pthread_mutex_lock(&io->mutex);
  io->asleep = atomic_load_explicit(&io->news, memory_order_relaxed) == io->seen;
  io->starved = io->filling == NONE;
  bool asleep = io->asleep;
  pthread_mutex_unlock(&io->mutex);
  if (!asleep) return;

  int count = ppoll(fds, 2, timeout, NULL);
  pthread_mutex_lock(&io->mutex);
  io->asleep = false;
  pthread_mutex_unlock(&io->mutex);
  io->expecting = count > 0 && fds[0].revents != 0;
  io->fruitless = io->expecting ? io->fruitless + 1 : 0;
  if (count > 0 && fds[1].revents != 0) {
    uint64_t value;
    ssize_t length;
    do {
      length = read(io->wake, &value, sizeof value);
    } while (length < 0 && errno == EINTR);
  }
}

void *io_run(void *argument) {
  struct io *io = argument;
  prctl(PR_SET_NAME, "rtnl-io");
  while (collect(io)) {
    bool active = transmit(io);
    /* replies are received after each send, so that a long queue of requests cannot overrun the receive buffer */
    if (fill(io)) active = true;
    if (active) {
      io->active = now();
      io->fruitless = 0;
    }
    if (io->outbox != NULL && !io->blocked) {
      /*
       * more remains to be sent: deliver the first replies now, so that JavaScript can prepare the next requests
       * meanwhile
       */
      if (due(io) && idle(io)) hand_over(io);
      continue;
    }
    if (due(io)) hand_over(io);
    else if ((!active || coalescing(io)) && !linger(io)) sleep_until_news(io);
  }
  return NULL;
}
