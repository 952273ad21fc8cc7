/* slabs.c: the slabs that sockets of an environment share, as JavaScript's objects. */
#ifndef RTNL_SLABS_H
#define RTNL_SLABS_H

#include <node_api.h>

#include "pool.h"
#include "records.h"

struct slabs;

/**
 * The shared slabs with this memory: those in the list, or new ones. `values` are their Uint8Arrays. 0 or -errno; -EINVAL if
 * they overlap with others.
 */
int slabs_share(napi_env env, struct slabs **list, const napi_value *values, const struct slab *bytes, unsigned count,
                struct slabs **result);
/** Ends one use of them. After the last, JavaScript may collect them. */
void slabs_unshare(napi_env env, struct slabs **list, struct slabs *slabs);
struct pool *slabs_pool(struct slabs *slabs);

#endif
