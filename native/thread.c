/*
 * What the threads do for a socket: one of them sends what JavaScript posted and fills slabs with received datagrams, so that
 * the event loop never waits in sendmsg(2) for a lock of the kernel. It does not call JavaScript. workers.c decides which
 * thread runs a socket, and when.
 *
 * A slab is in one of four states: free (in the pool) -> filling (one, owned by the thread) -> ready (queued) -> lent
 * (JavaScript reads it) -> free. If the socket can't have another one, the thread continues to fill the last ready one. If
 * that is full or lent too, the thread stops receiving, and the socket's receive buffer applies back pressure. It still sends.
 *
 * The mutex protects only the fields of struct io that say so. Neither side blocks while holding it.
 */
#include "thread.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>

/*
 * epoll_wait(2) may report half-closed sockets as ready although nothing can be read or sent. After so many consecutive results
 * of that kind, the socket is not polled for PAUSE nanoseconds.
 */
#define FALSE_WAKEUPS 2
#define PAUSE INT64_C(5000000)
/* How long a socket keeps its thread while others wait for one, in nanoseconds. */
#define TURN INT64_C(1000000)
/*
 * After a slab with more than BURST bytes, records are collected BURST_FACTOR times longer, so that each wake-up delivers
 * more.
 */
#define BURST 16384u
#define BURST_FACTOR 4

static struct post *shift_post(struct post **first, struct post ***end) {
  struct post *post = *first;
  *first = post->next;
  if (*first == NULL) *end = first;
  post->next = NULL;
  return post;
}

static struct slab *filled(const struct io *io) { return pool_slab(io->pool, io->filling); }

/* Takes over the posted data, and a free slab if none is being filled. False: stop. */
static bool take_posts(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  bool stopping = io->stopping;
  if (io->queue != NULL) {
    *io->outbox_end = io->queue;
    io->outbox_end = io->queue_end;
    io->queue = NULL;
    io->queue_end = &io->queue;
  }
  io->reading = !io->paused && !io->ended;
  io->seen_changes = atomic_load_explicit(&io->changes, memory_order_relaxed);
  pthread_mutex_unlock(&io->mutex);
  /* failed sends are reported in slabs too */
  if (io->filling == NONE && (io->reading || io->failed != NULL))
    io->filling = pool_take(io->pool, &io->borrower, false);
  return !stopping;
}

static void hand_over(struct io *io) {
  const bool burst = filled(io)->used > BURST;
  io->delay = burst ? BURST_FACTOR * io->coalesce : io->coalesce;
  pthread_mutex_lock(&io->mutex);
  ring_push(&io->ready_slabs, io->filling);
  atomic_fetch_add_explicit(&io->handed_over, 1, memory_order_relaxed);
  const bool polled = io->polled;
  pthread_mutex_unlock(&io->mutex);
  io->filling = NONE;
  io->urgent = false;
  if (!polled) uv_async_send(io->ready);
}

/* The last ready slab, if it has space for another window, or NONE. Filling the last one keeps the order. */
static int reclaimable(const struct io *io) {
  const int last = ring_last(&io->ready_slabs);
  return last != NONE && slab_fits(pool_slab(io->pool, last), io->source.window) ? last : NONE;
}

/*
 * If no slab is free because the event loop is busy, continues to fill the last ready one. Otherwise a few small replies
 * would use up all slabs, and the next ones would overrun the receive buffer.
 */
static void reclaim(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  io->filling = reclaimable(io);
  if (io->filling != NONE) ring_pop(&io->ready_slabs);
  pthread_mutex_unlock(&io->mutex);
  /* it was already due for delivery */
  io->urgent = io->filling != NONE;
}

/* Sends the first post, unless it is silent. A failure is kept in `failed` until a slab has space for its record. */
static bool transmit(struct io *io) {
  if (io->outbox == NULL) return false;
  struct iovec vector = {io->outbox->bytes, io->outbox->length};
  const int result = io->outbox->silent ? 0 : send_vectors(io->fd, &vector, 1);
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
  struct slab *slab = filled(io);
  const size_t before = slab->used;
  /* a failed send precedes everything received after it */
  while (io->failed != NULL) {
    if (!slab_append_mark(slab, ERROR_SEND | (uint32_t)io->failed->error, io->failed->ticket)) {
      hand_over(io);
      return true;
    }
    free(shift_post(&io->failed, &io->failed_end));
  }
  /* what is not received while JavaScript pauses still precedes the mark of a conclusion */
  const bool held_back = !io->reading && !io->ended;
  enum drained outcome = DRAINED_EMPTY;
  if (io->reading) {
    outcome = io->bulk == NULL ? drain(&io->source, slab, UNLIMITED, io->control)
                               : bulk_drain(io->bulk, io->fd, slab);
  }
  if (outcome == DRAINED_ENDED) {
    io->ended = true;
    io->reading = false;
  }
  /* if the slab has no space for the mark, the next call finds the socket empty as well and appends it then */
  if (outcome == DRAINED_EMPTY && io->concluding && !held_back)
    io->concluding = !slab_append_mark(slab, CONCLUDED, io->concluded);
  if (before == 0 && slab->used > 0) io->filling_since = now();
  bool progress = slab->used > before || outcome == DRAINED_ENDED;
  if (outcome == DRAINED_FULL) {
    hand_over(io);
    progress = true;
  }
  return progress;
}

