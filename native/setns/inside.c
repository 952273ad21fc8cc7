/* Sockets and sysctls of a namespace: what belongs to the one it was opened in. */
#include "setns.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool set_option(struct outcome *outcome, int level, int option) {
  const int yes = 1;
  return setsockopt(outcome->fd, level, option, &yes, sizeof yes) == 0 || fail(outcome, "setsockopt");
}

static bool prepare(struct outcome *outcome, const struct request *request, const char *address, size_t length) {
  const uint32_t options = request->options;
  if ((options & SOCKET_REUSEADDR) != 0 && !set_option(outcome, SOL_SOCKET, SO_REUSEADDR)) return false;
  if ((options & SOCKET_REUSEPORT) != 0 && !set_option(outcome, SOL_SOCKET, SO_REUSEPORT)) return false;
  if ((options & SOCKET_V6ONLY) != 0 && !set_option(outcome, IPPROTO_IPV6, IPV6_V6ONLY)) return false;
  const struct sockaddr *place = (const struct sockaddr *)address;
  if ((options & SOCKET_CONNECT) != 0) {
    return connect(outcome->fd, place, (socklen_t)length) == 0 || fail(outcome, "connect");
  }
  if (length > 0 && bind(outcome->fd, place, (socklen_t)length) != 0) return fail(outcome, "bind");
  if (request->backlog >= 0 && listen(outcome->fd, request->backlog) != 0) return fail(outcome, "listen");
  return true;
}

void open_socket(struct outcome *outcome, const struct request *request, const char *address, size_t length,
                 int namespace) {
  /* a struct sockaddr may have to be aligned, and the text is not */
  struct sockaddr_storage aligned;
  if (length > sizeof aligned) {
    errno = EINVAL;
    fail(outcome, "bind");
    return;
  }
  memcpy(&aligned, address, length);
  if (!enter(outcome, namespace)) return;
  outcome->fd = socket(request->domain, request->type | SOCK_CLOEXEC | SOCK_NONBLOCK, request->protocol);
  if (outcome->fd < 0) fail(outcome, "socket");
  else if (!prepare(outcome, request, (const char *)&aligned, length)) {
    close(outcome->fd);
    outcome->fd = -1;
  }
  go_home(outcome);
}

#define SYSCTLS "/proc/sys/"

struct sysctl {
  char path[sizeof SYSCTLS + 512];
};

/** Where a sysctl is. Paths were checked before; one that leaves net/ goes no further than this. */
static bool locate(struct outcome *outcome, const char *path, struct sysctl *sysctl) {
  const size_t length = strlen(path);
  bool good = strncmp(path, "net/", 4) == 0 && length < sizeof sysctl->path - sizeof SYSCTLS;
  for (const char *part = path; good && part != NULL; part = strchr(part, '/')) {
    if (*part == '/') part++;
    const size_t width = strcspn(part, "/");
    if (width == 0 || (width <= 2 && strncmp(part, "..", width) == 0)) good = false;
  }
  if (!good) {
    errno = EINVAL;
    return fail(outcome, "path");
  }
  memcpy(sysctl->path, SYSCTLS, sizeof SYSCTLS - 1);
  memcpy(sysctl->path + sizeof SYSCTLS - 1, path, length + 1);
  return true;
}

/** Opened inside: /proc/sys/net is that of the namespace of whoever opens it. */
static int open_inside(struct outcome *outcome, const struct sysctl *sysctl, int flags, int namespace) {
  if (!enter(outcome, namespace)) return -1;
  const int file = open(sysctl->path, flags | O_CLOEXEC);
  if (file < 0) fail(outcome, "open");
  go_home(outcome);
  return file;
}

void get_sysctl(struct outcome *outcome, const char *path, size_t length, int namespace, char *value) {
  struct sysctl sysctl;
  (void)length;
  if (!locate(outcome, path, &sysctl)) return;
  const int file = open_inside(outcome, &sysctl, O_RDONLY, namespace);
  if (file < 0) return;
  ssize_t got = 1;
  while (outcome->length < TEXT_MAXIMUM && got > 0) {
    got = read(file, value + outcome->length, TEXT_MAXIMUM - outcome->length);
    if (got > 0) outcome->length += (size_t)got;
  }
  if (got < 0) fail(outcome, "read");
  close(file);
}

void set_sysctl(struct outcome *outcome, const char *text, size_t length, int namespace) {
  struct sysctl sysctl;
  size_t name = strlen(text) + 1; /* then what is written so far */
  if (!locate(outcome, text, &sysctl)) return;
  if (name > length) {
    errno = EINVAL;
    fail(outcome, "value");
    return;
  }
  const int file = open_inside(outcome, &sysctl, O_WRONLY, namespace);
  if (file < 0) return;
  /* the kernel takes a page at a time */
  for (ssize_t written = 0; name < length || written == 0; name += (size_t)written) {
    written = write(file, text + name, length - name);
    if (written > 0) continue;
    if (written < 0) fail(outcome, "write");
    break;
  }
  close(file);
}
