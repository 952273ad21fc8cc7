/*
 * Named namespaces: files in /run/netns on which namespaces are mounted. They are created by the same sequence of calls
 * as in `ip netns add`, so that both can run concurrently. A failure undoes the previous steps.
 */
#include "named.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "channel.h"
#include "folder.h"
#include "home.h"
#include "text.h"

#define OWN_NAMESPACE "/proc/self/ns/net"
#define OWN_DESCRIPTORS "/proc/self/fd/"
/* of <linux/magic.h> and <linux/nsfs.h>, which musl does not provide */
#define NSFS_MAGIC 0x6e736673
#define NS_GET_NSTYPE 0xb703

struct path {
  char text[sizeof NETNS_RUN_DIR + 1 + NAME_MAX];
};

/** The file of a name. The name is checked again here, although the client has checked it. */
static bool path_of(struct outcome *outcome, const char *name, size_t length, struct path *path) {
  if (strlen(name) != length || !is_file_name(name)) return fail_with(outcome, EINVAL, "name");
  join(path->text, sizeof path->text, NETNS_RUN_DIR, "/", name);
  return true;
}

static bool make_file(struct outcome *outcome, const struct path *path) {
  if (!prepare_folder(outcome)) return false;
  const int file = open(path->text, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
  if (file < 0) return fail(outcome, "open");
  close(file);
  note_name();
  return true;
}

static bool mount_on(struct outcome *outcome, const char *namespace, const struct path *path) {
  return mount(namespace, path->text, "none", MS_BIND, NULL) == 0 || fail(outcome, "mount");
}

static void undo(const struct path *path) {
  umount2(path->text, MNT_DETACH | UMOUNT_NOFOLLOW);
  unlink(path->text);
}

void create_namespace(struct outcome *outcome, const char *name, size_t length) {
  struct path path;
  const bool named = length > 0;
  if (named && (!path_of(outcome, name, length, &path) || !make_file(outcome, &path))) return;
  if (unshare(CLONE_NEWNET) != 0) {
    fail(outcome, "unshare");
  } else {
    if (!named || mount_on(outcome, OWN_NAMESPACE, &path)) {
      outcome->fd = open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC);
      if (outcome->fd < 0) fail(outcome, "open");
      /* for the first client in the namespace, which then needs no further request; NETLINK_ROUTE is 0 */
      else outcome->more = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    }
    go_home(outcome);
  }
  if (outcome->error != 0 && named) undo(&path);
}

/**
 * Fails for files other than network namespaces, which could be mounted too. Checks for nsfs first: on other files the
 * ioctl has another meaning.
 */
static bool check_namespace(struct outcome *outcome, int namespace) {
  struct statfs found;
  if (fstatfs(namespace, &found) != 0) return fail(outcome, "fstatfs");
  const bool valid = found.f_type == NSFS_MAGIC && ioctl(namespace, NS_GET_NSTYPE) == CLONE_NEWNET;
  return valid || fail_with(outcome, EINVAL, "namespace");
}

void attach_namespace(struct outcome *outcome, const char *name, size_t length, int namespace) {
  struct path path;
  struct decimal buffer;
  char source[sizeof OWN_DESCRIPTORS + sizeof buffer.digits];
  if (!path_of(outcome, name, length, &path) || !check_namespace(outcome, namespace)) return;
  join(source, sizeof source, OWN_DESCRIPTORS, format_number(&buffer, (uint32_t)namespace), "");
  if (make_file(outcome, &path) && !mount_on(outcome, source, &path)) undo(&path);
}

/** Deletes a name. The namespace and its links exist until the last reference to it is gone, which need not be the name. */
void delete_namespace(struct outcome *outcome, const char *name, size_t length) {
  struct path path;
  if (!path_of(outcome, name, length, &path)) return;
  /* a name may be a symbolic link to a mount of others, which must not be unmounted */
  const int unmounted = umount2(path.text, MNT_DETACH | UMOUNT_NOFOLLOW) == 0 ? 0 : errno;
  if (unlink(path.text) == 0) return;
  fail(outcome, "unlink");
  if (unmounted != EPERM || outcome->error == ENOENT) return;
  outcome->error = EPERM;
  outcome->call = "umount2";
}
