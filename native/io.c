/* The interface of the I/O threads: start and stop, posts as input, slabs as output. */
#include "io.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "bulk.h"
#include "ring.h"
#include "thread.h"

static void free_posts(struct post *post) {
  while (post != NULL) {
    struct post *next = post->next;
    free(post);
    post = next;
  }
}

/* Call with the mutex held. True: call wake() after releasing it. */
static bool count_change(struct io *io) {
  atomic_fetch_add_explicit(&io->changes, 1, memory_order_relaxed);
  bool asleep = io->asleep;
  io->asleep = false;
  return asleep;
}

static void wake(struct io *io) { workers_wake(&io->task); }

int io_post(struct io *io, uint32_t ticket, const struct iovec *vectors, size_t count, bool conclude) {
  size_t length = 0;
  for (size_t i = 0; i < count; i++) length += vectors[i].iov_len;
  if (length > INT_MAX) return -EMSGSIZE;
  struct post *post = malloc(sizeof *post + length);
  if (post == NULL) return -ENOMEM;
  *post = (struct post){.ticket = ticket, .silent = count == 0, .conclude = conclude};
  for (size_t i = 0; i < count; i++) {
    if (vectors[i].iov_len == 0) continue;
    memcpy(post->bytes + post->length, vectors[i].iov_base, vectors[i].iov_len);
    post->length += vectors[i].iov_len;
  }
  pthread_mutex_lock(&io->mutex);
  *io->queue_end = post;
  io->queue_end = &post->next;
  bool asleep = count_change(io);
  pthread_mutex_unlock(&io->mutex);
  if (asleep) wake(io);
  return 0;
}

int io_pause(struct io *io, bool paused) {
  pthread_mutex_lock(&io->mutex);
  io->paused = paused;
  bool asleep = count_change(io);
  pthread_mutex_unlock(&io->mutex);
  if (asleep) wake(io);
  return 0;
}

int io_next(struct io *io, size_t *used, bool *more) {
  pthread_mutex_lock(&io->mutex);
  int index = ring_shift(&io->ready_slabs);
  if (index != NONE) {
    *used = pool_slab(io->pool, index)->used;
    *more = io->ready_slabs.length > 0;
  }
  pthread_mutex_unlock(&io->mutex);
  if (index != NONE) pool_lend(io->pool, io->owner, index);
  return index;
}

int io_poll(struct io *io, int64_t nanoseconds, size_t *used, bool *more) {
  pthread_mutex_lock(&io->mutex);
  bool none = io->ready_slabs.length == 0;
  io->polled = none;
  const unsigned seen = atomic_load_explicit(&io->handed_over, memory_order_relaxed);
  pthread_mutex_unlock(&io->mutex);
  const int64_t deadline = none ? now() + nanoseconds : 0;
  while (none && now() < deadline) {
    none = atomic_load_explicit(&io->handed_over, memory_order_relaxed) == seen;
    pause_briefly();
  }
  pthread_mutex_lock(&io->mutex);
  io->polled = false;
  pthread_mutex_unlock(&io->mutex);
  return io_next(io, used, more);
}

/* A slab has become free for a socket that waits for one. */
static void on_slab(struct borrower *borrower) {
  struct io *io = (struct io *)((char *)borrower - offsetof(struct io, borrower));
  pthread_mutex_lock(&io->mutex);
  bool asleep = count_change(io);
  pthread_mutex_unlock(&io->mutex);
  if (asleep) wake(io);
}

/* Gives back the slabs that JavaScript will never read. */
static void return_slabs(struct io *io) {
  if (io->filling != NONE) pool_put(io->pool, &io->borrower, io->filling);
  for (int index; (index = ring_shift(&io->ready_slabs)) != NONE;) pool_put(io->pool, &io->borrower, index);
  pool_leave(io->pool, &io->borrower);
}

static void io_free(struct io *io) {
  pthread_mutex_destroy(&io->mutex);
  free_posts(io->queue);
  free_posts(io->outbox);
  free_posts(io->failed);
  free(io->bulk);
  free(io);
}

int io_start(struct io **result, const struct io_settings *settings) {
  struct io *io = calloc(1, sizeof *io);
  if (io == NULL) return -ENOMEM;
  io->fd = settings->fd;
  io->linger = settings->linger;
  io->coalesce = settings->coalesce;
  io->control = settings->control;
  io->pool = settings->pool;
  io->owner = settings->owner;
  io->ready = settings->ready;
  io->source = (struct source){.fd = settings->fd, .type = settings->type, .window = settings->window};
  io->queue_end = &io->queue;
  io->outbox_end = &io->outbox;
  io->failed_end = &io->failed;
  io->filling = NONE;
  io->delay = settings->coalesce;
  const bool datagrams = settings->type == SOCK_RAW || settings->type == SOCK_DGRAM;
  const bool in_bulk = settings->coalesce > 0 && !settings->control && datagrams;
  if (in_bulk) io->bulk = bulk_new(settings->window);
  pthread_mutex_init(&io->mutex, NULL);
  int status = in_bulk && io->bulk == NULL ? -ENOMEM : 0;
  if (status == 0) {
    pool_join(io->pool, &io->borrower, on_slab);
    io->task = (struct task){.fd = io->fd, .run = thread_run};
    status = workers_add(&io->task);
    if (status < 0) pool_leave(io->pool, &io->borrower);
  }
  if (status == 0) *result = io;
  else io_free(io);
  return status;
}

void io_stop(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  io->stopping = true;
  count_change(io);
  pthread_mutex_unlock(&io->mutex);
  workers_remove(&io->task);
  return_slabs(io);
  io_free(io);
}

struct borrower *io_borrower(struct io *io) { return &io->borrower; }
