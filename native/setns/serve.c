/* Serves requests, one after the other. A request in progress is completed or undone, even if the owner ends. */
#include "setns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int home;
static struct received in;
static struct answer out;

/** Records errno and the failed call. Always returns false, so that callers can return it. */
bool fail(struct outcome *outcome, const char *call) {
  outcome->error = errno;
  outcome->call = call;
  return false;
}

bool fail_with(struct outcome *outcome, int error, const char *call) {
  errno = error;
  return fail(outcome, call);
}

bool enter(struct outcome *outcome, int namespace) {
  return setns(namespace, CLONE_NEWNET) == 0 || fail(outcome, "setns");
}

/** Returns to the namespace in which the helper was started. Fails in a user namespace without CAP_SYS_ADMIN over it. */
void go_home(struct outcome *outcome) {
  if (setns(home, CLONE_NEWNET) != 0) outcome->lost = true;
}

static void carry_out(struct outcome *outcome) {
  const char *text = in.text;
  const size_t length = in.length;
  const int namespace = in.namespace;
  switch (in.malformed ? 0 : in.header.operation) {
    case CREATE: create_namespace(outcome, text, length); break;
    case ATTACH: attach_namespace(outcome, text, length, namespace); break;
    case DELETE: delete_namespace(outcome, text, length); break;
    case SOCKET: open_socket(outcome, &in.header, text, length, namespace); break;
    case SYSCTL_GET: get_sysctl(outcome, text, length, namespace, out.text); break;
    case SYSCTL_SET: set_sysctl(outcome, text, length, namespace); break;
    default: fail_with(outcome, EBADMSG, "request");
  }
}

/** False if the reply could not be sent; errno is set. */
static bool reply(const struct outcome *outcome, uint32_t flags) {
  size_t length = outcome->length;
  out.header = (struct reply){.operation = in.header.operation, .number = in.header.number, .error = outcome->error,
                              .flags = flags | (outcome->lost ? REPLY_LEAVING : 0)};
  if (outcome->error != 0) {
    length = strlen(outcome->call);
    memcpy(out.text, outcome->call, length);
  }
  return send_reply(&out, length, outcome->fd);
}

/** Replies with the error of sendmsg(2): the reply was too long, or its descriptor could not be passed (ETOOMANYREFS). */
static bool reply_instead(struct outcome *outcome) {
  fail(outcome, "sendmsg");
  if (outcome->error == EPIPE || outcome->error == ECONNRESET) return false;
  if (in.header.operation == CREATE && in.length > 0) {
    struct outcome undone = {.fd = -1};
    delete_namespace(&undone, in.text, in.length);
  }
  outcome->fd = -1;
  return reply(outcome, 0);
}

/** Carries out a request and replies. False: the helper must end. */
static bool answer(void) {
  struct outcome outcome = {.fd = -1};
  if (in.stale) {
    fail_with(&outcome, EPERM, "credentials");
    reply(&outcome, REPLY_STALE);
    return false;
  }
  carry_out(&outcome);
  const int fd = outcome.fd;
  const bool sent = reply(&outcome, 0) || reply_instead(&outcome);
  if (fd >= 0) close(fd);
  return sent && !outcome.lost;
}

int serve(void) {
  /* closes descriptors that the owner has inherited; before Linux 5.9 they stay open */
  syscall(SYS_close_range, 3u, ~0u, 0u);
  umask(022);
  if (chdir("/") != 0) return 1;
  home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (home < 0 || !open_channel()) return 1;
  while (receive_request(&in)) {
    const bool more = answer();
    if (in.namespace >= 0) close(in.namespace);
    if (!more) break;
  }
  return 0;
}
