/* The interface of the I/O thread: start and stop, posts as input, slabs as output. */
#include "io.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bulk.h"
#include "ring.h"
#include "thread.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
/*
 * glibc 2.34 moved these symbols into libc.so with a new version. The old version exists in every glibc, so the addon
 * links to it
 */
#if defined(__x86_64__)
#define OLDEST_VERSION "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define OLDEST_VERSION "GLIBC_2.17"
#endif
#ifdef OLDEST_VERSION
__asm__(".symver pthread_create,pthread_create@" OLDEST_VERSION);
__asm__(".symver pthread_join,pthread_join@" OLDEST_VERSION);
__asm__(".symver pthread_sigmask,pthread_sigmask@" OLDEST_VERSION);
__asm__(".symver pthread_attr_setstacksize,pthread_attr_setstacksize@" OLDEST_VERSION);
#endif
#endif

#define STACK_SIZE (256 * 1024)

static void free_posts(struct post *post) {
  while (post != NULL) {
    struct post *next = post->next;
    free(post);
    post = next;
  }
}

/* Call with the mutex held. True: write to `wake` after releasing it. */
static bool count_change(struct io *io) {
  atomic_fetch_add_explicit(&io->changes, 1, memory_order_relaxed);
  bool asleep = io->asleep;
  io->asleep = false;
  return asleep;
}

static void wake(struct io *io) {
  const uint64_t one = 1;
  ssize_t written;
  /* cannot block: every wake-up resets the counter, long before it overflows */
  do {
    written = write(io->wake, &one, sizeof one);
  } while (written < 0 && errno == EINTR);
}

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

int io_release(struct io *io, uint32_t index) {
  bool asleep = false;
  pthread_mutex_lock(&io->mutex);
  bool valid = index < io->count && io->lent[index];
  if (valid) {
    io->lent[index] = false;
    ring_push(&io->free, (int)index);
    /* a thread that is filling a slab does not need another one yet */
    if (!io->asleep || io->starved) asleep = count_change(io);
  }
  pthread_mutex_unlock(&io->mutex);
  if (asleep) wake(io);
  return valid ? 0 : -EINVAL;
}

int io_next(struct io *io, size_t *used, bool *more) {
  pthread_mutex_lock(&io->mutex);
  int index = ring_shift(&io->ready_slabs);
  if (index != NONE) {
    io->lent[index] = true;
    *used = io->slabs[index].used;
    *more = io->ready_slabs.length > 0;
  }
  pthread_mutex_unlock(&io->mutex);
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

static int spawn(struct io *io) {
  pthread_attr_t attributes;
  sigset_t all, before;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return -error;
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  /* the thread inherits the mask, so that signals are handled by the program's threads */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  error = pthread_create(&io->thread, &attributes, thread_run, io);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return -error;
}

static void io_free(struct io *io) {
  pthread_mutex_destroy(&io->mutex);
  if (io->wake >= 0) close(io->wake);
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
  io->count = settings->count;
  io->ready = settings->ready;
  io->source = (struct source){.fd = settings->fd, .type = settings->type, .window = settings->window};
  io->queue_end = &io->queue;
  io->outbox_end = &io->outbox;
  io->failed_end = &io->failed;
  io->filling = NONE;
  for (unsigned i = 0; i < settings->count; i++) {
    io->slabs[i] = settings->slabs[i];
    ring_push(&io->free, (int)i);
  }
  io->delay = settings->coalesce;
  const bool datagrams = settings->type == SOCK_RAW || settings->type == SOCK_DGRAM;
  const bool in_bulk = settings->coalesce > 0 && !settings->control && datagrams;
  if (in_bulk) io->bulk = bulk_new(settings->window);
  pthread_mutex_init(&io->mutex, NULL);
  io->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int status = io->wake < 0 ? -errno : 0;
  if (in_bulk && io->bulk == NULL) status = -ENOMEM;
  if (status == 0) status = spawn(io);
  if (status == 0) *result = io;
  else io_free(io);
  return status;
}

void io_stop(struct io *io) {
  pthread_mutex_lock(&io->mutex);
  io->stopping = true;
  bool asleep = count_change(io);
  pthread_mutex_unlock(&io->mutex);
  if (asleep) wake(io);
  pthread_join(io->thread, NULL);
  io_free(io);
}
