/* outcome.c: the result of a request. */
#ifndef RTNL_SETNS_OUTCOME_H
#define RTNL_SETNS_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

/** The result of a request. */
struct outcome {
  int error;
  const char *call; /* the call that failed */
  int fd;           /* to attach to the reply; -1 for none */
  int more;         /* a second one, which the client can do without; -1 for none */
  size_t length;    /* of the text to reply with */
  bool lost;        /* the helper could not return to its own namespace */
};

/** Records errno and the failed call. Always returns false, so that callers can return it. */
bool fail(struct outcome *outcome, const char *call);
/** Sets errno, then fails. */
bool fail_with(struct outcome *outcome, int error, const char *call);

#endif
