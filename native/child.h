/* child.c: child processes of a worker, which are waited for when it ends. Does not call Node-API. */
#ifndef RTNL_CHILD_H
#define RTNL_CHILD_H

#include <stdint.h>

struct child;

/** Adds a child process to the list. 0 or -errno; -ENOSYS before Linux 5.3 */
int child_keep(struct child **children, int32_t pid);
/** Removes it. 0, or -ESRCH if the list does not contain it */
int child_forget(struct child **children, int32_t pid);
/** Waits for all of them, each for a second at most, and empties the list. */
void children_end(struct child **children);

#endif
