/* Receives requests, sends replies and notes, and detects the end of the owner. */
#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* descriptors */
#define REQUESTS 0
#define NOTES 1

/* SCM_MAX_FD: the buffer holds every descriptor that a message can carry, so that unexpected ones can be closed */
#define DESCRIPTORS 253

static volatile sig_atomic_t orphaned;
/* number of the request in progress */
static uint32_t current_number;
static struct {
  uid_t uid, effective_uid;
  gid_t gid, effective_gid;
} owner;

static void on_owner_end(int signal) {
  (void)signal;
  orphaned = 1;
}

bool is_orphaned(void) { return orphaned != 0; }

/** Ignores signals from the terminal and from whoever ends the owner: the owner may still send requests to clean up. */
static void detach(void) {
  static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
  /* without SA_RESTART, so that recvmsg(2) returns */
  const struct sigaction action = {.sa_handler = on_owner_end};
  sigaction(SIGUSR1, &action, NULL);
  prctl(PR_SET_PDEATHSIG, SIGUSR1);
  setsid();
}

bool open_channel(void) {
  const int yes = 1;
  detach();
  owner.uid = getuid();
  owner.gid = getgid();
  owner.effective_uid = geteuid();
  owner.effective_gid = getegid();
  const int flags = fcntl(REQUESTS, F_GETFL);
  if (flags < 0 || fcntl(REQUESTS, F_SETFL, flags & ~O_NONBLOCK) != 0) return false;
  return setsockopt(REQUESTS, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0;
}

/**
 * Whether the sender is the process that started us, with the same ids. The kernel attaches pid and real ids at send
 * time; the effective ids are in the request.
 */
static bool is_from_owner(const struct ucred *sender, const struct request *request) {
  return sender->pid == getppid() && sender->uid == owner.uid && sender->gid == owner.gid &&
         request->uid == owner.effective_uid && request->gid == owner.effective_gid;
}

/** Takes one descriptor over. If there are several, or some were lost (MSG_CTRUNC), closes all of them. */
static void take_descriptors(struct received *request, struct cmsghdr *header, bool keep) {
  const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (size_t i = 0; i < count; i++) {
    int fd;
    memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
    if (keep && count == 1) request->namespace = fd;
    else close(fd);
  }
  if (!keep || count != 1) request->malformed = true;
}

static void take_control(struct received *request, struct msghdr *message) {
  struct ucred sender = {.pid = -1};
  bool known = false;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level != SOL_SOCKET) continue;
    if (header->cmsg_type == SCM_CREDENTIALS && header->cmsg_len == CMSG_LEN(sizeof sender)) {
      memcpy(&sender, CMSG_DATA(header), sizeof sender);
      known = true;
    } else if (header->cmsg_type == SCM_RIGHTS) {
      take_descriptors(request, header, (message->msg_flags & MSG_CTRUNC) == 0 && request->namespace < 0);
    }
  }
  request->stale = !known || !is_from_owner(&sender, &request->header);
}

bool receive_request(struct received *request) {
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(DESCRIPTORS * sizeof(int))];
  struct iovec parts[] = {{&request->header, sizeof request->header}, {request->text, TEXT_MAXIMUM}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t length;
  do {
    if (is_orphaned()) return false;
    length = recvmsg(REQUESTS, &message, MSG_CMSG_CLOEXEC);
  } while (length < 0 && errno == EINTR);
  if (length <= 0) return false;
  const bool whole = (size_t)length >= sizeof request->header;
  if (!whole) request->header = (struct request){0};
  request->malformed = !whole || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  request->length = whole ? (size_t)length - sizeof request->header : 0;
  request->text[request->length] = '\0';
  request->namespace = -1;
  take_control(request, &message);
  current_number = request->header.number;
  return true;
}

bool send_reply(const struct answer *answer, size_t length, int fd, int more) {
  const int fds[] = {fd, more};
  const size_t size = more < 0 ? sizeof fd : sizeof fds;
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof fds)] = {0};
  struct iovec vector = {(void *)(uintptr_t)answer, sizeof answer->header + length};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(size);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(header), fds, size);
  }
  ssize_t sent;
  do {
    sent = sendmsg(REQUESTS, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR && !is_orphaned());
  return sent >= 0;
}

void note_name(void) {
  /*
   * the client does not poll for notes: it reads them after a lost reply, and with the replies to requests that create
   * names
   */
  send(NOTES, &current_number, sizeof current_number, MSG_NOSIGNAL | MSG_DONTWAIT);
}
