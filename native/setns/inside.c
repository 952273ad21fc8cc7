/* Sockets and sysctls of a namespace: both belong to the namespace in which they are opened. */
#include "inside.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "home.h"
#include "text.h"

static bool set_option(struct outcome *outcome, int level, int option) {
  const int yes = 1;
  return setsockopt(outcome->fd, level, option, &yes, sizeof yes) == 0 || fail(outcome, "setsockopt");
}

static bool prepare(struct outcome *outcome, const struct request *request, const char *address, size_t length) {
  const uint32_t options = request->options;
  if ((options & SOCKET_REUSEADDR) != 0 && !set_option(outcome, SOL_SOCKET, SO_REUSEADDR)) return false;
  if ((options & SOCKET_REUSEPORT) != 0 && !set_option(outcome, SOL_SOCKET, SO_REUSEPORT)) return false;
  if ((options & SOCKET_V6ONLY) != 0 && !set_option(outcome, IPPROTO_IPV6, IPV6_V6ONLY)) return false;
  const struct sockaddr *target = (const struct sockaddr *)address;
  if ((options & SOCKET_CONNECT) != 0) {
    return connect(outcome->fd, target, (socklen_t)length) == 0 || fail(outcome, "connect");
  }
  if (length > 0 && bind(outcome->fd, target, (socklen_t)length) != 0) return fail(outcome, "bind");
  if (request->backlog >= 0 && listen(outcome->fd, request->backlog) != 0) return fail(outcome, "listen");
  return true;
}

void open_socket(struct outcome *outcome, const struct request *request, const char *address, size_t length,
                 int namespace) {
  /* a struct sockaddr must be aligned, which the text is not */
  struct sockaddr_storage aligned;
  if (length > sizeof aligned) {
    fail_with(outcome, EINVAL, "bind");
    return;
  }
  memcpy(&aligned, address, length);
  if (!enter(outcome, namespace)) return;
  outcome->fd = socket(request->domain, request->type | SOCK_CLOEXEC | SOCK_NONBLOCK, request->protocol);
  if (outcome->fd < 0) {
    fail(outcome, "socket");
  } else if (!prepare(outcome, request, (const char *)&aligned, length)) {
    close(outcome->fd);
    outcome->fd = -1;
  }
  go_home(outcome);
}

#define SYSCTL_DIR "/proc/sys/"

struct sysctl {
  char path[sizeof SYSCTL_DIR + 512];
};

/** The file of a sysctl below net/. The path is checked again here, although the client has checked it. */
static bool find_sysctl(struct outcome *outcome, const char *path, struct sysctl *sysctl) {
  const size_t length = strlen(path);
  bool valid = strncmp(path, "net/", 4) == 0 && length < sizeof sysctl->path - sizeof SYSCTL_DIR;
  for (const char *part = path; valid && part != NULL; part = strchr(part, '/')) {
    if (*part == '/') part++;
    const size_t width = strcspn(part, "/");
    if (width == 0 || (width <= 2 && strncmp(part, "..", width) == 0)) valid = false;
  }
  if (!valid) return fail_with(outcome, EINVAL, "path");
  join(sysctl->path, sizeof sysctl->path, SYSCTL_DIR, path, "");
  return true;
}

/** /proc/sys/net shows the namespace of the process that opens it. */
static int open_sysctl(struct outcome *outcome, const struct sysctl *sysctl, int flags) {
  const int file = open(sysctl->path, flags | O_CLOEXEC);
  if (file < 0) fail(outcome, "open");
  return file;
}

/* bytes to read first: few values are longer, and the kernel clears a buffer of the requested size */
#define FIRST_READ 4096

/**
 * Reads the whole value with one call, since the kernel silently drops the rest. A full buffer therefore counts as too
 * small.
 */
static void read_value(struct outcome *outcome, int file, char *value) {
  ssize_t got = read(file, value, FIRST_READ);
  if (got == FIRST_READ) got = pread(file, value, TEXT_MAXIMUM, 0);
  if (got < 0) fail(outcome, "read");
  else if (got == TEXT_MAXIMUM) fail_with(outcome, EFBIG, "read");
  else outcome->length = (size_t)got;
}

/** Writes the whole value; the kernel accepts one page per call. If it accepts no more, the value is too long (EINVAL). */
static void write_value(struct outcome *outcome, int file, const char *value, size_t length) {
  size_t done = 0;
  do {
    const ssize_t written = write(file, value + done, length - done);
    if (written < 0) {
      fail(outcome, "write");
      return;
    }
    if (written == 0 && done < length) {
      fail_with(outcome, EINVAL, "write");
      return;
    }
    done += (size_t)written;
  } while (done < length);
}

void get_sysctl(struct outcome *outcome, const char *path, size_t length, int namespace, char *value) {
  struct sysctl sysctl;
  if (strlen(path) != length) {
    fail_with(outcome, EINVAL, "path");
    return;
  }
  if (!find_sysctl(outcome, path, &sysctl) || !enter(outcome, namespace)) return;
  const int file = open_sysctl(outcome, &sysctl, O_RDONLY);
  if (file >= 0) {
    read_value(outcome, file, value);
    close(file);
  }
  go_home(outcome);
}

void set_sysctl(struct outcome *outcome, const char *text, size_t length, int namespace) {
  struct sysctl sysctl;
  const size_t name = strlen(text) + 1;
  if (!find_sysctl(outcome, text, &sysctl)) return;
  if (name > length) {
    fail_with(outcome, EINVAL, "value");
    return;
  }
  if (!enter(outcome, namespace)) return;
  const int file = open_sysctl(outcome, &sysctl, O_WRONLY);
  if (file >= 0) {
    write_value(outcome, file, text + name, length - name);
    /* before go_home(): some of the kernel's handlers change the namespace of the process that writes or closes */
    close(file);
  }
  go_home(outcome);
}
