/* rights.c: file descriptors in the control messages of unix sockets. */
#ifndef RTNL_RIGHTS_H
#define RTNL_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* SCM_MAX_FD of include/net/scm.h: the most descriptors in one SCM_RIGHTS message */
#define RIGHTS_MAXIMUM 253

/** Copies up to `space` descriptors of SCM_RIGHTS messages, and closes those of other messages. Returns their number. */
size_t rights_take(struct msghdr *message, int *fds, size_t space);
/**
 * Closes descriptors that arrived with a datagram, and replaces them by -1 in the control bytes. A peer may attach them to
 * any datagram on a unix socket, and records cannot own them. Use receiveFds() to receive descriptors.
 */
void rights_close(struct msghdr *message);

#endif
