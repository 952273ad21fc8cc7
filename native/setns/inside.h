/* inside.c: sockets and sysctls of a namespace. */
#ifndef RTNL_SETNS_INSIDE_H
#define RTNL_SETNS_INSIDE_H

#include <stddef.h>

#include "outcome.h"
#include "messages.h"

void open_socket(struct outcome *outcome, const struct request *request, const char *address, size_t length,
                 int namespace);
void get_sysctl(struct outcome *outcome, const char *path, size_t length, int namespace, char *value);
void set_sysctl(struct outcome *outcome, const char *text, size_t length, int namespace);

#endif
