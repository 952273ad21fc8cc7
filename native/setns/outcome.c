/* The result of a request. */
#include "outcome.h"

#include <errno.h>

bool fail(struct outcome *outcome, const char *call) {
  outcome->error = errno;
  outcome->call = call;
  return false;
}

bool fail_with(struct outcome *outcome, int error, const char *call) {
  errno = error;
  return fail(outcome, call);
}
