/* home.c: enters a network namespace, and returns to the helper's own. */
#ifndef RTNL_SETNS_HOME_H
#define RTNL_SETNS_HOME_H

#include <stdbool.h>

#include "outcome.h"

/** Opens the namespace in which the helper was started, to return to it. False: errno is set. */
bool remember_home(void);
bool enter(struct outcome *outcome, int namespace);
/** Returns to the namespace in which the helper was started. Fails in a user namespace without CAP_SYS_ADMIN over it. */
void go_home(struct outcome *outcome);

#endif
