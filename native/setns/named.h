/* named.c: creates and deletes named namespaces, like `ip netns`. */
#ifndef RTNL_SETNS_NAMED_H
#define RTNL_SETNS_NAMED_H

#include <stddef.h>

#include "outcome.h"

void create_namespace(struct outcome *outcome, const char *name, size_t length);
void attach_namespace(struct outcome *outcome, const char *name, size_t length, int namespace);
void delete_namespace(struct outcome *outcome, const char *name, size_t length);

#endif
