/* Serves requests, one after the other. A request in progress is completed or undone, even if the owner ends. */
#include "serve.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "home.h"
#include "inside.h"
#include "named.h"
#include "outcome.h"

static struct received request;
static struct answer response;

static void carry_out(struct outcome *outcome) {
  const char *text = request.text;
  const size_t length = request.length;
  const int namespace = request.namespace;
  switch (request.malformed ? 0 : request.header.operation) {
    case CREATE: create_namespace(outcome, text, length); break;
    case ATTACH: attach_namespace(outcome, text, length, namespace); break;
    case DELETE: delete_namespace(outcome, text, length); break;
    case SOCKET: open_socket(outcome, &request.header, text, length, namespace); break;
    case SYSCTL_GET: get_sysctl(outcome, text, length, namespace, response.text); break;
    case SYSCTL_SET: set_sysctl(outcome, text, length, namespace); break;
    default: fail_with(outcome, EBADMSG, "request");
  }
}

/** False if the reply could not be sent; errno is set. */
static bool reply(const struct outcome *outcome, uint32_t flags) {
  size_t length = outcome->length;
  response.header = (struct reply){.operation = request.header.operation, .number = request.header.number,
                                   .error = outcome->error, .flags = flags | (outcome->lost ? REPLY_LEAVING : 0)};
  if (outcome->error != 0) {
    length = strlen(outcome->call);
    memcpy(response.text, outcome->call, length);
  }
  return send_reply(&response, length, outcome->fd, outcome->more);
}

/** Replies with the error of sendmsg(2): the reply was too long, or its descriptor could not be passed (ETOOMANYREFS). */
static bool reply_with_error(struct outcome *outcome) {
  fail(outcome, "sendmsg");
  if (outcome->error == EPIPE || outcome->error == ECONNRESET) return false;
  if (request.header.operation == CREATE && request.length > 0) {
    struct outcome undone = {.fd = -1, .more = -1};
    delete_namespace(&undone, request.text, request.length);
  }
  outcome->fd = -1;
  outcome->more = -1;
  return reply(outcome, 0);
}

/** Carries out a request and replies. False: the helper must end. */
static bool answer(void) {
  struct outcome outcome = {.fd = -1, .more = -1};
  if (request.stale) {
    fail_with(&outcome, EPERM, "credentials");
    reply(&outcome, REPLY_STALE);
    return false;
  }
  carry_out(&outcome);
  const int fd = outcome.fd, more = outcome.more;
  const bool sent = reply(&outcome, 0) || reply_with_error(&outcome);
  if (fd >= 0) close(fd);
  if (more >= 0) close(more);
  return sent && !outcome.lost;
}

int serve(void) {
  /* closes descriptors that the owner has inherited; before Linux 5.9 they stay open */
  syscall(SYS_close_range, 3u, ~0u, 0u);
  umask(022);
  if (chdir("/") != 0) return 1;
  if (!remember_home() || !open_channel()) return 1;
  while (receive_request(&request)) {
    const bool more = answer();
    if (request.namespace >= 0) close(request.namespace);
    if (!more) break;
  }
  return 0;
}
