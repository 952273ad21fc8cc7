/*
 * The slabs that sockets of an environment share. Sockets that are started with the same Uint8Arrays use the same pool, which
 * keeps the arrays alive.
 */
#include "slabs.h"

#include <errno.h>
#include <stdlib.h>

struct slabs {
  struct slabs *next;
  struct pool *pool;
  unsigned users;
  unsigned count;
  int64_t size; /* in bytes */
  napi_ref buffers[SLABS];
};

struct pool *slabs_pool(struct slabs *slabs) { return slabs->pool; }

static void slabs_free(napi_env env, struct slabs *slabs) {
  for (unsigned i = 0; i < slabs->count; i++) napi_delete_reference(env, slabs->buffers[i]);
  if (slabs->pool != NULL) pool_free(slabs->pool);
  free(slabs);
}

/* V8 does not count shared memory, so its size is reported to the collector. */
static void report_size(napi_env env, int64_t change) {
  int64_t total = 0;
  napi_adjust_external_memory(env, change, &total);
}

static struct slabs *slabs_new(napi_env env, const napi_value *values, const struct slab *bytes, unsigned count) {
  struct slabs *slabs = calloc(1, sizeof *slabs);
  if (slabs == NULL) return NULL;
  slabs->pool = pool_new(bytes, count);
  bool whole = slabs->pool != NULL;
  for (unsigned i = 0; whole && i < count; i++) {
    whole = napi_create_reference(env, values[i], 1, &slabs->buffers[i]) == napi_ok;
    if (whole) slabs->count = i + 1;
  }
  if (!whole) {
    slabs_free(env, slabs);
    return NULL;
  }
  slabs->size = (int64_t)(bytes->size * count);
  report_size(env, slabs->size);
  return slabs;
}

int slabs_share(napi_env env, struct slabs **list, const napi_value *values, const struct slab *bytes, unsigned count,
                struct slabs **result) {
  for (struct slabs *slabs = *list; slabs != NULL; slabs = slabs->next) {
    if (pool_is_of(slabs->pool, bytes, count)) {
      slabs->users++;
      *result = slabs;
      return 0;
    }
    for (unsigned i = 0; i < count; i++) {
      if (pool_overlaps(slabs->pool, &bytes[i])) return -EINVAL;
    }
  }
  struct slabs *slabs = slabs_new(env, values, bytes, count);
  if (slabs == NULL) return -ENOMEM;
  slabs->users = 1;
  slabs->next = *list;
  *list = slabs;
  *result = slabs;
  return 0;
}

void slabs_unshare(napi_env env, struct slabs **list, struct slabs *slabs) {
  if (--slabs->users > 0) return;
  while (*list != slabs) list = &(*list)->next;
  *list = slabs->next;
  report_size(env, -slabs->size);
  slabs_free(env, slabs);
}
