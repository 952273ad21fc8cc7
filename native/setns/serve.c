/* Requests over a socketpair, one by one. What is under way is finished, whatever happens to the owner. */
#include "setns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int owner, home;
static volatile sig_atomic_t orphaned;

/* the NUL behind the text makes it a string */
static struct {
  struct request header;
  char text[TEXT_MAXIMUM + 1];
} in;

static struct {
  struct reply header;
  char text[TEXT_MAXIMUM];
} out;

static void orphan(int signal) {
  (void)signal;
  orphaned = 1;
}

/** Always false, so that it can be returned. */
bool fail(struct outcome *outcome, const char *call) {
  outcome->error = errno;
  outcome->call = call;
  return false;
}

bool enter(struct outcome *outcome, int namespace) {
  return setns(namespace, CLONE_NEWNET) == 0 || fail(outcome, "setns");
}

/** Back to the namespace we were started in; in a user namespace without power over it there is no way back. */
void go_home(struct outcome *outcome) {
  if (setns(home, CLONE_NEWNET) != 0) outcome->lost = true;
}

/** Receives a request: bytes behind its header, -1 for the end. */
static ssize_t receive(int *namespace) {
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  struct iovec vector = {&in, sizeof in.header + TEXT_MAXIMUM};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t length;
  *namespace = -1;
  do {
    length = recvmsg(owner, &message, MSG_CMSG_CLOEXEC);
  } while (length < 0 && errno == EINTR && !orphaned);
  if (length <= 0) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
    memcpy(namespace, CMSG_DATA(header), sizeof *namespace);
  }
  const bool whole = (size_t)length >= sizeof in.header && (message.msg_flags & MSG_TRUNC) == 0;
  if (!whole) in.header.operation = 0;
  length = whole ? length - (ssize_t)sizeof in.header : 0;
  in.text[length] = '\0';
  return length;
}

static bool reply(size_t length, int fd) {
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec vector = {&out, sizeof out.header + length};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  ssize_t sent;
  do {
    sent = sendmsg(owner, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

void note_name(void) {
  /* nobody is woken by it: it is only read when there will be no answer, or with the answer */
  send(1, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void carry_out(struct outcome *outcome, size_t length, int namespace) {
  switch (in.header.operation) {
    case CREATE: create_namespace(outcome, in.text, length); break;
    case ATTACH: attach_namespace(outcome, in.text, length, namespace); break;
    case DELETE: delete_namespace(outcome, in.text, length); break;
    case SOCKET: open_socket(outcome, &in.header, in.text, length, namespace); break;
    case SYSCTL_GET: get_sysctl(outcome, in.text, length, namespace, out.text); break;
    case SYSCTL_SET: set_sysctl(outcome, in.text, length, namespace); break;
    default:
      errno = EBADMSG;
      fail(outcome, "request");
  }
}

/** False: there will be no more. */
static bool answer(size_t length, int namespace) {
  struct outcome outcome = {.fd = -1};
  carry_out(&outcome, length, namespace);
  out.header = (struct reply){.operation = in.header.operation, .error = outcome.error};
  if (outcome.lost) out.header.flags = REPLY_LEAVING;
  if (outcome.error != 0) {
    outcome.length = strlen(outcome.call);
    memcpy(out.text, outcome.call, outcome.length);
  }
  bool sent = reply(outcome.length, outcome.fd);
  if (outcome.fd >= 0) close(outcome.fd);
  return sent && !outcome.lost;
}

/** Signals of a terminal or of whoever ends the owner are not for us: it may want to tidy up first. */
static void keep_apart(void) {
  static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
  /* without SA_RESTART: recvmsg(2) is to return */
  const struct sigaction action = {.sa_handler = orphan};
  sigaction(SIGUSR1, &action, NULL);
  prctl(PR_SET_PDEATHSIG, SIGUSR1);
  setsid();
  if (chdir("/") != 0) return; /* then its mount stays busy, no more */
}

int serve(int socket) {
  owner = socket;
  keep_apart();
  home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  const int flags = fcntl(owner, F_GETFL);
  if (home < 0 || flags < 0 || fcntl(owner, F_SETFL, flags & ~O_NONBLOCK) != 0) return 1;
  int namespace;
  for (ssize_t length; !orphaned && (length = receive(&namespace)) >= 0;) {
    const bool more = answer((size_t)length, namespace);
    if (namespace >= 0) close(namespace);
    if (!more) break;
  }
  return 0;
}
