/* File descriptors in the control messages of unix sockets. */
#include "rights.h"

#include <string.h>
#include <unistd.h>

/* SCM_PIDFD of <linux/socket.h>, Linux 6.5: a pidfd of the sender, if an adopted socket has SO_PASSPIDFD set */
#define PIDFD 4

static bool has_type(const struct cmsghdr *header, int type) {
  return header->cmsg_level == SOL_SOCKET && header->cmsg_type == type;
}

static size_t count_fds(const struct cmsghdr *header) { return (header->cmsg_len - CMSG_LEN(0)) / sizeof(int); }

static void close_fds(struct cmsghdr *header) {
  for (size_t i = 0; i < count_fds(header); i++) {
    const int none = -1;
    int fd;
    memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
    close(fd);
    memcpy(CMSG_DATA(header) + i * sizeof fd, &none, sizeof none);
  }
}

size_t rights_take(struct msghdr *message, int *fds, size_t space) {
  size_t count = 0;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    if (has_type(header, PIDFD)) close_fds(header);
    if (!has_type(header, SCM_RIGHTS)) continue;
    size_t more = count_fds(header);
    if (more > space - count) more = space - count;
    memcpy(fds + count, CMSG_DATA(header), more * sizeof(int));
    count += more;
  }
  return count;
}

void rights_close(struct msghdr *message) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    if (has_type(header, SCM_RIGHTS) || has_type(header, PIDFD)) close_fds(header);
  }
}