static bool has_records(const struct io *io) { return io->filling != NONE && filled(io)->used > 0; }

/*
 * Datagrams that arrive meanwhile are received together at the end; one wake-up each would cost three calls instead of
 * one.
 */
static bool coalescing(const struct io *io) {
  return io->coalesce > 0 && has_records(io) && !io->urgent && !io->ended;
}

/* Whether the slab that is being filled is to be handed over now. */
static bool due(const struct io *io) {
  if (!has_records(io)) return false;
  if (io->coalesce == 0 || io->urgent || io->ended) return true;
  return now() - io->filling_since >= io->delay;
}

/* Whether JavaScript has no slab left to read. */
static bool idle(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  const bool none = io->ready_slabs.length == 0;
  pthread_mutex_unlock(&io->mutex);
  return none;
}

/* Sleeping and waking cost microseconds on both sides, so the thread polls for a while after activity, if no other needs it. */
static bool linger(struct io *io) {
  const int64_t deadline = io->active + io->linger;
  while (!coalescing(io) && !workers_wanted() && now() < deadline) {
    if (atomic_load_explicit(&io->changes, memory_order_relaxed) != io->seen_changes) return true;
    if (fill(io)) {
      io->active = now();
      return true;
    }
    pause_briefly();
  }
  return false;
}

/* Gives back a slab that has no records. */
static void give_back(struct io *io) {
  if (io->filling == NONE || has_records(io)) return;
  pool_put(io->pool, &io->borrower, io->filling);
  io->filling = NONE;
}

/* Says what the socket waits for. False: there is something to do after all. */
static bool park(struct io *io, struct parking *parking) {
  /* if it can have no slab now, it is woken when it can */
  if (io->filling == NONE && (io->reading || io->failed != NULL))
    io->filling = pool_take(io->pool, &io->borrower, true);
  if (io->filling != NONE && io->failed != NULL) return false;
  pthread_mutex_lock(&io->mutex);
  const bool fits = io->filling != NONE || reclaimable(io) != NONE;
  pthread_mutex_unlock(&io->mutex);
  const bool pausing = io->false_wakeups >= FALSE_WAKEUPS;
  const bool listening = io->reading && fits && !coalescing(io);
  give_back(io);
  parking->events = pausing ? 0 : (listening ? (uint32_t)EPOLLIN : 0) | (io->blocked ? (uint32_t)EPOLLOUT : 0);
  parking->deadline = pausing ? now() + PAUSE : FOREVER;
  if (has_records(io) && io->filling_since + io->delay < parking->deadline)
    parking->deadline = io->filling_since + io->delay;

  pthread_mutex_lock(&io->mutex);
  io->asleep = atomic_load_explicit(&io->changes, memory_order_relaxed) == io->seen_changes;
  const bool asleep = io->asleep;
  pthread_mutex_unlock(&io->mutex);
  return asleep;
}

static void awaken(struct io *io, bool ready) {
  pthread_mutex_lock(&io->mutex);
  io->asleep = false;
  pthread_mutex_unlock(&io->mutex);
  io->expecting = ready;
  io->false_wakeups = ready ? io->false_wakeups + 1 : 0;
}

enum outcome thread_run(struct task *task, bool ready, struct parking *parking) {
  struct io *io = (struct io *)((char *)task - offsetof(struct io, task));
  int64_t since = 0;
  awaken(io, ready);
  while (take_posts(io)) {
    bool active = transmit(io);
    /* replies are received after each send, so that a long queue of requests cannot overrun the receive buffer */
    if (fill(io)) active = true;
    if (active) {
      io->active = now();
      io->false_wakeups = 0;
    }
    const bool more = io->outbox != NULL && !io->blocked;
    if (due(io)) {
      /*
       * if more remains to be sent: deliver the first replies now, so that JavaScript can prepare the next requests
       * meanwhile
       */
      if (!more || idle(io)) hand_over(io);
    } else if (!more && (!active || coalescing(io)) && !linger(io) && park(io, parking)) {
      return OUTCOME_PARKED;
    }
    if (!workers_wanted()) continue;
    if (since == 0) since = now();
    else if (now() - since > TURN) return OUTCOME_AGAIN;
  }
  return OUTCOME_STOPPED;
}
