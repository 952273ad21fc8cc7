/* bulk.c: receives many small datagrams per call. Does not call Node-API. */
#ifndef RTNL_BULK_H
#define RTNL_BULK_H

#include "records.h"

struct bulk;

/** `window`: maximum number of bytes stored per datagram. NULL if there is not enough memory. The caller frees it by free(3). */
struct bulk *bulk_new(size_t window);
/**
 * Like drain(), for datagrams without control messages. Datagrams that do not fit the slab are the first ones in the next
 * slab. Stops after a call that returned fewer datagrams than it could; later ones are received in the next turn.
 */
enum drained bulk_drain(struct bulk *bulk, int fd, struct slab *slab);

#endif
