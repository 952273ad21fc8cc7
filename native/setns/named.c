/*
 * Namespaces with names: files in /run/netns that namespaces are mounted on, made in the order in which `ip netns add`
 * makes them, so that either can be at work at the same time. What fails is undone.
 */
#include "setns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_NAMESPACE "/proc/self/ns/net"
#define ATTACHED 9
#define ATTACHED_PATH "/proc/self/fd/9"

struct path {
  char text[sizeof NETNS_RUN_DIR + 1 + NAME_MAX];
};

/** The file of a name. Names were checked before; one that leaves the folder goes no further than this. */
static bool path_of(struct outcome *outcome, const char *name, size_t length, struct path *path) {
  const bool special = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
  if (length == 0 || length > NAME_MAX || strlen(name) != length || strchr(name, '/') != NULL || special) {
    errno = EINVAL;
    return fail(outcome, "name");
  }
  memcpy(path->text, NETNS_RUN_DIR "/", sizeof NETNS_RUN_DIR);
  memcpy(path->text + sizeof NETNS_RUN_DIR, name, length + 1);
  return true;
}

/** A mount of the folder that hands on what is mounted in it, to mount namespaces made before and after. */
static bool share_folder(struct outcome *outcome) {
  bool made = false;
  while (mount("", NETNS_RUN_DIR, "none", MS_SHARED | MS_REC, NULL) != 0) {
    /* EINVAL: it is no mount point yet */
    if (errno != EINVAL || made) return fail(outcome, "mount");
    if (mount(NETNS_RUN_DIR, NETNS_RUN_DIR, "none", MS_BIND | MS_REC, NULL) != 0) return fail(outcome, "mount");
    /* out of the peer group of the mount it was a folder of */
    if (mount(NETNS_RUN_DIR, NETNS_RUN_DIR, "none", MS_PRIVATE | MS_REC, NULL) != 0) return fail(outcome, "mount");
    made = true;
  }
  return true;
}

/** The folder, locked meanwhile: two that share it at once would mount it over and over. */
static bool prepare_folder(struct outcome *outcome) {
  if (mkdir(NETNS_RUN_DIR, 0755) != 0 && errno != EEXIST) return fail(outcome, "mkdir");
  int folder = open(NETNS_RUN_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return fail(outcome, "open");
  /* where that can't be locked `ip netns add` goes on as well */
  while (flock(folder, LOCK_EX) != 0 && errno == EINTR) continue;
  const bool shared = share_folder(outcome);
  flock(folder, LOCK_UN);
  close(folder);
  return shared;
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
    }
    go_home(outcome);
  }
  if (outcome->error != 0 && named) undo(&path);
}

void attach_namespace(struct outcome *outcome, const char *name, size_t length, int namespace) {
  struct path path;
  if (!path_of(outcome, name, length, &path) || !make_file(outcome, &path)) return;
  /* a number that is known beforehand needs no digits to be put together */
  const int known = dup3(namespace, ATTACHED, O_CLOEXEC);
  if (known < 0) fail(outcome, "dup3");
  if (known < 0 || !mount_on(outcome, ATTACHED_PATH, &path)) undo(&path);
  if (known >= 0) close(known);
}

/** Devices in it and the other ends of their pairs go with the last that holds the namespace, which need not be the name. */
void delete_namespace(struct outcome *outcome, const char *name, size_t length) {
  struct path path;
  if (!path_of(outcome, name, length, &path)) return;
  /* a name may be a link to another file, whose mount is not ours to end */
  const int unmounted = umount2(path.text, MNT_DETACH | UMOUNT_NOFOLLOW) == 0 ? 0 : errno;
  if (unlink(path.text) == 0) return;
  fail(outcome, "unlink");
  if (unmounted != EPERM || outcome->error == ENOENT) return;
  outcome->error = EPERM;
  outcome->call = "umount2";
}
